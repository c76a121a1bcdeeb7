"""Small events, releases and stores that tests of observations are made from."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from concord.observations.model import Booking, Kind, Vintage
from concord.observations.store import ObservationStore
from concord.sources.model import (
    Parsed,
    Provenance,
    country_month_schema,
    event_schema,
    quarantine_schema,
)
from concord.vocabulary.country import Country, Gazetteer
from concord.vocabulary.month import MonthId
from concord.vocabulary.status import Status

Event = dict[str, Any]


def event(
    country: str = "SYR",
    start: str = "2018-03-10",
    end: str | None = None,
    best: int = 1,
    **more: Any,
) -> Event:
    """One event; one day long, state-based and in no cell unless said otherwise."""
    given = {
        "country": country,
        "date_start": date.fromisoformat(start),
        "date_end": date.fromisoformat(end or start),
        "best": best,
    }
    rest = {"date_precision": 1, "place_precision": 1, "gid": 0, "violence": 1}
    return rest | given | more


def event_table(events: Iterable[Event]) -> pa.Table:
    rows = [
        {"low": it["best"], "high": it["best"], "latitude": None, "longitude": None}
        | {"event_id": number}
        | it
        for number, it in enumerate(events, start=1)
    ]
    return pa.Table.from_pylist(rows, schema=event_schema())


def count_table(rows: Iterable[tuple[str, int, float | None]]) -> pa.Table:
    columns = [dict(zip(("country", "month", "count"), row, strict=True)) for row in rows]
    return pa.Table.from_pylist(columns, schema=country_month_schema())


def parsed(kept: pa.Table, refused: Iterable[tuple[int, str, str, str]] = ()) -> Parsed:
    aside = [dict(zip(("row", "field", "reason", "text"), it, strict=True)) for it in refused]
    quarantined = pa.Table.from_pylist(aside, schema=quarantine_schema())
    return Parsed(kept=kept, quarantined=quarantined, rows_in=kept.num_rows + quarantined.num_rows)


def provenance(content: str = "release", version: str = "18.1") -> Provenance:
    return Provenance(
        source="ucdp-ged",
        version=version,
        licence="CC-BY-4.0",
        url="https://ucdp.uu.se/downloads/",
        retrieved_at=datetime(2026, 11, 1, 12, tzinfo=UTC),
        sha256=sha256(content.encode()).hexdigest(),
        size_bytes=len(content),
    )


def vintage(**changes: Any) -> Vintage:
    """A made-up release of 2018; its months are 457 (2018-01) to 468 (2018-12)."""
    fields: dict[str, Any] = {
        "dataset": "ged",
        "version": "19.1",
        "kind": Kind.EVENTS,
        "booking": Booking.START,
        "status": Status.TEST,
        "released_on": date(2019, 6, 1),
        "first_month": MonthId(457),
        "last_month": MonthId(468),
        "source": "ucdp-ged",
        "licence": "CC-BY-4.0",
        "url": None,
        "retrieved_at": datetime(2026, 11, 1, 12, tzinfo=UTC),
        "sha256": "0" * 64,
        "rows_in": 1,
        "rows_kept": 1,
        "rows_quarantined": 0,
    }
    return Vintage(**(fields | changes))


def country(code: str, since: str | None = None, until: str | None = None) -> Country:
    return Country(
        code=code,
        name=code,
        latitude=0,
        longitude=0,
        exists_from=date.fromisoformat(since) if since else None,
        exists_until=date.fromisoformat(until) if until else None,
    )


class Make:
    """The makers above, for tests to ask by name."""

    event = staticmethod(event)
    events = staticmethod(event_table)
    counts = staticmethod(count_table)
    parsed = staticmethod(parsed)
    provenance = staticmethod(provenance)
    vintage = staticmethod(vintage)
    country = staticmethod(country)

    @staticmethod
    def gazetteer(*codes: str) -> Gazetteer:
        return Gazetteer.of([country(code) for code in codes])


@pytest.fixture(scope="session")
def make() -> type[Make]:
    return Make


Load = Callable[..., Vintage]


@pytest.fixture
def store(tmp_path: Path) -> ObservationStore:
    return ObservationStore(tmp_path / "observations")


@pytest.fixture
def load(store: ObservationStore) -> Load:
    """Load events, by default one, as a release with some of its words changed."""

    def _load(events: Iterable[Event] = (event(),), content: str = "release", **more: Any) -> Any:
        words: dict[str, Any] = {
            "dataset": "ged",
            "version": "19.1",
            "released_on": date(2019, 6, 1),
            "booking": Booking.START,
            "status": Status.ACTUAL,
            "provenance": provenance(content),
        }
        kept = more.pop("kept", None)
        rows = parsed(event_table(events) if kept is None else kept, more.pop("refused", ()))
        return store.add(rows, **(words | more))

    return _load
