"""Evaluation: windows, the benchmark, what is compared with what."""

import msgspec
import numpy as np
import pytest

from concord.skill import score
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId, month_id
from concord.warning.evaluate import Scored, conflictology, evaluate, window_origin
from concord.warning.history import of_counts
from concord.warning.model import History
from unit.warning.worlds import SMALL_RULE, some_history


def clock() -> float:
    """A clock that stands still."""
    return 0.0


def decade() -> History:
    """Ten years from January 1990."""
    return some_history(units=25, months=120)


def test_a_window_knows_october_and_is_judged_on_january_to_december() -> None:
    kept: list[Scored] = []

    evaluate(decade(), [1998], rule=SMALL_RULE, clock=clock, keep=kept.append)

    made = kept[0].forecast
    assert made.origin == window_origin(1998) == month_id(1997, 10)
    assert made.leads == tuple(range(3, 15))
    assert made.months[0] == month_id(1998, 1)
    assert made.months[-1] == month_id(1998, 12)
    start = month_id(1998, 1) - decade().first_month
    assert np.array_equal(kept[0].actual, decade().counts[:, start : start + 12])


def test_the_scores_are_those_of_the_skill_room() -> None:
    kept: list[Scored] = []

    found = evaluate(decade(), [1998], rule=SMALL_RULE, clock=clock, keep=kept.append)

    draws = kept[0].forecast.draws.reshape(-1, 1000)
    truth = kept[0].actual.ravel()
    window = found.windows[0]
    assert window.crps == pytest.approx(score.crps(draws, truth).mean())
    assert window.ign == pytest.approx(score.ignorance(draws, truth).mean())
    assert window.mis == pytest.approx(score.interval_score(draws, truth).mean())
    assert window.crps_ratio == pytest.approx(window.crps / window.conflictology.crps)
    assert found.overall.crps == window.crps


def test_the_benchmark_is_the_last_twelve_months() -> None:
    history = decade()

    draws = conflictology(history, np.array([0, 3]), leads=2)

    assert np.array_equal(draws[:, 0], history.counts[[0, 3], -12:])


def test_a_forecast_that_repeats_the_benchmark_ties_with_it() -> None:
    years_of_the_same = np.tile(np.arange(12.0) * 3, (4, 10))
    history = of_counts(("A", "B", "C", "D"), MonthId(121), years_of_the_same, pairs=())
    only_windows = msgspec.structs.replace(
        SMALL_RULE, windows=SMALL_RULE.windows[1:], first_origin_months=200
    )

    found = evaluate(history, [1995, 1996], rule=only_windows, clock=clock)

    assert found.overall.crps_ratio == pytest.approx(1.0, abs=0.01)


def test_later_months_never_change_an_earlier_window() -> None:
    history = decade()
    changed = history.counts.copy()
    changed[:, history.column(month_id(1999, 1)) :] += 777
    other = msgspec.structs.replace(history, counts=changed)

    one = evaluate(history, [1998], rule=SMALL_RULE, clock=clock)
    same = evaluate(other, [1998], rule=SMALL_RULE, clock=clock)

    assert one == same


def test_the_dominating_country_is_named_and_left_out_of_the_second_ratio() -> None:
    history = decade()
    counts = history.counts.copy()
    counts[7] = np.random.default_rng(1).integers(0, 90_000, counts.shape[1])

    found = evaluate(
        msgspec.structs.replace(history, counts=counts), [1998], rule=SMALL_RULE, clock=clock
    )

    assert found.windows[0].dominating == "T07"
    assert found.windows[0].crps_ratio != found.windows[0].crps_ratio_without


def test_a_quiet_world_without_onset_has_no_onset_score() -> None:
    history = of_counts(("A", "B"), MonthId(121), np.zeros((2, 120)), pairs=())

    found = evaluate(history, [1998], rule=SMALL_RULE, clock=clock)

    assert found.overall.onset_ap is None
    assert found.overall.onset_auc is None
    assert found.overall.coverage90 is None  # no active country to cover


@pytest.mark.parametrize("year", [1990, 2001])
def test_a_window_the_history_does_not_hold_is_refused_with_its_months(year: int) -> None:
    with pytest.raises(InputError, match=rf"window {year}: needs"):
        evaluate(decade(), [year], rule=SMALL_RULE, clock=clock)


def test_a_state_that_ends_in_the_window_is_left_out_of_it() -> None:
    history = decade()
    counts = history.counts.copy()
    counts[2, history.column(month_id(1998, 6)) :] = np.nan

    found = evaluate(
        msgspec.structs.replace(history, counts=counts), [1998], rule=SMALL_RULE, clock=clock
    )

    assert found.windows[0].units == 24
