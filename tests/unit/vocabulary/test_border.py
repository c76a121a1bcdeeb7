"""Land borders: derived from the atlas, kept as data."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.vocabulary.atlas import Atlas
from concord.vocabulary.border import land_borders, neighbours
from concord.vocabulary.country import default_gazetteer

CODES = st.sampled_from([country.code for country in default_gazetteer().countries])


def rows(source: str) -> set[tuple[str, str]]:
    text = (files("concord.vocabulary") / "data/neighbours.csv").read_text(encoding="utf-8")
    return {
        (row["a"], row["b"]) for row in csv.DictReader(text.splitlines()) if row["source"] == source
    }


@pytest.mark.parametrize(
    ("code", "near"),
    [
        ("CAF", ("CMR", "COD", "COG", "SDN", "SSD", "TCD")),
        ("NAM", ("AGO", "BWA", "ZAF", "ZMB")),
        ("SYR", ("IRQ", "ISR", "JOR", "LBN", "TUR")),
        ("LSO", ("ZAF",)),
        ("SOM", ("DJI", "ETH", "KEN")),  # the north-west counted with it
        ("BWA", ("NAM", "ZAF", "ZMB", "ZWE")),  # 150 metres of Zambia, by hand
        ("CYP", ()),
        ("JPN", ()),
        ("YUG", ()),
        ("QQQ", ()),
    ],
)
def test_a_country_has_these_neighbours(code: str, near: tuple[str, ...]) -> None:
    assert neighbours(code) == near


@given(CODES)
def test_to_border_is_mutual_and_never_on_oneself(code: str) -> None:
    assert code not in neighbours(code)
    assert all(code in neighbours(other) for other in neighbours(code))


def test_every_neighbour_is_a_country_that_exists() -> None:
    for code in land_borders():
        country = default_gazetteer().by_code(code)
        assert country is not None
        assert country.code == code
        assert country.exists_until is None


def test_pairs_are_written_once_in_order() -> None:
    text = (files("concord.vocabulary") / "data/neighbours.csv").read_text(encoding="utf-8")
    pairs = [(row["a"], row["b"]) for row in csv.DictReader(text.splitlines())]

    assert pairs == sorted(set(pairs))
    assert all(a < b for a, b in pairs)


def test_the_file_is_what_the_atlas_gives(fine_atlas: Atlas) -> None:
    derived = {pair for pair in fine_atlas.borders if "KAS" not in pair}

    assert rows("atlas") == derived


def test_borders_added_by_hand_are_few_and_not_in_the_atlas(fine_atlas: Atlas) -> None:
    by_hand = rows("hand")

    assert by_hand == {("BWA", "ZMB"), ("ESP", "GIB"), ("ESP", "MAR")}
    assert not by_hand & fine_atlas.borders
