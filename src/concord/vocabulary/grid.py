"""PRIO-GRID: the earth in cells of half a degree, numbered from the south-west corner.

259,200 cells in 360 rows (1 at the South Pole) and 720 columns (1 at the date line, going east);
gid = (row - 1) * 720 + column. A point on the line between two cells is in the northern or eastern
one; the North Pole and longitude 180 are in the last row and column.
Source: Tollefsen, Strand & Buhaug 2012, "PRIO-GRID: A unified spatial data structure", Journal of
Peace Research 49(2), 363-374; the numbering as in its codebook.
"""

from typing import Final, NamedTuple, NewType

import numpy as np
import numpy.typing as npt

from concord.vocabulary.errors import InputError

GridId = NewType("GridId", int)
Floats = npt.NDArray[np.float64]
Gids = npt.NDArray[np.int32]

CELL_DEGREES: Final = 0.5
ROWS: Final = 360
COLUMNS: Final = 720
CELLS: Final = ROWS * COLUMNS


class Bounds(NamedTuple):
    """The edges of a cell, degrees."""

    west: float
    south: float
    east: float
    north: float


def gid_of(latitude: float, longitude: float) -> GridId:
    """The cell a point lies in; InputError for a point off the earth."""
    gid = int(gids_of(np.array([latitude]), np.array([longitude]))[0])
    if gid == 0:
        raise InputError(
            f"point {latitude}, {longitude}: latitude runs from -90 to 90, longitude -180 to 180"
        )
    return GridId(gid)


def gids_of(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Gids:
    """The cells of many points, 0 for those off the earth or not a number; shapes broadcast."""
    lat, lon = np.broadcast_arrays(
        np.asarray(latitude, dtype=np.float64), np.asarray(longitude, dtype=np.float64)
    )
    # NaN compares false, so it falls out here as well.
    on_earth = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    safe_lat, safe_lon = np.where(on_earth, lat, 0.0), np.where(on_earth, lon, 0.0)
    # Doubling is exact; adding 90 first would lift a point just south of the equator onto it.
    row = np.minimum(np.floor(safe_lat / CELL_DEGREES) + ROWS // 2, ROWS - 1)
    column = np.minimum(np.floor(safe_lon / CELL_DEGREES) + COLUMNS // 2, COLUMNS - 1)
    return np.where(on_earth, row * COLUMNS + column + 1, 0).astype(np.int32)


def row_col(gid: int) -> tuple[int, int]:
    """A cell's row and column, both from 1; InputError for a number that is no cell."""
    _require_cell(gid)
    row, column = divmod(gid - 1, COLUMNS)
    return row + 1, column + 1


def gid_at(row: int, column: int) -> GridId:
    """The cell of a row and column, both from 1; InputError outside 360 rows and 720 columns."""
    if not (1 <= row <= ROWS and 1 <= column <= COLUMNS):
        raise InputError(
            f"grid row {row}, column {column}: rows run from 1 to {ROWS}, columns to {COLUMNS}"
        )
    return GridId((row - 1) * COLUMNS + column)


def center(gid: int) -> tuple[float, float]:
    """Latitude and longitude of a cell's middle; InputError for a number that is no cell."""
    edges = bounds(gid)
    return edges.south + CELL_DEGREES / 2, edges.west + CELL_DEGREES / 2


def centers(gids: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Latitudes and longitudes of many cells' middles, NaN where a number is no cell."""
    numbers = np.asarray(gids, dtype=np.int64)
    known = (numbers >= 1) & (numbers <= CELLS)
    row, column = np.divmod(numbers - 1, COLUMNS)
    latitude = np.where(known, -90 + (row + 0.5) * CELL_DEGREES, np.nan)
    longitude = np.where(known, -180 + (column + 0.5) * CELL_DEGREES, np.nan)
    return latitude, longitude


def bounds(gid: int) -> Bounds:
    """The edges of a cell; InputError for a number that is no cell."""
    row, column = row_col(gid)
    west, south = -180 + (column - 1) * CELL_DEGREES, -90 + (row - 1) * CELL_DEGREES
    return Bounds(west, south, west + CELL_DEGREES, south + CELL_DEGREES)


def neighbours(gid: int) -> tuple[GridId, ...]:
    """The cells that touch a cell at a side or a corner, across the date line too, in gid order.

    Eight of them, five in the first and last row: cells are not joined over the poles.
    """
    row, column = row_col(gid)
    near_rows = [r for r in (row - 1, row, row + 1) if 1 <= r <= ROWS]
    near_columns = [(column - 1 + step) % COLUMNS + 1 for step in (-1, 0, 1)]
    cells = {gid_at(r, c) for r in near_rows for c in near_columns} - {gid}
    return tuple(sorted(cells))


def _require_cell(gid: int) -> None:
    if not 1 <= gid <= CELLS:
        raise InputError(f"grid cell {gid}: PRIO-GRID cells run from 1 to {CELLS}")
