"""What tests of every room share."""

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of published data beside the project; without it the test is skipped."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs the published data in ../shared/data beside the project")
    return SHARED_DATA
