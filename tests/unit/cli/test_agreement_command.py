"""concord agreement: the registry and the clauses of a file, for people and for machines."""

import json
from pathlib import Path

import pytest

from concord.cli.agreement import app
from concord.vocabulary.errors import InputError
from unit.agreements.test_clause_file import CLAUSE, HEAD


def run(*words: str) -> int | None:
    return app(list(words), exit_on_error=False, print_error=False, result_action="return_value")


@pytest.fixture
def terms(tmp_path: Path) -> str:
    file = tmp_path / "terms.toml"
    file.write_text(HEAD + CLAUSE, encoding="utf-8")
    return str(file)


def test_members_of_csto_in_april_2011_are_seven(capsys: pytest.CaptureFixture[str]) -> None:
    run("members", "OTSC", "--on", "2011-04")

    said = capsys.readouterr().out
    assert "CSTO on 2011-04: 7 members" in said
    assert "UZB Uzbekistan" in said


def test_a_member_in_doubt_is_said_to_be_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    run("members", "CSTO", "--on", "2012-05-01")

    assert "UZB not known: since 2006, until 2012" in capsys.readouterr().out


def test_a_year_in_which_members_changed_has_no_one_answer() -> None:
    with pytest.raises(InputError, match="--on 2004: the members changed within it; name a day"):
        run("members", "EU", "--on", "2004")


def test_list_by_party_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    run("list", "--party", "SCO", "--json")

    found = json.loads(capsys.readouterr().out)
    assert "INS-SCO-JD-2010" in [each["id"] for each in found]
    assert all("SCO" in each["parties"] for each in found)


def test_list_by_country_takes_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    run("list", "--party", "uzb", "--json")

    assert len(json.loads(capsys.readouterr().out)) >= 3


def test_show_says_both_dates_where_sources_disagree(capsys: pytest.CaptureFixture[str]) -> None:
    run("show", "INS-OAS-AGR-1995")

    said = capsys.readouterr().out
    assert "1995-04-17 (oas.org" in said
    assert "1995-04-18 (archive.iwlearn.net" in said
    assert "the sources disagree" in said


def test_show_says_that_a_date_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    run("show", "INS-CSTO-UNODC")

    assert "date: not known" in capsys.readouterr().out


def test_coverage_lists_what_a_file_permits(terms: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run("coverage", terms, "--on", "2026-05-01", "--json")

    found = json.loads(capsys.readouterr().out)
    assert answer == 0
    assert [(each["giver"], each["receiver"], each["kind"]) for each in found] == [
        ("XRC", "XOC", "early-warning"),
        ("XRC", "XOC", "request"),
    ]
    assert found[0]["ceiling"] == {"tlp": "amber", "level": "confidential", "caveats": []}


def test_coverage_is_no_once_the_agreement_ended(
    terms: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("coverage", terms, "--on", "2027-01-01") == 1
    assert "0 permissions" in capsys.readouterr().out


def test_coverage_as_a_table_names_clause_and_article(
    terms: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    run("coverage", terms, "--on", "2026-05-01", "--receiver", "XOC")

    said = capsys.readouterr().out
    assert "4.1, article 4 (1)" in said
    assert "early-warning (exercise)" in said
