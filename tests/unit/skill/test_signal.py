"""The exceedance signal keeps its budget, finds planted surges and never looks ahead."""

import doctest
import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.skill import signal
from concord.skill.signal import exceedance
from concord.vocabulary.errors import InputError

MEANS = (0.1, 1.0, 5.0, 50.0, 500.0)
DISPERSIONS = (1.0, 2.0, 5.0)
SEASONALITY = (0.0, 0.8)  # log amplitude: 0.8 is five times as many in the peak as in the trough


def _counts(
    shape: tuple[int, int], mean: np.ndarray | float, dispersion: float, seed: int
) -> np.ndarray:
    """Independent counts of the given mean and variance / mean."""
    rng = np.random.default_rng(seed)
    means = np.broadcast_to(mean, shape)
    if dispersion == 1:
        return rng.poisson(means).astype(np.float64)
    size = np.maximum(means, 1e-9) / (dispersion - 1)
    return rng.negative_binomial(size, 1 / dispersion).astype(np.float64)


def _seasonal(mean: float, amplitude: float, steps: int, period: int) -> np.ndarray:
    wave = np.exp(amplitude * np.sin(2 * np.pi * np.arange(steps) / period))
    return mean * wave / wave[:period].mean()


def _false_alarms_per_year(signals: signal.Signals, period: int) -> tuple[float, float]:
    """The rate seen, and the highest rate chance allows for the budget (three deviations)."""
    years = signals.known.sum() / period
    budget = signals.budget_per_year
    return signals.exceeds.sum() / years, budget + 3 * math.sqrt(budget / years)


def test_examples_in_the_docstrings_hold() -> None:
    results = doctest.testmod(signal)

    assert results.attempted >= 3
    assert results.failed == 0


# --- the budget ---


@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize("dispersion", DISPERSIONS)
@pytest.mark.parametrize("amplitude", SEASONALITY)
def test_false_alarms_by_month_stay_within_the_budget(
    mean: float, dispersion: float, amplitude: float
) -> None:
    shape = (60, 150)
    series = _counts(shape, _seasonal(mean, amplitude, 150, 12), dispersion, seed=20)

    signals = exceedance(series, period=12, budget_per_year=0.5)

    rate, most = _false_alarms_per_year(signals, 12)
    assert rate <= most
    assert signals.known[:, 30:].all()


@pytest.mark.parametrize(
    ("mean", "dispersion"), [(0.1, 5.0), (0.5, 5.0), (5.0, 2.0), (50.0, 1.0), (500.0, 2.0)]
)
@pytest.mark.parametrize("amplitude", SEASONALITY)
def test_false_alarms_by_week_stay_within_the_budget(
    mean: float, dispersion: float, amplitude: float
) -> None:
    series = _counts((40, 320), _seasonal(mean, amplitude, 320, 52), dispersion, seed=21)

    signals = exceedance(series, period=52, budget_per_year=1.0)

    rate, most = _false_alarms_per_year(signals, 52)
    assert rate <= most


@pytest.mark.parametrize("budget", [0.1, 0.25, 1.0, 3.0])
def test_a_larger_budget_is_kept_and_used(budget: float) -> None:
    series = _counts((150, 200), 20.0, 2.0, seed=22)

    signals = exceedance(series, period=12, budget_per_year=budget)

    rate, most = _false_alarms_per_year(signals, 12)
    assert budget / 4 < rate <= most


@pytest.mark.parametrize(("series_watched", "budget"), [(100, 6.0), (40, 1.0)])
def test_a_shared_budget_is_of_all_series_together(series_watched: int, budget: float) -> None:
    series = _counts((series_watched, 250), 5.0, 2.0, seed=23)

    signals = exceedance(series, period=12, budget_per_year=budget, shared=True)

    years = signals.known.any(axis=0).sum() / 12
    assert budget / 4 < signals.exceeds.sum() / years <= budget + 3 * math.sqrt(budget / years)


def test_the_budget_holds_on_months_that_follow_one_another() -> None:
    rng = np.random.default_rng(24)
    state, months = np.zeros((120, 240)), np.arange(1, 240)
    for month in months:  # persistent ups and downs, which independent errors do not have
        state[:, month] = 0.8 * state[:, month - 1] + rng.normal(0, 0.3, 120)

    signals = exceedance(rng.poisson(20 * np.exp(state)), period=12, budget_per_year=0.5)

    rate, most = _false_alarms_per_year(signals, 12)
    assert rate <= most


def test_first_answers_of_a_short_history_keep_the_budget_too() -> None:
    signals = exceedance(_counts((800, 60), 5.0, 5.0, seed=25), period=12, budget_per_year=0.5)

    rate, most = _false_alarms_per_year(signals, 12)
    assert rate <= most


# --- finding surges ---


@pytest.mark.parametrize(
    ("mean", "dispersion", "found_at_least"),
    [
        (5.0, 1.0, 0.90),
        (5.0, 2.0, 0.75),
        (20.0, 2.0, 0.95),
        (20.0, 5.0, 0.85),
        (500.0, 5.0, 0.99),
        (1.0, 1.0, 0.45),  # three deaths for one are seldom rare enough
    ],
)
def test_a_tripling_for_three_months_is_found(
    mean: float, dispersion: float, found_at_least: float
) -> None:
    level = np.full(150, mean)
    level[144:147] *= 3
    series = _counts((150, 150), level, dispersion, seed=26)

    signals = exceedance(series, period=12, budget_per_year=0.5)

    assert signals.exceeds[:, 144:147].any(axis=1).mean() >= found_at_least


def test_a_usual_season_is_no_surge_but_the_same_count_out_of_season_is() -> None:
    level = _seasonal(40.0, 0.8, 133, 12)
    series = _counts((100, 133), level, 2.0, seed=27)
    peak, trough = 123, 129  # the last peak and trough
    in_season = exceedance(series, period=12, budget_per_year=0.25)

    series[:, trough] = series[:, peak]
    out_of_season = exceedance(series, period=12, budget_per_year=0.25)

    assert in_season.exceeds[:, peak].mean() < 0.1
    assert out_of_season.exceeds[:, trough].mean() > 0.9


def test_an_outbreak_of_the_past_does_not_hide_the_next() -> None:
    level = np.full(160, 20.0)
    level[100:103] *= 8
    level[150:153] *= 3
    series = _counts((100, 160), level, 2.0, seed=28)

    signals = exceedance(series, period=12, budget_per_year=0.5)

    assert signals.exceeds[:, 150:153].any(axis=1).mean() > 0.9
    assert np.median(signals.expected[:, 112]) < 30  # a year later it is not the expectation


@pytest.mark.parametrize("new_level", [50.0, 1000.0])
def test_a_new_level_signals_and_then_becomes_the_expectation(new_level: float) -> None:
    level = np.where(np.arange(180) < 120, 10.0, new_level)
    series = _counts((100, 180), level, 2.0, seed=29)

    signals = exceedance(series, period=12, budget_per_year=0.5)

    assert signals.exceeds[:, 120].mean() > 0.95
    assert np.median(signals.expected[:, 134]) == pytest.approx(new_level, rel=0.25)
    assert signals.exceeds[:, 132:].mean() * 12 < 0.5


def test_a_drop_lowers_the_expectation_within_a_year_or_so() -> None:
    level = np.where(np.arange(160) < 120, 50.0, 5.0)
    series = _counts((50, 160), level, 2.0, seed=30)

    signals = exceedance(series, period=12, budget_per_year=0.5)

    assert np.median(signals.expected[:, 135]) < 10


# --- never ahead ---


@settings(max_examples=25)
@given(
    st.integers(31, 90),
    st.integers(0, 2**31),
    st.lists(st.integers(0, 10**6) | st.none(), min_size=1, max_size=12),
    st.booleans(),
)
def test_later_counts_do_not_change_what_was_said(
    now: int, seed: int, later: list[int | None], shared: bool
) -> None:
    series = _counts((4, 96), 6.0, 2.0, seed=seed)
    other = series.copy()
    tail = [math.nan if count is None else float(count) for count in later]
    other[:, now:] = np.resize(tail, 96 - now)

    before = exceedance(series, period=12, budget_per_year=1.0, shared=shared)
    after = exceedance(other, period=12, budget_per_year=1.0, shared=shared)

    for name in ("expected", "dispersion", "p_value", "threshold", "exceeds", "known"):
        np.testing.assert_array_equal(getattr(before, name)[:, :now], getattr(after, name)[:, :now])
    # What is expected of the present is fixed before the present is seen.
    np.testing.assert_array_equal(before.expected[:, now], after.expected[:, now])


def test_a_series_does_not_depend_on_those_beside_it() -> None:
    series = _counts((5, 100), 6.0, 2.0, seed=31)

    alone = exceedance(series[2], period=12, budget_per_year=1.0)
    together = exceedance(series, period=12, budget_per_year=1.0)

    np.testing.assert_allclose(alone.p_value[0], together.p_value[2])


# --- what the figures mean ---


@pytest.mark.parametrize("mean", [0.3, 8.0, 300.0])
def test_a_count_signals_exactly_from_the_threshold_on(mean: float) -> None:
    series = _counts((40, 120), mean, 3.0, seed=32)

    signals = exceedance(series, period=12, budget_per_year=1.0)

    known = signals.known
    np.testing.assert_array_equal(signals.exceeds[known], series[known] >= signals.threshold[known])
    assert (signals.threshold[known] >= 1).all()
    assert signals.exceeds.any()


def test_surprise_is_the_p_value_in_bits() -> None:
    signals = exceedance(_counts((3, 60), 5.0, 2.0, seed=33), period=12, budget_per_year=1.0)
    known = signals.known

    np.testing.assert_allclose(0.5 ** signals.surprise[known], signals.p_value[known])


@pytest.mark.parametrize("dispersion", [1.001, 2.0, 5.0])
def test_tail_of_a_well_known_forecast_is_the_negative_binomial_one(dispersion: float) -> None:
    from scipy.stats import nbinom

    forecast = signal.Prediction(  # the mixture narrows to one law as the degrees grow
        mean=np.full(20, 7.0), dispersion=np.full(20, dispersion), degrees=np.full(20, 1e9)
    )
    counts = np.arange(20.0)

    chance = signal.tail(counts, forecast)

    expected = nbinom.sf(counts - 1, 7.0 / (dispersion - 1), 1 / dispersion)
    np.testing.assert_allclose(chance, expected, rtol=2e-3)
    assert chance[0] == 1


def test_uncertain_dispersion_makes_the_tail_heavier() -> None:
    counts, mean, dispersion = np.array([30.0]), np.array([7.0]), np.array([2.0])

    sure, unsure = (
        signal.tail(
            counts,
            signal.Prediction(mean=mean, dispersion=dispersion, degrees=np.array([degrees])),
        )
        for degrees in (1000.0, 8.0)
    )

    assert unsure[0] > 10 * sure[0]


# --- hard series ---


def test_years_of_zero_are_calm_and_a_first_count_is_a_surprise() -> None:
    series = np.zeros((1, 120))
    series[0, -1] = 2

    signals = exceedance(series, period=12, budget_per_year=0.5)

    assert not signals.exceeds[0, :-1].any()
    assert signals.exceeds[0, -1]
    assert (signals.p_value[0, 30:-1] == 1).all()


@pytest.mark.parametrize("months", [1, 12, 29])
def test_a_short_series_is_not_known_and_not_calm(months: int) -> None:
    signals = exceedance(np.full((2, months), 5.0), period=12, budget_per_year=1.0)

    assert not signals.known.any()
    assert not signals.exceeds.any()
    assert np.isnan(signals.p_value).all()
    assert np.isnan(signals.threshold).all()


def test_a_state_that_came_into_being_late_waits_for_its_own_history() -> None:
    series = _counts((1, 120), 5.0, 2.0, seed=34)
    series[0, :60] = np.nan

    signals = exceedance(series, period=12, budget_per_year=1.0)

    assert not signals.known[0, : 60 + 24].any()
    assert signals.known[0, 100:].all()


def test_gaps_are_not_known_and_the_budget_holds_around_them() -> None:
    series = _counts((100, 150), 5.0, 2.0, seed=35)
    gaps = np.random.default_rng(36).random(series.shape) < 0.2
    series[gaps] = np.nan

    signals = exceedance(series, period=12, budget_per_year=0.5)

    rate, most = _false_alarms_per_year(signals, 12)
    assert not signals.known[gaps].any()
    assert not signals.exceeds[gaps].any()
    assert signals.known.mean() > 0.5
    assert rate <= most


def test_a_series_of_gaps_alone_is_not_known() -> None:
    signals = exceedance(np.full((1, 100), np.nan), period=12, budget_per_year=1.0)

    assert not signals.known.any()


def test_enormous_counts_are_no_trouble() -> None:
    series = _counts((2, 80), 5.0, 2.0, seed=37)
    series[0, -1] = 1e12

    signals = exceedance(series, period=12, budget_per_year=1.0)

    assert signals.exceeds[0, -1]
    assert np.isfinite(signals.surprise[signals.known]).all()


def test_two_hundred_series_of_thirty_years_take_few_seconds() -> None:
    series = _counts((200, 350), 5.0, 2.0, seed=38)
    exceedance(series[:2], period=12, budget_per_year=0.5)

    started = time.process_time()
    exceedance(series, period=12, budget_per_year=0.5)

    assert time.process_time() - started < 8  # about 2 on an idle machine


# --- bad input ---


@pytest.mark.parametrize(
    ("series", "says"),
    [
        ([], "table of series by time steps"),
        ([[[1.0]]], "table of series by time steps"),
        ([[1.0, -2.0]], "negative"),
        ([[1.0, math.inf]], "infinite"),
        ([["a"]], "numbers are needed"),
    ],
)
def test_series_that_are_no_counts_are_refused_in_words(series: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        exceedance(series, period=12, budget_per_year=1.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("budget", [0, -1, 6.1, math.nan, math.inf])
def test_a_budget_outside_reason_is_refused(budget: float) -> None:
    with pytest.raises(InputError, match="at most 6, half of the 12 steps"):
        exceedance([[1.0]], period=12, budget_per_year=budget)


def test_a_period_other_than_months_or_weeks_is_refused() -> None:
    with pytest.raises(InputError, match="12 for months or 52 for weeks"):
        exceedance([[1.0]], period=7, budget_per_year=1.0)
