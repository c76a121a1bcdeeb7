"""Cells and ragged lines: nothing crosses, nothing is left over."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.exercise import mesh as meshes
from concord.exercise.mesh import Mesh
from concord.exercise.model import Floats

Crossings = Callable[[Floats], int]

SQUARE = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]])


def make_mesh(seed: int) -> Mesh:
    return meshes.voronoi(meshes.hexagons(8.0, 8.0, 1.0, np.random.default_rng(seed)))


def lines_of(mesh: Mesh, roughness: float, depth: int = 4) -> dict[int, Floats]:
    rng = np.random.default_rng(0)
    return {
        ridge: meshes.ragged(mesh, ridge, depth=depth, roughness=roughness, rng=rng)
        for ridge in range(len(mesh.ridge_cells))
    }


def whole_cells(mesh: Mesh) -> list[int]:
    """Cells well inside the box, where every ridge is finite."""
    middle = mesh.sites.mean(axis=0)
    return np.flatnonzero((np.abs(mesh.sites - middle) < 2.2).all(axis=1)).tolist()


@given(st.integers(0, 10_000), st.floats(0.0, 3.0))
@settings(max_examples=25, deadline=None)
def test_no_line_crosses_another_however_rough(
    crossings: Crossings, seed: int, roughness: float
) -> None:
    mesh = make_mesh(seed)
    lines = lines_of(mesh, roughness)

    cells = whole_cells(mesh)
    for cell in cells[:6]:
        (ring,) = meshes.outline(mesh, lines, {cell})
        assert crossings(ring) == 0
    (ring, *_) = meshes.outline(mesh, lines, set(cells))
    assert crossings(ring) == 0


def test_the_test_of_crossings_sees_a_crossing(crossings: Crossings) -> None:
    bow_tie = np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])

    assert crossings(bow_tie) == 1
    assert crossings(SQUARE) == 0


def test_a_rough_line_really_leaves_the_straight_one() -> None:
    mesh = make_mesh(1)
    cell = whole_cells(mesh)[0]
    smooth, rough = lines_of(mesh, 0.0), lines_of(mesh, 0.2)

    (straight,) = meshes.outline(mesh, smooth, {cell})
    (ragged,) = meshes.outline(mesh, rough, {cell})
    assert np.abs(straight - ragged).max() > 0.02


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_cells_fill_what_their_common_outline_holds(seed: int) -> None:
    mesh = make_mesh(seed)
    lines = lines_of(mesh, 0.3)
    cells = whole_cells(mesh)

    apart = sum(meshes.area(meshes.outline(mesh, lines, {cell})[0]) for cell in cells)
    together = sum(meshes.area(ring) for ring in meshes.outline(mesh, lines, set(cells)))
    assert apart == pytest.approx(together)


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_a_site_lies_in_its_own_cell_and_in_no_other(seed: int) -> None:
    mesh = make_mesh(seed)
    lines = lines_of(mesh, 1.0)

    for cell in whole_cells(mesh)[:8]:
        (ring,) = meshes.outline(mesh, lines, {cell})
        inside = meshes.contains(ring[:, 0], ring[:, 1], mesh.sites)
        assert np.flatnonzero(inside).tolist() == [cell]


def test_a_ring_of_cells_has_an_outer_line_and_a_hole() -> None:
    mesh = make_mesh(2)
    lines = lines_of(mesh, 0.1)
    middle = whole_cells(mesh)[len(whole_cells(mesh)) // 2]
    around = {
        int(cell)
        for pair in mesh.ridge_cells
        if middle in pair.tolist()
        for cell in pair
        if cell != middle
    }

    outer, hole = meshes.outline(mesh, lines, around)
    assert meshes.area(outer) > 0 > meshes.area(hole)
    assert np.array_equal(outer[0], outer[-1])


def test_the_ends_of_a_line_are_its_corners() -> None:
    mesh = make_mesh(5)

    line = meshes.ragged(mesh, 3, depth=5, roughness=0.2, rng=np.random.default_rng(1))

    assert len(line) == 33
    assert line[[0, -1]] == pytest.approx(mesh.corners[mesh.ridge_ends[3]])


@pytest.mark.parametrize(
    ("point", "is_inside"),
    [
        ([1.0, 1.0], True),
        ([0.001, 1.999], True),
        ([-0.001, 1.0], False),
        ([1.0, 2.001], False),
        ([3.0, 0.0], False),  # level with a side
        ([-1.0, 2.0], False),  # level with a corner
    ],
)
def test_contains_tells_inside_from_outside(point: list[float], is_inside: bool) -> None:
    found = meshes.contains(SQUARE[:, 0], SQUARE[:, 1], np.array([point]))

    assert found.tolist() == [is_inside]


def test_area_is_signed_by_the_way_round() -> None:
    assert meshes.area(SQUARE) == 4.0
    assert meshes.area(SQUARE[::-1]) == -4.0
    assert meshes.area(SQUARE + 1000.0) == 4.0
