"""What must hold for every score, whatever the forecast."""

import doctest
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from concord.skill import score
from concord.vocabulary.errors import InputError

ENSEMBLE_SCORES: dict[str, Callable[[Any, Any], score.Floats]] = {
    "crps": score.crps,
    "log_crps": score.log_crps,
    "ignorance": lambda d, y: score.ignorance(d, y, expected_draws=None),
    "interval_score": score.interval_score,
    "brier_at": score.brier_at,
}
DEATHS = st.integers(0, 100_000)


@st.composite
def ensembles(draw: st.DrawFn, *, most_draws: int = 30) -> tuple[np.ndarray, np.ndarray]:
    rows, size = draw(st.integers(1, 6)), draw(st.integers(1, most_draws))
    draws = draw(hnp.arrays(np.int64, (rows, size), elements=DEATHS))
    observed = draw(hnp.arrays(np.int64, rows, elements=DEATHS))
    return draws, observed


@st.composite
def warnings_issued(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    size = draw(st.integers(2, 60))
    tenths = draw(hnp.arrays(np.int64, size, elements=st.integers(0, 10)))  # many ties
    event = draw(hnp.arrays(np.bool_, size))
    event[:2] = [True, False]  # both kinds occur
    return tenths / 10, event


def test_examples_in_the_docstrings_hold() -> None:
    results = doctest.testmod(score)

    assert results.attempted > 10
    assert results.failed == 0


# --- ensemble scores ---


@given(ensembles())
def test_order_of_draws_does_not_matter(case: tuple[np.ndarray, np.ndarray]) -> None:
    draws, observed = case

    for name, function in ENSEMBLE_SCORES.items():
        backwards = function(draws[:, ::-1], observed)
        np.testing.assert_allclose(function(draws, observed), backwards, rtol=1e-12, err_msg=name)


@given(ensembles())
def test_no_score_is_negative(case: tuple[np.ndarray, np.ndarray]) -> None:
    for name, function in ENSEMBLE_SCORES.items():
        assert (function(*case) >= -1e-9 * (1 + case[0].max())).all(), name


@given(hnp.arrays(np.int64, st.integers(1, 20), elements=DEATHS), st.integers(1, 40))
def test_a_perfect_forecast_scores_zero(observed: np.ndarray, size: int) -> None:
    draws = np.repeat(observed[:, None], size, axis=1)

    for name in ("crps", "log_crps", "interval_score", "brier_at"):
        np.testing.assert_allclose(ENSEMBLE_SCORES[name](draws, observed), 0, atol=1e-8)
    assert score.coverage(draws, observed) == 1


@given(ensembles(most_draws=1))
def test_crps_of_one_draw_is_the_absolute_error(case: tuple[np.ndarray, np.ndarray]) -> None:
    draws, observed = case

    np.testing.assert_allclose(score.crps(draws, observed), np.abs(draws[:, 0] - observed))


@given(ensembles())
def test_crps_is_the_mean_error_less_half_the_mean_distance_of_all_pairs(
    case: tuple[np.ndarray, np.ndarray],
) -> None:
    draws, observed = case
    error = np.abs(draws - observed[:, None]).mean(axis=1)
    spread = np.abs(draws[:, :, None] - draws[:, None, :]).mean(axis=(1, 2))

    np.testing.assert_allclose(score.crps(draws, observed), error - spread / 2, atol=1e-6)


@given(ensembles(), st.integers(2, 9))
def test_crps_and_interval_score_scale_with_deaths(
    case: tuple[np.ndarray, np.ndarray], factor: int
) -> None:
    draws, observed = case

    for function in (score.crps, score.interval_score):
        scaled = function(draws * factor, observed * factor)
        np.testing.assert_allclose(scaled, factor * function(draws, observed), atol=1e-5)


@given(ensembles(), st.integers(2, 5))
def test_repeating_every_draw_changes_neither_crps_nor_brier(
    case: tuple[np.ndarray, np.ndarray], times: int
) -> None:
    draws, observed = case
    repeated = np.repeat(draws, times, axis=1)

    np.testing.assert_allclose(
        score.crps(repeated, observed), score.crps(draws, observed), atol=1e-6
    )
    np.testing.assert_allclose(score.brier_at(repeated, observed), score.brier_at(draws, observed))


@given(ensembles())
def test_log_crps_is_the_crps_of_logarithms(case: tuple[np.ndarray, np.ndarray]) -> None:
    draws, observed = case

    logs = score.crps(np.log1p(draws), np.log1p(observed))

    np.testing.assert_allclose(score.log_crps(draws, observed), logs, atol=1e-12)


def test_rows_do_not_depend_on_how_many_are_scored_together() -> None:
    rng = np.random.default_rng(5)
    draws = rng.negative_binomial(1, 0.02, (2500, 1000))
    observed = rng.poisson(40, 2500)

    for name, function in ENSEMBLE_SCORES.items():
        alone = np.concatenate([function(draws[i : i + 1], observed[i : i + 1]) for i in (0, 2499)])
        np.testing.assert_allclose(function(draws, observed)[[0, -1]], alone, err_msg=name)


def test_draws_given_are_left_as_they_were() -> None:
    draws = np.array([[5.0, 1.0, 3.0]])

    for function in ENSEMBLE_SCORES.values():
        function(draws, [2])

    assert draws.tolist() == [[5.0, 1.0, 3.0]]


# --- ignorance ---


@pytest.mark.parametrize(
    ("observed", "in_class"),
    [
        (0, 4),  # zero is a class of its own
        (1, 2),  # 1 and 2
        (2, 2),
        (3, 1),  # 3 to 5
        (1000, 1),  # the last class but one ends at 1000
        (1001, 2),  # open above
        (10**9, 2),
        (30, 0),  # no draw there: the pseudo-draw alone
    ],
)
def test_ignorance_counts_the_draws_of_the_observed_class(observed: int, in_class: int) -> None:
    draws = [[0, 0, 0, 0, 1, 2, 5, 501, 1001, 5000]]

    bits = score.ignorance(draws, [observed], expected_draws=None)

    assert bits[0] == pytest.approx(-math.log2((in_class + 1) / (10 + 11)))


@given(ensembles())
def test_ignorance_is_never_infinite(case: tuple[np.ndarray, np.ndarray]) -> None:
    bits = score.ignorance(*case)

    assert (bits > 0).all()
    assert (bits <= math.log2(1011) + 1e-12).all()


def test_ignorance_of_a_thousand_draws_is_not_resampled() -> None:
    draws = np.random.default_rng(1).poisson(3, (20, 1000))
    observed = np.arange(20)

    official = score.ignorance(draws, observed)

    assert (official == score.ignorance(draws, observed, expected_draws=None)).all()


# --- resampling ---


@pytest.mark.parametrize("have", [1, 2, 3, 11, 12, 200, 999, 1001, 2400])
@pytest.mark.parametrize("want", [1, 7, 12, 1000])
def test_resampling_agrees_with_the_reference_transform(have: int, want: int) -> None:
    signal = pytest.importorskip("scipy.signal")
    draws = np.random.default_rng(have).negative_binomial(1, 0.05, (8, have)).astype(float)

    ours = score.resample_to(draws, want)

    reference = draws if have == want else np.maximum(signal.resample(draws, want, axis=1), 0)
    np.testing.assert_allclose(ours, reference, atol=1e-9)


@given(hnp.arrays(np.int64, (3, 12), elements=st.integers(0, 1000)))
def test_resampling_keeps_draws_that_fall_on_its_grid(draws: np.ndarray) -> None:
    stretched = score.resample_to(draws, 36)

    np.testing.assert_allclose(stretched[:, ::3], draws, atol=1e-8)


def test_resampling_depends_on_the_order_of_draws_and_is_not_whole() -> None:
    calm_then_war = score.resample_to([[0, 0, 0, 90, 90, 90]], 1000)
    alternating = score.resample_to([[0, 90, 0, 90, 0, 90]], 1000)

    assert (calm_then_war == 0).mean() != pytest.approx((alternating == 0).mean(), abs=0.01)
    assert calm_then_war.max() > 90  # it swings beyond the draws it was given
    assert not np.equal(np.mod(calm_then_war, 1), 0).all()


def test_resampling_to_no_draws_is_refused() -> None:
    with pytest.raises(InputError, match="at least 1"):
        score.resample_to([[1, 2]], 0)


# --- intervals ---


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        (5, 90),  # on the lower end: covered
        (95, 90),  # on the upper end: covered
        (4, 90 + 20),  # one death below costs 2 / 0.1
        (97, 90 + 40),
    ],
)
def test_interval_score_charges_each_death_outside(observed: int, expected: float) -> None:
    draws = [list(range(101))]

    assert score.interval_score(draws, [observed])[0] == pytest.approx(expected)


def test_prediction_interval_interpolates_between_draws() -> None:
    lower, upper = score.prediction_interval([[0, 10, 20, 30]], level=0.9)

    assert (lower[0], upper[0]) == pytest.approx((1.5, 28.5))


@given(ensembles())
def test_wider_intervals_cover_no_less(case: tuple[np.ndarray, np.ndarray]) -> None:
    assert score.coverage(*case, level=0.5) <= score.coverage(*case, level=0.95)


def test_coverage_of_a_right_forecast_is_near_its_level() -> None:
    rng = np.random.default_rng(11)
    draws, observed = rng.normal(1000, 50, (4000, 500)), rng.normal(1000, 50, 4000)

    assert score.coverage(draws, observed, level=0.8) == pytest.approx(0.8, abs=0.025)


@pytest.mark.parametrize("level", [0, 1, -0.1, 1.5, math.nan])
def test_a_level_outside_0_and_1_is_refused(level: float) -> None:
    with pytest.raises(InputError, match="level"):
        score.interval_score([[1, 2]], [1], level)


# --- events ---


def test_brier_at_counts_the_threshold_itself() -> None:
    draws = [[24, 25, 26, 0]] * 2

    np.testing.assert_allclose(score.brier_at(draws, [25, 24]), [0.25, 0.25])
    np.testing.assert_allclose(score.brier_at([[25]] * 2, [25, 24]), [0, 1])


@pytest.mark.parametrize(
    ("history", "is_case"),
    [
        ([0.0] * 12, True),
        ([5.0] + [0.0] * 12, True),  # older deaths do not count
        ([0.0] * 11 + [1.0], False),
        ([1.0] + [0.0] * 11, False),
        ([math.nan] + [0.0] * 11, False),  # eleven months of existence are not twelve calm ones
        ([math.nan] * 3 + [0.0] * 12, True),
    ],
)
def test_onset_case_needs_twelve_known_months_without_death(
    history: list[float], is_case: bool
) -> None:
    assert score.is_onset_case([history]).tolist() == [is_case]


def test_onset_history_under_a_year_is_refused() -> None:
    with pytest.raises(InputError, match="at least 12 months"):
        score.is_onset_case(np.zeros((3, 11)))


@given(warnings_issued())
def test_ranking_scores_agree_with_scikit_learn(case: tuple[np.ndarray, np.ndarray]) -> None:
    from sklearn.metrics import average_precision_score, roc_auc_score

    probability, event = case

    assert score.average_precision(probability, event) == pytest.approx(
        average_precision_score(event, probability)
    )
    assert score.roc_auc(probability, event) == pytest.approx(roc_auc_score(event, probability))


def test_ranking_scores_are_not_known_without_both_kinds_of_row() -> None:
    assert score.average_precision([0.3, 0.4], [False, False]) is None
    assert score.roc_auc([0.3, 0.4], [False, False]) is None
    assert score.roc_auc([0.3, 0.4], [True, True]) is None


def test_equal_probabilities_show_no_skill() -> None:
    event = np.arange(50) < 10

    assert score.roc_auc(np.full(50, 0.3), event) == pytest.approx(0.5)
    assert score.average_precision(np.full(50, 0.3), event) == pytest.approx(0.2)


# --- bad input ---


@pytest.mark.parametrize(
    ("draws", "observed", "says"),
    [
        ([], [], "table of forecasts by draws"),
        ([[]], [1], "at least one of each"),
        ([1, 2, 3], [1], "table of forecasts by draws"),
        ([[1, 2]], [1, 2], "one observed value for each row"),
        ([[1, 2]], 1, "one observed value for each row"),
        ([[1, math.nan]], [1], "missing or infinite"),
        ([[1, math.inf]], [1], "missing or infinite"),
        ([[1, 2]], [math.nan], "observed deaths: a value is missing"),
        ([[1, -2]], [1], "negative"),
        ([[1, 2]], [-1], "observed deaths: a value is negative"),
        ([["a", "b"]], [1], "numbers are needed"),
    ],
)
@pytest.mark.parametrize("name", ENSEMBLE_SCORES)
def test_draws_that_cannot_be_scored_are_refused_in_words(
    name: str, draws: object, observed: object, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        ENSEMBLE_SCORES[name](draws, observed)


@pytest.mark.parametrize(
    ("probability", "event", "says"),
    [
        ([], [], "at least one"),
        ([0.5], [True, False], "one event for each"),
        ([1.2], [True], "between 0 and 1"),
        ([-0.1], [True], "between 0 and 1"),
        ([math.nan], [True], "between 0 and 1"),
        ([0.5], [2], "true or false"),
    ],
)
@pytest.mark.parametrize("function", [score.brier, score.average_precision, score.roc_auc])
def test_probabilities_that_cannot_be_scored_are_refused_in_words(
    function: Callable[..., object], probability: object, event: object, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        function(probability, event)
