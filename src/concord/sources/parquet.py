"""Parquet files at the entrance: named columns as arrays, or one clear line why not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from concord.sources import arrow
from concord.vocabulary.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

MOST_ROWS: Final = 100_000_000
"""A few kilobytes of Parquet can claim any number of rows; more than these are refused."""

_MAGIC: Final = b"PAR1"
_NAMES_SHOWN: Final = 12


def read_columns(path: Path, names: Sequence[str]) -> pa.Table:
    """These columns of a Parquet file, a pandas index among them or not; others are not read.

    InputError when it is missing, no Parquet, damaged, without one of the columns or without rows.
    """
    import pyarrow as pa
    from pyarrow import parquet

    _check_magic(path)
    try:
        with parquet.ParquetFile(path) as file:
            _check_shape(path, file.schema_arrow.names, names, file.metadata.num_rows)
            return file.read(columns=list(names), use_threads=False)
    except (pa.ArrowException, OSError) as error:
        first_line = str(error).splitlines()[0]
        raise InputError(
            f"{path}: the Parquet file is damaged or cut short ({first_line[:120]});"
            " fetch or export it again"
        ) from error


def as_floats(table: pa.Table, name: str, path: Path) -> Floats:
    """A column of numbers as (n,) floats, NaN where null; InputError when it holds no numbers."""
    import pyarrow as pa

    column = table.column(name)
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        raise InputError(f"{path}: column {name} holds {column.type}; it must hold numbers")
    values, unknown = arrow.numbers(column.cast(pa.float64(), safe=False), np.float64)
    return np.where(unknown, np.nan, values) if unknown.any() else values


def as_whole(table: pa.Table, name: str, path: Path) -> Ints:
    """A column of whole numbers as (n,) integers; InputError names the first row that is not."""
    import pyarrow as pa

    column = table.column(name)
    fits = pa.types.is_integer(column.type) and column.type != pa.uint64()
    if fits and column.null_count == 0:
        return arrow.numbers(column.cast(pa.int64(), safe=False), np.int64)[0]
    values = as_floats(table, name, path)
    wrong = ~(np.abs(values) < 2**53) | (values != np.floor(values))
    refuse_first(wrong, values, name, "is not a whole number", path)
    return values.astype(np.int64)


def refuse_first(
    wrong: npt.NDArray[np.bool_], values: Floats | Ints, name: str, reason: str, path: Path
) -> None:
    """InputError about the first row that is wrong, if any is."""
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputError(f"{path}: row {row + 1:,}: {name} {values[row]:g} {reason}")


def refuse_repeated(keys: Sequence[Ints], names: Sequence[str], path: Path) -> None:
    """InputError when two rows have the same key; keys: columns (n,) of whole numbers."""
    joined = _join(keys)
    if (joined[1:] > joined[:-1]).all():
        return
    order = np.argsort(joined, kind="stable")
    same = joined[order][1:] == joined[order][:-1]
    if same.any():
        at = int(np.argmax(same))
        first, second = int(order[at]), int(order[at + 1])
        pairs = zip(names, keys, strict=True)
        named = ", ".join(f"{name} {column[first]}" for name, column in pairs)
        raise InputError(f"{path}: rows {first + 1:,} and {second + 1:,} are both of {named}")


def _join(keys: Sequence[Ints]) -> Ints:
    """One whole number for each row, equal only where every key is, in the keys' own order."""
    lowest = [int(column.min()) for column in keys]
    widths = [int(column.max()) - low + 1 for column, low in zip(keys, lowest, strict=True)]
    if math.prod(widths) >= 2**63:
        ranks = np.unique(np.column_stack(keys), axis=0, return_inverse=True)[1]
        return ranks.astype(np.int64)
    joined = np.zeros(len(keys[0]), np.int64)
    for column, low, width in zip(keys, lowest, widths, strict=True):
        joined = joined * width + (column - low)
    return joined


def _check_magic(path: Path) -> None:
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; name the file in it")
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file; check the name") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror})") from error
    if not magic:
        raise InputError(f"{path}: the file is empty; fetch or export it again")
    if magic != _MAGIC:
        raise InputError(f"{path}: is not a Parquet file; export it as Parquet")


def _check_shape(path: Path, found: Sequence[str], names: Sequence[str], rows: int) -> None:
    missing = [name for name in names if name not in found]
    if missing:
        shown = ", ".join(found[:_NAMES_SHOWN])[:200]
        raise InputError(f"{path}: column {', '.join(missing)} missing; found {shown or 'none'}")
    if not rows:
        raise InputError(f"{path}: has columns but no rows")
    if rows > MOST_ROWS:
        raise InputError(f"{path}: claims {rows:,} rows; at most {MOST_ROWS:,} are read")
