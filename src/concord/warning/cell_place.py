"""Which cells a country has, and which deaths a cell is known for: events made a cell history.

UCDP codes how well a place is known (GED codebook, where_prec): 1 the exact location, 2 within
about 25 km, 3 the second-order district; 4 the province, 5 a part of the country or a line
through it, 6 the country alone, 7 international waters or airspace. Coordinates of 4 to 7 are a
province's or a country's middle: the cell they lie in was not hit, it is only where the pin is.
Stated choice: 1 to 3 are booked to their cell; 4 to 7 stay with the country, as unplaced deaths.
They count in how much falls, never in where. A file that states no precision is taken at its word.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from concord.observations.booking import STATE_BASED, Unit, book_in_memory
from concord.observations.columns import whole_numbers
from concord.observations.panel import dense_grid
from concord.sources.arrow import column
from concord.vocabulary.errors import InputError
from concord.vocabulary.grid import CELL_DEGREES, CELLS, COLUMNS, gids_of
from concord.vocabulary.month import MonthId
from concord.warning.cell import CellHistory

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pyarrow as pa

    from concord.observations.model import Vintage
    from concord.sources.model import Violence
    from concord.vocabulary.atlas import Polygon, Ring
    from concord.warning.model import Floats, Ints

VAGUEST_PLACED: Final = 3
"""The last place precision whose coordinates are the event's own; 0 is "not stated"."""

POINTS_A_SIDE: Final = 5


def cell_history(
    rows: pa.Table,
    *,
    vintage: Vintage,
    country: str,
    land: Ints | None = None,
    violence: Collection[Violence] = STATE_BASED,
    window: tuple[MonthId, MonthId] | None = None,
) -> CellHistory:
    """One country's deaths by cell and month from events (`event_schema()`) in memory.

    country: alpha-3; land: the cells of its land where known (`land_cells`), else the cells hit
    and those around them are listed; window: first and last month, by default what the vintage
    observes. Placed and unplaced deaths sum to the country's. InputError for country-months.
    """
    if vintage.booking is None:
        raise InputError(f"vintage {vintage.id}: country-months have no grid cells; load events")
    first, last = window or (vintage.first_month, vintage.last_month)
    own = _rows_of(rows, country)
    precision, gid = whole_numbers(own, "place_precision"), whole_numbers(own, "gid")
    is_placed = (precision <= VAGUEST_PLACED) & (gid > 0)
    placed = _only(own, is_placed)
    booked = book_in_memory(placed, booking=vintage.booking, unit=Unit.GID, violence=violence)
    month = whole_numbers(booked, "month")
    hit = whole_numbers(booked, "gid")[(month >= first) & (month <= last)]
    gids = watched_cells(hit, land)
    if not gids.size:
        raise InputError(f"{country}: no event with a known place, and no land cells; give one")
    panel = dense_grid(booked, vintage=vintage, gids=gids.astype(np.int32), window=(first, last))
    vague = book_in_memory(_only(own, ~is_placed), booking=vintage.booking, violence=violence)
    return CellHistory(
        gids=panel.gids.astype(np.int64),
        first_month=first,
        deaths=panel.deaths.astype(np.float64),
        unplaced=_by_month(vague, first, last),
        covers_country=land is not None,
    )


def watched_cells(hit: Ints, land: Ints | None = None) -> Ints:
    """The cells to list for a country, ascending: those hit, with its land or else a ring.

    The ring is every cell that touches one hit, at a side or a corner, across the date line too.
    """
    hit = np.unique(np.asarray(hit, dtype=np.int64))
    if land is not None:
        return np.union1d(hit, land).astype(np.int64)
    row, at = np.divmod(hit - 1, COLUMNS)
    near = [
        (row + up) * COLUMNS + (at + aside) % COLUMNS + 1
        for up in (-1, 0, 1)
        for aside in (-1, 0, 1)
    ]
    cells = np.unique(np.concatenate(near))
    return cells[(cells >= 1) & (cells <= CELLS)]


def land_cells(polygons: Iterable[Polygon]) -> Ints:
    """The cells of which some land lies in the polygons, ascending.

    polygons: as the atlas has them, an outer ring and its holes. A cell is tried at 25 points, so
    a sliver of less than a tenth of a degree may be missed.
    """
    found = [_cells_inside(polygon) for polygon in polygons]
    return np.unique(np.concatenate(found)) if found else np.array([], dtype=np.int64)


def _cells_inside(polygon: Polygon) -> Ints:
    west, south = np.floor(polygon[0].min(axis=0) / CELL_DEGREES) * CELL_DEGREES
    east, north = polygon[0].max(axis=0)
    step = CELL_DEGREES / POINTS_A_SIDE
    longitudes = np.arange(west + step / 2, east + step, step)
    latitudes = np.arange(south + step / 2, north + step, step)
    longitude, latitude = (each.ravel() for each in np.meshgrid(longitudes, latitudes))
    is_inside = np.zeros(longitude.shape, dtype=np.bool_)
    for ring in polygon:
        is_inside ^= _is_inside(ring, longitude, latitude)
    gids = gids_of(latitude[is_inside], longitude[is_inside])
    return np.unique(gids[gids > 0]).astype(np.int64)


def _is_inside(ring: Ring, longitude: Floats, latitude: Floats) -> np.ndarray:
    """Which points a ring encloses: a ray to the east crosses it an odd number of times."""
    is_inside = np.zeros(longitude.shape, dtype=np.bool_)
    for (x0, y0), (x1, y1) in pairwise(ring):
        if y0 == y1:
            continue
        is_level = (y0 <= latitude) != (y1 <= latitude)
        is_inside ^= is_level & (longitude < x0 + (latitude - y0) / (y1 - y0) * (x1 - x0))
    return is_inside


def _rows_of(rows: pa.Table, country: str) -> pa.Table:
    import pyarrow.compute as pc

    return rows.filter(pc.equal(rows.column("country"), country))


def _only(rows: pa.Table, wanted: np.ndarray) -> pa.Table:
    import pyarrow as pa

    return rows.take(column(np.flatnonzero(wanted), pa.int64()))


def _by_month(booked: pa.Table, first: MonthId, last: MonthId) -> Floats:
    deaths = np.zeros(last - first + 1)
    month = whole_numbers(booked, "month")
    inside = (month >= first) & (month <= last)
    np.add.at(deaths, month[inside] - first, whole_numbers(booked, "deaths")[inside])
    return deaths
