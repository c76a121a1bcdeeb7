"""Between Arrow columns and NumPy arrays by their buffers alone.

pyarrow's own `pa.array` and `to_numpy` import pandas first, half a second of processor time that
reading a release does not need; the buffers carry the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    Array = npt.NDArray[Any]
    Mask = npt.NDArray[np.bool_]


def numbers(column: pa.Array | pa.ChunkedArray, dtype: npt.DTypeLike) -> tuple[Array, Mask]:
    """A numeric or temporal column as (n,) values and (n,) "is null", the latter's values any.

    dtype: what one stored value is, for example int64 for a timestamp. No bytes are copied where
    the column is one chunk.
    """
    import pyarrow as pa

    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    if isinstance(column, pa.ChunkedArray):  # no chunk at all
        return np.empty(0, dtype), np.empty(0, np.bool_)
    validity, values = column.buffers()
    size, start = len(column), column.offset
    stored = np.dtype(dtype)
    if size == 0 or values is None:
        return np.zeros(size, stored), np.ones(size, np.bool_)
    found = np.frombuffer(values, stored, size, start * stored.itemsize)
    return found, _nulls(validity, start, size)


def column(values: Array, kind: pa.DataType, nulls: Mask | None = None) -> pa.Array:
    """An Arrow column of (n,) values; where nulls is true the value is null."""
    import pyarrow as pa

    size = len(values)
    stored = pa.py_buffer(np.ascontiguousarray(values, dtype=_STORED[str(kind)]))
    if nulls is None or not nulls.any():
        return pa.Array.from_buffers(kind, size, [None, stored])
    validity = pa.py_buffer(np.packbits(~nulls, bitorder="little"))
    return pa.Array.from_buffers(kind, size, [validity, stored])


def strings(values: Sequence[str]) -> pa.Array:
    """An Arrow string column of these texts."""
    import pyarrow as pa

    encoded = [text.encode("utf-8", "replace") for text in values]
    offsets = np.zeros(len(encoded) + 1, np.int32)
    np.cumsum([len(text) for text in encoded], out=offsets[1:])
    data = pa.py_buffer(b"".join(encoded))
    return pa.Array.from_buffers(pa.string(), len(encoded), [None, pa.py_buffer(offsets), data])


def table(columns: Sequence[pa.Array], schema: pa.Schema) -> pa.Table:
    """A table of columns that follow the schema in order and type."""
    import pyarrow as pa

    return pa.Table.from_arrays(list(columns), schema=schema)


_STORED = {
    "int8": np.int8,
    "int32": np.int32,
    "int64": np.int64,
    "double": np.float64,
    "date32[day]": np.int32,
}


def _nulls(validity: pa.Buffer | None, start: int, size: int) -> Mask:
    if validity is None:
        return np.zeros(size, np.bool_)
    packed = np.frombuffer(validity, np.uint8)
    bits = np.unpackbits(packed, count=start + size, bitorder="little").astype(np.bool_)
    return ~bits[start:]
