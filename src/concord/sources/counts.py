"""Counts by country and month in plain CSV: the way in for any series an office keeps itself.

Three columns: the country under the name of its code list (country: alpha-3; country_id: VIEWS;
gw: Gleditsch-Ward number), month (YYYY-MM) or month_id (VIEWS), and count.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from concord.sources.columns import Ragged, number_of, read_block
from concord.sources.countries import UNKNOWN, CountryLookup
from concord.sources.country_month import CountryMonthRows, check_country_months
from concord.sources.limit import DEFAULT, Limits
from concord.sources.quarantine import Quarantine
from concord.sources.record import open_records
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import FIRST_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from concord.sources.model import Parsed
    from concord.vocabulary.country import Gazetteer

    Ints = npt.NDArray[np.int64]

COUNT: Final = "count"
_COUNTRY: Final = ("country", "country_id", "gw")
_MONTH: Final = ("month", "month_id")
_LABEL: Final = re.compile(r"(\d{4})-(\d{2})", re.A)
_EPOCH_MONTHS: Final = 1970 * 12


def parse_counts(
    path: Path, *, gazetteer: Gazetteer, today: date, limits: Limits = DEFAULT
) -> Parsed:
    """The rows of a CSV of country, month and count, in `country_month_schema`, and the rest.

    Other columns are ignored; an empty count is kept as null: no figure. InputError when the file
    as a whole cannot be read: see `open_records`, and columns missing or ambiguous.
    """
    quarantine = Quarantine()
    with open_records(path, limits) as records:
        names = _find_names(records.header, path)
        fields: tuple[list[str], ...] = ([], [], [])
        numbers: list[int] = []
        rows_in = 0
        for block in records.blocks:
            kept, ragged = _read_fields(block, records.header, names)
            for row in ragged:
                reason = f"{row.fields} fields where the header has {len(records.header)}"
                quarantine.add(rows_in + row.number, "record", reason, row.text)
            for column, more in zip(fields, kept, strict=True):
                column.extend(more)
            size = len(kept[0]) + len(ragged)
            skipped = {row.number for row in ragged}
            numbers += [rows_in + n for n in range(1, size + 1) if n not in skipped]
            rows_in += size
    if not rows_in:
        raise InputError(f"{path}: has a header but no rows under it")
    lookup = CountryLookup(gazetteer)
    rows = _to_rows(names, numbers, fields, lookup)
    return check_country_months(rows, lookup, today, quarantine)


class _Names(NamedTuple):
    """What the file calls its three columns, which also says how they are written."""

    country: str
    month: str
    value: str


def _find_names(header: Sequence[str], path: Path) -> _Names:
    found = []
    for wanted in (_COUNTRY, _MONTH, (COUNT,)):
        names = [name for name in header if name in wanted]
        if len(names) != 1:
            what = f"{', '.join(names)} are there" if names else "none is there"
            raise InputError(
                f"{path}: needs exactly one column of {', '.join(wanted)}; {what},"
                f" found {', '.join(header)[:200]}"
            )
        found += names
    return _Names(*found)


def _read_fields(
    block: memoryview, header: Sequence[str], names: _Names
) -> tuple[list[list[str]], list[Ragged]]:
    import pyarrow as pa

    table, ragged = read_block(block, header, dict.fromkeys(names, pa.string()))
    return [table.column(name).to_pylist() for name in names], ragged


def _to_rows(
    names: _Names, numbers: list[int], fields: tuple[list[str], ...], lookup: CountryLookup
) -> CountryMonthRows:
    country, month, value = fields
    months = np.array([_month_of(text, names.month) for text in month], np.int64)
    read = [number_of(text) for text in value]
    return CountryMonthRows(
        names=names,
        numbers=np.array(numbers, np.int64),
        country=_countries(names.country, country, months, lookup),
        month=months,
        value=np.array([np.nan if one is None else one for one in read], np.float64),
        unreadable=np.array([one is None for one in read], np.bool_),
        text=lambda row: f"{country[row]},{month[row]},{value[row]}",
    )


def _countries(name: str, texts: list[str], months: Ints, lookup: CountryLookup) -> Ints:
    if name == "country":
        return lookup.by_code(text.strip() for text in texts)
    ids = np.array([_whole_of(text) for text in texts], np.int64)
    if name == "country_id":
        return lookup.by_views(ids)
    # A state of part of a month counts for it: the number may be valid on its last day only.
    first_days = _first_day(months)
    found = lookup.by_gw(ids, first_days)
    return np.where(found == UNKNOWN, lookup.by_gw(ids, _first_day(months + 1) - 1), found)


def _first_day(months: Ints) -> Ints:
    """The first days of month_ids (n,), as days since 1970."""
    since_1970 = months - 1 + FIRST_YEAR * 12 - _EPOCH_MONTHS
    return since_1970.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _month_of(text: str, name: str) -> int:
    """The month_id a field says, 0 where it says none."""
    if name == "month_id":
        return _whole_of(text)
    match = _LABEL.fullmatch(text.strip())
    if match is None or not 1 <= int(match[2]) <= 12:
        return 0
    return max((int(match[1]) - FIRST_YEAR) * 12 + int(match[2]), 0)


def _whole_of(text: str) -> int:
    """The whole number a field says, 0 where it says none."""
    number = number_of(text)
    is_whole = number is not None and abs(number) < 2**31 and number == int(number)
    return int(number) if number is not None and is_whole else 0
