"""Months as VIEWS numbers them: month_id 1 is January 1980, one up for each month.

Source: VIEWS, "month_id" of the viewsforecasting country-month data (https://viewsforecasting.org).
"""

import re
from datetime import date, timedelta
from typing import Final, NewType

from concord.vocabulary.errors import InputError

MonthId = NewType("MonthId", int)

FIRST_YEAR: Final = 1980
LAST_YEAR: Final = 2200
_LABEL: Final = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def month_id(year: int, month: int) -> MonthId:
    """The VIEWS month_id of a calendar month; InputError outside 1980-2200."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise InputError(f"month {year}-{month:02d}: months run from 1980-01 to {LAST_YEAR}-12")
    return MonthId((year - FIRST_YEAR) * 12 + month)


def year_month(month: MonthId) -> tuple[int, int]:
    """The calendar (year, month) of a month_id."""
    year, month_index = divmod(month - 1, 12)
    return FIRST_YEAR + year, month_index + 1


def of_date(day: date) -> MonthId:
    """The month a day lies in."""
    return month_id(day.year, day.month)


def first_day(month: MonthId) -> date:
    """The first day of a month."""
    return date(*year_month(month), 1)


def last_day(month: MonthId) -> date:
    """The last day of a month."""
    return first_day(MonthId(month + 1)) - timedelta(days=1)


def label(month: MonthId) -> str:
    """A month as ISO 8601 writes it: 2018-10."""
    return "{:04d}-{:02d}".format(*year_month(month))


def parse_month(text: str) -> MonthId:
    """The month an ISO 8601 label names; InputError for anything else."""
    match = _LABEL.fullmatch(text.strip())
    if match is None:
        raise InputError(f"month {text!r}: write it as YYYY-MM, for example 2018-10")
    return month_id(int(match[1]), int(match[2]))
