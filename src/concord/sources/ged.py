"""UCDP GED releases, final and candidate, as CSV: every event kept or set aside with its reason.

The file is read in blocks of whole records. A block whose needed columns all convert takes the
fast way, straight into numbers; one that does not is read again as text to find the rows at fault.
Layout: UCDP GED codebook 25.1; columns are found by name, in any order, unneeded ones not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from concord.sources import arrow
from concord.sources.columns import NO_DAY, Ragged, day_of, number_of, read_block
from concord.sources.countries import CountryLookup
from concord.sources.event import (
    COORDINATES,
    DATES,
    NUMBERS,
    PRECISIONS,
    REQUIRED,
    EventRows,
    Events,
    check_events,
)
from concord.sources.limit import DEFAULT, Limits
from concord.sources.model import Parsed, event_schema
from concord.sources.quarantine import Quarantine
from concord.sources.record import open_records, split_records
from concord.vocabulary.errors import InputError
from concord.vocabulary.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    import numpy.typing as npt
    import pyarrow as pa

    from concord.sources.fault import Faults
    from concord.vocabulary.country import Gazetteer

    Ints = npt.NDArray[np.int64]

_OPTIONAL: Final = ("priogrid_gid", *PRECISIONS)
_MICROSECONDS_A_DAY: Final = 86_400_000_000
_NAMES_SHOWN: Final = 12


def parse_ged(
    path: Path,
    *,
    gazetteer: Gazetteer,
    today: date,
    limits: Limits = DEFAULT,
    progress: Progress = silent,
) -> Parsed:
    """The events of a GED file (.csv, .csv.gz or .zip), kept in `event_schema`, and the rest.

    Needs id, type_of_violence, best, low, high, date_start, date_end and country_id (else iso3);
    latitude with longitude, priogrid_gid, date_prec and where_prec where the file has them. A cell
    not stated is the one its coordinates lie in. Of rows with one id the first is kept.
    InputError when the file as a whole cannot be read: see `open_records`, and missing columns.
    """
    with open_records(path, limits) as records:
        layout = _Layout.of(records.header, path)
        reading = _Reading(layout, CountryLookup(gazetteer), today, path)
        for block in records.blocks:
            reading.add(block)
            progress("reading events", records.source.bytes_in, records.source.size)
    return reading.result()


class _Layout(NamedTuple):
    """What a file's columns are called, and which of them are read."""

    header: tuple[str, ...]
    numbers: tuple[str, ...]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, header: tuple[str, ...], path: Path) -> _Layout:
        """The columns to read of this header; InputError when one that is needed is missing."""
        wanted = set(NUMBERS) | set(DATES) | {"iso3"}
        twice = sorted({name for name in header if name in wanted and header.count(name) > 1})
        if twice:
            raise InputError(f"{path}: column {twice[0]} is there twice; keep one of them")
        country = "country_id" if "country_id" in header or "iso3" not in header else "iso3"
        missing = [name for name in (*REQUIRED, *DATES, country) if name not in header]
        if missing:
            shown = ", ".join(header[:_NAMES_SHOWN]) + (
                " ..." if len(header) > _NAMES_SHOWN else ""
            )
            raise InputError(
                f"{path}: not a UCDP GED file: column {', '.join(missing)} missing;"
                f" found {shown[:200]}"
            )
        place = COORDINATES if set(COORDINATES) <= set(header) else ()
        extra = tuple(name for name in _OPTIONAL if name in header)
        coded = () if country == "iso3" else (country,)
        texts = (country,) if country == "iso3" else ()
        return cls(header, (*REQUIRED, *coded, *place, *extra), texts)


class _Reading:
    """What has been read of one file so far."""

    def __init__(self, layout: _Layout, lookup: CountryLookup, today: date, path: Path) -> None:
        self._layout = layout
        self._lookup = lookup
        self._today = today
        self._path = path
        self._events: list[Events] = []
        self._rows: list[Ints] = []
        self._quarantine = Quarantine()
        self._rows_in = 0

    def add(self, block: memoryview) -> None:
        """Read one block of whole records."""
        rows, ragged = _read_block(block, self._layout, self._lookup)
        self._refuse_cut_end(block, rows.size, ragged)
        # Arrow numbers ragged records within the block from 1; the others fill the gaps.
        size = rows.size + len(ragged)
        numbers = np.arange(size)
        if ragged:
            numbers = np.delete(numbers, [row.number - 1 for row in ragged])
        for row in ragged:
            reason = f"{row.fields} fields where the header has {len(self._layout.header)}"
            self._quarantine.add(self._rows_in + row.number, "record", reason, row.text)
        events, faults = check_events(rows, self._lookup, self._today)
        if not faults.is_clean.all():
            self._set_aside(block, numbers, faults)
        self._events.append(events)
        self._rows.append(self._rows_in + 1 + numbers[faults.is_clean])
        self._rows_in += size

    def result(self) -> Parsed:
        """All rows of the file, kept or quarantined."""
        if not self._rows_in:
            raise InputError(f"{self._path}: has a header but no events under it")
        rows = np.concatenate(self._rows)
        events = Events.joined(self._events)
        is_first = self._refuse_duplicates(events, rows)
        return Parsed(
            kept=_table(events.only(is_first), self._lookup),
            quarantined=self._quarantine.table(),
            rows_in=self._rows_in,
        )

    def _set_aside(self, block: memoryview, numbers: Ints, faults: Faults) -> None:
        wrong = [(int(numbers[row]), name, reason) for row, name, reason in faults.each()]
        texts = split_records(block, {number for number, _, _ in wrong})
        for number, name, reason in wrong:
            text = texts.get(number, "")
            self._quarantine.add(self._rows_in + number + 1, name, reason, text)

    def _refuse_cut_end(self, block: memoryview, kept: int, ragged: Sequence[Ragged]) -> None:
        if not ragged or block[-1] in b"\r\n":
            return
        last = ragged[-1]
        if last.number == kept + len(ragged) and last.fields < len(self._layout.header):
            raise InputError(
                f"{self._path}: ends in the middle of record {self._rows_in + last.number:,};"
                " the file is cut short, fetch it again"
            )

    def _refuse_duplicates(self, events: Events, rows: Ints) -> npt.NDArray[np.bool_]:
        """Which events are the first of their id; the others are set aside."""
        order = np.argsort(events.event_id, kind="stable")
        ids = events.event_id[order]
        again = np.flatnonzero(ids[1:] == ids[:-1]) + 1
        here = order[again]
        is_first = np.ones(len(ids), np.bool_)
        is_first[here] = False
        repeats = events.only(here)
        is_same = repeats.equal(events.only(order[np.searchsorted(ids, ids[again])]))
        for row, same, text in zip(rows[here], is_same, repeats.texts(), strict=True):
            reason = "duplicate id" if same else "duplicate id, and the rows differ"
            self._quarantine.add(int(row), "id", reason, text)
        return is_first


def _table(events: Events, lookup: CountryLookup) -> pa.Table:
    schema = event_schema()
    columns = []
    for spec, values in zip(schema, events, strict=True):
        if spec.name == "country":
            columns.append(lookup.column(values))
        else:
            unknown = np.isnan(values) if spec.nullable else None
            columns.append(arrow.column(values, spec.type, unknown))
    return arrow.table(columns, schema)


def _read_block(
    block: memoryview, layout: _Layout, lookup: CountryLookup
) -> tuple[EventRows, list[Ragged]]:
    """The needed columns of a block, and the records with too many or too few fields."""
    import pyarrow as pa

    codes = dict.fromkeys(layout.texts, pa.string())
    typed = dict.fromkeys(layout.numbers, pa.float64()) | dict.fromkeys(DATES, pa.timestamp("us"))
    try:
        table, ragged = read_block(block, layout.header, typed | codes)
    except pa.ArrowInvalid:
        as_text = dict.fromkeys(typed, pa.string())
        table, ragged = read_block(block, layout.header, as_text | codes)
        return _rows_from_text(table, layout, lookup), ragged
    values = {}
    for name in layout.numbers:
        stored, unknown = arrow.numbers(table.column(name), np.float64)
        values[name] = np.where(unknown, np.nan, stored) if unknown.any() else stored
    days = {}
    for name in DATES:
        stored, unknown = arrow.numbers(table.column(name), np.int64)
        days[name] = np.where(unknown, NO_DAY, stored // _MICROSECONDS_A_DAY)
    return EventRows(table.num_rows, values, days, {}, _codes(table, layout, lookup)), ragged


def _rows_from_text(table: pa.Table, layout: _Layout, lookup: CountryLookup) -> EventRows:
    unreadable = {}
    values, days = {}, {}
    for name in layout.numbers:
        read = [number_of(text) for text in table.column(name).to_pylist()]
        values[name] = np.array([np.nan if one is None else one for one in read])
        unreadable[name] = np.array([one is None for one in read], np.bool_)
    for name in DATES:
        found = [day_of(text) for text in table.column(name).to_pylist()]
        days[name] = np.array([NO_DAY if day is None else day for day in found], np.int64)
        unreadable[name] = np.array([day is None for day in found], np.bool_)
    return EventRows(table.num_rows, values, days, unreadable, _codes(table, layout, lookup))


def _codes(table: pa.Table, layout: _Layout, lookup: CountryLookup) -> Ints | None:
    return lookup.by_code(table.column("iso3").to_pylist()) if layout.texts else None
