"""Envelope <-> bytes: one canonical form of JSON, so that a hash is the same everywhere.

RFC 8785, "JSON Canonicalization Scheme". What comes in is read strictly: no NaN, no key given
twice (RFC 7493 section 2.3), no unknown field, no more bytes or levels than the limits here.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import orjson
import rfc8785

from concord.records.model import Envelope
from concord.vocabulary.errors import InputError
from concord.vocabulary.marking import Marking

MAX_BODY_BYTES: Final = 1 << 20
MAX_ENVELOPE_BYTES: Final = MAX_BODY_BYTES + (1 << 16)
MAX_DEPTH: Final = 32
"""Levels of objects and arrays in a body; its own braces are the first."""

_LONGEST: Final = 22
"""Digits and sign of 10^21, from which on RFC 8785 writes an exponent."""

_MOMENTS: Final = ("version", "valid_from", "valid_until")
_MARKING_FIELDS: Final = frozenset(Marking.__struct_fields__)


def encode(envelope: Envelope) -> bytes:
    """The canonical bytes of an envelope, moments in UTC; InputError where it breaks its types.

    decode(encode(envelope)) is the envelope with a canonical body.
    """
    try:
        moments = {name: _utc(getattr(envelope, name), name) for name in _MOMENTS}
        written = msgspec.json.encode(msgspec.structs.replace(envelope, **moments))
    except (TypeError, ValueError, msgspec.MsgspecError) as error:
        raise InputError(f"record {envelope.id!r}: it cannot be written as JSON: {error}") from None
    return canonical(_checked(written), f"record {envelope.id!r}")


def decode(data: bytes) -> Envelope:
    """The envelope of JSON bytes, its body made canonical; InputError where they are not one."""
    value = _checked(data)
    return read_back(canonical(value, _named(value)))


def read_back(data: bytes) -> Envelope:
    """The envelope of bytes that encode() made; InputError where it breaks its types.

    Only for bytes of our own: neither the limits nor keys given twice are looked at.
    """
    try:
        return msgspec.json.decode(data, type=Envelope)
    except msgspec.ValidationError as error:
        raise InputError(f"{_named(orjson.loads(data))}: {error}") from None


def fingerprint(data: bytes) -> str:
    """The SHA-256 of canonical bytes, in hexadecimal: the hash of a record's version."""
    return hashlib.sha256(data).hexdigest()


def body_of(value: msgspec.Struct) -> msgspec.Raw:
    """A kind's structure as the canonical body of an envelope; InputError beyond the limits."""
    written = msgspec.json.encode(value)
    return msgspec.Raw(canonical(parse(written, "body"), "body"))


def parse(
    data: bytes, name: str, *, max_bytes: int = MAX_BODY_BYTES, max_depth: int = MAX_DEPTH
) -> dict[str, Any]:
    """The JSON object of bytes, read strictly; InputError, which calls it by name, where not one.

    Refused: other than JSON in UTF-8, beyond the limits, a key given twice, lone surrogates, and
    whole numbers that a double cannot carry (RFC 8785 section 3.2.2.3, RFC 7493 section 2.2).
    """
    if len(data) > max_bytes:
        raise InputError(f"{name}: {len(data):,} bytes, more than {max_bytes:,}; make it shorter")
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise InputError(f"{name}: not JSON ({error})") from None
    if not isinstance(value, dict):
        raise InputError(f"{name}: not a JSON object")
    _refuse_depth(value, name, max_depth)
    try:  # orjson keeps the last of two equal keys, and rounds long numbers, in silence
        again: dict[str, Any] = json.loads(data, object_pairs_hook=_once, parse_int=_exact)
    except ValueError as error:
        raise InputError(f"{name}: {error}") from None
    return again


def canonical(value: object, name: str) -> bytes:
    """The RFC 8785 bytes of parsed JSON; InputError for what it cannot write, as infinity."""
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # its type for JSON is private
    except rfc8785.CanonicalizationError as error:
        raise InputError(f"{name}: {error}; write it as a text") from None


def _checked(data: bytes) -> dict[str, Any]:
    """The parsed JSON of an envelope, within every limit."""
    value = parse(data, "record", max_bytes=MAX_ENVELOPE_BYTES, max_depth=MAX_DEPTH + 1)
    name = _named(value)
    body, marking = value.get("body"), value.get("marking")
    if not isinstance(body, dict):
        raise InputError(f"{name}: its body is not a JSON object")
    if len(data) > MAX_BODY_BYTES and len(orjson.dumps(body)) > MAX_BODY_BYTES:
        raise InputError(f"{name}: its body is over {MAX_BODY_BYTES:,} bytes; make it shorter")
    if isinstance(marking, dict) and not marking.keys() <= _MARKING_FIELDS:
        unknown = ", ".join(sorted(marking.keys() - _MARKING_FIELDS))
        raise InputError(f"{name}: its marking has fields no marking has: {unknown[:80]}")
    return value


def _named(value: dict[str, Any]) -> str:
    return f"record {value.get('id')!r}"[:120]


def _refuse_depth(value: object, name: str, max_depth: int) -> None:
    level: list[object] = [value]
    for _ in range(max_depth):
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise InputError(f"{name}: nested deeper than {max_depth} levels; make it flatter")


def _children(node: object) -> list[object]:
    inside = list(node.values()) if isinstance(node, dict) else node
    if not isinstance(inside, list):
        return []
    return [child for child in inside if isinstance(child, dict | list)]


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the field {twice[:80]!r} is given twice; give it once")
    return value


def _exact(digits: str) -> int | float:
    """The number of its digits, as JSON's only kind of number, a double, would write them."""
    if len(digits) <= _LONGEST and abs(int(digits)) < 1 << 53:
        return int(digits)
    number = float(digits)
    if len(digits) > _LONGEST or rfc8785.dumps(number) != digits.encode():
        raise ValueError(f"the number {digits[:40]} would be rounded; write it as a text")
    return number


def _utc(moment: datetime | None, name: str) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no zone; give an aware moment")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{name} is outside the years 1 to 9999") from None
