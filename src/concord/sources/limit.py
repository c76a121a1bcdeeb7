"""How large an input may be before it is refused, whatever it claims to hold."""

from typing import Annotated, Final

import msgspec

MEBIBYTE: Final = 1 << 20
GIBIBYTE: Final = 1 << 30

Positive = Annotated[int, msgspec.Meta(ge=1)]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader stops at.

    record_bytes: one CSV record, line breaks in quotes included; the reader's memory is a small
    multiple of it (the longest of 17,581 published events is 10 kB). expanded_bytes: what
    a .zip or .gz may unpack to. ratio: how many times its own size, once past `ratio_from_bytes`
    (a GED release packs about 1:7).
    """

    record_bytes: Positive = 8 * MEBIBYTE
    expanded_bytes: Positive = 8 * GIBIBYTE
    ratio: Positive = 100
    ratio_from_bytes: Positive = 16 * MEBIBYTE


DEFAULT: Final = Limits()
