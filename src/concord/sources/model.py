"""What a source hands over: where it came from, the rows kept, the rows set aside and why.

A source never drops a row in silence: rows in = rows kept + rows quarantined, held at construction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated, Final

import msgspec

if TYPE_CHECKING:
    import pyarrow as pa

NO_CELL: Final = 0
"""The gid of an event that no PRIO-GRID cell is known for; cells count from 1."""

EXCERPT_CHARS: Final = 500
"""The most of a refused record that a quarantine row repeats."""


class Violence(IntEnum):
    """UCDP's three types of organized violence (GED codebook, type_of_violence)."""

    STATE_BASED = 1
    NON_STATE = 2
    ONE_SIDED = 3


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """Where a file came from, under which licence, and the bytes it was.

    retrieved_at: aware UTC; url is None for a file a person brought; sha256: 64 hex digits.
    """

    source: Annotated[str, msgspec.Meta(min_length=1)]
    version: Annotated[str, msgspec.Meta(min_length=1)]
    licence: Annotated[str, msgspec.Meta(min_length=1)]
    url: str | None
    retrieved_at: Annotated[datetime, msgspec.Meta(tz=True)]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    size_bytes: Annotated[int, msgspec.Meta(ge=0)]

    def __post_init__(self) -> None:
        if self.retrieved_at.utcoffset() != timedelta(0):
            raise ValueError(f"retrieved_at {self.retrieved_at.isoformat()} is not UTC")


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """The rows of one file, each either kept or quarantined with its reason.

    kept: `event_schema()` or `country_month_schema()`; quarantined: `quarantine_schema()`;
    rows_in: data records of the file, headers and tag rows not counted.
    """

    kept: pa.Table
    quarantined: pa.Table
    rows_in: int

    def __post_init__(self) -> None:
        kept, aside = self.kept.num_rows, self.quarantined.num_rows
        if self.rows_in != kept + aside:
            raise ValueError(
                f"{self.rows_in} rows in, but {kept} kept and {aside} quarantined: a row was lost"
            )
        if not self.quarantined.schema.equals(quarantine_schema()):
            raise ValueError("the quarantined rows do not have the quarantine schema")


def event_schema() -> pa.Schema:
    """One row per event of organized violence; deaths are estimates, coordinates WGS 84 degrees.

    country: alpha-3 as in the vocabulary; gid: PRIO-GRID cell, 0 where none is known; violence:
    `Violence`; precisions as coded by UCDP, 1 exact, higher is vaguer, 0 where not stated.
    """
    import pyarrow as pa

    return pa.schema(
        [
            pa.field("event_id", pa.int64(), nullable=False),
            pa.field("country", pa.string(), nullable=False),
            pa.field("date_start", pa.date32(), nullable=False),
            pa.field("date_end", pa.date32(), nullable=False),
            pa.field("date_precision", pa.int8(), nullable=False),
            pa.field("place_precision", pa.int8(), nullable=False),
            pa.field("gid", pa.int32(), nullable=False),
            pa.field("latitude", pa.float64()),
            pa.field("longitude", pa.float64()),
            pa.field("violence", pa.int8(), nullable=False),
            pa.field("best", pa.int32(), nullable=False),
            pa.field("low", pa.int32(), nullable=False),
            pa.field("high", pa.int32(), nullable=False),
        ]
    )


def country_month_schema() -> pa.Schema:
    """One row per country and month; month is a VIEWS month_id, count is null where the source
    has no figure (in VIEWS data: the state did not exist), which is not the same as 0.
    """
    import pyarrow as pa

    return pa.schema(
        [
            pa.field("country", pa.string(), nullable=False),
            pa.field("month", pa.int32(), nullable=False),
            pa.field("count", pa.float64()),
        ]
    )


def quarantine_schema() -> pa.Schema:
    """One row per record set aside: its number in the file (from 1), the field at fault, why,
    and the beginning of its text (at most `EXCERPT_CHARS` characters).
    """
    import pyarrow as pa

    return pa.schema(
        [
            pa.field("row", pa.int64(), nullable=False),
            pa.field("field", pa.string(), nullable=False),
            pa.field("reason", pa.string(), nullable=False),
            pa.field("text", pa.string(), nullable=False),
        ]
    )
