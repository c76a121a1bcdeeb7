"""Reading JSON from outside: what RFC 8259 and I-JSON (RFC 7493) allow, and nothing that is costly.

Two readers must never see two things in one text, and no text may cost more than its size lets
expect. So repeated member names, integers that doubles round, lone surrogates, byte order marks and
anything but UTF-8 are refused, and depth and number of values are bounded before the text is
parsed. orjson parses; it refuses NaN, infinities and what is no JSON by itself.
"""

import json
import re
from collections.abc import Iterator
from typing import Final, NoReturn, TypeAlias

import msgspec
import orjson
import rfc8785

from concord.vocabulary.errors import InputError

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = "dict[str, Json]"

MAX_INTEGER: Final = 2**53 - 1
"""RFC 7493 section 2.2: beyond it, a reader that uses doubles may see another number."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much one text may hold: bytes, levels of nesting, and values (members and elements)."""

    size_bytes: int = 8 * 2**20
    depth: int = 64
    values: int = 100_000


LIMITS: Final = Limits()

_BOM: Final = b"\xef\xbb\xbf"
_OPENING: Final = bytes.maketrans(b"{}", b"[]")
_NOT_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
_LONG_INTEGER: Final = re.compile(rb"(?<![0-9.eE+-])-?+([0-9]{16,}+)(?![.eE])")
# A string left open runs to the end of the text, so that no text is searched twice.
_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[{}\[\]:]|-?+[0-9][0-9.eE+-]*+', re.DOTALL)


def read_json(data: bytes, *, limits: Limits = LIMITS) -> Json:
    """The value a JSON text holds; InputError with the byte offset (from 0) of what is wrong.

    An integer beyond MAX_INTEGER is a float, if it is written as RFC 8785 writes that float.
    """
    if len(data) > limits.size_bytes:
        raise InputError(f"JSON: {len(data):,} bytes; at most {limits.size_bytes:,} are read")
    outside = _outside_strings(data, limits)
    is_deep = _is_deeper(outside, limits.depth)
    value = _parse(data)
    is_repeating = outside.count(b":") != _count_members(value)
    beyond = [digits for digits in _LONG_INTEGER.findall(outside) if _is_beyond(digits)]
    if is_deep or is_repeating or any(map(_is_rounded, beyond)):
        _refuse_first_fault(data, limits.depth)
    if beyond:
        value = json.loads(data.decode(), parse_int=_number)
    return value


def read_object(data: bytes, *, limits: Limits = LIMITS) -> JsonObject:
    """The object a JSON text holds; InputError as of read_json, or if it is another value."""
    value = read_json(data, limits=limits)
    if not isinstance(value, dict):
        raise InputError("JSON: an object is needed here, in braces; this is another value")
    return value


def _parse(data: bytes) -> Json:
    if data.startswith(_BOM):
        raise InputError("JSON, byte 0: a byte order mark; send the text without it")
    try:
        value: Json = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        _refuse_malformed(data, error)
    return value


def _refuse_malformed(data: bytes, error: orjson.JSONDecodeError) -> NoReturn:
    """Say which byte is wrong; orjson counts characters, and none in a text that is not UTF-8."""
    try:
        text = data.decode()
    except UnicodeDecodeError as wrong:
        raise InputError(f"JSON, byte {wrong.start}: not UTF-8; send the text in UTF-8") from None
    at = len(text[: error.pos].encode())
    raise InputError(f"JSON, byte {at}: {error.msg}") from None


def _outside_strings(data: bytes, limits: Limits) -> bytes:
    """What stands outside the strings of a text, refused if that makes too many values.

    Right up to the first byte that is no JSON; what follows is never parsed.
    """
    bare = data
    if b"\\" in data:  # pairs first, so that a quote after them is a quote
        bare = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    if bare.count(b'"') <= 4 * limits.values:  # a name and a text for each value at most
        outside = b"".join(bare.split(b'"')[::2])
        if outside.count(b",") + outside.count(b"[") + outside.count(b"{") <= limits.values:
            return outside
    raise InputError(f"JSON: over {limits.values:,} values; send it in parts")


def _is_deeper(outside: bytes, depth: int) -> bool:
    """Whether brackets nest deeper, or do not match; takes one level away at a time."""
    brackets = outside.translate(None, _NOT_BRACKETS).translate(_OPENING)
    for _ in range(depth):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"")
    return bool(brackets)


def _count_members(value: Json) -> int:
    """The members of all objects in a value, one for each name."""
    members = 0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            members += len(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return members


def _is_beyond(digits: bytes) -> bool:
    return len(digits) > 16 or int(digits) > MAX_INTEGER


def _is_rounded(digits: bytes) -> bool:
    """Whether digits beyond MAX_INTEGER are not how a double is written: 1e21 has an exponent."""
    return len(digits) > 21 or rfc8785.dumps(float(digits)) != digits


def _number(digits: str) -> int | float:
    return float(digits) if _is_beyond(digits.lstrip("-").encode()) else int(digits)


def _refuse_first_fault(data: bytes, depth: int) -> NoReturn:
    """Say where a well-formed text first nests too deep, repeats a name or has a long integer."""
    names: list[set[str]] = []
    text, at = b"", 0
    for start, token in _tokens(data):
        if token in b"[{":
            names.append(set())
            if len(names) > depth:
                raise InputError(f"JSON, byte {start}: nested over {depth} levels deep")
        elif token in b"]}":
            names.pop()
        elif token == b":":
            name: str = orjson.loads(text)
            if name in names[-1]:
                raise InputError(f"JSON, byte {at}: the member {_cut(name)} stands there twice")
            names[-1].add(name)
        elif token.startswith(b'"'):
            text, at = token, start
        elif _is_refused_integer(token):
            raise InputError(
                f"JSON, byte {start}: an integer beyond {MAX_INTEGER} that readers round; "
                "send it as a string"
            )
    raise AssertionError("a text was found wrong, and no fault in it")


def _is_refused_integer(token: bytes) -> bool:
    digits = token.lstrip(b"-")
    return digits.isdigit() and _is_beyond(digits) and _is_rounded(digits)


def _tokens(data: bytes) -> Iterator[tuple[int, bytes]]:
    return ((match.start(), match[0]) for match in _TOKEN.finditer(data))


def _cut(name: str) -> str:
    return repr(name if len(name) <= 60 else name[:60] + "...")
