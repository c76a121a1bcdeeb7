"""A country's draws brought down to cells: what must hold for any history and any draws."""

from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.vocabulary.errors import InputError
from concord.vocabulary.grid import CELLS, COLUMNS, gid_at
from concord.vocabulary.month import MonthId
from concord.warning.cell import (
    CELLS_1,
    CellHistory,
    cell_hazard,
    death_nodes,
    elsewhere_share,
    forecast_cells,
    spread_around,
)

FIRST = MonthId(400)
QUIET = 5e-3


def square(side: int, row: int = 190, column: int = 300) -> np.ndarray:
    """The gids of a square of cells, south-west first."""
    return np.array(
        [gid_at(row + up, column + aside) for up in range(side) for aside in range(side)]
    )


def history(deaths: Any, **changes: Any) -> CellHistory:
    """Deaths by cell and month in a square of cells that covers its country."""
    counts = np.asarray(deaths, dtype=float)
    side = int(np.ceil(np.sqrt(len(counts))))
    given: dict[str, Any] = {
        "gids": square(side)[: len(counts)],
        "first_month": FIRST,
        "deaths": counts,
        "unplaced": np.zeros(counts.shape[1]),
        "covers_country": True,
    }
    return CellHistory(**(given | changes))


@st.composite
def histories(draw: st.DrawFn) -> CellHistory:
    cells, months = draw(st.integers(1, 20)), draw(st.integers(6, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rate = draw(st.sampled_from([0.0, 0.02, 0.3, 3.0]))
    deaths = rng.poisson(rate, (cells, months)) * rng.integers(1, 200, (cells, months))
    vague = rng.poisson(draw(st.sampled_from([0.0, 5.0])), months)
    return history(deaths, unplaced=vague.astype(float), covers_country=draw(st.booleans()))


def draws_like(leads: int = 3) -> st.SearchStrategy[np.ndarray]:
    counts = st.one_of(st.integers(0, 30), st.integers(0, 100_000))
    row = st.lists(counts, min_size=8, max_size=8)
    return st.lists(row, min_size=leads, max_size=leads).map(np.array)


LEADS = (1, 3, 12)


@settings(max_examples=60, deadline=None)
@given(cells=histories(), draws=draws_like())
def test_cells_and_elsewhere_sum_to_the_countrys_expected_deaths(
    cells: CellHistory, draws: np.ndarray
) -> None:
    forecast = forecast_cells(cells, draws, LEADS)

    total = forecast.expected.sum(axis=0) + forecast.elsewhere
    np.testing.assert_allclose(total, draws.mean(axis=1), rtol=1e-9, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(cells=histories(), draws=draws_like())
def test_probabilities_are_coherent_with_each_other_and_with_expected_deaths(
    cells: CellHistory, draws: np.ndarray
) -> None:
    forecast = forecast_cells(cells, draws, LEADS)

    assert forecast.probability.shape == (len(cells.gids), len(LEADS))
    assert (forecast.probability_25 >= 0).all()
    assert (forecast.probability_25 <= forecast.probability + 1e-12).all()
    assert (forecast.probability <= 1).all()
    # Markov: nobody expects fewer deaths than the chance of one, or 25 times the chance of 25.
    assert (forecast.expected >= forecast.probability - 1e-9).all()
    assert (forecast.expected >= 25 * forecast.probability_25 - 1e-9).all()
    assert (forecast.elsewhere >= 0).all()


@settings(max_examples=60, deadline=None)
@given(cells=histories(), draws=draws_like(), more=st.integers(0, 5000))
def test_more_deaths_in_the_country_are_never_less_probable_in_a_cell(
    cells: CellHistory, draws: np.ndarray, more: int
) -> None:
    fewer, greater = (forecast_cells(cells, each, LEADS) for each in (draws, draws + more))

    assert (greater.probability >= fewer.probability - 1e-12).all()
    assert (greater.probability_25 >= fewer.probability_25 - 1e-12).all()
    assert (greater.expected >= fewer.expected - 1e-9).all()


@settings(max_examples=40, deadline=None)
@given(cells=histories(), draws=draws_like(), seed=st.integers(0, 1000))
def test_the_order_of_cells_and_of_draws_does_not_matter(
    cells: CellHistory, draws: np.ndarray, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(cells.gids))
    shuffled = msgspec.structs.replace(cells, gids=cells.gids[order], deaths=cells.deaths[order])

    straight = forecast_cells(cells, draws, LEADS)
    turned = forecast_cells(shuffled, rng.permuted(draws, axis=1), LEADS)

    assert (turned.gids == straight.gids[order]).all()
    for field in ("probability", "probability_25", "expected"):
        here, there = getattr(straight, field)[order], getattr(turned, field)
        np.testing.assert_allclose(there, here, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("covers_country", [True, False])
def test_a_country_sure_of_no_death_has_none_in_any_cell(covers_country: bool) -> None:
    cells = history(np.full((9, 24), 40.0), covers_country=covers_country)

    forecast = forecast_cells(cells, np.zeros((2, 100), dtype=int), (1, 2))

    for values in (forecast.expected, forecast.probability, forecast.probability_25):
        assert not values.any()
    assert not forecast.elsewhere.any()


def test_nothing_after_the_origin_is_looked_at() -> None:
    rng = np.random.default_rng(5)
    past, future = rng.poisson(0.3, (16, 30)), rng.poisson(9.0, (16, 12))
    known = history(past)
    whole = history(np.hstack((past, future)), unplaced=np.r_[np.zeros(30), np.full(12, 500.0)])
    draws = rng.poisson(20, (2, 50))

    cut = forecast_cells(whole.until(known.last_month), draws, (1, 2))

    assert cut.origin == known.last_month == 429
    assert (cut.probability == forecast_cells(known, draws, (1, 2)).probability).all()
    assert (cut.probability != forecast_cells(whole, draws, (1, 2)).probability).any()


def test_the_months_forecast_follow_the_last_one_known() -> None:
    forecast = forecast_cells(history(np.ones((4, 12))), np.ones((3, 1)), LEADS)

    assert forecast.months == (412, 414, 423)
    assert forecast.rule == "cells-1"
    assert str(forecast) == "4 cells from 2014-03, 3 leads"


def test_a_cell_hit_last_month_is_likelier_than_one_hit_as_often_long_ago() -> None:
    deaths = np.zeros((25, 60))
    deaths[0, 5:8] = deaths[24, 57:60] = 10

    hazard = cell_hazard(history(deaths))

    assert hazard[24] > 2 * hazard[0]


def test_fighting_raises_the_hazard_next_door_more_than_far_away() -> None:
    deaths = np.zeros((400, 24))
    deaths[0, -2:] = 10

    hazard = cell_hazard(history(deaths)).reshape(20, 20)

    assert hazard[0, 0] > hazard[0, 1] > hazard[3, 3] > hazard[19, 19] > 0


def test_deadlier_cells_are_likelier_to_be_hit_again() -> None:
    deaths = np.zeros((9, 24))
    deaths[0, ::4], deaths[8, ::4] = 1, 60

    forecast = forecast_cells(history(deaths), np.full((1, 1), 30), (1,))

    assert forecast.probability[8, 0] > forecast.probability[0, 0]
    assert forecast.probability_25[8, 0] > forecast.probability_25[0, 0]


def test_a_cell_never_hit_is_never_ruled_out() -> None:
    deaths = np.zeros((100, 48))
    deaths[0] = 30

    chance = forecast_cells(history(deaths), np.full((1, 1), 30), (1,)).probability[:, 0]

    assert 0 < chance[99] < QUIET < 0.5 < chance[0]


def test_twice_the_deaths_hit_far_fewer_than_twice_the_cells() -> None:
    cells = history(np.random.default_rng(1).poisson(0.2, (64, 36)))

    one, two = (
        forecast_cells(cells, np.full((1, 1), deaths), (1,)).probability.sum()
        for deaths in (200, 400)
    )

    assert 1.02 < two / one < 1.15


def test_one_death_is_expected_in_no_more_than_one_cell() -> None:
    cells = history(np.full((36, 24), 50.0))

    forecast = forecast_cells(cells, np.ones((1, 1)), (1,))

    assert forecast.probability.sum() <= 1
    assert forecast.expected.sum() == pytest.approx(1)
    assert not forecast.probability_25.any()


def test_hits_forecast_are_those_of_the_past_when_the_country_goes_on_as_it_was() -> None:
    rng = np.random.default_rng(3)
    rate = rng.gamma(0.3, 0.5, (49, 1))
    deaths = rng.poisson(rate, (49, 360))
    cells = history(deaths)

    forecast = forecast_cells(cells, deaths.sum(axis=0)[None, -240:], (1,))

    assert forecast.probability.sum() == pytest.approx((deaths > 0).sum(axis=0).mean(), rel=0.15)


def test_many_deaths_are_as_rare_as_their_mean_allows() -> None:
    deaths = np.zeros((4, 24))
    deaths[0] = 40

    small, large = (
        forecast_cells(history(deaths), np.full((1, 1), country), (1,)).probability_25[0, 0]
        for country in (24, 400)
    )

    assert small == 0  # the country has fewer than 25
    assert 0.3 < large < 1


def test_what_falls_elsewhere_is_what_the_past_had_fall_far_from_any_earlier_hit() -> None:
    deaths = np.zeros((100, 20))
    deaths[0, :] = 1  # the first hit of all is far from any: 1 of 20
    deaths[1, 10] = 1  # beside it
    deaths[99, 15] = 1  # far away

    share = elsewhere_share(history(deaths, covers_country=False))

    assert share == pytest.approx((2 + 1) / (22 + 2))


def test_neighbours_across_the_date_line_are_near() -> None:
    gids = np.array([gid_at(200, 1), gid_at(200, COLUMNS), gid_at(200, COLUMNS // 2)])
    deaths = np.zeros((3, 12))
    deaths[0, 3:], deaths[1, 5] = 2, 2

    shared = spread_around(gids, np.array([1.0, 0.0, 0.0]), 1.5)
    share = elsewhere_share(history(deaths, gids=gids, covers_country=False))

    assert shared[1] > 0.99 > QUIET > shared[2]
    assert share == pytest.approx((1 + 1) / (10 + 2))


def test_the_end_of_a_row_is_not_beside_the_start_of_the_row_after_next() -> None:
    gids = np.array([gid_at(200, COLUMNS), gid_at(202, 1)])
    deaths = np.zeros((2, 12))
    deaths[0, 3:], deaths[1, 5] = 2, 2

    share = elsewhere_share(history(deaths, gids=gids, covers_country=False))

    assert share == pytest.approx((2 + 1) / (10 + 2))


@settings(max_examples=40, deadline=None)
@given(
    places=st.sets(st.integers(1, CELLS), min_size=1, max_size=30),
    bandwidth=st.floats(0.5, 8),
    seed=st.integers(0, 99),
)
def test_spreading_moves_mass_and_makes_none(places: set[int], bandwidth: float, seed: int) -> None:
    gids = np.array(sorted(places))
    values = np.random.default_rng(seed).gamma(0.5, 3.0, len(gids))

    spread = spread_around(gids, values, bandwidth)

    assert (spread >= 0).all()
    assert spread.sum() == pytest.approx(values.sum())


def test_a_cell_with_none_near_keeps_its_own() -> None:
    gids = np.array([gid_at(10, 10), gid_at(300, 500)])

    assert spread_around(gids, np.array([3.0, 1.0]), 2.0) == pytest.approx([3.0, 1.0])


def test_spreading_is_the_gaussian_of_all_pairs() -> None:
    gids, values = square(4), np.arange(16.0)
    row, column = np.divmod(gids - 1, COLUMNS)
    apart = (row[:, None] - row) ** 2 + (column[:, None] - column) ** 2
    kernel = np.exp(-apart / (2 * 1.7**2)) * (apart > 0)

    expected = kernel / kernel.sum(axis=0) @ values

    np.testing.assert_allclose(spread_around(gids, values, 1.7), expected)


@given(most=st.floats(0, 1e7))
def test_the_ladder_of_deaths_is_one_ladder_for_all_forecasts(most: float) -> None:
    nodes = death_nodes(most)

    assert nodes[-1] >= most
    assert (np.diff(nodes) > 0).all()
    assert (nodes == death_nodes(1e8)[: len(nodes)]).all()


def test_deaths_without_a_place_raise_no_cells_chance_over_anothers() -> None:
    deaths = np.zeros((9, 24))
    deaths[4, ::2] = 5
    plain, vague = history(deaths), history(deaths, unplaced=np.full(24, 300.0))

    ratio = cell_hazard(vague) / cell_hazard(plain)

    np.testing.assert_allclose(ratio, ratio[0])


def test_months_known_only_for_the_country_make_its_deaths_say_less_about_cells() -> None:
    deaths = np.zeros((9, 24))
    deaths[4, ::2] = 5
    vague = np.zeros(24)
    vague[1::2] = 300

    plain, unsure = (
        forecast_cells(history(deaths, unplaced=each), np.full((1, 1), 50), (1,)).probability
        for each in (np.zeros(24), vague)
    )

    assert (unsure < plain).all()


def test_what_is_kept_for_elsewhere_is_taken_from_the_cells_listed() -> None:
    deaths = np.zeros((9, 24))
    deaths[4, ::2] = 40

    whole, part = (
        forecast_cells(history(deaths, covers_country=covers), np.full((1, 1), 50), (1,))
        for covers in (True, False)
    )

    assert part.elsewhere[0] == pytest.approx(50 * (1 + 1) / (12 + 2))
    assert not whole.elsewhere.any()
    assert (part.expected <= whole.expected).all()
    assert (part.probability_25 < whole.probability_25).all()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"deaths": np.ones((3, 12))}, "one row of deaths for each cell"),
        ({"deaths": np.ones(4)}, "one row of deaths for each cell"),
        ({"gids": np.array([], dtype=int), "deaths": np.ones((0, 12))}, "at least one cell"),
        ({"unplaced": np.zeros(11)}, "one figure a month"),
        ({"deaths": np.ones((4, 5)), "unplaced": np.zeros(5)}, "5 months are too few"),
        ({"gids": np.array([1, 2, 3, CELLS + 1])}, "grid cell 259201"),
        ({"gids": np.array([1, 2, 3, 0])}, "grid cell 0"),
        ({"gids": np.array([1, 2, 3, 3])}, "twice"),
        ({"deaths": np.full((4, 12), -1.0)}, "deaths must be finite and not negative"),
        ({"deaths": np.full((4, 12), np.nan)}, "deaths must be finite and not negative"),
        ({"unplaced": np.full(12, -1.0)}, "unplaced deaths must be finite"),
    ],
)
def test_a_history_that_cannot_serve_is_refused(changes: dict[str, Any], says: str) -> None:
    cells = history(np.ones((4, 12)))

    with pytest.raises(InputError, match=says):
        forecast_cells(msgspec.structs.replace(cells, **changes), np.ones((1, 10)), (1,))


@pytest.mark.parametrize(
    ("draws", "leads", "says"),
    [
        (np.ones((2, 10)), (1,), "one row of draws for each lead"),
        (np.ones(10), (1,), "one row of draws for each lead"),
        (np.ones((1, 0)), (1,), "one row of draws for each lead"),
        (np.full((1, 10), -1), (1,), "not negative"),
        (np.full((1, 10), np.nan), (1,), "not negative"),
        (np.full((1, 10), np.inf), (1,), "not negative"),
        (np.ones((1, 10)), (0,), "each at least 1"),
        (np.ones((2, 10)), (1, 1), "different whole months"),
        (np.ones((0, 10)), (), "each at least 1"),
    ],
)
def test_draws_and_leads_that_cannot_serve_are_refused(
    draws: np.ndarray, leads: tuple[int, ...], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        forecast_cells(history(np.ones((4, 12))), draws, leads)


def test_the_frozen_rule_is_the_one_documented() -> None:
    assert msgspec.structs.asdict(CELLS_1) == {
        "id": "cells-1",
        "recent_half_life": 1.2,
        "lasting_half_life": 120.0,
        "recent_weight": 0.3,
        "spread_share": 0.55,
        "bandwidth": 3.5,
        "floor_share": 0.09,
        "cluster_exponent": 0.11,
        "size_tail": 1.5,
    }


def test_five_thousand_cells_stay_far_below_their_memory_budget() -> None:
    import tracemalloc

    rng = np.random.default_rng(1)
    gids = (200 * COLUMNS + np.arange(100)[:, None] * COLUMNS + np.arange(1, 51)).ravel()
    cells = history(
        rng.poisson(0.02, (5000, 120)), gids=gids, covers_country=False, unplaced=np.zeros(120)
    )
    draws = np.round(rng.lognormal(4, 2, (12, 1000)))

    tracemalloc.start()
    forecast_cells(cells, draws, range(1, 13))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 100e6
