"""The areas of cooperation: one closed tree, named in six languages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.vocabulary.area import Area, areas, parse_area, parts
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language

AREAS = st.sampled_from(list(areas().values()))


def test_the_first_level_is_what_organizations_cooperate_in() -> None:
    assert [area.id for area in areas().values() if area.parent is None] == [
        "early-warning",
        "conflict-prevention",
        "peacekeeping",
        "counter-terrorism",
        "organized-crime",
        "protection",
        "disaster",
        "information-sharing",
    ]


@pytest.mark.parametrize("area", areas().values(), ids=lambda area: area.id)
def test_ids_are_plain_words_and_each_part_follows_its_whole(area: Area) -> None:
    order = list(areas())
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)*", area.id)
    if area.parent is not None:
        assert order.index(area.parent) < order.index(area.id)


@pytest.mark.parametrize("language", list(Language))
def test_every_area_has_a_name_of_its_own_in_every_language(language: Language) -> None:
    names = [area.name_in(language) for area in areas().values()]

    assert all(name.strip() == name != "" for name in names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("language", "letters"),
    [(Language.RU, "а-яА-Я"), (Language.AR, "\u0600-\u06ff"), (Language.ZH, "\u4e00-\u9fff")],
)
def test_names_are_in_the_letters_of_their_language(language: Language, letters: str) -> None:
    for area in areas().values():
        assert re.search(f"[{letters}]", area.name_in(language)), area.id
        assert not re.search("[A-Za-z]", area.name_in(language)), area.id


def test_an_area_covers_its_parts_and_not_the_other_way() -> None:
    peacekeeping, police = parse_area("peacekeeping"), parse_area("peacekeeping.police")

    assert peacekeeping.covers(police)
    assert not police.covers(peacekeeping)
    assert police in parts(peacekeeping)


def test_disaster_response_does_not_cover_preparedness() -> None:
    assert not parse_area("disaster.response").covers(parse_area("disaster.preparedness"))


@given(AREAS, AREAS, AREAS)
def test_covering_is_an_order(a: Area, b: Area, c: Area) -> None:
    assert a.covers(a)
    if a.covers(b) and b.covers(a):
        assert a == b
    if a.covers(b) and b.covers(c):
        assert a.covers(c)


def test_an_id_is_read_whatever_its_case() -> None:
    assert parse_area(" Organized-Crime.Drugs ").id == "organized-crime.drugs"


@pytest.mark.parametrize("text", ["", "peace", "peacekeeping.", "police", "peacekeeping.navy"])
def test_an_area_outside_the_list_is_refused_with_the_first_level_named(text: str) -> None:
    with pytest.raises(InputError, match=r"first level is early-warning, conflict-prevention, "):
        parse_area(text)
