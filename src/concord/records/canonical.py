"""Envelope <-> bytes: one canonical form of JSON, so that a hash is the same everywhere.

RFC 8785, "JSON Canonicalization Scheme". What comes in is read as concord.formats.json reads it (no
key given twice, no number that would be rounded), with no unknown field, within the limits here.
"""

import hashlib
from datetime import UTC, datetime
from typing import Final

import msgspec
import orjson
import rfc8785

from concord.formats.json import JsonObject, Limits, read_object
from concord.records.model import Envelope
from concord.vocabulary.errors import InputError
from concord.vocabulary.marking import Marking

MAX_BODY_BYTES: Final = 1 << 20
MAX_ENVELOPE_BYTES: Final = MAX_BODY_BYTES + (1 << 16)
MAX_DEPTH: Final = 32
"""Levels of objects and arrays in a body; its own braces are the first."""

_BODY: Final = Limits(size_bytes=MAX_BODY_BYTES, depth=MAX_DEPTH)
_ENVELOPE: Final = Limits(size_bytes=MAX_ENVELOPE_BYTES, depth=MAX_DEPTH + 1)
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
    return msgspec.Raw(canonical(read_object(written, limits=_BODY), "body"))


def canonical(value: object, name: str) -> bytes:
    """The RFC 8785 bytes of parsed JSON; InputError for what it cannot write, as infinity."""
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # its type for JSON is private
    except rfc8785.CanonicalizationError as error:
        raise InputError(f"{name}: {error}; write it as a text") from None


def _checked(data: bytes) -> JsonObject:
    """The parsed JSON of an envelope, within every limit."""
    try:
        value = read_object(data, limits=_ENVELOPE)
    except InputError as error:
        raise InputError(f"record: {error}") from None
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


def _named(value: JsonObject) -> str:
    return f"record {value.get('id')!r}"[:120]


def _utc(moment: datetime | None, name: str) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no zone; give an aware moment")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{name} is outside the years 1 to 9999") from None
