"""Blocks of CSV records as Arrow columns, and single fields as numbers and days."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

_EPOCH: Final = date(1970, 1, 1).toordinal()
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?inf(inity)?", re.I | re.A)
_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]*Z?)?", re.A)

NO_DAY: Final = np.iinfo(np.int64).min
"""In a column of days since 1970: no day was given, or none that can be read."""


class Ragged(NamedTuple):
    """A record with too many or too few fields; number counts the records of its block from 1."""

    number: int
    fields: int
    text: str


def read_block(
    block: memoryview, header: Sequence[str], types: Mapping[str, pa.DataType]
) -> tuple[pa.Table, list[Ragged]]:
    """The columns named in types, and the records that do not have as many fields as the header.

    block: whole records. pyarrow.ArrowInvalid when a field does not convert to its type.
    """
    import pyarrow as pa
    from pyarrow import csv

    ragged: list[Ragged] = []

    def note(row: Any) -> str:  # noqa: ANN401 - pyarrow's InvalidRow
        ragged.append(Ragged(row.number, row.actual_columns, row.text))
        return "skip"

    table = csv.read_csv(
        pa.BufferReader(pa.py_buffer(block)),
        # One block, so that Arrow looks for no record ends: they are known here.
        read_options=csv.ReadOptions(
            use_threads=False, block_size=len(block) + 1, column_names=list(header)
        ),
        parse_options=csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note),
        convert_options=csv.ConvertOptions(include_columns=list(types), column_types=dict(types)),
    )
    return table, ragged


def number_of(text: str) -> float | None:
    """The number a field says, NaN where it says there is none, None where it is not one."""
    text = text.strip()
    if text in _absent():
        return float("nan")
    return float(text) if _NUMBER.fullmatch(text) else None


def day_of(text: str) -> int | None:
    """Days since 1970, NO_DAY where a field says there is none, None where it is not a day."""
    text = text.strip()
    if text in _absent():
        return int(NO_DAY)
    match = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(match[1]).toordinal() - _EPOCH if match else None
    except ValueError:
        return None


@cache
def _absent() -> frozenset[str]:
    """What Arrow's CSV reader takes for no value in a column of numbers or dates."""
    from pyarrow import csv

    return frozenset(csv.ConvertOptions().null_values)
