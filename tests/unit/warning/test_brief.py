"""What a brief gathers from a run, its history and the forecast before it."""

import math

import msgspec
import numpy as np
import pytest

from brief_sample import (
    CODES,
    ORIGIN,
    brief,
    evaluation,
    forecast,
    history,
    kept,
    record,
    sentence,
)
from concord.skill.record import TrackRecord
from concord.vocabulary.month import MonthId, month_id
from concord.vocabulary.status import Status
from concord.warning.brief import (
    RECORDED_MONTHS,
    Brief,
    Trend,
    compose,
    figures_of,
    tell_record,
)
from concord.warning.notice import Level


def said(found: Brief) -> dict[str, dict[str, float | str]]:
    """The short sentences by message."""
    return {each.message: dict(figures_of(each)) for each in found.short}


def test_every_country_forecast_has_a_row() -> None:
    assert {row.country for row in brief().rows} == set(CODES)


def test_rows_begin_with_the_gravest_level() -> None:
    levels = [row.level for row in brief().rows]

    assert levels == [Level.RED, Level.AMBER, Level.YELLOW, None]


def test_a_country_warned_of_twice_bears_the_graver_level() -> None:
    run = kept()
    again = msgspec.structs.replace(run.warnings[2], country="XAB")
    run = msgspec.structs.replace(run, warnings=(*run.warnings, again))

    found = compose(run, history(), organization="Centre")

    assert next(row for row in found.rows if row.country == "XAB").level is Level.RED
    assert len(found.warnings_of("XAB")) == 2


def test_expected_deaths_are_the_sum_of_the_months_means() -> None:
    made = forecast()

    rows = {row.country: row.expected for row in brief().rows}

    assert rows["XAB"] == pytest.approx(made.draws[1].mean(axis=1).sum())


def test_the_chance_is_that_of_the_likeliest_month() -> None:
    made = forecast()

    rows = {row.country: row.chance_25 for row in brief().rows}

    assert rows["XAC"] == pytest.approx((made.draws[2] >= 25).mean(axis=1).max())


def test_the_past_year_counts_twelve_months() -> None:
    rows = {row.country: row.past_year for row in brief().rows}

    assert rows["XAA"] == 0
    assert rows["XAC"] == 900
    assert rows["XAD"] == 24


def test_a_year_no_one_observed_is_not_known_not_nought() -> None:
    counts = history().counts.copy()
    counts[0, -12:] = np.nan
    unseen = msgspec.structs.replace(history(), counts=counts)

    found = compose(kept(), unseen, organization="Centre")

    assert next(row for row in found.rows if row.country == "XAA").past_year is None


def test_without_a_last_forecast_nothing_has_moved() -> None:
    found = compose(kept(), history(), organization="Centre")

    assert {row.trend for row in found.rows} == {None}
    assert {row.moved for row in found.rows} == {None}
    assert not {"short-worse", "short-better"} & set(said(found))


def test_moves_are_measured_over_the_months_both_forecasts_hold() -> None:
    now, last = forecast(), forecast(MonthId(ORIGIN - 1), more=0.5)
    shared_now, shared_last = now.draws[1, :11], last.draws[1, 1:]

    row = next(row for row in brief().rows if row.country == "XAB")

    assert row.moved == pytest.approx(shared_now.mean() - shared_last.mean())
    assert row.trend is Trend.UP


def test_forecasts_without_a_common_month_are_not_compared() -> None:
    long_ago = forecast(MonthId(ORIGIN - 12))

    found = compose(kept(), history(), organization="Centre", last=long_ago)

    assert {row.trend for row in found.rows} == {None}


@pytest.mark.parametrize(
    ("more", "trend"),
    [(1.0, Trend.FLAT), (0.2, Trend.UP), (5.0, Trend.DOWN)],
)
def test_the_trend_says_which_way(more: float, trend: Trend) -> None:
    before = forecast(more=more)

    found = compose(kept(), history(), organization="Centre", last=before)

    assert next(row for row in found.rows if row.country == "XAB").trend is trend


def test_the_short_part_counts_warnings_by_level() -> None:
    assert said(brief())["short-warnings"] == {"number": 3, "red": 1, "amber": 1, "yellow": 1}


def test_no_warning_is_said_to_be_none() -> None:
    assert "short-none" in said(brief(quiet=True))
    assert "short-warnings" not in said(brief(quiet=True))


def test_the_short_part_sums_all_countries() -> None:
    found = brief()

    total = said(found)["short-expected"]["deaths"]
    assert total == pytest.approx(math.fsum(row.expected for row in found.rows))


def test_the_short_part_names_what_moved_most_first() -> None:
    names = said(brief())["short-worse"]["countries"]

    assert str(names).split()[0] == "XAB"


def test_countries_warned_of_are_drawn_in_the_order_of_their_warnings() -> None:
    assert [fan.country for fan in brief().fans] == ["XAB", "XAC", "XAA"]


def test_only_countries_drawn_are_explained() -> None:
    found = brief()

    assert [each.country for each in found.explanations] == ["XAB", "XAC"]
    assert found.explanation_of("XAA") is None
    assert found.explanation_of("XAD") is None


def test_without_a_warning_the_likeliest_countries_are_drawn() -> None:
    found = brief(quiet=True)

    highest = sorted(found.rows, key=lambda row: -row.chance_25)[:3]
    assert [fan.country for fan in found.fans] == [row.country for row in highest]


def test_a_fan_joins_the_last_months_to_the_forecast() -> None:
    fan = brief().fans[0]

    assert len(fan.recorded) == RECORDED_MONTHS
    assert fan.first_month + len(fan.recorded) == fan.bands[0].month == ORIGIN + 1
    assert len(fan.last) == 12


def test_a_fan_shows_the_threshold_it_is_warned_of() -> None:
    fan = brief().fans[0]

    assert (fan.threshold, fan.probability) == (25, 0.63)


def test_a_fan_without_a_warning_shows_25_deaths() -> None:
    fan = brief(quiet=True).fans[0]

    assert fan.threshold == 25
    assert fan.probability == max(band.chance_25 for band in fan.bands)


def test_a_history_shorter_than_three_years_is_drawn_whole() -> None:
    short = msgspec.structs.replace(
        history(), counts=history().counts[:, -20:], first_month=MonthId(ORIGIN - 19)
    )

    found = compose(kept(), short, organization="Centre")

    assert len(found.fans[0].recorded) == 20
    assert found.fans[0].first_month == ORIGIN - 19


def test_months_no_one_observed_stay_unknown_in_the_fan() -> None:
    counts = history().counts.copy()
    counts[1, -5] = np.nan
    gap = msgspec.structs.replace(history(), counts=counts)

    fan = compose(kept(), gap, organization="Centre").fans[0]

    assert fan.recorded[-5] is None


def test_the_record_of_past_warnings_is_said_with_its_figures() -> None:
    told, _ = tell_record(record(warnings=40, came_true=26, lead=4.5))

    assert told.message == "record-known"
    assert figures_of(told) == pytest.approx({"number": 40, "share": 0.65, "months": 4.5})


def test_the_record_stands_beside_how_often_it_came_anyway() -> None:
    _, base = tell_record(record())

    assert base == sentence("record-base", share=0.06)


def test_a_base_rate_that_is_not_known_is_left_out() -> None:
    told = tell_record(msgspec.structs.replace(record(), base_rate=None))

    assert [each.message for each in told] == ["record-known"]


@pytest.mark.parametrize("found", [None, record(warnings=3, came_true=1, lead=None)])
def test_too_few_past_warnings_are_not_known(found: TrackRecord | None) -> None:
    assert tell_record(found) == (sentence("record-unknown"),)


def test_a_record_without_a_lead_says_so() -> None:
    told, _ = tell_record(record(lead=None))

    assert told.message == "record-known-lead-unknown"
    assert set(figures_of(told)) == {"number", "share"}


def test_what_was_not_judged_is_none() -> None:
    found = brief(judged=False)

    assert found.evaluation is None
    assert found.reliability == ()


def test_the_standing_of_the_run_is_the_briefs() -> None:
    assert brief(status=Status.TEST).status is Status.TEST


def test_a_brief_can_be_written_as_json() -> None:
    decoded = msgspec.json.decode(msgspec.json.encode(brief()))

    assert decoded["status"] == "exercise"
    assert decoded["months"][0] == month_id(2018, 11)
    assert decoded["evaluation"]["overall"]["windows_won"] == evaluation().overall.windows_won


def test_the_same_run_gives_the_same_brief() -> None:
    assert msgspec.json.encode(brief()) == msgspec.json.encode(brief())
