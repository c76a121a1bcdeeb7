"""The file a cooperation desk writes: read whole, or refused with clause and field named."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.agreements.clause_file import parse_agreements, read_agreements
from concord.agreements.model import Condition, Obligations
from concord.vocabulary.errors import InputError
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.marking import Marking, Tlp, UnLevel
from concord.vocabulary.status import Status

HEAD = """
[[agreement]]
id = "XRC-XOC-2026"
title = "Exercise arrangement on early warning"
"""
CLAUSE = """
[[agreement.clause]]
id = "4.1"
article = "4 (1)"
giver = "XRC"
receiver = "XOC"
kinds = ["early-warning", "request"]
areas = ["early-warning", "peacekeeping.police"]
places = ["XAA", "TCD"]
ceiling = { tlp = "amber", level = "confidential" }
purposes = ["planning"]
conditions = ["own-records"]
valid_from = 2026-01-01T00:00:00Z
valid_until = 2027-01-01T02:00:00+02:00
onward = ["XUN"]
obligations = { retention_days = 365, due_diligence = true }
status = "exercise"
"""
LEAST = """
[[agreement.clause]]
id = "4.2"
article = "4 (2)"
giver = "XRC"
receiver = "XOC"
kinds = ["pledge"]
ceiling = { tlp = "green" }
valid_from = 2026-01-01T00:00:00Z
"""


def without(field: str) -> str:
    lines = CLAUSE.splitlines(keepends=True)
    return HEAD + "".join(line for line in lines if not line.startswith(field))


def changed(field: str, value: str) -> str:
    return without(field) + f"{field} = {value}\n"


def test_a_clause_says_all_that_the_file_says() -> None:
    (agreement,) = parse_agreements(HEAD + CLAUSE, name="terms.toml")

    (clause,) = agreement.clauses
    assert (agreement.id, clause.agreement) == ("XRC-XOC-2026", "XRC-XOC-2026")
    assert (clause.giver, clause.receiver, clause.onward) == ("XRC", "XOC", ("XUN",))
    assert clause.kinds == (RecordKind.EARLY_WARNING, RecordKind.REQUEST)
    assert clause.ceiling == Marking(tlp=Tlp.AMBER, level=UnLevel.CONFIDENTIAL)
    assert clause.valid_until == datetime(2027, 1, 1, tzinfo=UTC)  # an offset is understood
    assert clause.conditions == (Condition.OWN_RECORDS,)
    assert clause.obligations == Obligations(retention_days=365, due_diligence=True)
    assert clause.status is Status.EXERCISE


def test_what_a_clause_leaves_out_is_the_least() -> None:
    (agreement,) = parse_agreements(HEAD + LEAST, name="terms.toml")

    (clause,) = agreement.clauses
    assert clause.ceiling.level is UnLevel.UNCLASSIFIED
    assert clause.onward == ()
    assert clause.valid_until is None
    assert clause.status is Status.ACTUAL


@pytest.mark.parametrize("field", ["id", "article", "giver", "receiver", "kinds", "valid_from"])
def test_a_clause_without_a_field_it_needs_is_refused(field: str) -> None:
    with pytest.raises(InputError, match=f"agreement 1, clause 1: .*missing.*{field}"):
        parse_agreements(without(field), name="terms.toml")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ceiling", '{ tlp = "orange" }', r"clause 1, ceiling.tlp: Invalid enum value 'orange'"),
        ("ceiling", '{ level = "confidential" }', r"clause 1, ceiling: .*missing.*tlp"),
        ("ceiling", '{ tlp = "red", leve = "x" }', r"there is no field ceiling.leve"),
        ("ceiling", '{ tlp = "red", caveats = [] }', r"there is no field ceiling.caveats"),
        ("kinds", '["rumour"]', r"clause 1, kinds\[0\]: Invalid enum value 'rumour'"),
        ("kinds", "[]", r"clause 4\.1: it permits no kind"),
        ("kinds", '"early-warning"', r"clause 1, kinds: Expected `array`, got `str`"),
        ("areas", '["peacekeeping.navy"]', r"clause 4\.1: area 'peacekeeping.navy' is not in"),
        ("places", '["Chad"]', r"clause 4\.1: place 'Chad' is not an alpha-3 code"),
        ("giver", '"XOC"', r"clause 4\.1: giver and receiver are both XOC"),
        ("giver", '"the centre"', r"clause 1, giver: Expected `str` matching regex"),
        ("onward", '["XOC"]', r"clause 4\.1: onward names XOC, which is a party"),
        ("valid_from", "2026-01-01T00:00:00", r"clause 1, valid_from: .*timezone"),
        ("valid_from", "2026-01-01", r"clause 1, valid_from: Expected `datetime`, got `date`"),
        ("valid_until", "2026-01-01T00:00:00Z", r"clause 4\.1: valid_until is not after"),
        ("obligations", "{ retention_days = 0 }", r"clause 1, obligations.retention_days: "),
        ("obligations", "{ delete = true }", r"unknown field `delete`"),
        ("status", '"drill"', r"clause 1, status: Invalid enum value 'drill'"),
        ("recievers", '["XUN"]', r"agreement 1, clause 1: there is no field recievers"),
        ("agreement", '"OTHER"', r"agreement 1, clause 1: there is no field agreement"),
        ("purposes", '["Any Thing"]', r"clause 1, purposes\[0\]: Expected `str` matching"),
    ],
)
def test_a_wrong_value_is_refused_with_clause_and_field_named(
    field: str, value: str, words: str
) -> None:
    with pytest.raises(InputError, match=rf"^terms.toml: .*{words}"):
        parse_agreements(changed(field, value), name="terms.toml")


def test_the_second_clause_is_counted_as_the_second() -> None:
    wrong = LEAST.replace('"pledge"', '"gift"')

    with pytest.raises(InputError, match=r"agreement 1, clause 2, kinds\[0\]"):
        parse_agreements(HEAD + CLAUSE + wrong, name="terms.toml")


def test_two_clauses_with_one_id_are_refused() -> None:
    with pytest.raises(InputError, match=r"clause 4\.1: two clauses have this id"):
        parse_agreements(HEAD + CLAUSE + CLAUSE, name="terms.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "missing required field `agreement`"),
        ("agreement = 3", "agreement: Expected `array`"),
        ("[[agreement]]\nid = 'A'\n", "agreement 1: .*missing.*title"),
        (HEAD, "agreement 1: .*missing.*clause"),
        ("= broken", "not TOML"),
        (HEAD + "partner = 'XUN'\n" + CLAUSE, "unknown field `partner`"),
        ("a = " + "[" * 20_000, "not TOML|too deeply"),
    ],
)
def test_a_text_that_is_no_agreement_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse_agreements(text, name="terms.toml")


@given(st.text(max_size=60))
def test_no_text_ends_in_anything_but_agreements_or_one_clear_error(text: str) -> None:
    try:
        assert isinstance(parse_agreements(HEAD + CLAUSE + text, name="terms.toml"), tuple)
    except InputError as error:
        assert str(error).startswith("terms.toml: ")  # noqa: PT017 - either outcome is right


def test_a_file_is_read_and_a_missing_large_or_odd_one_is_refused(tmp_path: Path) -> None:
    good, large, odd = tmp_path / "good.toml", tmp_path / "large.toml", tmp_path / "odd.toml"
    good.write_text(HEAD + CLAUSE, encoding="utf-8")
    large.write_text("# " + "x" * (4 * 1024 * 1024), encoding="utf-8")
    odd.write_bytes(b"\xff\xfe")

    assert len(read_agreements(good)[0].clauses) == 1
    with pytest.raises(InputError, match="more than 4 MiB"):
        read_agreements(large)
    with pytest.raises(InputError, match="not UTF-8"):
        read_agreements(odd)
    with pytest.raises(InputError, match="cannot be read"):
        read_agreements(tmp_path / "none.toml")
