"""What panels and the store ask of Arrow columns, by their buffers: `sources/arrow.py` says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from concord.sources.arrow import column, numbers, strings

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    Ints = npt.NDArray[np.int64]


def whole_numbers(table: pa.Table, name: str) -> Ints:
    """A column of whole numbers, or of days since 1970, as int64; ValueError where it has a gap."""
    stored = table.column(name)
    values, gaps = numbers(stored, np.dtype(f"i{stored.type.bit_width // 8}"))
    if gaps.any():
        raise ValueError(f"column {name} has a gap, which its schema does not allow")
    return values.astype(np.int64)


def text_codes(table: pa.Table, name: str) -> tuple[pa.Array, Ints]:
    """The texts of a column once each in ascending order, and each row's place among them."""
    encoded = table.column(name).combine_chunks().dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    order = np.array(sorted(range(len(texts)), key=texts.__getitem__), dtype=np.int64)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    codes, _ = numbers(encoded.indices, np.int32)
    return strings([texts[index] for index in order]), place[codes]


def constant_text(text: str, rows: int) -> pa.Array:
    """A text column that says the same on every row."""
    import pyarrow as pa

    return strings([text]).take(column(np.zeros(rows), pa.int32()))
