"""The command line as a stranger meets it: answers, exit codes, one line for each fault."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from concord.cli.window import parse_span
from concord.vocabulary.errors import InputError


def concord(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a user does, in a process of its own."""
    program = "from concord.cli.app import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        text=True,
        env={**os.environ, "CONCORD_HOME": str(home), "COLUMNS": "120"},
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A node made by `concord demo`, once for all tests here."""
    home = tmp_path_factory.mktemp("demo") / "node"
    done = concord(home, "demo", "--home", str(home))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "EXERCISE" in done.stdout
    return home


def test_help_names_every_command(tmp_path: Path) -> None:
    done = concord(tmp_path, "--help")

    assert done.returncode == 0
    for word in ("demo", "ingest", "sync", "vintage", "forecast", "brief", "setting"):
        assert word in done.stdout


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys, concord.cli.app\n"
        "heavy = {'numpy', 'pandas', 'pyarrow', 'ibis', 'duckdb', 'lightgbm', 'sklearn', 'babel'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("words", "code", "fault"),
    [
        (["frob"], 2, "frob"),
        (["forecast", "evaluate"], 2, "--windows"),
        (["forecast", "evaluate", "--windows", "2018-2009"], 2, "2018-2009"),
        (["forecast", "evaluate", "--windows", "2018", "--history", "absent.parquet"], 2, "absent"),
        (["forecast", "evaluate", "--windows", "2018", "--out", "x"], 2, "--history"),
        (["forecast", "run"], 2, "concord ingest"),
        (["forecast", "run", "--leads", "soon"], 2, "leads"),
        (["forecast", "explain", "CAF"], 2, "concord forecast run"),
        (["brief"], 2, "concord forecast run"),
        (["ingest", "absent.csv", "--release", "1"], 2, "absent.csv"),
        (["ingest", ".", "--release", "1"], 2, "."),
        (["vintage", "quarantine", "ged/9/end"], 2, "ged/9/end"),
        (["setting", "set", "language", "xx"], 2, "language"),
        (["sync", "nothing-like-it"], 2, "nothing-like-it"),
    ],
)
def test_a_fault_is_one_line_that_names_it_and_the_code_its_side(
    tmp_path: Path, words: list[str], code: int, fault: str
) -> None:
    done = concord(tmp_path / "home", *words)

    assert done.returncode == code
    assert fault in done.stderr
    assert done.stderr.startswith("concord: ")
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_the_demonstration_writes_the_brief(demonstration: Path) -> None:
    page = (demonstration / "brief.html").read_text()

    assert page.startswith("<!DOCTYPE html>")
    assert "EXERCISE" in page


def test_the_demonstration_never_writes_over_what_is_there(demonstration: Path) -> None:
    done = concord(demonstration, "demo", "--home", str(demonstration))

    assert done.returncode == 2
    assert "not an empty folder" in done.stderr


def test_the_node_of_the_demonstration_goes_on(demonstration: Path, tmp_path: Path) -> None:
    vintages = json.loads(concord(demonstration, "vintage", "list", "--json").stdout)
    rows = json.loads(
        concord(demonstration, "vintage", "quarantine", vintages[1]["id"], "--json").stdout
    )
    brief = json.loads(concord(demonstration, "brief", "--json").stdout)
    page = tmp_path / "brief.html"
    written = concord(demonstration, "brief", "--out", str(page), "--language", "ar")

    assert [each["version"] for each in vintages] == ["EX.1", "EX.2"]
    assert len(rows) == vintages[1]["rows_quarantined"] == 6
    assert brief["status"] == "exercise"
    assert brief["warnings"]
    assert written.returncode == 0
    assert 'dir="rtl"' in page.read_text()


def test_a_country_is_explained_in_the_language_asked(demonstration: Path) -> None:
    brief = json.loads(concord(demonstration, "brief", "--json").stdout)
    country = brief["warnings"][0]["country"]

    found = json.loads(concord(demonstration, "forecast", "explain", country, "--json").stdout)
    french = concord(demonstration, "forecast", "explain", country, "--language", "fr")

    assert found["country"] == country
    assert found["precedents"]
    assert french.returncode == 0
    assert "EXERCICE" in french.stdout


def test_cells_are_answered_for_a_country(demonstration: Path) -> None:
    brief = json.loads(concord(demonstration, "brief", "--json").stdout)
    country = max(brief["rows"], key=lambda row: row["expected"])["country"]

    found = json.loads(concord(demonstration, "forecast", "cells", country, "--json").stdout)

    assert found["rows"][0]["expected"] >= found["rows"][-1]["expected"]
    assert concord(demonstration, "forecast", "cells", country.lower()).returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ["vintage", "list"],
        ["vintage", "quarantine", "ged/EX.2/end"],
        ["forecast", "run", "--leads", "1-2"],
        ["forecast", "cells", "XAB"],
        ["forecast", "explain", "XAB"],
        ["forecast", "evaluate", "--windows", "2024"],
        ["brief"],
    ],
)
def test_every_answer_of_an_exercise_node_says_exercise(
    demonstration: Path, words: list[str]
) -> None:
    done = concord(demonstration, *words)

    assert done.returncode == 0, done.stderr
    assert "EXERCISE" in done.stdout


def test_settings_are_listed_and_changed(tmp_path: Path) -> None:
    home = tmp_path / "home"

    changed = concord(home, "setting", "set", "organization", "A regional centre")
    found = json.loads(concord(home, "setting", "list", "--json").stdout)

    assert changed.returncode == 0
    assert found["organization"] == "A regional centre"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2018", (2018,)),
        ("2009-2011", (2009, 2010, 2011)),
        ("2009,2012-2013", (2009, 2012, 2013)),
    ],
)
def test_spans_are_read_as_written(text: str, numbers: tuple[int, ...]) -> None:
    assert parse_span(text, "windows") == numbers


@pytest.mark.parametrize(
    "text", ["", "x", "2018-", "-5", "2018-2009", "2009,2009", "1-9999", "2009;2010"]
)
def test_spans_that_mean_nothing_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="windows"):
        parse_span(text, "windows")
