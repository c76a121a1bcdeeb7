"""The rows set aside while a file is read, each with its field, its reason and its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from concord.sources import arrow
from concord.sources.model import EXCERPT_CHARS, quarantine_schema

if TYPE_CHECKING:
    import pyarrow as pa


class Refusal(NamedTuple):
    """One record set aside; row counts the data records of the file from 1."""

    row: int
    field: str
    reason: str
    text: str


class Quarantine:
    """Collects refusals and hands them over as one table, in the order of the file."""

    def __init__(self) -> None:
        self._refusals: list[Refusal] = []

    def __len__(self) -> int:
        return len(self._refusals)

    def add(self, row: int, field: str, reason: str, text: str) -> None:
        """Set one record aside; its text is cut to an excerpt."""
        self._refusals.append(Refusal(row, field, reason, text[:EXCERPT_CHARS]))

    def table(self) -> pa.Table:
        """The refusals in `quarantine_schema`."""
        schema = quarantine_schema()
        ordered = sorted(self._refusals)
        rows = np.array([refusal.row for refusal in ordered], np.int64)
        columns = [arrow.column(rows, schema.field("row").type)]
        for name in ("field", "reason", "text"):
            columns.append(arrow.strings([getattr(refusal, name) for refusal in ordered]))
        return arrow.table(columns, schema)
