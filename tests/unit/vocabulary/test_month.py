"""Months: the VIEWS numbering, there and back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.vocabulary import month
from concord.vocabulary.errors import InputError


@pytest.mark.parametrize(
    ("year", "in_year", "number"),
    [
        (1980, 1, 1),  # where VIEWS starts
        (1990, 1, 121),  # the first month of the country-month history
        (2018, 12, 468),  # the last one
    ],
)
def test_month_id_is_the_number_views_uses(year: int, in_year: int, number: int) -> None:
    assert month.month_id(year, in_year) == number


@given(st.integers(1, (2200 - 1980 + 1) * 12))
def test_a_month_survives_its_label_and_its_days(number: int) -> None:
    given_month = month.MonthId(number)

    assert month.parse_month(month.label(given_month)) == given_month
    assert month.of_date(month.first_day(given_month)) == given_month


@given(st.dates(date(1980, 1, 1), date(2200, 11, 30)))
def test_the_day_after_the_last_day_opens_the_next_month(day: date) -> None:
    after = month.last_day(month.of_date(day)) + timedelta(days=1)

    assert month.of_date(after) == month.of_date(day) + 1


@pytest.mark.parametrize("text", ["", "2018", "2018-13", "1979-12", "18-10", "2018-1", "٢٠١٨-١٠"])
def test_a_label_that_is_no_month_is_refused_by_name(text: str) -> None:
    with pytest.raises(InputError, match="month"):
        month.parse_month(text)
