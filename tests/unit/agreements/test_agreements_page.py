"""The page on agreements runs, its example is a clause file, its tables are whole."""

import doctest
import re
from pathlib import Path

from concord.agreements.clause_file import parse_agreements
from concord.agreements.model import Clause, Condition, Obligations, Reason

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "agreements.md"
TEXT = PAGE.read_text(encoding="utf-8")


def first_cells() -> set[str]:
    return {
        word
        for cell in re.findall(r"^\| (.*?) \|", TEXT, flags=re.M)
        for word in re.findall(r"`([^`]+)`", cell)
    }


def test_the_examples_of_the_page_give_what_they_say() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")

    assert result.attempted > 0
    assert result.failed == 0


def test_the_example_of_a_clause_file_is_one() -> None:
    found = re.search(r"```toml\n(.*?)```", TEXT, flags=re.S)
    assert found is not None

    (agreement,) = parse_agreements(found[1], name="the page")

    assert len(agreement.clauses) == 1


def test_every_field_condition_and_reason_is_documented() -> None:
    documented = first_cells()

    assert set(Clause.__struct_fields__) - {"agreement"} <= documented
    assert set(Reason) <= documented
    assert all(f"`{name}`" in TEXT for name in (*Condition, *Obligations.__struct_fields__))
