"""Whether a record may be shared, the clause that says so, and the condition that failed."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.agreements.decide import may_share
from concord.agreements.model import (
    Clause,
    Condition,
    Decision,
    Narrowing,
    Obligations,
    Reason,
)
from concord.records.model import Envelope
from concord.vocabulary.errors import InputError
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.marking import TLP_RANK, UN_RANK, Caveat, Marking, Tlp, UnLevel
from concord.vocabulary.status import Status
from unit.agreements.parties import (
    CLAUSES,
    END,
    MOMENTS,
    NARROWINGS,
    NOW,
    PARTIES,
    PARTY,
    RECORDS,
    START,
    clause,
    record,
)

PERSONAL = Marking(tlp=Tlp.GREEN, caveats=(Caveat.PERSONAL_DATA,))
DILIGENT = Marking(tlp=Tlp.GREEN, caveats=(Caveat.DUE_DILIGENCE,))
CONTROLLED = Marking(tlp=Tlp.GREEN, caveats=(Caveat.ORIGINATOR_CONTROLLED,))


def decide(one: Envelope, *clauses: Clause, **told: Any) -> Decision:
    return may_share(one, told.pop("recipient", "BBB"), clauses, now=told.pop("now", NOW), **told)


def figures(decision: Decision) -> dict[str, str]:
    return {each.name: each.value for each in decision.figures}


def test_allowed_names_the_clause_its_article_and_what_the_receiver_takes_on() -> None:
    terms = clause(obligations=Obligations(retention_days=90, due_diligence=True))

    found = decide(record(), terms)

    assert found.allowed
    assert [(each.id, each.article) for each in found.permits] == [("C1", "4(1)")]
    assert found.obligations == Obligations(retention_days=90, due_diligence=True)
    assert (found.reason, found.nearest, found.message) == (None, None, "share-allowed")


def test_no_clause_no_sharing() -> None:
    found = decide(record(marking=Marking(tlp=Tlp.CLEAR)))

    assert not found.allowed
    assert found.reason is Reason.NO_CLAUSE
    assert found.nearest is None
    assert figures(found) == {"giver": "AAA", "receiver": "BBB"}


@pytest.mark.parametrize(
    ("changes", "terms", "reason", "said"),
    [
        (
            {"kind": RecordKind.CASE},
            {},
            Reason.KIND,
            {"kind": "case", "permitted": "early-warning"},
        ),
        (
            {"areas": ("disaster",)},
            {},
            Reason.AREA,
            {"area": "disaster", "permitted": "peacekeeping"},
        ),
        ({"areas": ()}, {}, Reason.AREA, {"area": "-", "permitted": "peacekeeping"}),
        ({"places": ("XAB",)}, {}, Reason.PLACE, {"place": "XAB", "permitted": "XAA"}),
        ({"places": ()}, {}, Reason.PLACE, {"place": "-", "permitted": "XAA"}),
        (
            {"marking": Marking(tlp=Tlp.RED)},
            {},
            Reason.MARKING,
            {
                "tlp": "red",
                "level": "unclassified",
                "ceiling_tlp": "amber",
                "ceiling_level": "unclassified",
            },
        ),
        (
            {"marking": Marking(tlp=Tlp.CLEAR, level=UnLevel.CONFIDENTIAL)},  # the other level
            {},
            Reason.MARKING,
            {
                "tlp": "clear",
                "level": "confidential",
                "ceiling_tlp": "amber",
                "ceiling_level": "unclassified",
            },
        ),
        ({}, {"valid_until": NOW}, Reason.ENDED, {"until": NOW.isoformat()}),
        ({}, {"valid_from": END}, Reason.NOT_YET, {"since": END.isoformat()}),
        (
            {"status": Status.EXERCISE},
            {},
            Reason.STATUS,
            {"status": "exercise", "permitted": "actual"},
        ),
        (
            {},
            {"status": Status.EXERCISE},
            Reason.STATUS,
            {"status": "actual", "permitted": "exercise"},
        ),
        ({"marking": DILIGENT}, {}, Reason.DUE_DILIGENCE, {}),
        ({}, {"conditions": (Condition.LEGAL_BASIS,)}, Reason.LEGAL_BASIS, {}),
        (
            {},
            {"conditions": (Condition.PURPOSE_STATED,)},
            Reason.PURPOSE,
            {"purpose": "-", "permitted": "-"},
        ),
    ],
)
def test_denied_names_the_condition_that_failed_with_its_figures(
    changes: dict[str, Any], terms: dict[str, Any], reason: Reason, said: dict[str, str]
) -> None:
    found = decide(record(**changes), clause(**terms))

    assert (found.allowed, found.reason, figures(found)) == (False, reason, said)
    assert found.message == f"share-denied-{reason}"
    assert found.nearest == clause(**terms)


def test_a_clause_of_another_pair_is_not_near() -> None:
    found = decide(record(), clause(receiver="CCC"), clause(2, giver="CCC"))

    assert found.reason is Reason.NO_CLAUSE
    assert found.nearest is None


def test_the_nearest_clause_fails_least_and_then_latest() -> None:
    far = clause(1, kinds=(RecordKind.PLEDGE,), places=("XAB",))  # two conditions
    kind = clause(2, kinds=(RecordKind.PLEDGE,))  # one, the first asked
    near = clause(3, ceiling=Marking(tlp=Tlp.CLEAR))  # one, asked later

    assert decide(record(), far, kind, near).nearest == near
    assert decide(record(), near, kind, far).nearest == near
    assert decide(record(), far, kind).nearest == kind


def test_one_clause_must_cover_the_whole_record() -> None:
    both = record(areas=("peacekeeping.police", "disaster"))

    found = decide(both, clause(1), clause(2, areas=("disaster",)))

    assert found.reason is Reason.AREA


@pytest.mark.parametrize(
    ("caveats", "status", "terms", "allowed"),
    [
        ((), Status.EXERCISE, Status.EXERCISE, True),
        ((Caveat.EXERCISE,), Status.EXERCISE, Status.EXERCISE, True),
        ((Caveat.EXERCISE,), Status.ACTUAL, Status.ACTUAL, False),  # it says both: to nobody
        ((Caveat.EXERCISE,), Status.ACTUAL, Status.EXERCISE, False),
        ((), Status.TEST, Status.EXERCISE, False),
        ((), Status.TEST, Status.TEST, True),
    ],
)
def test_exercise_and_real_never_mix(
    caveats: tuple[Caveat, ...], status: Status, terms: Status, *, allowed: bool
) -> None:
    one = record(status=status, marking=Marking(tlp=Tlp.GREEN, caveats=caveats))

    assert decide(one, clause(status=terms)).allowed is allowed


@pytest.mark.parametrize(
    ("said", "basis", "permitted", "asked", "reason"),
    [
        ("planning", "Article 9", ("planning",), None, None),
        ("planning", "Article 9", ("planning",), "planning", None),
        ("planning", "Article 9", ("planning",), "protection", Reason.PURPOSE),
        ("protection", "Article 9", ("planning",), "planning", Reason.PURPOSE),
        ("planning", "Article 9", (), None, Reason.PURPOSE),  # the clause names none
        (None, "Article 9", ("planning",), "planning", Reason.PURPOSE),
        ("planning", None, ("planning",), None, Reason.LEGAL_BASIS),
        ("planning", "", ("planning",), None, Reason.LEGAL_BASIS),
    ],
)
def test_personal_data_needs_a_purpose_the_clause_names_and_a_legal_basis(
    said: str | None,
    basis: str | None,
    permitted: tuple[str, ...],
    asked: str | None,
    reason: Reason | None,
) -> None:
    one = record(marking=PERSONAL, purpose=said, legal_basis=basis)

    assert decide(one, clause(purposes=permitted), purpose=asked).reason is reason


def test_who_asks_for_another_purpose_than_agreed_gets_nothing() -> None:
    terms = clause(purposes=("planning",))

    assert decide(record(), terms, purpose="prosecution").reason is Reason.PURPOSE
    assert decide(record(), terms, purpose="planning").allowed
    assert decide(record(), terms).allowed


def test_due_diligence_is_met_by_a_clause_that_obliges_to_it() -> None:
    terms = clause(obligations=Obligations(due_diligence=True))

    assert decide(record(marking=DILIGENT), terms).allowed


RELAY = clause(2, giver="BBB", receiver="CCC", obligations=Obligations(retention_days=365))


@pytest.mark.parametrize(
    ("given", "marking", "reason"),
    [
        (None, {}, Reason.NO_ONWARD_CLAUSE),  # no clause of the originator at all
        ({}, {}, Reason.ONWARD),  # it names nobody
        ({"onward": ("DDD",)}, {}, Reason.ONWARD),  # it names another
        ({"onward": ("CCC",)}, {}, None),
        ({"onward": ("CCC",), "valid_until": NOW}, {}, Reason.ENDED),
        ({"onward": ("CCC",)}, {"marking": CONTROLLED}, Reason.ORIGINATOR_CONTROLLED),
    ],
)
def test_b_passes_a_s_record_to_c_only_with_a_s_onward_permission_that_names_c(
    given: dict[str, Any] | None, marking: dict[str, Any], reason: Reason | None
) -> None:
    clauses = [RELAY] if given is None else [clause(**given), RELAY]

    found = decide(record(**marking), *clauses, recipient="CCC", holder="BBB")

    assert (found.allowed, found.reason) == (reason is None, reason)


def test_a_direct_clause_of_a_with_c_does_not_let_b_pass_it_on() -> None:
    direct = clause(3, receiver="CCC")

    assert decide(record(), direct, recipient="CCC").allowed
    assert not decide(record(), clause(), RELAY, direct, recipient="CCC", holder="BBB").allowed


def test_onward_permission_without_an_own_clause_shares_nothing() -> None:
    found = decide(record(), clause(onward=("CCC",)), recipient="CCC", holder="BBB")

    assert found.reason is Reason.NO_CLAUSE


def test_a_record_passed_on_cites_both_clauses_and_takes_the_strictest_of_each_obligation() -> None:
    given = clause(onward=("CCC",), obligations=Obligations(retention_days=30, due_diligence=True))

    found = decide(record(), given, RELAY, recipient="CCC", holder="BBB")

    assert [each.id for each in found.permits] == ["C2", "C1"]
    assert found.obligations == Obligations(retention_days=30, due_diligence=True)


def test_a_clause_on_own_records_alone_passes_nothing_on() -> None:
    own = msgspec.structs.replace(RELAY, conditions=(Condition.OWN_RECORDS,))

    found = decide(record(), clause(onward=("CCC",)), own, recipient="CCC", holder="BBB")

    assert found.reason is Reason.OWN_RECORDS
    assert figures(found) == {"originator": "AAA"}


@pytest.mark.parametrize(
    ("withheld", "allowed"),
    [
        ({}, False),  # any record, any recipient, any clause
        ({"recipients": ("BBB",)}, False),
        ({"recipients": ("CCC",)}, True),
        ({"clauses": ("C1",)}, False),
        ({"clauses": ("C2",)}, True),
        ({"records": (record().id,)}, False),
        ({"records": (record(2).id,)}, True),
        ({"records": (record().id,), "recipients": ("CCC",)}, True),  # all it names must fit
    ],
)
def test_a_person_withholds_what_a_clause_permits(
    withheld: dict[str, Any], *, allowed: bool
) -> None:
    narrowing = Narrowing(office="Duty officer", **withheld)

    found = decide(record(), clause(), narrowings=[narrowing])

    assert found.allowed is allowed
    if not allowed:
        assert (found.reason, figures(found)) == (Reason.WITHHELD, {"office": "Duty officer"})


def test_the_second_of_until_is_the_first_without_delivery() -> None:
    instant = timedelta(microseconds=1)

    assert not decide(record(), clause(), now=START - instant).allowed
    assert decide(record(), clause(), now=START).allowed
    assert decide(record(), clause(), now=END - instant).allowed
    assert not decide(record(), clause(), now=END).allowed


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(InputError, match="offset from UTC"):
        decide(record(), clause(), now=datetime(2026, 6, 1))  # noqa: DTZ001


class Case(msgspec.Struct, frozen=True):
    one: Envelope
    clauses: list[Clause]
    recipient: str
    holder: str
    now: datetime

    def allowed(self, **changes: Any) -> bool:
        case = msgspec.structs.replace(self, **{k: v for k, v in changes.items() if k != "narrow"})
        return may_share(
            case.one,
            case.recipient,
            case.clauses,
            now=case.now,
            holder=case.holder,
            narrowings=changes.get("narrow", ()),
        ).allowed


CASES = st.builds(Case, RECORDS, CLAUSES, PARTY, PARTY, st.sampled_from(MOMENTS))


@given(CASES, st.data())
def test_removing_revoking_or_ending_a_clause_never_adds(case: Case, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(case.clauses) - 1))
    moment = data.draw(st.sampled_from(MOMENTS))
    rest = [each for place, each in enumerate(case.clauses) if place != at]
    revoked = [*rest, case.clauses[at].revoked(moment)]

    assert case.allowed(clauses=revoked) <= case.allowed()
    assert case.allowed(clauses=rest) <= case.allowed(clauses=revoked)


@given(CASES, st.sampled_from(Tlp), st.sampled_from(UnLevel), st.sampled_from(Caveat))
def test_raising_a_marking_or_adding_a_caveat_never_adds(
    case: Case, tlp: Tlp, level: UnLevel, caveat: Caveat
) -> None:
    marking = case.one.marking
    raised = Marking(
        tlp=max(marking.tlp, tlp, key=TLP_RANK.__getitem__),
        level=max(marking.level, level, key=UN_RANK.__getitem__),
        caveats=tuple(dict.fromkeys((*marking.caveats, caveat))),
    )

    assert case.allowed(one=msgspec.structs.replace(case.one, marking=raised)) <= case.allowed()


@given(CASES, NARROWINGS)
def test_a_narrowing_never_adds(case: Case, narrowings: list[Narrowing]) -> None:
    assert case.allowed(narrow=narrowings) <= case.allowed()


@given(CASES, st.sampled_from(["DDD", "EEE"]))
def test_a_clause_of_other_parties_changes_nothing(case: Case, other: str) -> None:
    unrelated = clause(99, giver=other, onward=PARTIES, areas=(), places=())

    assert case.allowed(clauses=[*case.clauses, unrelated]) == case.allowed()


@given(CASES)
def test_what_is_allowed_is_in_force_within_its_ceiling_and_names_the_two(case: Case) -> None:
    found = may_share(case.one, case.recipient, case.clauses, now=case.now, holder=case.holder)

    for each in found.permits:
        assert each.in_force(case.now)
        assert case.one.marking.within(each.ceiling)
        assert case.one.kind in each.kinds
    if found.allowed:
        assert (found.permits[0].giver, found.permits[0].receiver) == (case.holder, case.recipient)
        assert len(found.permits) == 1 + (case.holder != case.one.origin)
    else:
        assert found.reason is not None
        assert found.permits == ()


@given(CASES)
def test_the_order_of_clauses_does_not_change_the_answer(case: Case) -> None:
    turned = list(reversed(case.clauses))
    told = {"now": case.now, "holder": case.holder}

    assert may_share(case.one, case.recipient, turned, **told) == may_share(
        case.one, case.recipient, case.clauses, **told
    )
