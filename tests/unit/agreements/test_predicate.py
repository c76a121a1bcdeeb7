"""The condition in SQL is true for the very records that the decision in Python allows."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, MetaData, func, select
from sqlalchemy.dialects import postgresql

from concord.agreements.decide import may_share
from concord.agreements.grants import define_grants, microseconds, replace_grants
from concord.agreements.model import Clause, Condition, Narrowing
from concord.agreements.predicate import visible_to
from concord.records.model import Envelope
from concord.vocabulary.errors import InputError
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.marking import Caveat, Marking, Tlp
from unit.agreements.parties import (
    AREAS,
    CLAUSES,
    END,
    GRANTS,
    MOMENTS,
    NARROWINGS,
    NOW,
    PARTIES,
    PURPOSES,
    RECORDS,
    START,
    Ledger,
    clause,
    empty,
    keep,
    record,
)


def seen(
    db: Connection,
    recipient: str,
    holder: str = "AAA",
    *,
    now: datetime = NOW,
    purpose: str | None = None,
    narrowings: Sequence[Narrowing] = (),
) -> set[int]:
    """The numbers of the records a recipient may see."""
    visible = visible_to(
        recipient,
        Ledger,
        GRANTS,
        holder=holder,
        now=now,
        purpose=purpose,
        narrowings=narrowings,
    )
    return set(db.execute(select(Ledger.records.c.seq).where(visible)).scalars())


def compare(ledger: Connection, examples: int) -> Counter[str]:
    """Ask both of so many random sets of records and clauses; counts of the answers."""
    tally: Counter[str] = Counter()

    @settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(
        records=st.lists(RECORDS, min_size=12, max_size=12),
        clauses=CLAUSES,
        narrowings=NARROWINGS,
        now=st.sampled_from(MOMENTS),
        purpose=st.sampled_from([None, *PURPOSES]),
    )
    def agree(
        records: list[Envelope],
        clauses: list[Clause],
        narrowings: list[Narrowing],
        now: datetime,
        purpose: str | None,
    ) -> None:
        empty(ledger)
        keep(ledger, records)
        replace_grants(ledger, GRANTS, clauses)
        for holder in PARTIES:
            for recipient in PARTIES:
                in_sql = seen(
                    ledger, recipient, holder, now=now, purpose=purpose, narrowings=narrowings
                )
                for seq, each in enumerate(records):
                    decision = may_share(
                        each,
                        recipient,
                        clauses,
                        now=now,
                        purpose=purpose,
                        holder=holder,
                        narrowings=narrowings,
                    )
                    tally["cases"] += 1
                    tally["allowed"] += decision.allowed
                    tally["passed on"] += len(decision.permits) == 2
                    tally[decision.reason or "shared"] += 1
                    assert decision.allowed == (seq in in_sql), (each, decision)

    agree()
    return tally


def test_sql_and_python_agree_on_ten_thousand_random_cases(ledger: Connection) -> None:
    tally = compare(ledger, examples=100)

    assert tally["cases"] >= 10_000
    assert tally["allowed"] >= 200  # both answers are tried
    assert tally["passed on"] >= 5


def test_sql_and_python_agree_on_each_database(database: Connection) -> None:
    assert compare(database, examples=10)["cases"] >= 1_000


@pytest.mark.parametrize(
    ("areas", "places", "why"),
    [
        (("peacekeeping",), ("XAA",), True),
        (("peacekeeping.police", "peacekeeping.training"), ("XAA",), True),  # all within
        (("peacekeeping.police", "disaster"), ("XAA",), False),  # one area outside
        (("peacekeeping.police",), ("XAA", "XAB"), False),  # one place outside
        ((), ("XAA",), False),  # no area: only a clause that lists none
        (("peacekeeping.police",), (), False),
        (("peacekeeping.navy",), ("XAA",), False),  # not in the list of areas
    ],
)
def test_every_area_and_place_of_a_record_must_be_covered(
    ledger: Connection, areas: tuple[str, ...], places: tuple[str, ...], *, why: bool
) -> None:
    one = record(areas=areas, places=places)
    keep(ledger, [one])
    replace_grants(ledger, GRANTS, [clause()])

    assert (seen(ledger, "BBB") == {0}) is why
    assert may_share(one, "BBB", [clause()], now=NOW).allowed is why


def test_a_clause_that_lists_no_area_and_no_place_covers_any_and_none(ledger: Connection) -> None:
    keep(ledger, [record(1), record(2, areas=(), places=()), record(3, places=("XAA", "XAB"))])
    replace_grants(ledger, GRANTS, [clause(areas=(), places=())])

    assert seen(ledger, "BBB") == {0, 1, 2}


def test_at_the_second_of_until_delivery_stops_and_at_that_of_from_it_begins(
    ledger: Connection,
) -> None:
    keep(ledger, [record()])
    replace_grants(ledger, GRANTS, [clause()])
    instant = timedelta(microseconds=1)

    assert seen(ledger, "BBB", now=START - instant) == set()
    assert seen(ledger, "BBB", now=START) == {0}
    assert seen(ledger, "BBB", now=END - instant) == {0}
    assert seen(ledger, "BBB", now=END) == set()


def test_b_sees_nothing_of_a_to_pass_to_c_without_onward_permission_that_names_c(
    ledger: Connection,
) -> None:
    keep(ledger, [record()])
    relay = clause(2, giver="BBB", receiver="CCC")
    replace_grants(ledger, GRANTS, [clause(onward=("DDD",)), relay])
    assert seen(ledger, "CCC", "BBB") == set()

    replace_grants(ledger, GRANTS, [clause(onward=("CCC",)), relay])
    assert seen(ledger, "CCC", "BBB") == {0}

    replace_grants(ledger, GRANTS, [clause(onward=("CCC",))])  # nor without its own clause
    assert seen(ledger, "CCC", "BBB") == set()


def test_the_condition_counts_only_what_may_be_seen(ledger: Connection) -> None:
    red = Marking(tlp=Tlp.RED)
    keep(ledger, [record(1), record(2, marking=red), record(3, kind=RecordKind.PLEDGE)])
    replace_grants(ledger, GRANTS, [clause()])
    visible = visible_to("BBB", Ledger, GRANTS, holder="AAA", now=NOW)
    records = Ledger.records

    count = ledger.execute(select(func.count()).select_from(records).where(visible)).scalar()
    joined = ledger.execute(
        select(records.c.id, Ledger.record_areas.c.area)
        .join(Ledger.record_areas, Ledger.record_areas.c.seq == records.c.seq)
        .where(visible, Ledger.record_areas.c.area.in_(AREAS))
    ).all()

    assert count == 1
    assert [tuple(row) for row in joined] == [(record(1).id, "peacekeeping.police")]


def test_the_condition_names_the_table_of_records_once_whatever_stands_around_it() -> None:
    visible = visible_to("BBB", Ledger, GRANTS, holder="AAA", now=NOW)

    sql = str(select(Ledger.records.c.id).where(visible))

    assert sql.count("FROM records ") + sql.count("FROM records\n") == 1
    assert ", records" not in sql


def test_grants_replace_what_was_there_and_expand_kinds_and_areas(ledger: Connection) -> None:
    kinds = (RecordKind.PLEDGE, RecordKind.PLEDGE, RecordKind.EARLY_WARNING)
    assert replace_grants(ledger, GRANTS, [clause(1, kinds=kinds), clause(2)]) == 3
    assert replace_grants(ledger, GRANTS, [clause(3)]) == 1

    areas = set(ledger.execute(select(GRANTS.areas.c.area)).scalars())
    assert areas == {
        "peacekeeping",
        "peacekeeping.readiness",
        "peacekeeping.military",
        "peacekeeping.police",
        "peacekeeping.training",
        "peacekeeping.expert-visits",
    }


def test_no_clause_at_all_shares_nothing(ledger: Connection) -> None:
    keep(ledger, [record(1, marking=Marking(tlp=Tlp.CLEAR))])
    assert replace_grants(ledger, GRANTS, []) == 0

    assert seen(ledger, "BBB") == set()


def test_a_record_under_its_originator_s_control_is_not_passed_on(ledger: Connection) -> None:
    kept = Marking(tlp=Tlp.GREEN, caveats=(Caveat.ORIGINATOR_CONTROLLED,))
    keep(ledger, [record(marking=kept)])
    both = [clause(onward=("CCC",)), clause(2, giver="BBB", receiver="CCC")]
    replace_grants(ledger, GRANTS, both)

    assert seen(ledger, "BBB") == {0}
    assert seen(ledger, "CCC", "BBB") == set()


def test_two_clauses_with_one_id_are_refused_before_anything_changes(ledger: Connection) -> None:
    replace_grants(ledger, GRANTS, [clause(3)])

    with pytest.raises(InputError, match="clause C1: two clauses have this id"):
        replace_grants(ledger, GRANTS, [clause(1), clause(1)])
    assert set(ledger.execute(select(GRANTS.grants.c.clause)).scalars()) == {"C3"}


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(InputError, match="offset from UTC"):
        microseconds(datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_kept_statement_takes_the_values_of_each_question(ledger: Connection) -> None:
    keep(ledger, [record(1), record(2, origin="CCC")])
    replace_grants(ledger, GRANTS, [clause(1), clause(2, giver="CCC", receiver="AAA")])

    for _ in range(2):
        assert seen(ledger, "BBB", "AAA") == {0}
        assert seen(ledger, "AAA", "CCC") == {1}
        assert seen(ledger, "BBB", "AAA", now=END) == set()
        assert seen(ledger, "BBB", "AAA", purpose="planning") == {0}
        assert seen(ledger, "DDD", "AAA") == set()


def test_two_sets_of_tables_do_not_share_a_statement(ledger: Connection) -> None:
    others = define_grants(MetaData())
    for table in others.all():
        table.name = f"other_{table.name}"

    ours, theirs = (
        str(select(Ledger.records.c.id).where(condition))
        for condition in (
            visible_to("BBB", Ledger, tables, holder="AAA", now=NOW) for tables in (GRANTS, others)
        )
    )

    assert "other_grants" in theirs
    assert "other_grants" not in ours


def test_the_condition_is_written_for_postgresql_with_parameters_only() -> None:
    visible = visible_to("B'B", Ledger, GRANTS, holder="A;A", now=NOW, purpose="x")

    sql = str(select(Ledger.records.c.id).where(visible).compile(dialect=postgresql.dialect()))

    assert "EXISTS" in sql
    assert "B'B" not in sql
    assert "A;A" not in sql


def test_a_clause_on_own_records_alone_passes_nothing_on(ledger: Connection) -> None:
    keep(ledger, [record(1), record(2, origin="BBB")])
    own = clause(2, giver="BBB", receiver="CCC", conditions=(Condition.OWN_RECORDS,))
    replace_grants(ledger, GRANTS, [clause(onward=("CCC",)), own])

    assert seen(ledger, "CCC", "BBB") == {1}
