"""Recent windows: each month drawn equally often; a quiet window looks further back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.warning.model import RecentWindow
from concord.warning.window import window_draws

YEAR = RecentWindow(months=12, stretched_to=24)


def test_every_month_of_the_window_is_drawn_equally_often() -> None:
    counts = np.arange(100, 130, dtype=float)[None, :]

    draws = window_draws(counts, YEAR, leads=2, count=240)

    values, times = np.unique(draws[0, 0], return_counts=True)
    assert values.tolist() == list(range(118, 130))
    assert set(times) == {20}
    assert np.array_equal(draws[:, 0], draws[:, 1])  # the window says the same of every month


@given(st.integers(1, 400))
def test_any_number_of_draws_spreads_over_the_months_give_or_take_one(count: int) -> None:
    counts = np.arange(1, 13, dtype=float)[None, :]

    times = np.bincount(window_draws(counts, YEAR, leads=1, count=count)[0, 0], minlength=13)[1:]

    assert times.max() - times.min() <= 1


@pytest.mark.parametrize(
    ("months_ago", "share"),
    [
        (3, 1 / 12),  # inside the window: the window as it was
        (18, 1 / 24),  # before it: stretched to two years
        (30, 0.0),  # before those too: nothing to draw
    ],
)
def test_a_window_without_a_death_is_stretched(months_ago: int, share: float) -> None:
    counts = np.zeros((1, 60))
    counts[0, -months_ago] = 7

    draws = window_draws(counts, YEAR, leads=1, count=240)

    assert (draws == 7).mean() == pytest.approx(share)


def test_a_short_or_unobserved_past_counts_as_none() -> None:
    counts = np.array([[np.nan, np.nan, 4.0]])

    draws = window_draws(counts, YEAR, leads=1, count=30)

    assert (draws == 4).mean() == pytest.approx(1 / 3)
