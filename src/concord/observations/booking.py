"""From events to cells: the deaths of each unit in each month, as the vintage books them.

The rule is written twice, once over arrays (events that fit in memory: no engine to load) and once
as an Ibis expression (DuckDB or Spark); tests hold both to the same rows. All arithmetic is on
whole numbers, so that no order of summation can make two engines differ in the last digit.

Spread: an event of d deaths over n months books in months 0..i together floor((d(i+1) + n//2)/n),
the even share rounded to whole deaths, so the parts sum to d and no month is off by a whole death.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from concord.observations.columns import text_codes, whole_numbers
from concord.observations.model import Booking
from concord.sources.arrow import column, table
from concord.sources.model import Violence
from concord.vocabulary.month import FIRST_YEAR

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy.typing as npt
    import pyarrow as pa

    from concord.observations.engine import EngineTable

    Ints = npt.NDArray[np.int64]

STATE_BASED: Final = frozenset({Violence.STATE_BASED})
NEEDED: Final = ("country", "gid", "date_start", "date_end", "violence", "best")
"""The columns of `event_schema()` that booking reads."""


class Unit(StrEnum):
    """What a cell's deaths are counted for; the column of the events that names it."""

    COUNTRY = "country"
    GID = "gid"


def cell_schema(unit: Unit) -> pa.Schema:
    """One row per unit and month with a death, ascending: unit, month (VIEWS month_id), deaths."""
    import pyarrow as pa

    of_unit = pa.string() if unit is Unit.COUNTRY else pa.int32()
    return pa.schema([(unit.value, of_unit), ("month", pa.int32()), ("deaths", pa.int64())])


def book_in_memory(
    events: pa.Table,
    *,
    booking: Booking,
    unit: Unit = Unit.COUNTRY,
    violence: Collection[Violence] = STATE_BASED,
) -> pa.Table:
    """The cells of events in memory (`event_schema()`), as `cell_schema(unit)`."""
    best = whole_numbers(events, "best")
    taken = np.isin(whole_numbers(events, "violence"), sorted(violence)) & (best > 0)
    row, month, deaths = _booked(
        month_of_days(whole_numbers(events, "date_start")[taken]),
        month_of_days(whole_numbers(events, "date_end")[taken]),
        best[taken],
        booking,
    )
    names, codes = _unit_codes(events, unit)
    return _sum_by_cell(unit, names, codes[taken][row], month, deaths)


def book_in_engine(
    events: EngineTable,
    *,
    booking: Booking,
    unit: Unit = Unit.COUNTRY,
    violence: Collection[Violence] = STATE_BASED,
) -> EngineTable:
    """The same cells as an expression over events in an engine, in the same order."""
    taken = events.filter(events.violence.isin(sorted(violence)), events.best > 0)
    first, last = _engine_month(taken.date_start), _engine_month(taken.date_end)
    key, best = taken[unit.value], taken.best.cast("int64")
    match booking:
        case Booking.START:
            booked = taken.select(key, month=first, deaths=best)
        case Booking.END:
            booked = taken.select(key, month=last, deaths=best)
        case Booking.SPREAD:
            booked = _engine_spread(taken.select(key, first=first, last=last, best=best), unit)
    cells = booked.group_by([unit.value, "month"]).agg(deaths=booked.deaths.sum())
    cells = cells.filter(cells.deaths > 0)
    return cells.select(
        unit.value, month=cells.month.cast("int32"), deaths=cells.deaths.cast("int64")
    ).order_by([unit.value, "month"])


def _engine_month(day: EngineTable) -> EngineTable:
    return (day.year() - FIRST_YEAR) * 12 + day.month()


def _engine_spread(events: EngineTable, unit: Unit) -> EngineTable:
    from concord.observations.engine import each_between

    parts = events.mutate(month=each_between(events.first, events.last))
    months, nth = parts.last - parts.first + 1, parts.month - parts.first
    half = months // 2
    upto = (parts.best * (nth + 1) + half) // months
    before = (parts.best * nth + half) // months
    return parts.select(unit.value, "month", deaths=upto - before)


def _booked(first: Ints, last: Ints, best: Ints, booking: Booking) -> tuple[Ints, Ints, Ints]:
    """The event's row, the month and the deaths of each part; START and END have one part."""
    row = np.arange(len(best))
    match booking:
        case Booking.START:
            return row, first, best
        case Booking.END:
            return row, last, best
        case Booking.SPREAD:
            months = last - first + 1
            row = np.repeat(row, months)
            nth = np.arange(len(row)) - np.repeat(np.cumsum(months) - months, months)
            months, best = months[row], best[row]
            upto = (best * (nth + 1) + months // 2) // months
            before = (best * nth + months // 2) // months
            return row, first[row] + nth, upto - before


def _sum_by_cell(unit: Unit, names: pa.Array, codes: Ints, month: Ints, deaths: Ints) -> pa.Table:
    import pyarrow as pa

    start = int(month.min(initial=0))
    width = int(month.max(initial=0)) - start + 1
    keys, cell = np.unique(codes * width + month - start, return_inverse=True)
    sums = np.zeros(len(keys), dtype=np.int64)
    np.add.at(sums, cell, deaths)
    keys, sums = keys[sums > 0], sums[sums > 0]
    columns = [
        names.take(column(keys // width, pa.int64())),
        column(keys % width + start, pa.int32()),
        column(sums, pa.int64()),
    ]
    return table(columns, cell_schema(unit))


def _unit_codes(events: pa.Table, unit: Unit) -> tuple[pa.Array, Ints]:
    """The units in ascending order, and each event's place among them."""
    import pyarrow as pa

    if unit is Unit.COUNTRY:
        return text_codes(events, "country")
    values, codes = np.unique(whole_numbers(events, "gid"), return_inverse=True)
    return column(values, pa.int32()), codes


def month_of_days(days: Ints) -> Ints:
    """VIEWS month_id of days since 1970."""
    months: Ints = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months - (FIRST_YEAR - 1970) * 12 + 1
