"""Databases for the tests of the storage room."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from concord.storage.migrate import open_database
from databases import database_url

__all__ = ["database_url"]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()
