"""Signing keys: Ed25519 (RFC 8032), written as PEM or JWK (RFC 8037), named by RFC 7638 thumbprint.

A private key is only ever written as PEM, encrypted when a password is given; what goes to a
partner is the public key, as PEM or JWK.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from concord.formats.json import Limits, read_object
from concord.vocabulary.errors import InputError

KEY_BYTES: Final = 32
_JWK_LIMITS: Final = Limits(size_bytes=4096, depth=4, values=50)
_Y_OF_SMALL_ORDER: Final = frozenset(
    int.from_bytes(bytes.fromhex(y), "little")
    for y in (
        "00" * 32,  # order 4
        "01" + "00" * 31,  # order 1
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",  # order 8
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",  # order 8
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # order 2
    )
)


class PublicJwk(msgspec.Struct, frozen=True, kw_only=True):
    """A public key as JWK: RFC 8037 section 2, and its thumbprint as kid."""

    kty: str = "OKP"
    crv: str = "Ed25519"
    x: str
    kid: str


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """A key that checks signatures; raw: its 32 bytes (RFC 8032 section 5.1.5)."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise InputError(f"public key: Ed25519 keys have 32 bytes, this has {len(self.raw)}")
        # Under such a key one signature fits many objects, so that nothing could be proved by it.
        if int.from_bytes(self.raw, "little") % 2**255 % (2**255 - 19) in _Y_OF_SMALL_ORDER:
            raise InputError("public key: a point of small order, which no real key is; refuse it")

    @cached_property
    def id(self) -> str:
        """The RFC 7638 thumbprint (SHA-256, base64url), the name of the key everywhere."""
        return str(self.jwk.thumbprint())

    @cached_property
    def jwk(self) -> OKPKey:
        """The key as the JOSE library takes it."""
        return OKPKey.import_key(Ed25519PublicKey.from_public_bytes(self.raw))


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A key that signs; seed: its 32 secret bytes (RFC 8032 section 5.1.5), never shown."""

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != KEY_BYTES:
            raise InputError(f"signing key: a seed has 32 bytes, this has {len(self.seed)}")

    @cached_property
    def public(self) -> PublicKey:
        """The key that checks what this one signs."""
        return PublicKey(raw=self._private.public_key().public_bytes_raw())

    @cached_property
    def jwk(self) -> OKPKey:
        """The key as the JOSE library takes it."""
        return OKPKey.import_key(self._private)

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def new_key(seed: bytes) -> SigningKey:
    """The key of a seed: 32 bytes of the caller's cryptographic random source."""
    return SigningKey(seed=seed)


def write_private_pem(key: SigningKey, *, password: bytes | None = None) -> bytes:
    """The signing key as PKCS #8 PEM, encrypted if there is a password."""
    return Ed25519PrivateKey.from_private_bytes(key.seed).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption(),
    )


def read_private_pem(pem: bytes, *, password: bytes | None = None) -> SigningKey:
    """The signing key a PEM holds; InputError for another kind, or without the right password."""
    try:
        key = serialization.load_pem_private_key(pem, password)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise InputError(
            "signing key: the PEM cannot be read; it is damaged, or the password is missing, "
            "wrong or not asked for"
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError("signing key: the PEM holds another kind of key; Ed25519 is needed")
    return SigningKey(seed=key.private_bytes_raw())


def write_public_pem(key: PublicKey) -> bytes:
    """The public key as SubjectPublicKeyInfo PEM."""
    return Ed25519PublicKey.from_public_bytes(key.raw).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def read_public_pem(pem: bytes) -> PublicKey:
    """The public key a PEM holds; InputError for another kind, or none."""
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise InputError("public key: the PEM cannot be read; ask for it again") from None
    if not isinstance(key, Ed25519PublicKey):
        raise InputError("public key: the PEM holds another kind of key; Ed25519 is needed")
    return PublicKey(raw=key.public_bytes_raw())


def public_jwk(key: PublicKey) -> PublicJwk:
    """The public key as JWK."""
    return PublicJwk(x=str(key.jwk.as_dict(private=False)["x"]), kid=key.id)


def write_public_jwk(key: PublicKey) -> bytes:
    """The public key as JWK, in JSON."""
    return msgspec.json.encode(public_jwk(key))


def read_public_jwk(data: bytes) -> PublicKey:
    """The public key a JWK in JSON holds.

    InputError for another kind of key, a private one (it must then be thrown away: it was seen) or
    a kid that is not the thumbprint.
    """
    members = read_object(data, limits=_JWK_LIMITS)
    if "d" in members:
        raise InputError("public key: the JWK is of a private key, now seen; replace that key")
    if (members.get("kty"), members.get("crv")) != ("OKP", "Ed25519"):
        raise InputError("public key: the JWK is of another kind of key; OKP, Ed25519 is needed")
    x = members.get("x")
    try:
        jwk = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": x if type(x) is str else ""})
        key = PublicKey(raw=jwk.public_key.public_bytes_raw())
    except (ValueError, JoseError):
        raise InputError("public key: x of the JWK is not 32 bytes in base64url") from None
    if members.get("kid", key.id) != key.id:
        raise InputError(f"public key: kid of the JWK is not its thumbprint {key.id}")
    return key
