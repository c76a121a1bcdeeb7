"""Whatever is appended in whatever order, the ledger answers as a list in memory would."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, update

from concord.records.canonical import encode
from concord.records.ledger import Ledger
from concord.records.model import Entry, Envelope
from concord.storage.engine import reading, writing
from concord.storage.schema import ledger as ledger_table
from concord.storage.schema import record_areas, record_places, records
from concord.vocabulary.errors import InputError

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SAID = st.tuples(st.integers(1, 3), st.integers(0, 3), st.sampled_from(["a", "a", "a", "b"]))
CALLS = st.lists(st.tuples(st.integers(-1, 3), st.lists(SAID, max_size=4)), max_size=8)


class ListModel:
    """The ledger as a list: what each promise means, written as plainly as can be."""

    def __init__(self) -> None:
        self.kept: list[tuple[datetime, Envelope]] = []

    def append(self, envelopes: list[Envelope], now: datetime) -> list[int] | None:
        """The numbers given, or None for a call refused whole."""
        before, numbers = list(self.kept), []
        for said in envelopes:
            same = [it for it in self.kept if (it[1].id, it[1].version) == (said.id, said.version)]
            if same and encode(same[0][1]) != encode(said):
                self.kept = before
                return None
            if not same:
                last = self.kept[-1][0] if self.kept else now - MINUTE
                self.kept.append((max(now, last + timedelta(microseconds=1)), said))
            numbers.append(1 + self.kept.index(same[0] if same else self.kept[-1]))
        return numbers

    def as_of(self, moment: datetime) -> list[Envelope]:
        newest: dict[str, Envelope] = {}
        for added_at, said in self.kept:
            if added_at <= moment and (
                said.id not in newest or newest[said.id].version < said.version
            ):
                newest[said.id] = said
        return [said for _, said in self.kept if said in newest.values()]


def emptied(engine: Engine) -> None:
    with writing(engine) as db:
        for table in (record_areas, record_places, records):
            db.execute(delete(table))
        db.execute(update(ledger_table).values(last_seq=0, last_added_at=BEGINNING))


def said_of(entries: Iterable[Entry]) -> list[Envelope]:
    return [entry.envelope for entry in entries]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=CALLS)
def test_ledger_answers_as_a_list_would(
    engine: Engine, ledger: Ledger, make: Any, calls: list[tuple[int, list[Any]]]
) -> None:
    emptied(engine)
    model, now = ListModel(), make.now
    for step, batch in calls:
        now += step * MINUTE  # a step of -1: the clock was set back
        envelopes = [
            make.envelope(
                number,
                version=make.now + version * MINUTE,
                body=msgspec.Raw(f'{{"text":"{text}"}}'.encode()),
            )
            for number, version, text in batch
        ]
        expected = model.append(envelopes, now)
        assert appended(engine, ledger, envelopes, now) == expected

    with reading(engine) as db:
        kept = ledger.since(db, 0, 1000)
        assert [(e.seq, e.added_at) for e in kept] == list(
            enumerate((added_at for added_at, _ in model.kept), start=1)
        )
        assert said_of(kept) == [said for _, said in model.kept]
        for number in (1, 2, 3):
            versions = [said for said in said_of(kept) if said.id == make.record_id(number)]
            by_version = sorted(versions, key=lambda said: said.version)
            assert said_of(ledger.history(db, make.record_id(number))) == by_version
            latest = ledger.latest(db, make.record_id(number))
            assert said_of([latest] if latest else []) == by_version[-1:]
        for moment in {added_at for added_at, _ in model.kept} | {make.now - 99 * MINUTE, now}:
            assert said_of(ledger.as_of(db, moment)) == model.as_of(moment)
        for last in range(len(kept) + 1):
            assert ledger.since(db, last, 2) == kept[last : last + 2]


def appended(
    engine: Engine, ledger: Ledger, envelopes: list[Envelope], now: datetime
) -> list[int] | None:
    try:
        with writing(engine) as db:
            return [each.seq for each in ledger.append(db, envelopes, now=now)]
    except InputError:
        return None
