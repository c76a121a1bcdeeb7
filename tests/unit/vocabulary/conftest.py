"""What the tests of the vocabulary share."""

import pytest

from concord.vocabulary.atlas import Atlas, Resolution, load_atlas
from concord.vocabulary.errors import InputError


@pytest.fixture(scope="session")
def fine_atlas() -> Atlas:
    """The packaged atlas at 1:50 million; without it the test is skipped."""
    try:
        return load_atlas(Resolution.FINE)
    except InputError as error:
        pytest.skip(str(error))
