"""Which event rows can be kept, and for the others the first reason why not; whole columns at once.

One set of rules for every way UCDP events come in: final and candidate CSV, and the API. Rules and
codes after the UCDP GED codebook (Sundberg & Melander 2013, Journal of Peace Research 50(4)).
`low <= best <= high` is not one of them: UCDP publishes about six rows in a thousand that break it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from concord.sources.columns import NO_DAY
from concord.sources.countries import UNKNOWN
from concord.sources.fault import Faults
from concord.sources.model import NO_CELL, Violence
from concord.vocabulary.grid import CELLS, gids_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from concord.sources.countries import CountryLookup

    Column = npt.NDArray[Any]
    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

FIRST_DAY: Final = np.datetime64("1946-01-01", "D").astype(np.int64)
DEATHS: Final = ("best", "low", "high")
PRECISIONS: Final = ("date_prec", "where_prec")
REQUIRED: Final = ("id", "type_of_violence", *DEATHS)
WHOLE: Final = (*REQUIRED, "country_id", "priogrid_gid", *PRECISIONS)
DATES: Final = ("date_start", "date_end")
COORDINATES: Final = ("latitude", "longitude")
NUMBERS: Final = (*WHOLE, *COORDINATES)

_MOST_DEATHS: Final = np.iinfo(np.int32).max
_LARGEST_ID: Final = 2**53  # beyond it a float no longer holds every whole number
_HIGHEST_PRECISION: Final = 9
_TYPES: Final = "is not 1 (state-based), 2 (non-state) or 3 (one-sided)"


class EventRows(NamedTuple):
    """Columns of one block of records, all of length n, under UCDP's names.

    numbers: NaN where there is none; days: since 1970, NO_DAY where there is none; unreadable: by
    column, where there was text that says neither; codes: alpha-3 indices when the file has iso3
    in place of country_id.
    """

    size: int
    numbers: Mapping[str, Floats]
    days: Mapping[str, Ints]
    unreadable: Mapping[str, Mask]
    codes: Ints | None = None


class Events(NamedTuple):
    """Columns of events that passed, in the order of `event_schema`, countries as indices."""

    event_id: Column
    country: Column
    date_start: Column
    date_end: Column
    date_precision: Column
    place_precision: Column
    gid: Column
    latitude: Column
    longitude: Column
    violence: Column
    best: Column
    low: Column
    high: Column

    @classmethod
    def joined(cls, parts: Sequence[Events]) -> Events:
        """One after the other."""
        return cls(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def only(self, wanted: Mask | Ints) -> Events:
        """Those where wanted is true, or those at these places."""
        return Events(*(column[wanted] for column in self))

    def equal(self, others: Events) -> Mask:
        """Which events are the same in every column."""
        same = np.ones(len(self.event_id), np.bool_)
        for one, other in zip(self, others, strict=True):
            is_nan = (one != one) & (other != other)  # noqa: PLR0124 - NaN is NaN here
            same &= (one == other) | is_nan
        return same

    def texts(self) -> Iterator[str]:
        """Each event in words, for a person to find it by."""
        named = ", ".join(f"{name}={{}}" for name in self._fields)
        return map(named.format, *(column.tolist() for column in self))


def check_events(rows: EventRows, lookup: CountryLookup, today: date) -> tuple[Events, Faults]:
    """The events of a block that hold, and the faults of the rest (rows of `Events`: the clean)."""
    faults = Faults.none(rows.size)
    _check_readable(rows, faults)
    _check_whole(rows, faults)
    _check_values(rows, faults)
    _check_days(rows, faults, today)
    _check_place(rows, faults)
    country = _check_country(rows, lookup, faults)
    return _keep(rows, country, faults.is_clean), faults


def _check_readable(rows: EventRows, faults: Faults) -> None:
    for name, unreadable in rows.unreadable.items():
        reason = "is not a date such as 2018-10-31" if name in DATES else "is not a number"
        faults.mark(unreadable, name, reason)
    for name in REQUIRED:
        faults.mark(np.isnan(rows.numbers[name]), name, "is missing")
    for name in DATES:
        faults.mark(rows.days[name] == NO_DAY, name, "is missing")


def _check_whole(rows: EventRows, faults: Faults) -> None:
    for name in WHOLE:
        if name in rows.numbers:
            values = rows.numbers[name]
            fraction = (values != np.floor(values)) & ~np.isnan(values)
            faults.mark(fraction | np.isinf(values), name, "is not a whole number")


def _check_values(rows: EventRows, faults: Faults) -> None:
    number = rows.numbers
    faults.mark((number["id"] < 1) | (number["id"] > _LARGEST_ID), "id", "is not a positive id")
    kinds = number["type_of_violence"]
    faults.mark((kinds < min(Violence)) | (kinds > max(Violence)), "type_of_violence", _TYPES)
    for name in DEATHS:
        faults.mark(number[name] < 0, name, "is a negative number of deaths")
        faults.mark(number[name] > _MOST_DEATHS, name, f"is more than {_MOST_DEATHS:,} deaths")
    for name in PRECISIONS:
        if name in number:
            off = (number[name] < 0) | (number[name] > _HIGHEST_PRECISION)
            faults.mark(off, name, f"is not a precision code from 0 to {_HIGHEST_PRECISION}")


def _check_days(rows: EventRows, faults: Faults, today: date) -> None:
    last = np.datetime64(today, "D").astype(np.int64)
    for name in DATES:
        outside = (rows.days[name] < FIRST_DAY) | (rows.days[name] > last)
        faults.mark(outside, name, f"is outside 1946-01-01 to {today.isoformat()}")
    backwards = rows.days["date_end"] < rows.days["date_start"]
    faults.mark(backwards, "date_end", "is before date_start")


def _check_place(rows: EventRows, faults: Faults) -> None:
    number = rows.numbers
    if "latitude" in number:
        latitude, longitude = number["latitude"], number["longitude"]
        faults.mark(np.abs(latitude) > 90, "latitude", "is off the earth (-90 to 90)")
        faults.mark(np.abs(longitude) > 180, "longitude", "is off the earth (-180 to 180)")
        lone = np.isnan(latitude) != np.isnan(longitude)
        faults.mark(lone, "latitude", "and longitude must be given together")
    if "priogrid_gid" in number:
        gid = number["priogrid_gid"]
        no_cell = (gid < 1) | (gid > CELLS)
        faults.mark(no_cell, "priogrid_gid", f"is not a PRIO-GRID cell from 1 to {CELLS:,}")


def _check_country(rows: EventRows, lookup: CountryLookup, faults: Faults) -> Ints:
    if rows.codes is not None:
        faults.mark(rows.codes == UNKNOWN, "iso3", "is not a known alpha-3 code")
        return rows.codes
    numbers = rows.numbers["country_id"]
    faults.mark(np.isnan(numbers), "country_id", "is missing")
    sane = np.where(np.abs(numbers) < _MOST_DEATHS, numbers, 0).astype(np.int64)
    country = lookup.by_gw(sane, rows.days["date_start"])
    unknown = country == UNKNOWN
    faults.mark(unknown, "country_id", "is no country's Gleditsch-Ward number on date_start")
    return country


def _keep(rows: EventRows, country: Ints, clean: Mask) -> Events:
    number = rows.numbers
    size = int(np.count_nonzero(clean))
    wanted = slice(None) if size == rows.size else clean

    def whole(name: str, dtype: npt.DTypeLike) -> Column:
        return number[name][wanted].astype(dtype)

    def optional(name: str, dtype: npt.DTypeLike) -> Column:
        if name not in number:
            return np.zeros(size, dtype)
        values = number[name][wanted]
        return np.where(np.isnan(values), 0, values).astype(dtype)

    nowhere = np.full(rows.size, np.nan)
    latitude = number.get("latitude", nowhere)[wanted]
    longitude = number.get("longitude", nowhere)[wanted]
    gid = optional("priogrid_gid", np.int32)
    if (gid == NO_CELL).any():
        gid = np.where(gid == NO_CELL, gids_of(latitude, longitude), gid)
    return Events(
        event_id=whole("id", np.int64),
        country=country[wanted],
        date_start=rows.days["date_start"][wanted].astype(np.int32),
        date_end=rows.days["date_end"][wanted].astype(np.int32),
        date_precision=optional("date_prec", np.int8),
        place_precision=optional("where_prec", np.int8),
        gid=gid,
        latitude=latitude,
        longitude=longitude,
        violence=whole("type_of_violence", np.int8),
        best=whole("best", np.int32),
        low=whole("low", np.int32),
        high=whole("high", np.int32),
    )
