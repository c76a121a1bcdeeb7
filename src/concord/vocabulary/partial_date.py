"""Dates of which only the year or the month may be known: ISO 8601-1 reduced precision."""

import calendar
import re
from datetime import date
from enum import StrEnum
from typing import Final

from concord.vocabulary.errors import InputError

_TEXT: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


class Known(StrEnum):
    """An answer that may be that it is not known."""

    YES = "yes"
    NO = "no"
    UNSURE = "not-known"


class PartialDate(str):
    """A day, or the month or year it lies in, as ISO 8601 text: 2012, 2012-06, 2012-06-28."""

    __slots__ = ()

    @property
    def first(self) -> date:
        """The first day it may be."""
        year, month, day = (*map(int, self.split("-")), 1, 1)[:3]
        return date(year, month, day)

    @property
    def last(self) -> date:
        """The last day it may be."""
        year, month, day = (*map(int, self.split("-")), 0, 0)[:3]
        month = month or 12
        return date(year, month, day or calendar.monthrange(year, month)[1])

    @property
    def is_day(self) -> bool:
        """Whether the day itself is known."""
        return self.count("-") == 2

    def reached(self, day: date) -> Known:
        """Whether it had come on a day; a year alone says nothing on the days within it."""
        if day < self.first:
            return Known.NO
        return Known.YES if self.is_day or day > self.last else Known.UNSURE


def parse_partial_date(text: str) -> PartialDate:
    """The date of 2012, 2012-06 or 2012-06-28; InputError for anything else."""
    found = PartialDate(text.strip())
    try:
        if _TEXT.fullmatch(found) is None or found.first > found.last:
            raise ValueError
    except ValueError:
        raise InputError(
            f"date {text!r}: write a year, a month or a day, such as 2012, 2012-06 or 2012-06-28"
        ) from None
    return found
