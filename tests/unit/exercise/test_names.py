"""Invented names: in six languages, each in its script, and none of them real."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from concord.exercise.model import Names, World
from concord.exercise.names import names_of, province_names, rows, settlement_names, syllables
from concord.vocabulary.country import default_gazetteer
from concord.vocabulary.language import Language

SCRIPTS = {
    "ru": re.compile(r"[Ѐ-ӿ \-]+"),
    "ar": re.compile(r"[؀-ۿ ()\-]+"),
    "zh": re.compile(r"[一-鿿]+"),
    "en": re.compile(r"[A-Za-z \-]+"),
    "fr": re.compile(r"[A-Za-zÀ-ÿ’ \-]+"),
    "es": re.compile(r"[A-Za-zÀ-ÿ \-]+"),
}


def every_name(world: World) -> list[Names]:
    holders = (*world.countries, *world.provinces, *world.organizations)
    return [one.names for one in holders]


@pytest.mark.parametrize("language", list(Language))
def test_each_name_is_written_in_the_script_of_its_language(
    world: World, language: Language
) -> None:
    written = [dict(names.by_language())[language] for names in every_name(world)]

    assert [text for text in written if not SCRIPTS[language].fullmatch(text)] == []


def test_names_of_a_kind_differ_in_every_language(world: World) -> None:
    for holders in (world.countries, world.provinces, world.organizations):
        for language in Language:
            names = [getattr(one.names, language) for one in holders]
            # Arabic writes short e and i alike, and so may join two provinces; no other script.
            if language is not Language.AR:
                assert len(set(names)) == len(names), language


def test_settlements_of_the_land_have_names_of_their_own(world: World) -> None:
    names = [name for province in world.provinces for name in province.settlement_names]

    assert len(set(names)) == len(names)


def test_organizations_say_exercise_in_every_language(world: World) -> None:
    said = {
        Language.EN: "Exercise",
        Language.FR: "exercice",
        Language.RU: "Учебн",
        Language.ES: "Ejercicio",
        Language.AR: "تمرين",
        Language.ZH: "演习",
    }

    for organization in world.organizations:
        for language, name in organization.names.by_language():
            assert said[language] in name


def test_no_fictional_country_bears_a_real_ones_name(world: World) -> None:
    real = {
        country.name_in(language).casefold()
        for country in default_gazetteer().countries
        for language in Language
    }

    invented = {name.casefold() for one in world.countries for _, name in one.names.by_language()}
    assert invented & real == set()


def test_no_invented_place_bears_a_real_towns_name(world: World, shared_data: Path) -> None:
    places = shared_data / "relief" / "boundaries" / "ne_50m_populated_places_simple.geojson"
    towns = {
        str(feature["properties"]["name"]).casefold()
        for feature in json.loads(places.read_text(encoding="utf-8"))["features"]
    }
    assert len(towns) > 1000

    invented = {one.names.en.casefold() for one in (*world.countries, *world.provinces)}
    invented |= {name.casefold() for one in world.provinces for name in one.settlement_names}
    assert invented & towns == set()


@pytest.mark.parametrize("table", ["countries.csv", "organizations.csv"])
def test_each_row_of_a_table_has_all_six_names(table: str) -> None:
    for row in rows(table):
        assert all(names_of(row).by_language()), row


def test_there_are_syllables_for_every_place_in_a_name() -> None:
    parts = [*syllables("first"), *syllables("middle"), *syllables("last")]

    assert len(parts) == len(rows("syllables.csv"))
    assert all(part.latin and part.ru and part.ar and part.zh for part in parts)


def test_a_province_name_is_the_same_two_syllables_in_every_script() -> None:
    (names,) = province_names(1, np.random.default_rng(3))

    (first,) = [one for one in syllables("first") if names.en.startswith(one.latin)]
    (last,) = [one for one in syllables("last") if names.en == first.latin + one.latin]
    assert (names.ru, names.ar, names.zh) == (
        first.ru + last.ru,
        first.ar + last.ar,
        first.zh + last.zh,
    )


def test_there_are_names_enough_for_a_larger_land() -> None:
    rng = np.random.default_rng(0)

    assert len({names.en for names in province_names(300, rng)}) == 300
    assert len(set(settlement_names(1500, rng))) == 1500
