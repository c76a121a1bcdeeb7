"""The reference page of the vocabulary: its examples run and its counts are right."""

import doctest
from pathlib import Path

from concord.vocabulary.area import areas
from concord.vocabulary.border import land_borders
from concord.vocabulary.region import regions

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "vocabulary.md"


def test_the_examples_of_the_page_give_what_it_says() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")

    assert result.attempted >= 10
    assert result.failed == 0


def test_the_counts_of_the_page_are_those_of_the_data() -> None:
    text = PAGE.read_text(encoding="utf-8")
    top = sum(area.parent is None for area in areas().values())
    pairs = sum(len(near) for near in land_borders().values()) // 2

    assert f"{len(regions())} UN M49 regions" in text
    assert f"{top} with {len(areas()) - top} parts" in text
    assert f"{pairs} pairs of countries" in text


def test_every_csv_of_facts_has_its_page_of_sources() -> None:
    data = Path(__file__).resolve().parents[3] / "src/concord/vocabulary/data"
    shared = {"country_names.csv": "countries.source.md"}

    for file in data.glob("*.csv"):
        page = data / shared.get(file.name, f"{file.stem}.source.md")
        assert page.is_file(), file.name
        assert "ertainty" in page.read_text(encoding="utf-8"), page.name
