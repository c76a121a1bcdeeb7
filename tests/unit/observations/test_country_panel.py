from typing import Any

import numpy as np
import pytest

from concord.observations.booking import Unit, cell_schema
from concord.observations.model import Booking, Kind, Panel
from concord.observations.panel import country_month_panel, dense_countries, join_months
from concord.sources.model import Violence
from concord.vocabulary.country import Gazetteer, default_gazetteer
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId, parse_month

JANUARY, DECEMBER = MonthId(457), MonthId(468)


def build(make: Any, events: list[Any], **more: Any) -> Panel:
    words = {"vintage": make.vintage(), "gazetteer": make.gazetteer("AFG", "SYR")} | more
    return country_month_panel(make.events(events), **words)


def at(panel: Panel, country: str, month: str) -> float:
    return float(panel.values[panel.row[country], parse_month(month) - panel.first_month])


def test_panel_has_every_country_and_month_with_zeros_where_nobody_died(make: Any) -> None:
    panel = build(make, [make.event("SYR", "2018-03-10", best=5)])

    assert panel.units == ("AFG", "SYR")
    assert panel.values.shape == (2, 12)
    assert at(panel, "SYR", "2018-03") == 5
    assert panel.values.sum() == 5
    assert panel.vintage == "ged/19.1/start"


def test_vintage_decides_how_summary_events_are_booked(make: Any) -> None:
    events = [make.event("SYR", "2018-01-10", "2018-02-10", best=4)]

    panels = {it: build(make, events, vintage=make.vintage(booking=it)) for it in Booking}

    assert at(panels[Booking.START], "SYR", "2018-01") == 4
    assert at(panels[Booking.END], "SYR", "2018-02") == 4
    assert at(panels[Booking.SPREAD], "SYR", "2018-01") == 2


def test_state_that_does_not_exist_has_no_figure(make: Any) -> None:
    states = Gazetteer.of(
        [make.country("NEW", "2018-07-09"), make.country("OLD", None, "2018-07-08")]
    )

    panel = build(make, [], gazetteer=states)

    # Both have a figure in July: each existed on some day of it.
    assert np.isnan(panel.values[panel.row["NEW"]]).tolist() == [True] * 6 + [False] * 6
    assert np.isnan(panel.values[panel.row["OLD"]]).tolist() == [False] * 7 + [True] * 5


def test_states_of_before_the_first_month_are_there_or_gone(make: Any) -> None:
    states = Gazetteer.of(
        [make.country("OLD", "1918-12-01"), make.country("WAS", None, "1979-12-31")]
    )

    assert build(make, [], gazetteer=states).units == ("OLD",)


def test_state_that_never_existed_in_the_window_is_not_in_the_panel(make: Any) -> None:
    states = Gazetteer.of([make.country("NEW", "2019-01-01"), make.country("SYR")])

    assert build(make, [], gazetteer=states).units == ("SYR",)


def test_deaths_recorded_outside_a_countrys_dates_are_kept(make: Any) -> None:
    states = Gazetteer.of([make.country("NEW", "2019-01-01")])

    panel = build(make, [make.event("NEW", "2018-12-30", best=3)], gazetteer=states)

    assert at(panel, "NEW", "2018-12") == 3
    assert np.isnan(panel.values).sum() == 11


def test_real_states_come_and_go_as_the_gazetteer_dates_them(make: Any) -> None:
    window = (parse_month("1990-01"), parse_month("2012-12"))
    long = make.vintage(first_month=window[0], last_month=window[1])

    panel = build(make, [], vintage=long, gazetteer=default_gazetteer())

    assert np.isnan(at(panel, "SSD", "2011-06"))
    assert at(panel, "SSD", "2011-07") == 0
    assert np.isnan(at(panel, "YUG", "2012-12"))


def test_months_the_vintage_does_not_observe_are_not_known(make: Any) -> None:
    panel = build(make, [], window=(MonthId(JANUARY - 1), MonthId(DECEMBER + 2)))

    assert np.isnan(panel.values).all(axis=0).tolist() == [True] + [False] * 12 + [True] * 2


def test_event_outside_the_months_observed_does_not_make_them_known(make: Any) -> None:
    window = (MonthId(JANUARY - 1), DECEMBER)

    panel = build(make, [make.event("SYR", "2017-12-31", best=9)], window=window)

    assert np.isnan(panel.values[:, 0]).all()
    assert np.nansum(panel.values) == 0


def test_window_cuts_and_countries_choose(make: Any) -> None:
    events = [make.event("AFG", "2018-02-01", best=2), make.event("SYR", "2018-05-01", best=3)]
    window = (parse_month("2018-02"), parse_month("2018-04"))

    panel = build(make, events, window=window, countries=["AFG"])

    assert panel.units == ("AFG",)
    assert panel.values.tolist() == [[2.0, 0.0, 0.0]]


def test_types_of_violence_are_chosen(make: Any) -> None:
    events = [make.event("SYR", best=2, violence=1), make.event("SYR", best=3, violence=3)]

    assert np.nansum(build(make, events).values) == 2
    assert np.nansum(build(make, events, violence=set(Violence)).values) == 5


def test_country_unknown_to_the_gazetteer_is_refused(make: Any) -> None:
    with pytest.raises(InputError, match="country 'XAA'"):
        build(make, [make.event("XAA")])
    with pytest.raises(InputError, match="country 'XAA'"):
        build(make, [], countries=["XAA"])


def test_former_code_of_a_living_state_is_refused_rather_than_lost(make: Any) -> None:
    with pytest.raises(InputError, match="country ZAR: its code is now COD"):
        build(make, [make.event("ZAR")], gazetteer=default_gazetteer())


def test_window_that_ends_before_it_starts_is_refused(make: Any) -> None:
    with pytest.raises(InputError, match="swap them"):
        build(make, [], window=(DECEMBER, JANUARY))


def test_country_months_are_taken_as_published(make: Any) -> None:
    rows = make.counts([("SYR", 457, 3.0), ("SYR", 459, 0.0), ("AFG", 457, None)])
    published = make.vintage(kind=Kind.COUNTRY_MONTHS, booking=None, last_month=MonthId(459))

    panel = country_month_panel(rows, vintage=published, gazetteer=make.gazetteer("AFG", "SYR"))

    assert panel.units == ("AFG", "SYR")
    assert np.array_equal(
        panel.values, [[np.nan, np.nan, np.nan], [3.0, np.nan, 0.0]], equal_nan=True
    )


def test_no_country_months_are_a_panel_of_not_known(make: Any) -> None:
    published = make.vintage(kind=Kind.COUNTRY_MONTHS, booking=None)

    panel = country_month_panel(make.counts([]), vintage=published, gazetteer=make.gazetteer("SYR"))

    assert np.isnan(panel.values).all()


def test_cells_without_rows_give_zeros(make: Any) -> None:
    cells = cell_schema(Unit.COUNTRY).empty_table()

    panel = dense_countries(cells, vintage=make.vintage(), gazetteer=make.gazetteer("SYR"))

    assert panel.values.tolist() == [[0.0] * 12]


def test_joined_panels_follow_each_other_and_the_later_stands(make: Any) -> None:
    def piece(value: float, first: int, months: int, name: str, unit: str = "SYR") -> Panel:
        values = np.full((1, months), value)
        return Panel(units=(unit,), first_month=MonthId(first), values=values, vintage=name)

    joined = join_months(
        [piece(1, 457, 3, "a/1/start"), piece(2, 459, 2, "b/1/start"), piece(3, 462, 9, "c/1/end")],
        (JANUARY, MonthId(463)),
    )

    assert joined.vintage == "a/1/start+b/1/start+c/1/end"
    expected = [[1, 1, 2, 2, np.nan, 3, 3]]
    assert np.array_equal(joined.values, expected, equal_nan=True)


def test_joined_panels_keep_countries_of_either(make: Any) -> None:
    first = build(make, [], gazetteer=make.gazetteer("AFG"))
    second = build(make, [], gazetteer=make.gazetteer("SYR"))

    joined = join_months([first, second], (JANUARY, DECEMBER))

    assert joined.units == ("AFG", "SYR")
    assert joined.vintage == first.vintage
