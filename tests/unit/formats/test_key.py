"""Signing keys: published ones, there and back, and what is no key."""

import base64
import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from concord.formats import key
from concord.vocabulary.errors import InputError

SEEDS = st.binary(min_size=32, max_size=32)
# RFC 8037 appendix A: a key, and its thumbprint (A.3).
RFC_SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
RFC_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
RFC_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.fixture
def rfc_key() -> key.SigningKey:
    return key.new_key(bytes.fromhex(RFC_SEED))


def test_the_key_of_the_standard_has_the_public_part_and_thumbprint_of_the_standard(
    rfc_key: key.SigningKey,
) -> None:
    written = key.public_jwk(rfc_key.public)

    assert written == key.PublicJwk(x=RFC_X, kid=RFC_THUMBPRINT)
    assert rfc_key.public.id == RFC_THUMBPRINT


@given(SEEDS)
def test_keys_survive_pem_and_jwk(seed: bytes) -> None:
    made = key.new_key(seed)

    assert key.read_private_pem(key.write_private_pem(made)) == made
    assert key.read_public_pem(key.write_public_pem(made.public)) == made.public
    assert key.read_public_jwk(key.write_public_jwk(made.public)) == made.public


def test_a_private_key_with_a_password_opens_with_that_one_alone(rfc_key: key.SigningKey) -> None:
    pem = key.write_private_pem(rfc_key, password=b"north gate")

    assert b"ENCRYPTED" in pem
    assert key.read_private_pem(pem, password=b"north gate") == rfc_key
    for wrong in (b"south gate", None):
        with pytest.raises(InputError, match="password is missing, wrong or not asked for"):
            key.read_private_pem(pem, password=wrong)


def test_an_open_private_key_is_not_taken_with_a_password(rfc_key: key.SigningKey) -> None:
    with pytest.raises(InputError, match="not asked for"):
        key.read_private_pem(key.write_private_pem(rfc_key), password=b"north gate")


def test_a_signing_key_never_shows_its_secret(rfc_key: key.SigningKey) -> None:
    shown = f"{rfc_key!r} {rfc_key}"

    assert RFC_SEED not in shown
    assert repr(rfc_key.seed) not in shown


def test_what_goes_to_a_partner_holds_no_secret(rfc_key: key.SigningKey) -> None:
    secret = base64.urlsafe_b64encode(rfc_key.seed).rstrip(b"=")

    written = key.write_public_jwk(rfc_key.public) + key.write_public_pem(rfc_key.public)

    assert secret not in written
    assert set(json.loads(key.write_public_jwk(rfc_key.public))) == {"kty", "crv", "x", "kid"}


@pytest.mark.parametrize(
    "raw",
    [
        "01" + "00" * 31,  # the neutral point
        "00" * 32,
        "00" * 31 + "80",  # its sign bit set
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",  # 0 once more, written as the prime
        "ee" + "ff" * 30 + "ff",  # 1 once more
    ],
)
def test_points_of_small_order_are_refused_as_keys(raw: str) -> None:
    with pytest.raises(InputError, match="small order"):
        key.PublicKey(raw=bytes.fromhex(raw))


def test_under_a_point_of_small_order_one_signature_fits_everything() -> None:
    neutral = bytes([1]) + bytes(31)

    trap = Ed25519PublicKey.from_public_bytes(neutral)

    trap.verify(neutral + bytes(32), b"a pledge")
    trap.verify(neutral + bytes(32), b"another pledge")


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_keys_of_another_length_are_refused(length: int) -> None:
    with pytest.raises(InputError, match=f"32 bytes, this has {length}"):
        key.PublicKey(raw=b"x" * length)
    with pytest.raises(InputError, match=f"32 bytes, this has {length}"):
        key.new_key(b"x" * length)


def test_keys_of_another_kind_are_refused_by_name() -> None:
    for other in (ed448.Ed448PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())):
        private = other.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        public = other.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        with pytest.raises(InputError, match="another kind of key"):
            key.read_private_pem(private)
        with pytest.raises(InputError, match="another kind of key"):
            key.read_public_pem(public)


@pytest.mark.parametrize("pem", [b"", b"no key", b"-----BEGIN PUBLIC KEY-----\nAAAA\n"])
def test_what_is_no_pem_is_refused(pem: bytes) -> None:
    with pytest.raises(InputError, match="signing key"):
        key.read_private_pem(pem)
    with pytest.raises(InputError, match="public key"):
        key.read_public_pem(pem)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kty": "RSA"}, "another kind"),
        ({"crv": "Ed448"}, "another kind"),
        ({"crv": "X25519"}, "another kind"),  # of the same family, for another use
        ({"x": ""}, "not 32 bytes"),
        ({"x": RFC_X[:-2]}, "not 32 bytes|32 bytes, this has"),
        ({"x": 7}, "not 32 bytes"),
        ({"x": "é" * 43}, "not 32 bytes"),
        ({"d": "secret"}, "private key, now seen"),
        ({"kid": "warning-desk"}, "not its thumbprint"),
        ({"kid": None}, "not its thumbprint"),
    ],
)
def test_a_jwk_that_is_not_one_of_ours_is_refused(change: dict[str, object], says: str) -> None:
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": RFC_X, "kid": RFC_THUMBPRINT}

    with pytest.raises(InputError, match=says):
        key.read_public_jwk(json.dumps(jwk | change).encode())


def test_a_jwk_may_come_without_a_kid_and_with_other_members() -> None:
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": RFC_X, "use": "sig"}

    assert key.read_public_jwk(json.dumps(jwk).encode()).id == RFC_THUMBPRINT


def test_a_jwk_with_a_repeated_member_is_refused() -> None:
    text = f'{{"kty":"OKP","crv":"Ed25519","x":"{RFC_X}","x":"{RFC_X}"}}'

    with pytest.raises(InputError, match="'x' stands there twice"):
        key.read_public_jwk(text.encode())
