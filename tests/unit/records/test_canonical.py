"""Envelope <-> bytes: the same everywhere, back as it was, and strict about what comes in."""

import hashlib
import json
import string
from datetime import datetime, timedelta, timezone
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.records.canonical import (
    MAX_BODY_BYTES,
    MAX_DEPTH,
    body_of,
    decode,
    encode,
    fingerprint,
)
from concord.records.model import Envelope, OrganizationId, Reference
from concord.vocabulary.area import areas
from concord.vocabulary.country import default_gazetteer
from concord.vocabulary.errors import InputError
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.language import Language
from concord.vocabulary.marking import Caveat, Marking, Tlp, UnLevel
from concord.vocabulary.status import Status

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.builds(
    datetime.fromtimestamp,
    st.integers(0, 2**37).map(lambda quarters: quarters / 4),
    ZONES,
)


CODES = [country.code for country in default_gazetteer().countries]


@st.composite
def envelopes(draw: st.DrawFn) -> Envelope:
    kind = draw(st.sampled_from(RecordKind))
    target = f"request--{draw(st.uuids(version=4))}"
    return Envelope(
        id=f"{kind}--{draw(st.uuids(version=4))}",  # type: ignore[arg-type]
        kind=kind,
        version=draw(MOMENTS),
        origin=OrganizationId(draw(st.text(string.ascii_lowercase, min_size=1, max_size=8))),
        author=draw(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)),
        marking=Marking(
            tlp=draw(st.sampled_from(Tlp)),
            level=draw(st.sampled_from(UnLevel)),
            caveats=tuple(draw(st.lists(st.sampled_from(Caveat), unique=True))),
        ),
        status=draw(st.sampled_from(Status)),
        body=msgspec.Raw(json.dumps(draw(st.dictionaries(TEXT, JSON, max_size=4))).encode()),
        language=draw(st.sampled_from(Language)),
        areas=tuple(draw(st.lists(st.sampled_from(list(areas())), max_size=3))),
        places=tuple(draw(st.lists(st.sampled_from(CODES), max_size=3))),
        valid_from=draw(st.none() | MOMENTS),
        valid_until=draw(st.none() | MOMENTS),
        refs=draw(st.just(()) | st.just((Reference(relation="answers", target=target),))),  # type: ignore[arg-type]
        purpose=draw(st.none() | TEXT),
        legal_basis=draw(st.none() | TEXT),
    )


def doubles(body: msgspec.Raw) -> object:
    """A body as JSON means it: every number a double."""
    return json.loads(bytes(body), parse_int=float)


@settings(max_examples=50)
@given(envelopes())
def test_what_is_decoded_is_what_was_encoded(said: Envelope) -> None:
    data = encode(said)
    back = decode(data)

    assert msgspec.structs.replace(back, body=said.body) == said
    assert doubles(back.body) == doubles(said.body)
    assert encode(back) == data


@settings(max_examples=30)
@given(envelopes(), st.integers(0, 3))
def test_spaces_and_order_of_keys_do_not_change_the_bytes(said: Envelope, indent: int) -> None:
    data = encode(said)
    turned = dict(reversed(json.loads(data).items()))

    assert encode(decode(json.dumps(turned, indent=indent or None).encode())) == data


def test_hash_of_a_known_envelope_stays_what_it_was(make: Any) -> None:
    """Whoever must change this line breaks every hash and signature given before."""
    data = encode(make.envelope(7))

    assert data == (
        b'{"areas":["peacekeeping"],"author":"Regional desk","body":{"text":"violence may rise"},'
        b'"id":"early-warning--00000000-0000-4000-8000-000000000007","kind":"early-warning",'
        b'"language":"en","marking":{"caveats":[],"level":"unclassified","tlp":"green"},'
        b'"origin":"un","places":["NAM"],"status":"actual","version":"2026-11-01T12:00:00Z"}'
    )
    assert fingerprint(data) == hashlib.sha256(data).hexdigest()


def test_moments_are_written_in_utc(make: Any) -> None:
    nairobi = datetime(2026, 11, 1, 15, tzinfo=timezone(timedelta(hours=3)))

    assert encode(make.envelope(version=nairobi)) == encode(make.envelope(version=make.now))


def test_numbers_and_keys_are_written_as_rfc_8785_does(make: Any) -> None:
    body = '{"\U0001f600":1e21,"\ufb33":500.0,"\u20ac":-0.0,"a":1E-7,"b":333333333.33333329}'

    said = decode(encode(make.envelope(body=msgspec.Raw(body.encode()))))

    # RFC 8785 section 3.2.3: keys in the order of their UTF-16 code units.
    assert bytes(said.body).decode() == (
        '{"a":1e-7,"b":333333333.3333333,"\u20ac":0,"\U0001f600":1e+21,"\ufb33":500}'
    )


def text_of(make: Any, **changes: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(encode(make.envelope()))
    return value | changes


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"colour": "red"}, "unknown field `colour`"),
        ({"marking": {"tlp": "green", "colour": "red"}}, "fields no marking has: colour"),
        ({"marking": {"tlp": "white"}}, "Invalid enum value 'white'"),
        ({"refs": [{"relation": "about", "target": "x"}]}, "matching regex"),
        ({"refs": [{"relation": "about", "target": "x", "why": ""}]}, r"refs\[0\]|unknown field"),
        ({"kind": "rumour"}, "Invalid enum value 'rumour'"),
        ({"status": "real"}, "Invalid enum value 'real'"),
        ({"id": "early-warning--7"}, "matching regex"),
        ({"id": 7}, "Expected `str`"),
        ({"version": "2026-11-01T12:00:00"}, "timezone"),
        ({"version": "yesterday"}, "RFC3339"),
        ({"author": ""}, "length >= 1"),
        ({"areas": "peacekeeping"}, "Expected `array`"),
        ({"body": []}, "not a JSON object"),
        ({"body": "text"}, "not a JSON object"),
        ({"body": None}, "not a JSON object"),
        ({"body": {"a": 2**53 + 1}}, "an integer beyond"),
        ({"body": {"a": -(2**64)}}, "an integer beyond"),
        ({"body": {"a": 10**400}}, "JSON"),
        ({"body": {"a": "x" * MAX_BODY_BYTES}}, "its body is over 1,048,576 bytes"),
    ],
)
def test_envelope_that_is_not_one_is_refused(make: Any, changes: Any, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as refused:
        decode(json.dumps(text_of(make, **changes)).encode())

    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("field", ["id", "kind", "version", "origin", "marking", "status", "body"])
def test_missing_field_is_refused(make: Any, field: str) -> None:
    value = text_of(make)
    del value[field]

    with pytest.raises(InputError, match=f"{field}`|body is not"):
        decode(json.dumps(value).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe{}",
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":"\\ud800"}',
        b'{"a":1}{"a":1}',
        b'{"a":01}',
        b"[" * 20_000,
        b'{"a":' * 20_000,
        b"[" * 20_000 + b"]" * 20_000,
        b"{}" + b" " * (2 << 20),
    ],
)
def test_bytes_that_are_not_json_or_too_many_are_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        decode(data)


@pytest.mark.parametrize("where", ["top", "body", "marking"])
def test_key_given_twice_is_refused(make: Any, where: str) -> None:
    data = encode(make.envelope())
    key = {"top": b'"origin":"un"', "body": b'"text":"a"', "marking": b'"level":"unclassified"'}
    place = {"top": b'"origin"', "body": b'"text"', "marking": b'"level"'}[where]

    with pytest.raises(InputError, match=r"twice|repeat|already"):
        decode(data.replace(place, key[where] + b"," + place, 1))


def nested(levels: int) -> msgspec.Raw:
    return msgspec.Raw(b'{"a":' * (levels - 1) + b"{}" + b"}" * (levels - 1))


def test_body_may_be_as_deep_as_the_limit_and_no_deeper(make: Any) -> None:
    assert decode(encode(make.envelope(body=nested(MAX_DEPTH)))).body == nested(MAX_DEPTH)

    with pytest.raises(InputError, match=r"JSON, byte .*33"):
        encode(make.envelope(body=nested(MAX_DEPTH + 1)))


def test_body_may_be_as_long_as_the_limit(make: Any) -> None:
    body = msgspec.Raw(b'{"a":"' + b"x" * (MAX_BODY_BYTES - 8) + b'"}')

    assert len(bytes(decode(encode(make.envelope(body=body))).body)) == MAX_BODY_BYTES


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": datetime(2026, 11, 1)}, "has no zone"),  # noqa: DTZ001  # the fault itself
        (
            {"version": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))},
            "outside the years",
        ),
        ({"body": msgspec.Raw(b"{")}, "JSON"),
        ({"body": msgspec.Raw(b"")}, "JSON"),
        ({"author": "\ud800"}, "cannot be written"),
        ({"purpose": object()}, "cannot be written"),
    ],
)
def test_struct_that_cannot_be_an_envelope_is_not_encoded(
    make: Any, changes: Any, reason: str
) -> None:
    with pytest.raises(InputError, match=reason):
        encode(make.envelope(**changes))


class Warned(msgspec.Struct, frozen=True, kw_only=True):
    b: float
    a: Annotated[str, msgspec.Meta(min_length=1)]


def test_body_of_a_structure_is_canonical_and_reads_back() -> None:
    body = body_of(Warned(a="x", b=500.0))

    assert bytes(body) == b'{"a":"x","b":500}'
    assert msgspec.json.decode(body, type=Warned) == Warned(a="x", b=500.0)


@pytest.mark.parametrize("number", [2**53 - 1, 2**53, -(2**53), 10**20, 123456789012345680000])
def test_whole_number_that_a_double_writes_the_same_is_kept(make: Any, number: int) -> None:
    body = msgspec.Raw(f'{{"a":{number}}}'.encode())

    assert decode(encode(make.envelope(body=body))).body == body
