"""Walk-forward scores of the cells' forecast, on made-up cells and on published events."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from concord.observations.model import Booking, Kind, Vintage
from concord.sources.ged import parse_ged
from concord.sources.model import Violence
from concord.vocabulary.atlas import Resolution, load_atlas
from concord.vocabulary.country import default_gazetteer
from concord.vocabulary.errors import InputError
from concord.vocabulary.grid import gid_at
from concord.vocabulary.month import MonthId, month_id
from concord.vocabulary.status import Status
from concord.warning.cell import CellHistory
from concord.warning.cell_place import cell_history, land_cells
from concord.warning.cell_score import (
    CellOrigin,
    Way,
    conflictology,
    evaluate_cells,
    log_score,
    share,
    uniform,
)

FIRST = MonthId(400)
EVENTS = {
    "CAF": "ged231_central_african_republic_to_2018.csv",
    "SYR": "ged_syria_2016_2018.csv",
}


def history(deaths: Any) -> CellHistory:
    counts = np.asarray(deaths, dtype=float)
    return CellHistory(
        gids=np.array([gid_at(200, 300 + cell) for cell in range(len(counts))]),
        first_month=FIRST,
        deaths=counts,
        unplaced=np.zeros(counts.shape[1]),
        covers_country=True,
    )


def recent(cells: CellHistory, month: MonthId, leads: tuple[int, ...]) -> CellOrigin:
    """The country's last 6 and 12 months, half each, as its forecast."""
    known = cells.until(month)
    deaths = known.deaths.sum(axis=0) + known.unplaced
    draws = np.concatenate((np.repeat(deaths[-6:], 2), deaths[-12:]))
    return CellOrigin(month=month, leads=leads, draws=np.tile(draws, (len(leads), 1)))


def test_the_log_score_counts_bits_and_never_more_than_twenty() -> None:
    chance, came = np.array([0.5, 0.25, 0.0, 1.0]), np.array([True, True, True, True])

    assert log_score(chance, came) == pytest.approx([1, 2, 19.93, 0], abs=0.01)


def test_conflictology_is_each_cells_own_last_year() -> None:
    deaths = np.zeros((2, 30))
    deaths[0, -12::2] = 7
    deaths[1, :18] = 7  # before the last twelve months

    chance = conflictology(history(deaths), np.ones((3, 5), dtype=int))

    assert chance.shape == (2, 3)
    assert chance[:, 0] == pytest.approx([6.05 / 12.5, 0.05 / 12.5])


def test_share_lets_each_death_fall_by_itself_where_the_last_year_had_them() -> None:
    deaths = np.zeros((4, 24))
    deaths[0, -1], deaths[1, -2], deaths[2, 0] = 3, 1, 50

    chance = share(history(deaths), np.array([[0, 2]]))

    expected = [0.5 * (1 - (1 - 0.99 * part - 0.0025) ** 2) for part in (0.75, 0.25, 0, 0)]
    assert chance[:, 0] == pytest.approx(expected)


def test_uniform_knows_only_where_anything_ever_happened() -> None:
    deaths = np.zeros((4, 24))
    deaths[0, :] = 90
    deaths[2, 0] = 1

    chance = uniform(history(deaths), np.array([[1]]))[:, 0]

    assert chance == pytest.approx([0.4975, 0.0025, 0.4975, 0.0025])


@pytest.mark.parametrize("divided", [share, uniform])
def test_a_country_without_a_past_is_divided_evenly(divided: Any) -> None:
    chance = divided(history(np.zeros((4, 12))), np.array([[1]]))

    assert chance[:, 0] == pytest.approx(0.25)


def test_every_way_is_scored_on_the_same_outcomes() -> None:
    rng = np.random.default_rng(2)
    cells = history(rng.poisson(rng.gamma(0.4, 0.5, (30, 1)), (30, 60)))
    origins = [recent(cells, MonthId(month), (1, 2)) for month in range(430, 457)]

    result = evaluate_cells(cells, origins)

    assert set(result.scores) == set(Way)
    assert result.cell_months == 30 * 2 * len(origins)
    hit = [cells.deaths[:, it.month - FIRST + 1 : it.month - FIRST + 3] > 0 for it in origins]
    assert result.base_rate == pytest.approx(np.mean(hit))
    assert result.ratio(Way.CELLS, "brier") == 1
    assert result.ratio(Way.UNIFORM, "log_score") < 1


def test_a_forecast_is_scored_without_sight_of_what_it_is_scored_on() -> None:
    rng = np.random.default_rng(4)
    cells = history(rng.poisson(0.4, (16, 40)))
    scrambled = cells.deaths.copy()
    scrambled[:, 32:] = rng.permuted(scrambled[:, 32:], axis=0)
    origin = recent(cells, MonthId(FIRST + 29), (1, 2))  # scored on columns 30 and 31

    one, other = (evaluate_cells(it, [origin]) for it in (cells, history(scrambled)))

    assert one == other


@pytest.mark.parametrize("month", [FIRST - 1, FIRST + 39, FIRST + 38])
def test_an_origin_outside_the_history_is_refused(month: int) -> None:
    cells = history(np.ones((4, 40)))
    origin = CellOrigin(month=MonthId(month), leads=(1, 2), draws=np.ones((2, 3), dtype=int))

    with pytest.raises(InputError, match="choose another origin"):
        evaluate_cells(cells, [origin])


def test_no_origin_is_refused() -> None:
    with pytest.raises(InputError, match="give at least one"):
        evaluate_cells(history(np.ones((4, 40))), [])


class Case(NamedTuple):
    """One country's test months, and the ratios to conflictology its forecast must stay under."""

    code: str
    first: MonthId
    violence: tuple[Violence, ...]
    origins: range
    log_ratio: float
    brier_ratio: float


CASES = (
    # All violence: state-based deaths alone hit one cell-month in 450.
    Case(
        code="CAF",
        first=month_id(1990, 1),
        violence=tuple(Violence),
        origins=range(month_id(2014, 12), month_id(2018, 1), 3),
        log_ratio=0.90,
        brier_ratio=0.91,
    ),
    Case(
        code="SYR",
        first=month_id(2016, 1),
        violence=(Violence.STATE_BASED,),
        origins=range(month_id(2017, 6), month_id(2018, 1), 3),
        log_ratio=0.95,
        brier_ratio=0.96,
    ),
)


def published(data: Path, case: Case) -> CellHistory:
    path = data / "forecasting" / "events" / EVENTS[case.code]
    parsed = parse_ged(path, gazetteer=default_gazetteer(), today=date(2023, 6, 1))
    vintage = Vintage(
        dataset="ged",
        version="23.1",
        kind=Kind.EVENTS,
        booking=Booking.END,
        status=Status.ACTUAL,
        released_on=date(2023, 6, 1),
        first_month=case.first,
        last_month=month_id(2018, 12),
        source="UCDP",
        licence="CC BY 4.0",
        url=None,
        retrieved_at=datetime(2023, 6, 1, tzinfo=UTC),
        sha256="0" * 64,
        rows_in=parsed.rows_in,
        rows_kept=parsed.kept.num_rows,
        rows_quarantined=parsed.quarantined.num_rows,
    )
    land = land_cells(load_atlas(Resolution.FINE).polygons[case.code])
    return cell_history(
        parsed.kept, vintage=vintage, country=case.code, land=land, violence=case.violence
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_published_events_are_forecast_better_than_by_any_benchmark(
    shared_data: Path, case: Case
) -> None:
    cells = published(shared_data, case)

    result = evaluate_cells(
        cells, [recent(cells, MonthId(month), (1, 6, 12)) for month in case.origins]
    )

    assert result.ratio(Way.CONFLICTOLOGY, "log_score") < case.log_ratio
    assert result.ratio(Way.CONFLICTOLOGY, "brier") < case.brier_ratio
    for way in (Way.SHARE, Way.UNIFORM):
        assert result.ratio(way, "log_score") < 0.6
        assert result.ratio(way, "brier") < 0.6
    precision = {way: it.average_precision or 0.0 for way, it in result.scores.items()}
    assert precision[Way.CELLS] == max(precision.values())
