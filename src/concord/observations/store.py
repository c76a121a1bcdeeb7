"""The observation store: Parquet by vintage, written whole or not at all.

    <folder>/.lock                                   held while a load runs (flock)
    <folder>/.loading/                               a load in progress, or what a kill left of it
    <folder>/<dataset>/<version>/<booking>/          one vintage, its folder being its key
        observations.parquet  quarantine.parquet  vintage.json

A load writes into .loading, makes every byte durable, then renames the folder into place: the
rename is the only moment at which a vintage appears. Whoever holds the lock may clear .loading; a
killed process has lost its lock. (rename(2), fsync(2), flock(2), POSIX.)
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from concord.observations.booking import month_of_days
from concord.observations.columns import constant_text, whole_numbers
from concord.observations.model import Booking, Kind, Vintage, VintageId, vintage_id
from concord.sources.place import locked_folder
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId
from concord.vocabulary.progress import Progress, silent
from concord.vocabulary.status import Status

if TYPE_CHECKING:
    import pyarrow as pa

    from concord.sources.model import Parsed, Provenance

ROWS: Final = "observations.parquet"
QUARANTINE: Final = "quarantine.parquet"
MANIFEST: Final = "vintage.json"
VINTAGE_COLUMN: Final = "vintage"
_LOADING: Final = ".loading"
_ROWS_PER_GROUP: Final = 131_072
_STEPS: Final = 4
_ORIGIN: Final = ("source", "licence", "url", "retrieved_at", "sha256")


class ObservationStore:
    """The vintages of one folder, all of one status: exercise and actual data never share one."""

    def __init__(self, folder: Path) -> None:
        """Open or make the folder and clear what a killed load left behind."""
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(error) from error
        with self._lock(wait=False) as held:
            if held:
                self._clear_leftovers()

    def add(
        self,
        parsed: Parsed,
        *,
        dataset: str,
        version: str,
        released_on: date,
        booking: Booking | None,
        status: Status,
        provenance: Provenance,
        covers: tuple[MonthId, MonthId] | None = None,
        progress: Progress = silent,
    ) -> Vintage:
        """The vintage as stored; the same one again changes nothing and reports so as progress.

        booking: of events; None for country-months. covers: the first and last month the release
        observes, by default those of its earliest and latest row. InputError where the release
        is there with other content, where the store has another status, or where no row was kept.
        """
        vintage = describe(
            parsed,
            dataset=dataset,
            version=version,
            released_on=released_on,
            booking=booking,
            status=status,
            provenance=provenance,
            covers=covers,
        )
        progress(f"{vintage.id}: waiting for other loads", 0, _STEPS)
        with self._lock(wait=True):
            self._clear_leftovers()
            if self._is_here(vintage):
                progress(f"{vintage.id}: already loaded, nothing changed", _STEPS, _STEPS)
                return self.get(vintage.id)
            self._write(parsed, vintage, progress)
        progress(f"{vintage.id}: loaded", _STEPS, _STEPS)
        return vintage

    def vintages(self) -> tuple[Vintage, ...]:
        """Every vintage, oldest release first."""
        found = [self._manifest(path) for path in sorted(self.folder.glob("[!.]*/*/*/"))]
        return tuple(sorted(found, key=lambda vintage: vintage.order))

    def get(self, vintage: VintageId) -> Vintage:
        """The vintage of an id; InputError when it was never loaded."""
        folder = self.folder / vintage
        if vintage not in {"/".join(path.parts[-3:]) for path in self.folder.glob("[!.]*/*/*/")}:
            raise InputError(f"vintage {vintage}: not in {self.folder}; load it first")
        return self._manifest(folder)

    def as_of(
        self, day: date, dataset: str | None = None, booking: Booking | None = None
    ) -> Vintage:
        """The vintage last released on or before a day, of any data set unless one is named.

        InputError when there is none, or when one release is here under two bookings and the
        call does not say which.
        """
        known = [
            vintage
            for vintage in self.vintages()
            if vintage.released_on <= day
            and dataset in (None, vintage.dataset)
            and booking in (None, vintage.booking)
        ]
        if not known:
            asked = f"data set {dataset}" if dataset else "observations"
            raise InputError(f"{asked}: none released by {day} in {self.folder}; load a release")
        latest = known[-1]
        twins = [v.id for v in known if (v.dataset, v.version) == (latest.dataset, latest.version)]
        if len(twins) > 1:
            raise InputError(f"{' and '.join(twins)}: one release booked twice; name the booking")
        return latest

    def read(self, vintage: Vintage, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows kept, in the schema of the source that parsed them, or some columns of it."""
        if columns is not None:
            return self._table(vintage, ROWS, vintage.rows_kept, list(columns))
        return self._table(vintage, ROWS, vintage.rows_kept).drop_columns([VINTAGE_COLUMN])

    def quarantine(self, vintage: Vintage) -> pa.Table:
        """The rows set aside, each with the reason (`quarantine_schema()`)."""
        return self._table(vintage, QUARANTINE, vintage.rows_quarantined)

    def path(self, vintage: Vintage) -> Path:
        """The Parquet file an engine reads, its column `vintage` holding the key on each row."""
        return self.folder / vintage.id / ROWS

    def _write(self, parsed: Parsed, vintage: Vintage, progress: Progress) -> None:
        loading, place = self.folder / _LOADING, self.folder / vintage.id
        rows = parsed.kept.append_column(
            VINTAGE_COLUMN, constant_text(vintage.id, parsed.kept.num_rows)
        )
        try:
            loading.mkdir()
            progress(f"{vintage.id}: writing rows", 1, _STEPS)
            _write_table(rows, loading / ROWS)
            progress(f"{vintage.id}: writing quarantine", 2, _STEPS)
            _write_table(parsed.quarantined, loading / QUARANTINE)
            (loading / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(vintage)))
            for path in (loading / ROWS, loading / QUARANTINE, loading / MANIFEST, loading):
                _make_durable(path)
            progress(f"{vintage.id}: putting in place", 3, _STEPS)
            place.parent.mkdir(parents=True, exist_ok=True)
            loading.rename(place)
            for parent in (place.parent, place.parent.parent, self.folder):
                _make_durable(parent)
        except OSError as error:
            raise self._unusable(error) from error

    def _is_here(self, vintage: Vintage) -> bool:
        for other in self.vintages():
            if other.status is not vintage.status:
                raise InputError(
                    f"vintage {vintage.id}: it is {vintage.status} data, and {self.folder} holds "
                    f"{other.status} data; keep them in different folders"
                )
            same_release = (other.dataset, other.version) == (vintage.dataset, vintage.version)
            if same_release and other.sha256 != vintage.sha256:
                raise InputError(
                    f"vintage {vintage.id}: {other.id} is here with other content (sha256 "
                    f"{other.sha256}, not {vintage.sha256}); give the new file its own version"
                )
        return (self.folder / vintage.id).exists()

    def _manifest(self, folder: Path) -> Vintage:
        try:
            return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Vintage)
        except (OSError, msgspec.DecodeError) as error:
            raise InputError(
                f"vintage folder {folder}: its {MANIFEST} is missing or broken ({error}); remove "
                "the folder and load the release again"
            ) from error

    def _table(
        self, vintage: Vintage, name: str, rows: int, columns: list[str] | None = None
    ) -> pa.Table:
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.folder / vintage.id / name
        try:
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                table = file.read(columns)
        except (OSError, pa.ArrowException) as error:
            raise _broken(path, str(error)) from error
        if table.num_rows != rows:
            raise _broken(path, f"{table.num_rows} rows where {rows} were loaded")
        return table

    @contextmanager
    def _lock(self, *, wait: bool) -> Iterator[bool]:
        """Whether this process now is the one that may write; with wait, it always is."""
        with ExitStack() as stack:
            try:
                held = stack.enter_context(locked_folder(self.folder, wait=wait))
            except OSError as error:
                raise self._unusable(error) from error
            yield held

    def _clear_leftovers(self) -> None:
        if (self.folder / _LOADING).exists():
            shutil.rmtree(self.folder / _LOADING)

    def _unusable(self, error: OSError) -> InputError:
        return InputError(
            f"observations folder {self.folder}: it cannot be used ({error.strerror or error}); "
            "name a folder that can be written"
        )


def describe(
    parsed: Parsed,
    *,
    dataset: str,
    version: str,
    released_on: date,
    booking: Booking | None,
    status: Status,
    provenance: Provenance,
    covers: tuple[MonthId, MonthId] | None = None,
) -> Vintage:
    """The vintage that loading these rows makes; InputError where the description is not one."""
    key = vintage_id(dataset, version, booking)
    kind = _booked_kind(parsed, key, booking)
    if parsed.kept.num_rows == 0 and covers is None:
        raise InputError(
            f"vintage {key}: of {parsed.rows_in} rows in none was kept; look at the quarantine"
        )
    first, last = covers or _months_of(parsed.kept, kind)
    origin = {name: getattr(provenance, name) for name in _ORIGIN}
    try:
        return msgspec.convert(
            origin
            | {
                "dataset": dataset,
                "version": version,
                "kind": kind,
                "booking": booking,
                "status": status,
                "released_on": released_on,
                "first_month": first,
                "last_month": last,
                "rows_in": parsed.rows_in,
                "rows_kept": parsed.kept.num_rows,
                "rows_quarantined": parsed.quarantined.num_rows,
            },
            type=Vintage,
        )
    except msgspec.ValidationError as error:
        raise InputError(f"vintage {key}: {error}") from error


def _booked_kind(parsed: Parsed, key: VintageId, booking: Booking | None) -> Kind:
    kind = _kind(parsed.kept)
    if (kind is Kind.EVENTS) != (booking is not None):
        need = "say how events that span months are booked" if booking is None else "take none"
        raise InputError(f"vintage {key}: {kind} {need}")
    return kind


def _kind(kept: pa.Table) -> Kind:
    from concord.sources.model import country_month_schema, event_schema

    if kept.schema.equals(event_schema()):
        return Kind.EVENTS
    if kept.schema.equals(country_month_schema()):
        return Kind.COUNTRY_MONTHS
    raise ValueError(f"rows are neither events nor country-months: {kept.schema.names}")


def _months_of(kept: pa.Table, kind: Kind) -> tuple[MonthId, MonthId]:
    if kind is Kind.COUNTRY_MONTHS:
        months = whole_numbers(kept, "month")
        return MonthId(int(months.min())), MonthId(int(months.max()))
    ends = [whole_numbers(kept, "date_start").min(), whole_numbers(kept, "date_end").max()]
    first, last = month_of_days(np.array(ends))
    return MonthId(int(first)), MonthId(int(last))


def _write_table(table: pa.Table, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(
        table,
        path,
        compression="zstd",
        # Whole numbers and days pack better as they are, and in half the time.
        use_dictionary=[field.name for field in table.schema if pa.types.is_string(field.type)],
        row_group_size=_ROWS_PER_GROUP,
        write_page_checksum=True,  # read() verifies it: a flipped bit is an error, not a death
    )


def _make_durable(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _broken(path: Path, why: str) -> InputError:
    return InputError(
        f"{path}: broken or missing ({why.splitlines()[0]}); remove its folder and load the "
        "release again"
    )
