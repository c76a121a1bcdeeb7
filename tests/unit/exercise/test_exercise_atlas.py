"""The invented land as an atlas: what the vocabulary's maps need, for countries and provinces."""

import numpy as np

from concord.exercise.atlas import country_atlas, province_atlas
from concord.exercise.mesh import area
from concord.exercise.model import World


def test_the_atlas_has_each_country_once_as_closed_rings(world: World) -> None:
    atlas = country_atlas(world)

    assert sorted(atlas.polygons) == [country.code for country in world.countries]
    for polygons in atlas.polygons.values():
        for polygon in polygons:
            assert all((ring[0] == ring[-1]).all() for ring in polygon)
            assert area(polygon[0]) > 0
            assert all(area(hole) < 0 for hole in polygon[1:])


def test_borders_of_the_atlas_are_the_worlds_neighbours(world: World) -> None:
    borders = country_atlas(world).borders

    assert len(borders) == world.neighbours.sum() // 2
    for one, other in borders:
        assert one < other
        assert world.neighbours[world.country(one), world.country(other)]


def test_the_atlas_of_provinces_has_each_once(world: World) -> None:
    atlas = province_atlas(world)

    assert set(atlas.polygons) == {province.code for province in world.provinces}
    some = world.provinces[0]
    ((ring,),) = atlas.polygons[some.code]
    assert (ring == np.column_stack([some.lon, some.lat])).all()


def test_provinces_of_two_countries_border_only_where_the_countries_do(world: World) -> None:
    crossing = {
        tuple(sorted((one[:3], other[:3])))
        for one, other in province_atlas(world).borders
        if one[:3] != other[:3]
    }

    assert crossing == set(country_atlas(world).borders)


def test_every_province_of_a_larger_country_borders_another_of_it(world: World) -> None:
    borders = province_atlas(world).borders
    assert all(one < other for one, other in borders)

    for province in world.provinces:
        siblings = [one for one in world.provinces if one.country == province.country]
        near = {code for pair in borders if province.code in pair for code in pair}
        assert len(siblings) == 1 or near & {one.code for one in siblings} - {province.code}
