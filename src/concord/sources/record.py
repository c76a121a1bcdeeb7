"""CSV files as blocks of whole records, checked for what no parser should have to meet.

A record may span lines inside quotation marks (RFC 4180 section 2.6), so a block ends at a line
break before which the number of quotation marks is even. Encoding, NUL bytes and record length are
checked here, before any parser sees the bytes; memory stays a few times the longest record allowed.
"""

from __future__ import annotations

import csv
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from concord.sources.guard import Source, open_source
from concord.sources.limit import DEFAULT, Limits
from concord.sources.model import EXCERPT_CHARS
from concord.vocabulary.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_BOM: Final = b"\xef\xbb\xbf"
_QUOTE: Final = ord('"')
_LINE_BREAK: Final = re.compile(r"\r\n|\n|\r")  # as Arrow's parser ends lines
_TAG_PEEK: Final = 4096
_NOT_TEXT: Final = {
    b"\xff\xfe": "is UTF-16; save it as UTF-8",
    b"\xfe\xff": "is UTF-16; save it as UTF-8",
    b"PAR1": "is a Parquet file; this reads CSV",
    b"%PDF": "is a PDF file; this reads CSV",
}


@dataclass(frozen=True)
class CsvRecords:
    """An open CSV file: its column names, and its data records in blocks.

    blocks: whole records each, of memory that is only valid until the next block is asked for.
    """

    header: tuple[str, ...]
    blocks: Iterator[memoryview]
    source: Source


@contextmanager
def open_records(path: Path, limits: Limits = DEFAULT) -> Iterator[CsvRecords]:
    """Open a CSV file in UTF-8, plain, .gz or .zip; a byte order mark and an HXL row are skipped.

    InputError, while opening or while reading on, for an empty file, another encoding, NUL bytes, a
    record over the limit, and a file that ends inside a quoted field.
    """
    with open_source(path, limits) as source:
        reader = _Reader(source, limits)
        header = reader.take_header()
        reader.skip_tags()
        yield CsvRecords(header, reader.blocks(), source)


def split_records(block: memoryview, wanted: Collection[int]) -> dict[int, str]:
    """The text of some records of a block by their number, 0 for the first; cut to an excerpt."""
    found: dict[int, str] = {}
    number, parts, is_open = 0, list[str](), False
    for line in _LINE_BREAK.split(bytes(block).decode()):
        if not is_open and not line:
            continue
        is_open ^= line.count('"') % 2 == 1
        if number in wanted:
            parts.append(line)
        if not is_open:
            if number in wanted:
                found[number] = "\n".join(parts)[:EXCERPT_CHARS]
            number, parts = number + 1, []
    return found


class _Reader:
    """One buffer, refilled behind the record that the last block left unfinished."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._buffer = bytearray(limits.record_bytes)
        self._view = memoryview(self._buffer)
        self._bytes = np.frombuffer(self._buffer, np.uint8)
        self._start = 0
        self._end = source.read_into(self._view)
        self._is_last = self._end < len(self._buffer)
        self._offset = 0
        self._refuse_other_formats()

    def take_header(self) -> tuple[str, ...]:
        """The column names; afterwards the buffer starts at the first record."""
        end = self._first_record_end(self._start)
        names = self._fields(self._start, end)
        if not any(names):
            raise self._error("has no header: the first line must name the columns")
        self._start = end
        return tuple(names)

    def skip_tags(self) -> None:
        """Leave out a row of HXL hashtags (hxlstandard.org) under the header."""
        if self._start == self._end:
            return
        first = bytes(self._view[self._start : min(self._end, self._start + _TAG_PEEK)])
        if not first.lstrip(b' ,"').startswith(b"#"):
            return
        end = self._first_record_end(self._start)
        if all(tag.startswith("#") for tag in self._fields(self._start, end) if tag):
            self._start = end

    def blocks(self) -> Iterator[memoryview]:
        """Whole records, as many as the buffer holds at a time."""
        while True:
            cut = self._last_record_end()
            self._check_text(self._start, cut)
            if cut > self._start:
                yield self._view[self._start : cut]
            if self._is_last:
                return
            self._refill(cut)

    def _refill(self, cut: int) -> None:
        left = self._end - cut
        self._view[:left] = bytes(self._view[cut : self._end])
        self._offset += cut
        got = self._source.read_into(self._view[left:])
        self._start, self._end = 0, left + got
        self._is_last = self._end < len(self._buffer)

    def _first_record_end(self, start: int) -> int:
        end = self._buffer.find(b"\n", start, self._end)
        while end >= 0:
            if self._buffer.count(b'"', start, end) % 2 == 0:
                return end + 1
            end = self._buffer.find(b"\n", end + 1, self._end)
        return self._end_of_last_record(start)

    def _last_record_end(self) -> int:
        start, end = self._start, self._end
        quotes = int(np.count_nonzero(self._bytes[start:end] == _QUOTE))
        if self._is_last and quotes % 2 == 0:
            return end
        cut = end
        while (at := self._buffer.rfind(b"\n", start, cut)) >= 0:
            quotes -= self._buffer.count(b'"', at, cut)
            if quotes % 2 == 0:
                break
            cut = at
        if at < 0 and start > 0 and not self._is_last:
            return start  # the header's bytes make room before the record is judged too long
        if at < 0 or self._is_last:
            return self._end_of_last_record(max(at + 1, start))
        return at + 1

    def _end_of_last_record(self, start: int) -> int:
        """The end of the buffer where the record from start may end there; else InputError."""
        if not self._is_last:
            raise self._error(
                f"the record at line {self._line_of(start)} is longer than"
                f" {len(self._buffer):,} bytes; it may hold a quotation mark that is never closed"
            )
        if self._buffer.count(b'"', start, self._end) % 2:
            raise self._error(
                "ends inside a quoted field of the record at"
                f" line {self._line_of(start)}: the file is cut short or a quotation mark is never"
                " closed; fetch it again"
            )
        return self._end

    def _fields(self, start: int, end: int) -> list[str]:
        self._check_text(start, end)
        text = bytes(self._view[start:end]).decode()
        try:
            rows = list(csv.reader([text.rstrip("\r\n")]))
        except csv.Error as error:
            raise self._error(f"the header cannot be read as CSV ({error})") from error
        return [field.strip() for field in rows[0]] if rows else []

    def _check_text(self, start: int, end: int) -> None:
        import pyarrow as pa

        nul = self._buffer.find(b"\0", start, end)
        if nul >= 0:
            raise self._error(
                f"has a NUL byte at byte {self._offset + nul}, so it is not a text"
                " file in UTF-8; save it again as CSV in UTF-8"
            )
        # Arrow's validator reads 2 GB/s and copies nothing; bytes.decode would build the text.
        offsets = pa.py_buffer(np.array([0, end - start], np.int32))
        data = pa.py_buffer(self._view[start:end])
        try:
            pa.Array.from_buffers(pa.binary(), 1, [None, offsets, data]).cast(pa.string())
        except pa.ArrowInvalid:
            self._refuse_encoding(start, end)

    def _refuse_encoding(self, start: int, end: int) -> None:
        try:
            bytes(self._view[start:end]).decode()
        except UnicodeDecodeError as error:
            at = start + error.start
            raise self._error(
                f"is not UTF-8: byte {self._offset + at}, in line {self._line_of(at)}, is"
                f" 0x{self._buffer[at]:02X}; save it as CSV in UTF-8"
            ) from error

    def _refuse_other_formats(self) -> None:
        for magic, what in _NOT_TEXT.items():
            if self._buffer.startswith(magic):
                raise self._error(what)
        if self._buffer.startswith(_BOM):
            self._start = len(_BOM)
        if self._start == self._end:
            raise self._error("the file is empty; fetch or export it again")

    def _line_of(self, at: int) -> int:
        """The line a byte of the buffer is in: counted again from the start, for errors only."""
        left, breaks = self._offset + at, 0
        with open_source(self._source.path, self._limits) as source:
            chunk = memoryview(bytearray(len(self._buffer)))
            while left > 0 and (got := min(source.read_into(chunk), left)):
                breaks += bytes(chunk[:got]).count(b"\n")
                left -= got
        return breaks + 1

    def _error(self, what: str) -> InputError:
        return InputError(f"{self._source.path}: {what}")
