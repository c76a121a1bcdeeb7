"""Coverage: what clauses permit on a day, and nothing that the decision would refuse."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from concord.agreements.coverage import coverage
from concord.agreements.decide import may_share
from concord.agreements.model import Clause
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.marking import Marking, Tlp
from unit.agreements.parties import CLAUSES, END, MOMENTS, NOW, clause, record

BOTH = (RecordKind.EARLY_WARNING, RecordKind.PLEDGE)


def test_each_kind_of_each_clause_in_force_is_one_line() -> None:
    found = coverage([clause(kinds=BOTH)], NOW)

    assert [(each.receiver, each.kind, each.article) for each in found] == [
        ("BBB", RecordKind.EARLY_WARNING, "4(1)"),
        ("BBB", RecordKind.PLEDGE, "4(1)"),
    ]
    assert found[0].ceiling == Marking(tlp=Tlp.AMBER)
    assert found[0].until == END


def test_nothing_is_covered_at_the_second_a_clause_ends() -> None:
    assert coverage([clause()], END) == ()


def test_giver_and_receiver_narrow_the_answer() -> None:
    clauses = [clause(1), clause(2, receiver="CCC"), clause(3, giver="CCC")]

    assert [each.clause for each in coverage(clauses, NOW, giver="AAA")] == ["C1", "C2"]
    assert [each.clause for each in coverage(clauses, NOW, receiver="CCC")] == ["C2"]
    assert coverage(clauses, NOW, giver="DDD") == ()


@given(CLAUSES, st.sampled_from(MOMENTS))
def test_a_plain_record_within_a_line_may_be_shared(clauses: list[Clause], now: datetime) -> None:
    for line in coverage(clauses, now):
        plain = record(
            origin=line.giver,
            kind=line.kind,
            areas=line.areas[:1],
            places=line.places[:1],
            marking=line.ceiling,
            status=line.status,
            purpose="planning",
            legal_basis="Article 9",
        )

        assert may_share(plain, line.receiver, clauses, now=now).allowed
