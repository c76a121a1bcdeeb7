"""Signatures beside an object: canonical JSON byte for byte, and nothing else verifies."""

import base64
import json
import struct
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OctKey

from concord.formats.json import MAX_INTEGER, Json, JsonObject, read_json
from concord.formats.key import SigningKey, new_key
from concord.formats.signature import (
    SignatureError,
    SignatureFault,
    canonical,
    key_id_of,
    sign,
    verify,
    verify_canonical,
)
from concord.vocabulary.errors import ConcordError, InputError

KEY = new_key(bytes(range(32)))
OTHER = new_key(bytes(range(1, 33)))
WARNING: JsonObject = {"id": "early-warning--1", "level": "high", "places": ["XAA", "XAB"]}

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | FLOATS | TEXTS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXTS, below, max_size=3),
    max_leaves=8,
)
OBJECTS: st.SearchStrategy[JsonObject] = st.dictionaries(TEXTS, VALUES, max_size=4)
KEYS = st.binary(min_size=32, max_size=32).map(new_key)


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def forged(header: Any, *, value: JsonObject = WARNING, key: SigningKey = KEY) -> str:
    """A signature right in all but its header, made with the key's own secret."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    signed = f"{base64url(text)}.{base64url(canonical(value))}".encode()
    secret = Ed25519PrivateKey.from_private_bytes(key.seed)
    return f"{base64url(text)}..{base64url(secret.sign(signed))}"


def nested(depth: int) -> Json:
    value: Json = []
    for _ in range(depth - 1):
        value = [value]
    return value


def fault_of(signature: str, *, value: JsonObject = WARNING) -> SignatureFault:
    with pytest.raises(SignatureError) as refused:
        verify(value, signature, KEY.public)
    return refused.value.fault


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_canonical_json_is_that_of_the_standard_byte_for_byte(shared_data: Path, name: str) -> None:
    folder = shared_data / "exchange/jcs-rfc8785"
    given_text = (folder / f"testdata__input__{name}.json").read_bytes()

    written = canonical(read_json(given_text))

    assert written == (folder / f"testdata__output__{name}.json").read_bytes()
    expected = bytes.fromhex((folder / f"testdata__outhex__{name}.txt").read_text())
    assert written == expected


@pytest.mark.parametrize(
    ("bits", "text"),
    [  # RFC 8785 appendix B
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),  # minus zero
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("ffefffffffffffff", "-1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_are_written_as_the_standard_lists_them(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))

    assert canonical(number) == text.encode()


@given(VALUES)
def test_canonical_json_reads_back_as_the_value_and_is_canonical(value: Json) -> None:
    written = canonical(value)

    assert read_json(written) == value
    assert canonical(read_json(written)) == written


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (float("nan"), "not representable"),
        (float("inf"), "not representable"),
        (2**53, "exceeds safe integer domain"),
        ("\ud800", "non-UTF-8"),
        ({"\ud800": 1}, "non-UTF-8"),
        (nested(5000), "nested too deep"),
    ],
)
def test_what_has_no_canonical_json_is_refused_with_the_reason(value: Json, reason: str) -> None:
    with pytest.raises(InputError, match=rf"object to sign: .*{reason}"):
        canonical(value)


@given(OBJECTS, KEYS)
def test_what_is_signed_verifies(value: JsonObject, key: SigningKey) -> None:
    signature = sign(value, key)

    verify(value, signature, key.public)
    assert key_id_of(signature) == key.public.id


@given(OBJECTS)
def test_canonical_bytes_verify_as_their_object_and_other_bytes_of_it_do_not(
    value: JsonObject,
) -> None:
    signature = sign(value, KEY)

    verify_canonical(canonical(value), signature, KEY.public)
    with pytest.raises(SignatureError, match="does not fit"):
        verify_canonical(canonical(value) + b"\n", signature, KEY.public)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (nested(64), "nested over 64 levels"),  # the object itself is one
        ([0] * 100_001, "over 100,000 values"),
        ("x" * 8 * 2**20, "at most 8,388,608 are read"),
    ],
    ids=["deep", "many", "large"],
)
def test_what_a_strict_reader_would_refuse_is_not_signed(value: Json, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        sign({"value": value}, KEY)


@given(OBJECTS)
def test_signing_leaves_the_object_as_it_is_and_gives_the_same_again(value: JsonObject) -> None:
    before = deepcopy(value)

    assert sign(value, KEY) == sign(value, KEY)
    assert value == before


@given(OBJECTS, OBJECTS)
def test_a_signature_fits_no_other_object(value: JsonObject, other: JsonObject) -> None:
    assume(canonical(value) != canonical(other))

    assert fault_of(sign(value, KEY), value=other) is SignatureFault.MISMATCH


@given(OBJECTS, st.data())
def test_any_changed_character_of_a_signature_fails(value: JsonObject, data: st.DataObject) -> None:
    signature = sign(value, KEY)
    at = data.draw(st.integers(0, len(signature) - 1))
    character = data.draw(st.characters(codec="utf-8"))
    assume(character != signature[at])

    changed = signature[:at] + character + signature[at + 1 :]

    with pytest.raises(SignatureError):
        verify(value, changed, KEY.public)


@given(st.text(max_size=30) | st.from_regex(r"\A[\w-]{0,20}\.[\w-]{0,3}\.[\w-]{0,90}\Z"))
def test_any_text_that_is_no_signature_is_refused_as_one(text: str) -> None:
    with pytest.raises(SignatureError, match=r"\Asignature: .*\Z"):
        verify(WARNING, text, KEY.public)


def test_the_last_character_has_one_spelling_only() -> None:
    signature = sign(WARNING, KEY)
    # 64 bytes end in four free bits: a lenient decoder takes 16 last characters for one signature.
    twins = [last for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef" if last != signature[-1]]

    assert {fault_of(signature[:-1] + last) for last in twins} <= {
        SignatureFault.FORM,
        SignatureFault.MISMATCH,
    }
    assert fault_of(signature + "=") is SignatureFault.FORM


def test_another_key_on_file_is_named_before_anything_is_checked() -> None:
    assert fault_of(sign(WARNING, OTHER)) is SignatureFault.KEY


def test_a_signature_of_another_key_that_names_ours_does_not_fit() -> None:
    header = {"alg": "Ed25519", "kid": KEY.public.id}

    assert fault_of(forged(header, key=OTHER)) is SignatureFault.MISMATCH


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "EdDSA", "ES256", "Ed448", "", None, 1])
def test_no_other_algorithm_is_taken_even_if_the_signature_fits(alg: object) -> None:
    header = {"alg": alg, "kid": KEY.public.id}

    assert fault_of(forged(header)) is SignatureFault.ALGORITHM


def test_a_code_made_with_the_public_key_as_secret_is_refused() -> None:
    header = {"alg": "HS256", "kid": KEY.public.id}
    secret = OctKey.import_key(KEY.public.raw)

    whole = jws.serialize_compact(header, canonical(WARNING), secret, algorithms=["HS256"])

    # A code of SHA-256 is 32 bytes long: it is refused by its form alone.
    assert fault_of(jws.detach_content(whole)) is SignatureFault.FORM


@pytest.mark.parametrize(
    "more",
    [
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}},  # brings its own key along
        {"jku": "https://example.org/keys"},
        {"x5u": "https://example.org/certificate"},
        {"b64": False, "crit": ["b64"]},  # RFC 7797: changes what is signed
        {"crit": []},
        {"typ": "JOSE"},
    ],
    ids=lambda more: next(iter(more)),
)
def test_no_other_member_is_taken_in_the_header(more: dict[str, object]) -> None:
    header = {"alg": "Ed25519", "kid": KEY.public.id} | more

    assert fault_of(forged(header)) in {SignatureFault.HEADER, SignatureFault.FORM}


def test_a_header_without_a_key_id_is_refused() -> None:
    assert fault_of(forged({"alg": "Ed25519"})) is SignatureFault.HEADER
    with pytest.raises(SignatureError, match="alg and kid"):
        key_id_of(forged({"alg": "Ed25519"}))


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"none","alg":"Ed25519","kid":"x"}',  # which alg depends on the reader
        b"[]",
        b'"Ed25519"',
        b"{",
        b"",
        b"\xff",
    ],
)
def test_a_header_that_is_no_strict_json_object_is_refused(header: bytes) -> None:
    assert fault_of(forged(header)) is SignatureFault.FORM


@pytest.mark.parametrize(
    "form",
    [
        "{0}.{1}.{2}",  # with the payload inside
        "{0}.{2}",
        "{0}..{2}.",
        "{0}..",
        "..{2}",
        " {0}..{2}",
        "{0}..{2}\n",
        "",
        "..",
        "{0}..{2}{2}{2}{2}{2}{2}{2}{2}{2}{2}{2}{2}{2}",
    ],
)
def test_every_other_form_is_refused(form: str) -> None:
    header, _, made = sign(WARNING, KEY).split(".")

    text = form.format(header, base64url(canonical(WARNING)), made)

    assert fault_of(text) is SignatureFault.FORM


def test_another_implementation_verifies_what_is_signed_here() -> None:
    header, empty, made = sign(WARNING, KEY).split(".")

    assert empty == ""
    Ed25519PrivateKey.from_private_bytes(KEY.seed).public_key().verify(
        base64.urlsafe_b64decode(made + "=="),
        f"{header}.{base64url(canonical(WARNING))}".encode(),
    )
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {
        "alg": "Ed25519",
        "kid": KEY.public.id,
    }


def test_what_another_implementation_signed_verifies_here_whatever_its_header_order() -> None:
    verify(WARNING, forged({"kid": KEY.public.id, "alg": "Ed25519"}), KEY.public)


def test_the_message_of_a_signature_that_does_not_fit_is_the_same_for_all() -> None:
    signature = sign(WARNING, KEY)
    messages = set()
    for value in ({}, WARNING | {"level": "low"}, {"secret": "of another desk"}):
        with pytest.raises(ConcordError) as refused:
            verify(value, signature, KEY.public)
        messages.add(str(refused.value))

    assert messages == {"signature: it does not fit this object and this key"}
