"""The invented land: in open ocean, without gaps or overlaps, the same from both sides."""

import json
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.exercise.land import EAST, NORTH, SOUTH, WEST, make_land
from concord.exercise.mesh import area, contains
from concord.exercise.model import Floats, Province, World
from concord.vocabulary.atlas import Atlas, Resolution, load_atlas
from concord.vocabulary.country import default_gazetteer
from concord.vocabulary.errors import InputError

Crossings = Callable[[Floats], int]

OTHER_SEEDS = [0, 2, 3]
NATURAL_EARTH = [
    "ne_110m_admin_0_countries.geojson",
    "ne_50m_admin_0_countries.slim.geojson",
    "ne_10m_admin_0_disputed_areas.geojson",
]
FAR_ACROSS, FAR_ALONG = 5.0, 3.0  # degrees of longitude and latitude, 300 km and more


def ring_of(province: Province) -> Floats:
    return np.column_stack([province.lon, province.lat])


def sides(ring: Floats) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    points = [tuple(point) for point in ring.tolist()]
    return list(pairwise(points))


def is_near_the_box(points: Floats) -> bool:
    lon, lat = points[:, 0], points[:, 1]
    across = (lon > WEST - FAR_ACROSS) & (lon < EAST + FAR_ACROSS)
    return bool((across & (lat > SOUTH - FAR_ALONG) & (lat < NORTH + FAR_ALONG)).any())


def holds_the_box(ring: Floats) -> bool:
    centre = np.array([[(WEST + EAST) / 2, (SOUTH + NORTH) / 2]])
    return bool(contains(ring[:, 0], ring[:, 1], centre).any())


def rings_in(coordinates: list) -> list[Floats]:
    """The rings of a GeoJSON geometry, however deep they lie."""
    if coordinates and isinstance(coordinates[0][0], int | float):
        return [np.array(coordinates, dtype=float)[:, :2]]
    return [ring for part in coordinates for ring in rings_in(part)]


def outlines(atlas: Atlas) -> list[Floats]:
    return [ring for many in atlas.polygons.values() for polygon in many for ring in polygon]


@pytest.mark.parametrize("file", NATURAL_EARTH)
def test_no_published_land_lies_in_or_near_the_box(shared_data: Path, file: str) -> None:
    text = (shared_data / "relief" / "boundaries" / file).read_text(encoding="utf-8")
    shapes = [feature["geometry"] for feature in json.loads(text)["features"]]
    rings = [ring for shape in shapes for ring in rings_in(shape["coordinates"])]
    assert len(rings) > 50

    assert not any(is_near_the_box(ring) or holds_the_box(ring) for ring in rings)


@pytest.mark.parametrize("resolution", list(Resolution))
def test_no_land_of_the_packaged_atlas_lies_in_or_near_the_box(resolution: Resolution) -> None:
    try:
        atlas = load_atlas(resolution)
    except InputError as error:
        pytest.skip(str(error))

    assert len(outlines(atlas)) > 100
    assert not any(is_near_the_box(ring) or holds_the_box(ring) for ring in outlines(atlas))


def test_the_test_of_real_land_sees_land() -> None:
    assert is_near_the_box(np.array([[-109.3, -28.5]]))
    assert holds_the_box(np.array([[-179, -80], [0, -80], [0, 0], [-179, 0], [-179, -80.0]]))


@given(st.integers(0, 2**32))
@settings(max_examples=5, deadline=None)
def test_every_land_has_24_connected_countries_inside_the_box(seed: int) -> None:
    land = make_land(seed)

    assert len(land.countries) == 24
    assert [sum(area(ring) > 0 for ring in rings) for rings in land.outlines] == [1] * 24
    points = np.vstack([ring_of(province) for province in land.provinces])
    assert (points > [WEST, SOUTH]).all()
    assert (points < [EAST, NORTH]).all()


@given(st.integers(0, 2**32))
@settings(max_examples=5, deadline=None)
def test_neighbours_share_a_line_and_only_they_do(seed: int) -> None:
    land = make_land(seed)
    codes = [country.code for country in land.countries]
    holders: dict[frozenset, list[str]] = {}
    for code, rings in zip(codes, land.outlines, strict=True):
        for ring in rings:
            for side in sides(ring):
                holders.setdefault(frozenset(side), []).append(code)
    shared = {frozenset(pair) for pair in holders.values() if len(pair) == 2}

    claimed = {frozenset((codes[a], codes[b])) for a, b in np.argwhere(land.neighbours)}
    assert claimed == shared
    assert (land.neighbours == land.neighbours.T).all()
    assert not land.neighbours.diagonal().any()


def test_a_side_between_two_provinces_runs_opposite_ways(world: World) -> None:
    every = Counter(side for province in world.provinces for side in sides(ring_of(province)))

    assert max(every.values()) == 1
    shared = [side for side in every if side[::-1] in every]
    assert len(shared) > 1000


def test_a_countrys_outline_is_made_of_its_provinces_sides(world: World) -> None:
    for country, rings in zip(world.countries, world.outlines, strict=True):
        own = {
            side
            for province in world.provinces
            if province.country == country.code
            for side in sides(ring_of(province))
        }
        border = {side for side in own if side[::-1] not in own}
        assert border == {side for ring in rings for side in sides(ring)}


@pytest.mark.parametrize("seed", OTHER_SEEDS)
def test_no_province_crosses_itself_and_all_run_counter_clockwise(
    crossings: Crossings, seed: int
) -> None:
    for province in make_land(seed).provinces:
        assert crossings(ring_of(province)) == 0
        assert area(ring_of(province)) > 0


@pytest.mark.parametrize("seed", OTHER_SEEDS)
def test_each_point_of_the_sea_and_land_is_in_one_province_or_none(seed: int) -> None:
    land = make_land(seed)
    rng = np.random.default_rng(seed)
    points = rng.uniform([WEST, SOUTH], [EAST, NORTH], (3000, 2))

    held = np.zeros(len(points), dtype=int)
    for province in land.provinces:
        held += contains(province.lon, province.lat, points)
    in_country = np.zeros(len(points), dtype=int)
    for rings in land.outlines:
        in_country += sum(contains(ring[:, 0], ring[:, 1], points) for ring in rings) % 2

    assert set(held.tolist()) == {0, 1}
    assert (held == in_country).all()


def test_the_provinces_areas_sum_to_the_countries(world: World) -> None:
    provinces = sum(area(ring_of(province)) for province in world.provinces)
    countries = sum(area(ring) for rings in world.outlines for ring in rings)

    assert provinces == pytest.approx(countries)


def test_centres_and_settlements_lie_in_their_province(world: World) -> None:
    for province in world.provinces:
        points = np.vstack([[province.centre], province.settlements])
        assert contains(province.lon, province.lat, points).all(), province.code


def test_labels_lie_in_their_country(world: World) -> None:
    for country, rings in zip(world.countries, world.outlines, strict=True):
        ring = rings[0]
        assert contains(ring[:, 0], ring[:, 1], np.array([country.label])).all()


def test_provinces_are_coded_by_country_and_place(world: World) -> None:
    for country in world.countries:
        own = [one.code for one in world.provinces if one.country == country.code]
        assert own == [f"{country.code}-{place:02d}" for place in range(1, len(own) + 1)]


def test_countries_are_numbered_from_west_to_east(world: World) -> None:
    middles = [np.mean([p.centre[0] for p in world.provinces if p.country == c.code])
               for c in world.countries]  # fmt: skip

    assert middles == sorted(middles)


def test_codes_are_those_left_to_users_and_clash_with_no_real_one(world: World) -> None:
    countries = world.gazetteer().countries

    both = default_gazetteer().extended(countries)

    assert all(country.is_user_assigned for country in countries)
    assert len(both.countries) == len(default_gazetteer().countries) + 24
    real = default_gazetteer().countries
    assert {one.alpha2 for one in countries} & {one.alpha2 for one in real} == set()
    assert {one.numeric for one in countries} & {one.numeric for one in real} == set()
    assert all(900 <= one.numeric <= 999 for one in world.countries)  # ISO 3166-1: user-assigned
    real_gw = {spell.number for one in real for spell in one.gw}
    assert {one.gw for one in world.countries} & real_gw == set()
    assert min(min(one.gw, one.views) for one in world.countries) >= 9000


def test_people_live_everywhere(world: World) -> None:
    assert all(country.population > 100_000 for country in world.countries)
