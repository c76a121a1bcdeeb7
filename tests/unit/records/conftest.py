"""Small envelopes, and ledgers in databases of both kinds, for tests of records."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Engine

from concord.records.ledger import Ledger
from concord.records.model import Envelope, OrganizationId, RecordId
from concord.storage.migrate import open_database
from concord.vocabulary.country import default_gazetteer
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.language import Language
from concord.vocabulary.marking import Marking, Tlp
from concord.vocabulary.status import Status
from databases import database_url

__all__ = ["database_url"]

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def record_id(number: int, kind: RecordKind = RecordKind.EARLY_WARNING) -> RecordId:
    return RecordId(f"{kind}--{UUID(int=number, version=4)}")


def envelope(number: int = 1, **changes: Any) -> Envelope:
    """An early warning about Namibia, actual and for everyone, unless said otherwise."""
    fields: dict[str, Any] = {
        "id": record_id(number, changes.get("kind", RecordKind.EARLY_WARNING)),
        "kind": RecordKind.EARLY_WARNING,
        "version": NOW,
        "origin": OrganizationId("un"),
        "author": "Regional desk",
        "marking": Marking(tlp=Tlp.GREEN),
        "status": Status.ACTUAL,
        "body": msgspec.Raw(b'{"text":"violence may rise"}'),
        "language": Language.EN,
        "areas": ("peacekeeping",),
        "places": ("NAM",),
    }
    return Envelope(**(fields | changes))


class Made:
    """What tests make by name."""

    now = NOW
    envelope = staticmethod(envelope)
    record_id = staticmethod(record_id)


@pytest.fixture
def make() -> type[Made]:
    return Made


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    return Ledger.open(engine, status=Status.ACTUAL, gazetteer=default_gazetteer())
