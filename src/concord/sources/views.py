"""VIEWS country-month data in Parquet: counts by VIEWS country_id and month_id.

Layout: the country-month data of the VIEWS prediction challenge 2023/24 (Hegre et al. 2025);
month_id 1 is January 1980. NaN says that the state did not exist, which is not zero deaths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from concord.sources.countries import CountryLookup
from concord.sources.country_month import CountryMonthRows, check_country_months
from concord.sources.parquet import as_floats, as_whole, read_columns, refuse_first, refuse_repeated
from concord.sources.quarantine import Quarantine

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from concord.sources.model import Parsed
    from concord.vocabulary.country import Gazetteer

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

MONTH: Final = "month_id"
COUNTRY: Final = "country_id"
STATE_BASED: Final = "ged_sb"
_LARGEST: Final = 2**31


class CountryMonths(NamedTuple):
    """Counts (n,) by VIEWS month_id (n,) and country_id (n,), in the order of the file."""

    month_id: Ints
    country_id: Ints
    value: Floats


def parse_views(
    path: Path, *, gazetteer: Gazetteer, today: date, count: str = STATE_BASED
) -> Parsed:
    """The rows of a country-month Parquet file, kept in `country_month_schema`, and the rest.

    count: the column to read; other columns are ignored. A row without a figure is kept as null.
    InputError when it is no such file: see `read_columns`.
    """
    table = read_columns(path, (MONTH, COUNTRY, count))
    month, country, values = (as_floats(table, name, path) for name in (MONTH, COUNTRY, count))
    lookup = CountryLookup(gazetteer)
    rows = CountryMonthRows(
        names=(COUNTRY, MONTH, count),
        numbers=np.arange(1, len(values) + 1),
        country=lookup.by_views(_whole_or_zero(country)),
        month=_whole_or_zero(month),
        value=values,
        unreadable=np.zeros(len(values), np.bool_),
        text=lambda row: (
            f"{MONTH}={month[row]:g}, {COUNTRY}={country[row]:g}, {count}={values[row]:g}"
        ),
    )
    return check_country_months(rows, lookup, today, Quarantine())


def read_history(path: Path, *, count: str = STATE_BASED) -> CountryMonths:
    """A country-month history as it stands: any country numbers, rows without a figure (NaN) too.

    InputError, naming the row, for a number that is not whole,
    an infinite or negative count, a month below 1, and a country and month given twice.
    """
    table = read_columns(path, (MONTH, COUNTRY, count))
    found = CountryMonths(
        as_whole(table, MONTH, path), as_whole(table, COUNTRY, path), as_floats(table, count, path)
    )
    refuse_first(found.month_id < 1, found.month_id, MONTH, "is below 1 (January 1980)", path)
    refuse_first(found.month_id > _LARGEST, found.month_id, MONTH, "is no month", path)
    refuse_first(np.isinf(found.value), found.value, count, "is infinite", path)
    refuse_first(found.value < 0, found.value, count, "is negative", path)
    refuse_repeated((found.month_id, found.country_id), (MONTH, COUNTRY), path)
    return found


def _whole_or_zero(values: Floats) -> Ints:
    """Whole numbers as they are, everything else as 0, which names no country and no month."""
    is_whole = (np.abs(values) < _LARGEST) & (values == np.floor(values))
    return np.where(is_whole, values, 0).astype(np.int64)
