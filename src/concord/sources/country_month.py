"""Which counts by country and month can be kept, and for the others the first reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from concord.sources import arrow
from concord.sources.countries import UNKNOWN, CountryLookup
from concord.sources.fault import Faults
from concord.sources.model import Parsed, country_month_schema
from concord.vocabulary.month import MonthId, label, of_date

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from concord.sources.quarantine import Quarantine

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


class CountryMonthRows(NamedTuple):
    """Columns of a file's records, all of length n.

    names: what the file calls country, month and count; numbers: the record each row is, from 1;
    country: index or UNKNOWN; month: VIEWS month_id, 0 where it is none; value: the count, NaN
    where there is none; unreadable: where it was text that is no number; text: a row, from 0, as
    the file has it.
    """

    names: tuple[str, str, str]
    numbers: Ints
    country: Ints
    month: Ints
    value: Floats
    unreadable: Mask
    text: Callable[[int], str]


def check_country_months(
    rows: CountryMonthRows, lookup: CountryLookup, today: date, quarantine: Quarantine
) -> Parsed:
    """The rows kept, in `country_month_schema`, and the rest added to what is quarantined already.

    A row without a count is kept with null: the source says that it has no figure. Months run from
    1980-01 to that of today. Of rows with one country and month the first is kept.
    """
    faults = _find_faults(rows, of_date(today))
    for row, name, reason in faults.each():
        quarantine.add(int(rows.numbers[row]), name, reason, rows.text(row))
    schema = country_month_schema()
    clean = faults.is_clean
    count = rows.value[clean]
    columns = [
        lookup.column(rows.country[clean]),
        arrow.column(rows.month[clean], schema.field("month").type),
        arrow.column(count, schema.field("count").type, np.isnan(count)),
    ]
    return Parsed(
        kept=arrow.table(columns, schema),
        quarantined=quarantine.table(),
        rows_in=int(np.count_nonzero(clean)) + len(quarantine),
    )


def _find_faults(rows: CountryMonthRows, last: MonthId) -> Faults:
    country, month, count = rows.names
    faults = Faults.none(len(rows.country))
    faults.mark(rows.country == UNKNOWN, country, "is no known country")
    outside = (rows.month < 1) | (rows.month > last)
    faults.mark(outside, month, f"is no month from 1980-01 to {label(last)}")
    faults.mark(rows.unreadable, count, "is not a number")
    faults.mark(np.isinf(rows.value), count, "is infinite")
    faults.mark(rows.value < 0, count, "is negative")
    faults.mark(_repeated(rows, faults), month, "repeats a country and month; the first is kept")
    return faults


def _repeated(rows: CountryMonthRows, faults: Faults) -> Mask:
    keys = rows.country * (1 << 32) + rows.month
    order = np.argsort(keys, kind="stable")
    order = order[faults.is_clean[order]]
    repeated = np.zeros(len(keys), np.bool_)
    repeated[order[1:][keys[order][1:] == keys[order][:-1]]] = True
    return repeated
