"""A small made-up region for the tests of this room."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from concord.vocabulary.country import Country, Gazetteer, GwSpell
from unit.sources.feed_server import FeedServer, serving


@pytest.fixture(scope="session")
def region() -> Gazetteer:
    """Alpha, which split: 9002 meant Beta until 2010 and Gamma from 2011 on."""
    split = date(2010, 12, 31)
    return Gazetteer(
        [
            Country(
                code="XAA",
                name="Alpha",
                latitude=1,
                longitude=1,
                gw=(GwSpell(number=9001),),
                views=901,
            ),
            Country(
                code="XBB",
                name="Beta",
                latitude=2,
                longitude=2,
                gw=(GwSpell(number=9002, last=split),),
                views=902,
            ),
            Country(
                code="XCC",
                name="Gamma",
                latitude=3,
                longitude=3,
                gw=(GwSpell(number=9002, first=date(2011, 1, 1)),),
                views=903,
                former_codes=("XCD",),
            ),
        ]
    )


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Writes a file and says where."""

    def write(content: str | bytes, name: str = "events.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def server() -> Iterator[FeedServer]:
    """A feed's server on this machine."""
    with serving() as running:
        yield running
