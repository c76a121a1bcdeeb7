"""The ledger keeps every version, once, in commit order, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, select

from concord.records.canonical import encode, fingerprint
from concord.records.ledger import Ledger
from concord.storage.engine import reading, writing
from concord.storage.schema import record_areas, record_places, records
from concord.vocabulary.country import default_gazetteer
from concord.vocabulary.errors import InputError
from concord.vocabulary.marking import Caveat, Marking, Tlp, UnLevel
from concord.vocabulary.status import Status

HOUR = timedelta(hours=1)


def test_what_was_appended_is_read_back_as_it_was(
    engine: Engine, ledger: Ledger, make: Any
) -> None:
    said = make.envelope(valid_from=make.now, valid_until=make.now + HOUR)

    with writing(engine) as db:
        (appended,) = ledger.append(db, [said], now=make.now)

    with reading(engine) as db:
        (entry,) = ledger.history(db, said.id)
    assert entry.envelope == said
    assert (entry.seq, entry.added_at) == (1, make.now)
    assert entry.hash == appended.hash == fingerprint(encode(said))
    assert appended.is_new


def test_same_version_again_changes_nothing_and_says_so(
    engine: Engine, ledger: Ledger, make: Any
) -> None:
    with writing(engine) as db:
        (first,) = ledger.append(db, [make.envelope()], now=make.now)

    with writing(engine) as db:
        (again,) = ledger.append(db, [make.envelope()], now=make.now + HOUR)

    assert not again.is_new
    assert msgspec.structs.replace(again, is_new=True) == first
    with reading(engine) as db:
        assert len(ledger.since(db, 0, 10)) == 1


def test_same_version_twice_in_one_call_is_new_once(
    engine: Engine, ledger: Ledger, make: Any
) -> None:
    with writing(engine) as db:
        done = ledger.append(db, [make.envelope(), make.envelope()], now=make.now)

    assert [(each.seq, each.is_new) for each in done] == [(1, True), (1, False)]


def test_same_version_with_other_content_is_refused_and_nothing_of_the_call_is_kept(
    engine: Engine, ledger: Ledger, make: Any
) -> None:
    with writing(engine) as db:
        ledger.append(db, [make.envelope()], now=make.now)
    changed = make.envelope(body=msgspec.Raw(b'{"text":"all is calm"}'))

    with pytest.raises(InputError, match="a change needs a new version"), writing(engine) as db:
        ledger.append(db, [make.envelope(2), changed], now=make.now)

    with reading(engine) as db:
        assert [entry.seq for entry in ledger.since(db, 0, 10)] == [1]


def test_two_contents_of_one_version_in_one_call_are_refused(
    engine: Engine, ledger: Ledger, make: Any
) -> None:
    changed = make.envelope(body=msgspec.Raw(b'{"text":"all is calm"}'))

    with pytest.raises(InputError, match="other content"), writing(engine) as db:
        ledger.append(db, [make.envelope(), changed], now=make.now)


def test_same_version_in_another_zone_and_key_order_is_the_same(
    engine: Engine, ledger: Ledger, make: Any
) -> None:
    nairobi = timezone(timedelta(hours=3))
    here = make.envelope(body=msgspec.Raw(b'{"b":1.0,"a":2}'))
    there = make.envelope(
        version=make.now.astimezone(nairobi), body=msgspec.Raw(b'{ "a": 2, "b": 1 }')
    )

    with writing(engine) as db:
        first, again = ledger.append(db, [here, there], now=make.now)

    assert first.hash == again.hash
    assert not again.is_new


def test_added_at_grows_with_seq_also_when_the_clock_was_set_back(
    engine: Engine, ledger: Ledger, make: Any
) -> None:
    for number, now in enumerate([make.now, make.now, make.now - HOUR, make.now + HOUR]):
        with writing(engine) as db:
            ledger.append(db, [make.envelope(2 * number), make.envelope(2 * number + 1)], now=now)

    with reading(engine) as db:
        entries = ledger.since(db, 0, 100)
    moments = [entry.added_at for entry in entries]
    assert [entry.seq for entry in entries] == list(range(1, 9))
    assert moments == sorted(set(moments))
    assert moments[6] == make.now + HOUR


def test_history_is_by_version_and_seq_by_arrival(
    engine: Engine, ledger: Ledger, make: Any
) -> None:
    late, early = make.envelope(version=make.now + HOUR), make.envelope(version=make.now)
    for said in (late, early):
        with writing(engine) as db:
            ledger.append(db, [said], now=make.now)

    with reading(engine) as db:
        assert [entry.seq for entry in ledger.history(db, late.id)] == [2, 1]
        newest = ledger.latest(db, late.id)
    assert newest is not None
    assert newest.envelope == late


def test_as_of_is_what_this_node_held_then(engine: Engine, ledger: Ledger, make: Any) -> None:
    first, second = make.envelope(), make.envelope(version=make.now + HOUR)
    for said, now in ((first, make.now), (make.envelope(2), make.now + HOUR / 2), (second, None)):
        with writing(engine) as db:
            ledger.append(db, [said], now=now or make.now + 2 * HOUR)

    def held(moment: Any) -> list[Any]:
        with reading(engine) as db:
            return [entry.envelope for entry in ledger.as_of(db, moment)]

    assert held(make.now - HOUR) == []
    assert held(make.now) == [first]
    assert held(make.now + HOUR) == [first, make.envelope(2)]
    assert held(make.now + 2 * HOUR) == [make.envelope(2), second]


def test_unknown_record_has_no_history(engine: Engine, ledger: Ledger, make: Any) -> None:
    with reading(engine) as db:
        assert ledger.history(db, make.record_id(9)) == ()
        assert ledger.latest(db, make.record_id(9)) is None


def test_since_pages_without_gap_or_repeat(engine: Engine, ledger: Ledger, make: Any) -> None:
    with writing(engine) as db:
        ledger.append(db, [make.envelope(number) for number in range(25)], now=make.now)

    pages, last = [], 0
    with reading(engine) as db:
        while page := ledger.since(db, last, 10):
            pages.append(len(page))
            assert [entry.seq for entry in page] == list(range(last + 1, last + 1 + len(page)))
            last = page[-1].seq
    assert pages == [10, 10, 5]


def test_every_read_obeys_the_predicate(engine: Engine, ledger: Ledger, make: Any) -> None:
    green = make.envelope()
    red = make.envelope(version=make.now + HOUR, marking=Marking(tlp=Tlp.RED))
    with writing(engine) as db:
        ledger.append(db, [green, red], now=make.now)
    may_see = records.c.tlp_rank <= 1

    with reading(engine) as db:
        found = [
            ledger.since(db, 0, 10, may_see),
            ledger.history(db, green.id, may_see),
            tuple(ledger.as_of(db, make.now + HOUR, may_see)),
            (ledger.latest(db, green.id, may_see),),
        ]
    assert [[entry.envelope for entry in entries] for entries in found] == [[green]] * 4


def test_what_predicates_ask_for_stands_in_columns(
    engine: Engine, ledger: Ledger, make: Any
) -> None:
    said = make.envelope(
        areas=("peacekeeping", "peacekeeping.police"),
        places=("NAM", "AGO"),
        marking=Marking(
            tlp=Tlp.AMBER_STRICT, level=UnLevel.CONFIDENTIAL, caveats=(Caveat.PERSONAL_DATA,)
        ),
        purpose="protection",
        legal_basis="mandate",
    )

    with writing(engine) as db:
        ledger.append(db, [said], now=make.now)

    with reading(engine) as db:
        row = db.execute(select(records)).one()
        areas = db.execute(select(record_areas.c.area)).scalars().all()
        places = db.execute(select(record_places.c.place)).scalars().all()
    assert (row.kind, row.origin, row.status) == ("early-warning", "un", "actual")
    assert (row.tlp_rank, row.un_rank) == (3, 1)
    assert (row.originator_controlled, row.due_diligence, row.exercise) == (0, 0, 0)
    assert (row.personal_data, row.purpose, row.legal_basis) == (1, "protection", "mandate")
    assert (row.version, row.valid_from) == (make.now, None)
    assert set(areas) == set(said.areas)
    assert set(places) == set(said.places)


def test_nothing_to_append_is_nothing(engine: Engine, ledger: Ledger, make: Any) -> None:
    with writing(engine) as db:
        assert ledger.append(db, [], now=make.now) == ()


def test_more_records_than_one_question_holds_are_found_again(
    engine: Engine, ledger: Ledger, make: Any
) -> None:
    many = [make.envelope(number) for number in range(1201)]
    with writing(engine) as db:
        ledger.append(db, many, now=make.now)

    with writing(engine) as db:
        again = ledger.append(db, many, now=make.now)

    assert not any(each.is_new for each in again)


def test_ledger_refuses_records_of_another_status(
    engine: Engine, ledger: Ledger, make: Any
) -> None:
    exercise = make.envelope(
        status=Status.EXERCISE, marking=Marking(tlp=Tlp.GREEN, caveats=(Caveat.EXERCISE,))
    )

    with pytest.raises(InputError, match="keeps actual records only"), writing(engine) as db:
        ledger.append(db, [exercise], now=make.now)


def test_database_of_one_status_is_not_opened_as_another(engine: Engine, ledger: Ledger) -> None:
    with pytest.raises(InputError, match="holds actual records, and this node's status is ex"):
        Ledger.open(engine, status=Status.EXERCISE, gazetteer=default_gazetteer())

    Ledger.open(engine, status=Status.ACTUAL, gazetteer=default_gazetteer())


def test_transaction_that_fails_after_the_append_leaves_no_hole(
    engine: Engine, ledger: Ledger, make: Any
) -> None:
    def append_and_fail() -> None:
        with writing(engine) as db:
            ledger.append(db, [make.envelope()], now=make.now)
            raise InputError("a fault of its own")

    with pytest.raises(InputError, match="of its own"):
        append_and_fail()

    with writing(engine) as db:
        (appended,) = ledger.append(db, [make.envelope(2)], now=make.now)
    assert appended.seq == 1


def test_two_programs_that_open_an_empty_ledger_at_once_agree_on_its_status(
    engine: Engine,
) -> None:
    def claim(status: Status) -> Status | None:
        try:
            return Ledger.open(engine, status=status, gazetteer=default_gazetteer()).status
        except InputError:
            return None

    with ThreadPoolExecutor(2) as both:
        opened = list(both.map(claim, [Status.ACTUAL, Status.EXERCISE]))

    assert sorted(str(status) for status in opened if status) in (["actual"], ["exercise"])
