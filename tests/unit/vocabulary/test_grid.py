"""PRIO-GRID cells: numbering, edges, neighbours, and agreement with GED's own column."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.vocabulary import grid
from concord.vocabulary.errors import InputError

GIDS = st.integers(1, grid.CELLS)


@pytest.mark.parametrize(
    ("latitude", "longitude", "gid"),
    [
        (-90.0, -180.0, 1),  # the first corner
        (-89.75, -179.75, 1),
        (-90.0, -179.5, 2),  # a point on the line belongs to the eastern cell
        (-89.5, -180.0, 721),  # and to the northern one
        (89.75, 179.75, 259_200),
        (90.0, 180.0, 259_200),  # the pole and the date line close the last cell
        (33.51, 36.28, 178_273),  # Damascus
    ],
)
def test_a_point_lies_in_the_cell_counted_from_the_south_west(
    latitude: float, longitude: float, gid: int
) -> None:
    assert grid.gid_of(latitude, longitude) == gid


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90.01, 0.0), (-91.0, 0.0), (0.0, 180.5), (0.0, -181.0), (float("nan"), 0.0)],
)
def test_a_point_off_the_earth_is_refused_alone_and_0_among_many(
    latitude: float, longitude: float
) -> None:
    with pytest.raises(InputError, match="latitude runs from -90 to 90"):
        grid.gid_of(latitude, longitude)
    assert grid.gids_of([latitude, 0.0], [longitude, 0.0]).tolist() == [0, grid.gid_of(0.0, 0.0)]


def test_infinite_coordinates_are_off_the_earth_without_a_warning() -> None:
    assert grid.gids_of([np.inf, -np.inf], [0.0, np.nan]).tolist() == [0, 0]


def test_one_latitude_is_spread_over_many_longitudes() -> None:
    assert grid.gids_of(-90.0, [-180.0, -179.5, 179.9]).tolist() == [1, 2, 720]


def test_no_points_give_no_cells() -> None:
    assert grid.gids_of([], []).shape == (0,)


@given(GIDS)
def test_the_middle_of_a_cell_lies_in_it(gid: int) -> None:
    assert grid.gid_of(*grid.center(gid)) == gid


@given(GIDS)
def test_row_and_column_give_the_cell_back(gid: int) -> None:
    assert grid.gid_at(*grid.row_col(gid)) == gid


@given(GIDS)
def test_a_cell_is_half_a_degree_wide_and_high_around_its_middle(gid: int) -> None:
    west, south, east, north = grid.bounds(gid)

    assert (east - west, north - south) == (0.5, 0.5)
    assert grid.center(gid) == ((south + north) / 2, (west + east) / 2)
    assert grid.gid_of(south, west) == gid


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_point_is_within_the_bounds_of_its_cell(latitude: float, longitude: float) -> None:
    west, south, east, north = grid.bounds(grid.gid_of(latitude, longitude))

    assert south <= latitude <= north
    assert west <= longitude <= east


@given(GIDS)
def test_to_be_a_neighbour_is_mutual(gid: int) -> None:
    assert all(gid in grid.neighbours(near) for near in grid.neighbours(gid))


def test_a_cell_has_eight_neighbours() -> None:
    gid = grid.gid_at(100, 200)

    near = {grid.row_col(cell) for cell in grid.neighbours(gid)}

    assert near == {(row, column) for row in (99, 100, 101) for column in (199, 200, 201)} - {
        (100, 200)
    }


def test_neighbours_reach_over_the_date_line_but_not_over_the_pole() -> None:
    at_the_pole_and_date_line = grid.neighbours(1)

    assert {grid.row_col(cell) for cell in at_the_pole_and_date_line} == {
        (1, 2), (1, 720), (2, 1), (2, 2), (2, 720),
    }  # fmt: skip


@pytest.mark.parametrize("gid", [0, -1, grid.CELLS + 1])
def test_a_number_that_is_no_cell_is_refused_alone_and_nan_among_many(gid: int) -> None:
    for ask in (grid.row_col, grid.center, grid.bounds, grid.neighbours):
        with pytest.raises(InputError, match=f"grid cell {gid}: .* 1 to 259200"):
            ask(gid)
    latitudes, longitudes = grid.centers([gid, 1])
    assert np.isnan(latitudes[0])
    assert np.isnan(longitudes[0])
    assert (latitudes[1], longitudes[1]) == grid.center(1)


@pytest.mark.parametrize(("row", "column"), [(0, 1), (361, 1), (1, 0), (1, 721)])
def test_rows_and_columns_outside_the_grid_are_refused(row: int, column: int) -> None:
    with pytest.raises(InputError, match=f"grid row {row}, column {column}"):
        grid.gid_at(row, column)


@pytest.mark.parametrize(
    "name",
    [
        "ged231_central_african_republic_to_2018.csv",
        "ged231_sample_1000.csv",
        "ged_syria_2016_2018.csv",
    ],
)
def test_every_ged_event_is_in_the_cell_ged_says(shared_data: Path, name: str) -> None:
    with (shared_data / "forecasting" / "events" / name).open(encoding="utf-8", newline="") as file:
        events = [
            (float(row["latitude"]), float(row["longitude"]), float(row["priogrid_gid"]))
            for row in csv.DictReader(file)
        ]
    latitude, longitude, said = np.array(events).T

    ours = grid.gids_of(latitude, longitude)

    assert len(events) >= 1000
    assert np.flatnonzero(ours != said).tolist() == []
