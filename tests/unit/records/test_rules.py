"""An envelope breaks a rule and hears which one, or breaks none; a row for each."""

from datetime import timedelta
from typing import Any

import pytest

from concord.records.rules import check
from concord.vocabulary.country import Country, Gazetteer, default_gazetteer
from concord.vocabulary.errors import InputError
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.marking import Caveat, Marking, Tlp
from concord.vocabulary.status import Status


def marked(*caveats: Caveat) -> Marking:
    return Marking(tlp=Tlp.GREEN, caveats=caveats)


HOUR = timedelta(hours=1)
PERSONAL = marked(Caveat.PERSONAL_DATA)

BROKEN = [
    # (what differs from a good envelope, what the error says)
    ({"id": "plan--00000000-0000-4000-8000-000000000001"}, "begin its id with early-warning--"),
    ({"kind": RecordKind.PLAN, "id": "early-warning--0"}, "its kind is plan"),
    ({"origin": ""}, "its origin is not"),
    ({"origin": " un"}, "its origin is not"),
    ({"origin": "un\n"}, "its origin is not"),
    ({"origin": "a\0b"}, "its origin is not"),
    ({"origin": "x" * 101}, "its origin is not"),
    ({"marking": PERSONAL}, "give its purpose and legal_basis"),
    ({"marking": PERSONAL, "purpose": "asylum"}, "give its legal_basis"),
    ({"marking": PERSONAL, "legal_basis": "GDPR 6(1)(e)", "purpose": " "}, "give its purpose"),
    ({"purpose": ""}, "write its purpose in one line"),
    ({"purpose": "a\0b"}, "write its purpose in one line"),
    ({"legal_basis": "a\nb"}, "write its legal_basis in one line"),
    ({"legal_basis": "x" * 1001}, "at most 1000 characters"),
    ({"marking": marked(Caveat.EXERCISE)}, "says exercise and its status actual"),
    ({"marking": marked(Caveat.EXERCISE), "status": Status.TEST}, "its status test"),
    ({"status": Status.EXERCISE}, "add the caveat exercise"),
    (
        {"marking": marked(Caveat.DUE_DILIGENCE, Caveat.ORIGINATOR_CONTROLLED)},
        "in this order: originator-controlled, due-diligence",
    ),
    ({"marking": marked(Caveat.DUE_DILIGENCE, Caveat.DUE_DILIGENCE)}, "once each"),
    ({"areas": ("gardening",)}, "'gardening' is not in the list"),
    ({"areas": ("Peacekeeping",)}, "'Peacekeeping' is not in the list"),
    ({"areas": ("peacekeeping", "peacekeeping")}, "named twice"),
    ({"places": ("XYZ",)}, "'XYZ' is no country's"),
    ({"places": ("nam",)}, "'nam' is no country's"),
    ({"places": ("",)}, "'' is no country's"),
    ({"places": ("ZAR",)}, "former code; write COD"),
    ({"places": ("NAM", "AGO", "NAM")}, "place NAM is named twice"),
]

KEPT = [
    ({}, "the plain one"),
    ({"areas": (), "places": ()}, "neither area nor place"),
    ({"marking": PERSONAL, "purpose": "asylum", "legal_basis": "mandate"}, "personal data"),
    ({"marking": marked(Caveat.EXERCISE), "status": Status.EXERCISE}, "an exercise"),
    ({"status": Status.TEST}, "a test"),
    ({"origin": "x"}, "an id of one letter"),
    ({"purpose": "planning"}, "a purpose where none is needed"),
    ({"marking": marked(*Caveat), "purpose": "a", "legal_basis": "b", "status": "exercise"}, "all"),
]


@pytest.mark.parametrize(("changes", "reason"), BROKEN)
def test_envelope_that_breaks_a_rule_is_refused_by_name(
    make: Any, changes: Any, reason: str
) -> None:
    broken = make.envelope(**changes)

    with pytest.raises(InputError, match=reason) as refused:
        check(broken, default_gazetteer())

    assert str(refused.value).startswith(f"record {broken.id}: ")


@pytest.mark.parametrize(("changes", "_why"), KEPT)
def test_envelope_that_keeps_the_rules_passes(make: Any, changes: Any, _why: str) -> None:
    if "status" in changes:
        changes = changes | {"status": Status(changes["status"])}

    check(make.envelope(**changes), default_gazetteer())


def test_validity_may_be_one_moment_and_never_run_backwards(make: Any) -> None:
    check(make.envelope(valid_from=make.now, valid_until=make.now), default_gazetteer())

    with pytest.raises(InputError, match="before it begins"):
        check(make.envelope(valid_from=make.now, valid_until=make.now - HOUR), default_gazetteer())


def test_places_are_those_of_the_world_the_ledger_is_kept_in(make: Any) -> None:
    world = Gazetteer.of([Country(code="XAB", name="Abenia", latitude=0.0, longitude=0.0)])

    check(make.envelope(places=("XAB",)), world)

    with pytest.raises(InputError, match="'NAM' is no country's"):
        check(make.envelope(places=("NAM",)), world)
