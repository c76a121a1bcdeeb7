"""From events to a country's cells: which are listed, and which deaths they are known for."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.observations.model import Booking, Kind, Vintage
from concord.sources.model import Violence, event_schema
from concord.vocabulary.atlas import Resolution, load_atlas
from concord.vocabulary.errors import InputError
from concord.vocabulary.grid import CELLS, COLUMNS, gid_at, gid_of, neighbours
from concord.vocabulary.month import month_id
from concord.vocabulary.status import Status
from concord.warning.cell_place import cell_history, land_cells, watched_cells

HERE, THERE = gid_at(200, 300), gid_at(205, 305)


def event(country: str = "CAF", start: str = "2018-03-10", **more: Any) -> dict[str, Any]:
    """One event of one death, exactly placed, unless said otherwise."""
    day = date.fromisoformat(start)
    given: dict[str, Any] = {
        "country": country,
        "date_start": day,
        "date_end": day,
        "date_precision": 1,
        "place_precision": 1,
        "gid": HERE,
        "latitude": None,
        "longitude": None,
        "violence": 1,
        "best": 1,
        "low": 1,
        "high": 1,
    }
    return given | more


def table(events: Iterable[dict[str, Any]]) -> pa.Table:
    rows = [{"event_id": number} | it for number, it in enumerate(events, start=1)]
    return pa.Table.from_pylist(rows, schema=event_schema())


def release(**changes: Any) -> Vintage:
    """A made-up release that observes 2018."""
    given: dict[str, Any] = {
        "dataset": "ged",
        "version": "18.1",
        "kind": Kind.EVENTS,
        "booking": Booking.END,
        "status": Status.EXERCISE,
        "released_on": date(2019, 1, 1),
        "first_month": month_id(2018, 1),
        "last_month": month_id(2018, 12),
        "source": "made up",
        "licence": "none",
        "url": None,
        "retrieved_at": datetime(2019, 1, 1, tzinfo=UTC),
        "sha256": "0" * 64,
        "rows_in": 1,
        "rows_kept": 1,
        "rows_quarantined": 0,
    }
    return Vintage(**(given | changes))


@pytest.mark.parametrize(
    ("precision", "is_placed"),
    [
        (0, True),  # not stated: the file is taken at its word
        (1, True),  # exact
        (2, True),  # within about 25 km
        (3, True),  # district
        (4, False),  # province
        (5, False),  # part of the country, or a line
        (6, False),  # the country
        (7, False),  # international waters
    ],
)
def test_a_death_is_in_a_cell_only_if_its_place_is_known_to_the_district(
    precision: int, is_placed: bool
) -> None:
    rows = table([event(place_precision=1), event(place_precision=precision, best=8)])

    cells = cell_history(rows, vintage=release(), country="CAF")

    march = month_id(2018, 3) - cells.first_month
    assert cells.deaths[cells.gids == HERE, march] == (9 if is_placed else 1)
    assert cells.unplaced[march] == (0 if is_placed else 8)


def test_an_event_without_a_cell_stays_with_the_country() -> None:
    rows = table([event(), event(gid=0, best=5)])

    cells = cell_history(rows, vintage=release(), country="CAF")

    assert cells.unplaced.sum() == 5
    assert cells.deaths.sum() == 1


def test_a_cell_known_only_vaguely_is_not_taken_as_hit() -> None:
    rows = table([event(), event(gid=THERE, place_precision=6)])

    cells = cell_history(rows, vintage=release(), country="CAF")

    assert THERE not in cells.gids


@given(
    st.lists(
        st.builds(
            event,
            country=st.sampled_from(["CAF", "TCD"]),
            start=st.dates(date(2017, 6, 1), date(2019, 6, 1)).map(str),
            best=st.integers(0, 500),
            place_precision=st.integers(0, 7),
            gid=st.sampled_from([0, HERE, THERE]),
            violence=st.sampled_from([1, 3]),
        ),
        max_size=20,
    )
)
def test_placed_and_unplaced_deaths_are_all_the_countrys(events: list[dict[str, Any]]) -> None:
    rows = table([event(), *events])

    cells = cell_history(rows, vintage=release(), country="CAF")

    counted = [
        it["best"]
        for it in (event(), *events)
        if it["country"] == "CAF" and it["violence"] == 1 and it["date_end"].year == 2018
    ]
    assert cells.deaths.sum() + cells.unplaced.sum() == sum(counted)
    assert cells.deaths.shape == (len(cells.gids), 12)


def test_other_violence_counts_when_asked_for() -> None:
    rows = table([event(), event(violence=3, best=4)])

    cells = cell_history(rows, vintage=release(), country="CAF", violence=tuple(Violence))

    assert cells.deaths.sum() == 5


def test_cells_hit_only_outside_the_window_are_not_known_to_it() -> None:
    rows = table([event(), event(start="2018-11-10", gid=THERE)])

    cells = cell_history(
        rows, vintage=release(), country="CAF", window=(month_id(2018, 1), month_id(2018, 6))
    )

    assert cells.last_month == month_id(2018, 6)
    assert THERE not in cells.gids


def test_without_land_the_cells_hit_and_those_around_are_listed() -> None:
    cells = cell_history(table([event()]), vintage=release(), country="CAF")

    assert cells.gids.tolist() == sorted([HERE, *neighbours(HERE)])
    assert not cells.covers_country


def test_with_land_its_cells_are_listed_and_any_hit_outside_them() -> None:
    cells = cell_history(
        table([event()]), vintage=release(), country="CAF", land=np.array([THERE, THERE + 1])
    )

    assert cells.gids.tolist() == [HERE, THERE, THERE + 1]
    assert cells.covers_country


@pytest.mark.parametrize(
    ("country", "vintage", "says"),
    [
        ("SSD", release(), "no event with a known place"),
        ("CAF", release(kind=Kind.COUNTRY_MONTHS, booking=None), "load events"),
    ],
)
def test_a_country_without_places_is_refused(country: str, vintage: Vintage, says: str) -> None:
    with pytest.raises(InputError, match=says):
        cell_history(table([event()]), vintage=vintage, country=country)


@given(st.sets(st.integers(1, CELLS), min_size=1, max_size=10))
def test_the_ring_is_every_neighbour_of_every_cell_hit(hit: set[int]) -> None:
    expected = set(hit).union(*(neighbours(gid) for gid in hit))

    assert watched_cells(np.array(sorted(hit))).tolist() == sorted(expected)


def test_the_ring_goes_around_the_date_line() -> None:
    ring = watched_cells(np.array([gid_at(200, COLUMNS)]))

    assert gid_at(200, 1) in ring
    assert gid_at(201, 1) in ring


def test_land_cells_are_those_with_land_and_not_those_in_a_hole() -> None:
    outer = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]])
    lake = np.array([[0.5, 0.5], [1.0, 0.5], [1.0, 1.0], [0.5, 1.0], [0.5, 0.5]])

    gids = land_cells([(outer, lake)])

    assert len(gids) == 16 - 1
    assert gid_of(0.75, 0.75) not in gids
    assert gid_of(0.25, 0.25) in gids


def test_a_corner_of_land_makes_a_cell_its_own() -> None:
    triangle = np.array([[0.0, 0.0], [0.7, 0.0], [0.0, 0.7], [0.0, 0.0]])

    gids = land_cells([(triangle,)])

    assert gids.tolist() == sorted([gid_of(0.1, 0.1), gid_of(0.1, 0.55), gid_of(0.55, 0.1)])


def test_no_polygon_has_no_land() -> None:
    assert land_cells([]).size == 0


@pytest.mark.parametrize(
    ("code", "inside", "outside", "fewest", "most"),
    [
        ("CAF", (4.37, 18.58), (12.11, 15.05), 200, 280),  # Bangui; N'Djamena
        ("SYR", (36.2, 37.16), (33.89, 35.5), 70, 120),  # Aleppo; Beirut
    ],
)
def test_the_atlas_gives_a_countrys_cells(
    code: str,
    inside: tuple[float, float],
    outside: tuple[float, float],
    fewest: int,
    most: int,
) -> None:
    gids = land_cells(load_atlas(Resolution.FINE).polygons[code])

    assert gid_of(*inside) in gids
    assert gid_of(*outside) not in gids
    assert fewest <= len(gids) <= most
