"""Calibrated forecasts look calibrated, the others do not."""

import doctest
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from concord.skill import calibration
from concord.skill.calibration import (
    interval_coverage,
    pit,
    pit_histogram,
    reliability_curve,
)
from concord.vocabulary.errors import InputError

CASES = 6000


def _counts(mean: float = 3.0, *, draw_mean: float | None = None, size: int = 200) -> tuple:
    """Draws and outcomes of counts, from the same law unless draw_mean says otherwise."""
    rng = np.random.default_rng(7)
    level = rng.gamma(1, mean, (CASES, 1))
    scale = 1.0 if draw_mean is None else draw_mean / mean
    return rng.poisson(level * scale, (CASES, size)), rng.poisson(level[:, 0])


def test_examples_in_the_docstrings_hold() -> None:
    results = doctest.testmod(calibration)

    assert results.attempted >= 4
    assert results.failed == 0


# --- PIT ---


def test_pit_of_a_right_forecast_of_counts_is_flat() -> None:
    draws, observed = _counts()

    randomised = np.histogram(pit(draws, observed, rng=np.random.default_rng(1)), 10, (0, 1))[0]
    smooth = pit_histogram(draws, observed)

    np.testing.assert_allclose(randomised / CASES, 0.1, atol=0.02)
    np.testing.assert_allclose(smooth.shares, 0.1, atol=0.015)
    assert smooth.cases == CASES


def test_pit_slopes_when_the_forecast_is_too_low() -> None:
    shares = pit_histogram(*_counts(draw_mean=2.0)).shares

    assert shares[-1] > 0.15
    assert shares[-1] > shares[5] > shares[1]


def test_pit_is_a_u_when_the_forecast_is_too_narrow_and_a_hump_when_too_wide() -> None:
    rng = np.random.default_rng(3)
    observed = np.maximum(rng.normal(100, 10, CASES), 0)

    narrow = pit_histogram(np.maximum(rng.normal(100, 5, (CASES, 100)), 0), observed).shares
    wide = pit_histogram(np.maximum(rng.normal(100, 20, (CASES, 100)), 0), observed).shares

    assert min(narrow[0], narrow[-1]) > 2 * narrow[5]
    assert max(wide[0], wide[-1]) < wide[5] / 2


@given(
    hnp.arrays(np.int64, (4, 5), elements=st.integers(0, 6)),
    hnp.arrays(np.int64, 4, elements=st.integers(0, 8)),
    st.integers(2, 20),
)
def test_pit_shares_add_up_to_one(draws: np.ndarray, observed: np.ndarray, bins: int) -> None:
    shares = pit_histogram(draws, observed, bins=bins).shares

    assert len(shares) == bins
    assert min(shares) >= 0
    assert sum(shares) == pytest.approx(1)


def test_pit_lies_between_the_draws_below_and_those_up_to_the_observed() -> None:
    values = [pit([[1, 2, 2, 9]], [2], rng=np.random.default_rng(seed))[0] for seed in range(200)]

    assert 1 / 5 <= min(values) < 0.25  # of five values one is below,
    assert 0.75 < max(values) <= 4 / 5  # four are not above


def test_the_mean_of_randomised_pit_histograms_is_the_smooth_one() -> None:
    draws, observed = [[0, 0, 1, 3]] * 2, [0, 7]
    rng = np.random.default_rng(5)

    drawn = np.concatenate([pit(draws, observed, rng=rng) for _ in range(4000)])

    shares = np.histogram(drawn, 5, (0, 1))[0] / len(drawn)
    np.testing.assert_allclose(shares, pit_histogram(draws, observed, bins=5).shares, atol=0.02)


def test_a_histogram_of_one_bin_is_refused() -> None:
    with pytest.raises(InputError, match="at least 2"):
        pit_histogram([[1]], [1], bins=1)


# --- reliability ---


def test_right_probabilities_come_as_often_as_they_say() -> None:
    rng = np.random.default_rng(9)
    probability = rng.beta(0.4, 2, 40_000)
    event = rng.random(40_000) < probability

    curve = reliability_curve(probability, event, confidence=0.99)

    for part in curve:
        assert part.observed is not None
        assert part.observed.low <= part.forecast_mean <= part.observed.high
    assert sum(part.cases for part in curve) == 40_000


def test_overconfident_probabilities_lie_outside_the_interval() -> None:
    rng = np.random.default_rng(9)
    truth = rng.random(5000)
    event = rng.random(5000) < 0.3 + 0.4 * truth

    curve = reliability_curve(truth, event, edges=(0, 0.1, 0.9, 1))

    assert curve[0].forecast_mean < curve[0].observed.low
    assert curve[-1].forecast_mean > curve[-1].observed.high


@pytest.mark.parametrize(
    ("probability", "at"),
    [
        (0.0, 0),
        (0.1, 1),  # an edge begins its bin
        (0.0999, 0),
        (1.0, 2),  # the last bin holds certainty
    ],
)
def test_an_edge_belongs_to_the_bin_it_begins(probability: float, at: int) -> None:
    curve = reliability_curve([probability], [True], edges=(0, 0.1, 0.5, 1))

    assert [part.cases for part in curve] == [int(i == at) for i in range(3)]


def test_a_bin_without_forecasts_is_not_known() -> None:
    empty = reliability_curve([0.9], [True], edges=(0, 0.5, 1))[0]

    assert (empty.cases, empty.forecast_mean, empty.observed) == (0, None, None)


@pytest.mark.parametrize("edges", [(0, 1, 0.5), (0.1, 1), (0, 0.9), (0, 0, 1), (0,), (0, math.nan)])
def test_edges_that_do_not_rise_from_0_to_1_are_refused(edges: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match="edges"):
        reliability_curve([0.5], [True], edges=edges)


# --- coverage ---


def test_intervals_of_a_right_forecast_hold_their_level() -> None:
    rng = np.random.default_rng(12)
    draws, observed = rng.gamma(2, 50, (CASES, 400)), rng.gamma(2, 50, CASES)

    for row in interval_coverage(draws, observed, confidence=0.999):
        assert row.held.low <= row.level + 0.01
        assert row.held.high >= row.level - 0.01
        assert row.group == "all"


def test_coverage_is_told_by_group_after_all() -> None:
    draws, observed = [[0, 10]] * 4, [5, 5, 50, 5]

    rows = interval_coverage(draws, observed, levels=(0.5, 0.9), group=["b", "b", "a", "a"])

    assert [(r.group, r.level, r.held.share, r.held.cases) for r in rows] == [
        ("all", 0.5, 0.75, 4),
        ("all", 0.9, 0.75, 4),
        ("a", 0.5, 0.5, 2),
        ("a", 0.9, 0.5, 2),
        ("b", 0.5, 1.0, 2),
        ("b", 0.9, 1.0, 2),
    ]


def test_groups_of_another_number_than_cases_are_refused() -> None:
    with pytest.raises(InputError, match="name one for each"):
        interval_coverage([[0, 1]], [1], group=["a", "b"])


def test_a_group_called_all_is_refused() -> None:
    with pytest.raises(InputError, match="stands for every case"):
        interval_coverage([[0, 1]], [1], group=["all"])


@pytest.mark.parametrize(
    ("draws", "observed"), [([], []), ([[math.nan]], [1]), ([[1]], [1, 2]), ([[-1]], [1])]
)
def test_draws_that_cannot_be_scored_are_refused(draws: list, observed: list) -> None:
    for function in (pit_histogram, interval_coverage):
        with pytest.raises(InputError):
            function(draws, observed)
