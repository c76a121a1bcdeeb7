"""The pool: its draws, its members, what it must never do."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId
from concord.warning.forecast import draw, fit, forecast, frozen_rule
from concord.warning.history import of_counts
from concord.warning.window import window_draws
from unit.warning.worlds import SMALL_RULE, some_history

LEADS = (1, 3, 6)


def test_every_unit_and_lead_has_a_thousand_whole_draws_from_equal_members() -> None:
    made = forecast(some_history(), LEADS, rule=SMALL_RULE)

    assert made.draws.shape == (20, 3, 1000)
    assert made.draws.min() >= 0
    assert made.models == ("window-6", "window-12", "analogs", "boosted")
    assert [made.of_model(model).shape[2] for model in made.models] == [250] * 4
    assert made.months == (217, 219, 222)


def test_the_same_seed_gives_the_same_draws_and_another_seed_others() -> None:
    history = some_history()

    first = forecast(history, LEADS, rule=SMALL_RULE, seed=5)
    again = forecast(history, LEADS, rule=SMALL_RULE, seed=5)
    other = forecast(history, LEADS, rule=SMALL_RULE, seed=6)

    assert np.array_equal(first.draws, again.draws)
    assert not np.array_equal(first.draws, other.draws)


def test_the_pool_holds_its_windows_unchanged() -> None:
    history = some_history()

    made = forecast(history, LEADS, rule=SMALL_RULE)

    window = window_draws(history.counts, SMALL_RULE.windows[0], 3, 250)
    assert np.array_equal(made.of_model("window-6"), window)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 100))
def test_a_forecast_never_uses_what_came_after_its_origin(seed: int) -> None:
    history = some_history()
    origin = MonthId(history.first_month + 70)
    changed = history.counts.copy()
    changed[:, 71:] = np.random.default_rng(seed).integers(0, 5000, changed[:, 71:].shape)
    other = msgspec.structs.replace(history, counts=changed)

    made = forecast(history.until(origin), LEADS, rule=SMALL_RULE)
    again = forecast(other.until(origin), LEADS, rule=SMALL_RULE)

    assert np.array_equal(made.draws, again.draws)


def test_a_short_history_is_forecast_from_its_windows_alone_and_says_so() -> None:
    made = forecast(some_history(months=20), LEADS, rule=SMALL_RULE)

    assert made.models == ("window-6", "window-12")
    assert made.draws.shape[2] == 1000


def test_a_state_that_is_gone_is_not_forecast() -> None:
    history = some_history()
    counts = history.counts.copy()
    counts[3, 50:] = np.nan

    made = forecast(msgspec.structs.replace(history, counts=counts), LEADS, rule=SMALL_RULE)

    assert "T03" not in made.units
    assert len(made.units) == 19


def test_a_war_larger_than_any_before_it_is_not_cut_down_to_the_largest_in_the_record() -> None:
    history = some_history(units=30)
    counts = history.counts.copy()
    largest = counts.max()
    counts[0, -8:] = largest * 20 + np.arange(8)

    made = forecast(msgspec.structs.replace(history, counts=counts), LEADS, rule=SMALL_RULE)

    for model in ("analogs", "boosted"):
        assert np.median(made.of_model(model)[0]) > largest * 3


def test_a_member_learns_from_covariates_that_tell_the_future() -> None:
    history = some_history(units=30, months=120)
    rng = np.random.default_rng(3)
    cause = rng.random((30, 120)) < 0.1
    counts = np.zeros((30, 120))
    counts[:, 1:] = cause[:, :-1] * 50.0
    blind = of_counts(history.units, history.first_month, counts, pairs=())
    told = msgspec.structs.replace(blind, covariates=cause[:, :, None].astype(float))

    chance = forecast(told, (1,), rule=SMALL_RULE).of_model("analogs")[:, 0].mean(axis=1)
    without = forecast(blind, (1,), rule=SMALL_RULE).of_model("analogs")[:, 0].mean(axis=1)

    coming = cause[:, -1]
    assert chance[coming].mean() > 3 * chance[~coming].mean()
    assert without[coming].mean() < 2 * without[~coming].mean() + 1


def test_a_pool_fitted_earlier_draws_from_later_months() -> None:
    history = some_history()
    early = history.until(MonthId(history.first_month + 80))

    made = draw(fit(early, LEADS, rule=SMALL_RULE), history)

    assert made.origin == history.last_month


@pytest.mark.parametrize("leads", [(), (0, 1), (1, 1), (-3,)])
def test_leads_that_are_no_months_ahead_are_refused(leads: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="leads"):
        forecast(some_history(), leads, rule=SMALL_RULE)


@pytest.mark.parametrize("wrong", [-1.0, np.inf])
def test_deaths_that_cannot_be_are_refused(wrong: float) -> None:
    history = some_history()
    counts = history.counts.copy()
    counts[2, 2] = wrong

    with pytest.raises(InputError, match="deaths must be finite"):
        forecast(msgspec.structs.replace(history, counts=counts), LEADS, rule=SMALL_RULE)


def test_a_history_of_less_than_a_year_is_refused() -> None:
    with pytest.raises(InputError, match="at least 12"):
        forecast(some_history(months=11), LEADS, rule=SMALL_RULE)


def test_draws_that_members_cannot_share_equally_are_refused() -> None:
    fitted = fit(some_history(), LEADS, rule=SMALL_RULE)

    with pytest.raises(InputError, match="multiple"):
        draw(fitted, some_history(), count=1001)


def test_the_frozen_rule_is_the_one_chosen_on_windows_to_2018() -> None:
    rule = frozen_rule()

    assert rule.id == "pool-1"
    assert rule.frozen_on_windows_until == 2018
    assert [window.months for window in rule.windows] == [6, 12]
