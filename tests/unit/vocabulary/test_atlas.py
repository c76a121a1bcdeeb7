"""Outlines: TopoJSON decoded, bad files refused, and the packaged atlas as it is."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.vocabulary import atlas as atlas_module
from concord.vocabulary.atlas import (
    Atlas,
    Overlay,
    Polygon,
    Resolution,
    Ring,
    decode_atlas,
    load_atlas,
    overlays,
)
from concord.vocabulary.country import Country, default_gazetteer
from concord.vocabulary.errors import InputError

# Two squares side by side: A to the west, B to the east, arc 0 the line between them (going north).
SQUARES = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [10, -20]},
    "arcs": [
        [[2, 0], [0, 2]],
        [[2, 2], [-2, 0], [0, -2], [2, 0]],
        [[2, 0], [2, 0], [0, 2], [-2, 0]],
    ],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"a3": "XAA"}},
                {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"a3": "XAB"}},
            ],
        }
    },
}


def squares(**changes: object) -> bytes:
    return json.dumps({**SQUARES, **changes}).encode()


def test_arcs_are_summed_scaled_moved_and_joined_into_closed_rings() -> None:
    decoded = decode_atlas(squares())

    ((west,),) = decoded.polygons["XAA"]
    assert west.tolist() == [[11, -20], [11, -19], [10, -19], [10, -20], [11, -20]]


def test_a_negative_arc_is_walked_backwards() -> None:
    decoded = decode_atlas(squares())

    ((east,),) = decoded.polygons["XAB"]
    assert east.tolist() == [[11, -20], [12, -20], [12, -19], [11, -19], [11, -20]]


def test_two_shapes_on_one_line_are_neighbours() -> None:
    assert decode_atlas(squares()).borders == {("XAA", "XAB")}


def test_a_shape_drawn_with_a_country_adds_to_it_and_leaves_no_border_between() -> None:
    overlay = [Overlay(code="XAB", drawn_with="XAA", note="part of it")]

    decoded = decode_atlas(squares(), overlay)

    assert list(decoded.polygons) == ["XAA"]
    assert len(decoded.polygons["XAA"]) == 2
    assert decoded.borders == frozenset()


def test_a_shape_drawn_with_none_keeps_its_own_code() -> None:
    overlay = [Overlay(code="XAB", drawn_with=None, note="of no one")]

    assert set(decode_atlas(squares(), overlay).polygons) == {"XAA", "XAB"}


def test_an_island_that_is_one_point_is_not_drawn() -> None:
    geometries = [{"type": "Polygon", "arcs": [[0]], "properties": {"a3": "XAA"}}]

    decoded = decode_atlas(
        squares(
            arcs=[[[3, 3], [0, 0]]],
            objects={"countries": {"type": "GeometryCollection", "geometries": geometries}},
        )
    )

    assert decoded.polygons == {"XAA": ()}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"{}",
        squares(arcs="none"),
        squares(arcs=[[[0.5, 0]]]),
        squares(arcs=[[[0, 0, 0]]]),
        squares(transform=None),
        squares(objects={}),
        squares(objects={"countries": {"geometries": [{"type": "Point"}]}}),
    ],
)
def test_what_is_no_topojson_of_countries_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="map outlines: not a TopoJSON of countries"):
        decode_atlas(content)


@pytest.mark.parametrize("index", [3, -4])
def test_an_arc_the_file_does_not_hold_is_refused(index: int) -> None:
    geometries = [{"type": "Polygon", "arcs": [[index]], "properties": {"a3": "XAA"}}]
    content = squares(objects={"countries": {"geometries": geometries}})

    with pytest.raises(InputError, match="the shape of XAA uses arc 3, which is absent"):
        decode_atlas(content)


@pytest.mark.parametrize(
    "shape",
    [
        {"arcs": [[]]},  # a ring of no line
        {"arcs": [[0]], "properties": {}},  # no code
        {"arcs": [[0]], "properties": {"a3": None}},
        {"arcs": [[0]], "properties": {"a3": "xa"}},
    ],
)
def test_a_shape_without_line_or_code_is_refused(shape: dict[str, object]) -> None:
    square = {"type": "Polygon", "properties": {"a3": "XAA"}, **shape}

    with pytest.raises(InputError, match=r"map outlines: .*geometries"):
        decode_atlas(squares(objects={"countries": {"geometries": [square]}}))


@given(st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), min_size=3, max_size=30))
def test_a_ring_written_as_steps_is_read_back(points: list[tuple[int, int]]) -> None:
    ring = np.array([*points, points[0]])
    steps = np.diff(ring, axis=0, prepend=np.zeros((1, 2), dtype=int))
    geometries = [{"type": "Polygon", "arcs": [[0]], "properties": {"a3": "XAA"}}]
    content = squares(
        arcs=[steps.tolist()],
        transform={"scale": [1, 1], "translate": [0, 0]},
        objects={"countries": {"geometries": geometries}},
    )

    ((read,),) = decode_atlas(content).polygons["XAA"]

    assert np.array_equal(read, ring)


# The packaged atlas


def test_an_installation_without_outlines_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(atlas_module, "files", lambda package: tmp_path)

    with pytest.raises(InputError, match=r"world-50m\.json: not in this installation; install"):
        load_atlas.__wrapped__(Resolution.FINE)


def test_every_ring_is_closed_and_on_the_earth(fine_atlas: Atlas) -> None:
    for code, polygons in fine_atlas.polygons.items():
        for ring in (ring for polygon in polygons for ring in polygon):
            assert np.array_equal(ring[0], ring[-1]), code
            assert np.all(np.abs(ring) <= [180, 90]), code


def test_every_shape_is_a_country_or_in_the_overlay(fine_atlas: Atlas) -> None:
    own_codes = {shape.code for shape in overlays() if shape.drawn_with is None}

    strangers = {c for c in fine_atlas.polygons if default_gazetteer().by_code(c) is None}

    assert strangers == own_codes == {"KAS"}


def test_every_country_views_forecasts_has_an_outline(fine_atlas: Atlas) -> None:
    missing = [
        country.code
        for country in default_gazetteer().countries
        if country.views is not None and not fine_atlas.polygons.get(country.code)
    ]

    assert missing == []


def test_the_coarse_atlas_has_fewer_points_for_the_same_places(fine_atlas: Atlas) -> None:
    coarse = load_atlas(Resolution.COARSE)

    def points(atlas: Atlas) -> int:
        return sum(len(r) for shape in atlas.polygons.values() for p in shape for r in p)

    assert set(coarse.polygons) <= set(fine_atlas.polygons)
    assert points(coarse) < points(fine_atlas) / 4


def is_inside(ring: Ring, x: float, y: float) -> bool:
    """Whether a ray from the point to the east crosses the ring an odd number of times."""
    (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
    spans = (y1 > y) != (y2 > y)
    rise = np.where(spans, y2 - y1, 1.0)
    return bool(np.sum(spans & (x < x1 + (y - y1) * (x2 - x1) / rise)) % 2)


def holds_point(polygon: Polygon, country: Country) -> bool:
    return sum(is_inside(ring, country.longitude, country.latitude) for ring in polygon) % 2 == 1


def test_label_points_lie_in_their_countrys_outline(fine_atlas: Atlas) -> None:
    outlined = [c for c in default_gazetteer().countries if fine_atlas.polygons.get(c.code)]

    outside = [
        country.code
        for country in outlined
        if not any(holds_point(polygon, country) for polygon in fine_atlas.polygons[country.code])
    ]

    assert len(outlined) > 230
    assert outside == []
