"""What tests of every room share."""

from pathlib import Path

import pytest
from hypothesis import settings

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

# Property tests import numerical libraries on first use: no time limit per example.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of published data beside the project; without it the test is skipped."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs the published data in ../shared/data beside the project")
    return SHARED_DATA
