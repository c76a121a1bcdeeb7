"""Explanations: each sentence true of the history it speaks of."""

import msgspec
import numpy as np
import pytest

from concord.warning.explain import bands, changed, explain_all, why_changed
from concord.warning.forecast import draw, fit
from concord.warning.model import Forecast, History
from concord.warning.notice import Change, Explanation
from unit.warning.worlds import SMALL_RULE, some_history

LEADS = (1, 2, 3)


def explained(history: History) -> dict[str, Explanation]:
    fitted = fit(history, LEADS, rule=SMALL_RULE)
    found = explain_all(history, fitted, draw(fitted, history))
    return {each.country: each for each in found}


def with_past(history: History, unit: int, *months: float) -> History:
    counts = history.counts.copy()
    counts[unit, -len(months) :] = months
    return msgspec.structs.replace(history, counts=counts)


def messages(explanation: Explanation) -> list[str]:
    return [each.message for each in explanation.sentences]


def figures(explanation: Explanation, message: str) -> dict[str, float | str]:
    (found,) = [each for each in explanation.sentences if each.message == message]
    return {figure.name: figure.value for figure in found.figures}


@pytest.mark.parametrize(
    ("year", "message"),
    [
        ([0.0] * 15, "why-level-quiet"),
        ([5.0] * 15, "why-level-active"),
        ([5.0] * 12 + [50.0] * 3, "why-trend-up"),
        ([50.0] * 12 + [5.0] * 3, "why-trend-down"),
        ([50.0] * 15, "why-trend-flat"),
        ([1.0] * 10 + [4000.0] + [1.0] * 4, "why-spike"),
    ],
)
def test_the_past_is_told_as_it_was(year: list[float], message: str) -> None:
    history = with_past(some_history(), 4, *year)

    assert message in messages(explained(history)["T04"])


def test_figures_are_those_of_the_past() -> None:
    history = with_past(some_history(), 4, *[0.0] * 12, *[10.0] * 12)

    found = explained(history)["T04"]

    assert figures(found, "why-level-active") == {"mean": 10.0, "deaths": 120.0, "months": 12}


def test_a_spike_is_named_with_its_month_and_share() -> None:
    history = with_past(some_history(), 4, *[0.0] * 8, 300.0, *[0.0] * 2, 100.0)

    found = figures(explained(history)["T04"], "why-spike")

    assert found == {"month": history.last_month - 3, "deaths": 300.0, "share": 0.75}


def test_neighbours_at_war_are_named_the_worst_first() -> None:
    history = with_past(with_past(some_history(), 3, *[40.0] * 12), 5, *[90.0] * 12)

    found = figures(explained(history)["T04"], "why-neighbours-active")

    assert found == {"countries": "T05 T03", "mean": 130.0}


def test_without_known_borders_the_neighbours_are_not_known() -> None:
    history = some_history()
    island = msgspec.structs.replace(history, borders=np.zeros_like(history.borders))

    assert "why-neighbours-unknown" in messages(explained(island)["T04"])


def test_precedents_are_past_months_with_what_really_followed() -> None:
    history = some_history()

    found = explained(history)["T04"]

    assert found.precedents
    for each in found.precedents:
        unit, column = history.units.index(each.country), history.column(each.month)
        after = history.counts[unit, column + 1 : column + 4]
        assert each.followed == after.sum()
        assert each.before == history.counts[unit, column - 11 : column + 1].sum()
        assert each.month + max(LEADS) <= history.last_month


def test_members_pool_to_the_forecast() -> None:
    history = some_history()
    fitted = fit(history, LEADS, rule=SMALL_RULE)
    made = draw(fitted, history)

    found = explain_all(history, fitted, made)[4]

    assert np.mean([each.mean for each in found.members]) == pytest.approx(made.draws[4].mean())


def test_bands_hold_the_draws_quantiles_in_order() -> None:
    history = some_history()
    fitted = fit(history, LEADS, rule=SMALL_RULE)
    made = draw(fitted, history)

    for band, draws in zip(bands(made, "T04"), made.draws[4], strict=True):
        ladder = [band.q05, band.q10, band.q25, band.q50, band.q75, band.q90, band.q95]
        assert ladder == sorted(ladder)
        assert band.q50 == np.median(draws)
        assert band.chance_25 <= band.chance_any


def flat(origin_after: int, deaths: int, history: History) -> Forecast:
    return Forecast(
        units=("T00",),
        origin=history.last_month + origin_after,
        leads=(1, 2, 3),
        draws=np.full((1, 3, 10), deaths),
        models=("all",),
        rule="test",
    )


def test_a_change_is_split_into_revision_and_new_months() -> None:
    history = some_history()

    found = why_changed(flat(0, 10, history), flat(0, 14, history), flat(1, 30, history), "T00")

    assert found is not None
    assert (found.before, found.by_revision, found.by_new_months, found.after) == (10, 4, 16, 30)
    assert found.before + found.by_revision + found.by_new_months == found.after


def test_forecasts_without_a_month_in_common_have_no_change() -> None:
    history = some_history()

    assert why_changed(flat(0, 1, history), flat(0, 1, history), flat(9, 1, history), "T00") is None


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [(10.0, 30.0, "change-up"), (30.0, 10.0, "change-down"), (10.0, 10.2, "change-flat")],
)
def test_a_change_says_which_way(before: float, after: float, message: str) -> None:
    change = Change(
        since=1, before=before, after=after, by_revision=0.0, by_new_months=after - before
    )

    assert changed(change)[0].message == message
