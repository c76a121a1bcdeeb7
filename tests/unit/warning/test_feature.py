"""Features: what each says, and that none of them looks ahead."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.warning.feature import log_level, neighbour_features, own_features
from unit.warning.worlds import some_history


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 94), st.integers(0, 1000))
def test_no_feature_knows_the_months_after_its_own(month: int, seed: int) -> None:
    history = some_history(units=6)
    later = history.counts.copy()
    later[:, month + 1 :] = np.random.default_rng(seed).integers(
        0, 9000, later[:, month + 1 :].shape
    )

    own, own_later = own_features(history.counts), own_features(later)
    beside = neighbour_features(history.counts, history.borders)
    beside_later = neighbour_features(later, history.borders)

    assert np.array_equal(own[:, : month + 1], own_later[:, : month + 1])
    assert np.array_equal(beside[:, : month + 1], beside_later[:, : month + 1])


def test_a_month_not_observed_reads_as_no_deaths() -> None:
    counts = np.array([[np.nan, np.nan, 3.0, 4.0]])

    assert np.array_equal(own_features(counts), own_features(np.nan_to_num(counts)))


def test_one_month_with_a_years_deaths_makes_no_level() -> None:
    spike = np.zeros((1, 12))
    spike[0, 5] = 6000.0
    steady = np.full((1, 12), 500.0)

    assert np.expm1(log_level(spike, 12)[0, -1]) < 2
    assert np.expm1(log_level(steady, 12)[0, -1]) == pytest.approx(500)


def test_neighbours_are_those_with_a_border_and_never_oneself() -> None:
    counts = np.zeros((3, 24))
    counts[0] = 100.0
    borders = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=float)

    features = neighbour_features(counts, borders)[:, -1]

    assert features[0].max() == 0  # its own war is not next door
    assert features[1].max() > 0
    assert features[2].max() == 0  # an island has no neighbour
