"""UN M49 regions: the tree, the countries in it, and names in six languages."""

import json
from collections import Counter
from pathlib import Path

import pytest

from concord.vocabulary.country import Country, Gazetteer, default_gazetteer
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language
from concord.vocabulary.region import (
    WORLD,
    RegionKind,
    countries_in,
    holds,
    inside,
    parse_region,
    path,
    regions,
    regions_of,
)

# What M49 lists, and what stands in our file beside it.
NOT_IN_M49 = {"TWN", "XKX", "CSK", "DDR", "SCG", "SUN", "YMD", "YUG"}


@pytest.mark.parametrize("code", list(regions()))
def test_every_region_leads_to_the_world_level_by_level(code: str) -> None:
    levels = list(RegionKind)

    way = path(code)

    assert way[0].code == code
    assert way[-1].code == WORLD
    ranks = [levels.index(region.kind) for region in way]
    assert ranks == list(range(ranks[0], -1, -1))


def test_the_tree_has_the_counts_of_m49() -> None:
    kinds = Counter(region.kind for region in regions().values())

    assert kinds == {
        RegionKind.WORLD: 1,
        RegionKind.REGION: 6,  # five, and Antarctica
        RegionKind.SUB_REGION: 17,
        RegionKind.INTERMEDIATE: 7,  # without the Channel Islands, which M49 no longer groups
    }


def test_chad_is_in_middle_africa_sub_saharan_africa_africa_and_the_world() -> None:
    chad = default_gazetteer().require("TCD")

    assert [region.code for region in regions_of(chad)] == ["017", "202", "002", "001"]
    assert holds("202", chad)
    assert not holds("015", chad)


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("002", 60),
        ("009", 29),
        ("010", 1),
        ("019", 57),
        ("142", 50),
        ("150", 51),
        ("001", 248),
        ("143", 5),
        ("202", 53),
        ("419", 52),
        ("145", 18),
        ("061", 10),
    ],
)
def test_a_region_holds_as_many_countries_and_areas_as_m49_lists(code: str, count: int) -> None:
    held = {country.code for country in countries_in(code, default_gazetteer())}

    assert len(held - NOT_IN_M49) == count


def test_every_country_lies_in_an_innermost_region() -> None:
    for country in default_gazetteer().countries:
        assert country.region is not None
        assert inside(country.region) == (), country.code


def test_a_fictional_country_may_lie_outside_every_region() -> None:
    fictional = Country(code="XAA", name="Aldania", latitude=0, longitude=-30)

    assert regions_of(fictional) == ()
    assert countries_in(WORLD, Gazetteer.of([fictional])) == ()


@pytest.mark.parametrize("text", ["", "2", "999", "Africa"])
def test_what_is_no_m49_code_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"no such UN M49 code; write three digits such as 202"):
        parse_region(text)


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("002", Language.EN, "Africa"),
        ("142", Language.FR, "Asie"),
        ("143", Language.RU, "Центральная Азия"),
        ("419", Language.ES, "América Latina y el Caribe"),
        ("150", Language.AR, "أوروبا"),
        ("019", Language.ZH, "美洲"),
    ],
)
def test_regions_are_named_in_each_language(code: str, language: Language, name: str) -> None:
    assert parse_region(code).name_in(language) == name


@pytest.mark.parametrize("language", [Language.RU, Language.AR, Language.ZH])
def test_no_region_falls_back_to_latin_letters(language: Language) -> None:
    latin = [r.code for r in regions().values() if r.name_in(language)[0].isascii()]

    assert latin == []


def test_sub_regions_agree_with_natural_earth(shared_data: Path) -> None:
    file = shared_data / "relief/boundaries/ne_50m_admin_0_countries.slim.geojson"
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    theirs = {f["properties"]["iso_a3"]: f["properties"]["subregion"] for f in features}
    # Natural Earth puts islands in open ocean into "Seven seas".
    renamed = {"South-Eastern Asia": "South-eastern Asia"}

    assert len(theirs) > 200
    differ = {
        country.code: (theirs[country.code], regions_of(country)[0].name)
        for country in default_gazetteer().countries
        if country.code in theirs
        and not theirs[country.code].startswith("Seven seas")
        and renamed.get(theirs[country.code], theirs[country.code]) != regions_of(country)[0].name
    }

    assert differ == {}
