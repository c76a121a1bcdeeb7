"""An empty ledger for each test, in memory or in a database of each kind."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine

from concord.storage.engine import connect, writing
from databases import database_url
from unit.agreements.parties import LEDGER

__all__ = ["database_url"]


@pytest.fixture
def ledger() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    LEDGER.create_all(engine)
    with engine.begin() as db:
        yield db
    engine.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Connection]:
    engine = connect(database_url)
    with writing(engine) as db:
        LEDGER.create_all(db)
        yield db
    engine.dispose()
