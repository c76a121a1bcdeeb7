"""Signatures that stand beside an object: canonical JSON (RFC 8785), detached JWS, Ed25519.

The object is written as canonical JSON, so that two parties who hold equal objects hold equal
bytes, and signed as JWS (RFC 7515) with alg "Ed25519" (RFC 9864). The payload is left out of the
compact form (RFC 7515 appendix F): `header..signature`. Nothing is added to the object.

The header is exactly alg and kid, the thumbprint of the key: no member of it can name another
algorithm, bring a key along, or change what is signed.
"""

import base64
import binascii
from enum import StrEnum
from typing import Final

import rfc8785
from joserfc import jws
from joserfc.errors import JoseError

from concord.formats.json import Json, JsonObject, Limits, read_object
from concord.formats.key import PublicKey, SigningKey
from concord.vocabulary.errors import InputError

ALGORITHM: Final = "Ed25519"
SIGNATURE_BYTES: Final = 64
_LONGEST: Final = 1024
_HEADER_LIMITS: Final = Limits(size_bytes=_LONGEST, depth=1, values=8)


class SignatureFault(StrEnum):
    """What is wrong with a signature, in the words the partner is told; never the reason within."""

    FORM = "it is not a detached JWS in compact form: header, two dots, signature"
    ALGORITHM = "its algorithm is not Ed25519"
    HEADER = "its header holds another member than alg and kid, or lacks one"
    KEY = "it was made with another key than the one on file"
    MISMATCH = "it does not fit this object and this key"


class SignatureError(InputError):
    """A signature does not show that its key's holder signed this object; do not act on it."""

    def __init__(self, fault: SignatureFault) -> None:
        super().__init__(f"signature: {fault}")
        self.fault = fault


def canonical(value: Json) -> bytes:
    """The canonical JSON of a value, RFC 8785, in UTF-8.

    InputError for what has none: NaN, infinities, integers beyond 2**53 - 1, lone surrogates.
    """
    try:
        return rfc8785.dumps(value)
    except UnicodeEncodeError:  # a member's name
        reason = "input contains non-UTF-8 codepoints"
    except RecursionError:
        reason = "nested too deep"
    except rfc8785.CanonicalizationError as error:
        reason = str(error)
    raise InputError(f"object to sign: it has no canonical JSON ({reason}); correct the value")


def sign(value: JsonObject, key: SigningKey) -> str:
    """The signature of an object: a detached JWS in compact form, 180 characters.

    InputError for what no strict reader would take: without canonical JSON, or over the limits of
    `read_json`.
    """
    payload = canonical(value)
    read_object(payload)
    header = {"alg": ALGORITHM, "kid": key.public.id}
    whole = jws.serialize_compact(header, payload, key.jwk, algorithms=[ALGORITHM])
    return jws.detach_content(whole)


def verify(value: JsonObject, signature: str, key: PublicKey) -> None:
    """Return if the key's holder signed exactly this object; else SignatureError says what is off.

    Equal objects have equal signatures: member order, spaces and 1.0 for 1 do not count.
    """
    verify_canonical(canonical(value), signature, key)


def verify_canonical(payload: bytes, signature: str, key: PublicKey) -> None:
    """As verify, for who has the canonical JSON already: writing it is a quarter of the cost.

    Bytes that are not canonical never fit, since only canonical ones are signed.
    """
    _check_header(_header_of(signature), key)
    try:
        jws.deserialize_compact(signature, key.jwk, algorithms=[ALGORITHM], payload=payload)
    except JoseError:
        raise SignatureError(SignatureFault.MISMATCH) from None


def key_id_of(signature: str) -> str:
    """The id of the key a signature says it was made with: which one to verify it by."""
    kid = _header_of(signature).get("kid")
    if not isinstance(kid, str):
        raise SignatureError(SignatureFault.HEADER)
    return kid


def _header_of(signature: str) -> JsonObject:
    """The header of a signature that has the form of one."""
    parts = signature.split(".") if len(signature) <= _LONGEST else []
    if len(parts) != 3 or parts[1]:
        raise SignatureError(SignatureFault.FORM)
    if len(_decode(parts[2])) != SIGNATURE_BYTES:
        raise SignatureError(SignatureFault.FORM)
    try:
        return read_object(_decode(parts[0]), limits=_HEADER_LIMITS)
    except SignatureError:
        raise
    except InputError:
        raise SignatureError(SignatureFault.FORM) from None


def _check_header(header: JsonObject, key: PublicKey) -> None:
    if header.get("alg") != ALGORITHM:
        raise SignatureError(SignatureFault.ALGORITHM)
    if set(header) != {"alg", "kid"}:
        raise SignatureError(SignatureFault.HEADER)
    if header["kid"] != key.id:
        raise SignatureError(SignatureFault.KEY)


def _decode(part: str) -> bytes:
    """The bytes of base64url without padding; only the one text that encodes them is taken.

    Otherwise the last character of a signature could be changed and it would still verify.
    """
    try:
        decoded = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (ValueError, binascii.Error):
        raise SignatureError(SignatureFault.FORM) from None
    if base64.urlsafe_b64encode(decoded).rstrip(b"=") != part.encode():
        raise SignatureError(SignatureFault.FORM)
    return decoded
