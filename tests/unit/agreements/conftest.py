"""An empty ledger for each test."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine

from unit.agreements.parties import LEDGER


@pytest.fixture
def ledger() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    LEDGER.create_all(engine)
    with engine.begin() as db:
        yield db
    engine.dispose()
