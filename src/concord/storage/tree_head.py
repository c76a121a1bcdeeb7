"""Signed tree heads: what a node promises its audit tree was, and the check that it only grew.

RFC 6962 section 3.5 has the idea; the form is our own, signed as every object is. A head says what
it is (`type`) and whose tree it is of, so that no other signed object can be taken for one.
"""

from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec

from concord.formats.json import JsonObject
from concord.formats.key import PublicKey, SigningKey
from concord.formats.signature import sign, verify
from concord.storage.tree import HASH_BYTES, Proof, verify_consistency
from concord.vocabulary.errors import InputError

HEAD_TYPE: Final = "audit-tree-head"

Root = Annotated[str, msgspec.Meta(pattern=rf"^[0-9a-f]{{{2 * HASH_BYTES}}}$")]


class TreeHead(msgspec.Struct, frozen=True, kw_only=True):
    """The audit tree at one moment.

    origin: the organization whose tree it is; size: leaves; root: its hash in hexadecimal; time:
    when it was made, aware.
    """

    type: Literal["audit-tree-head"] = HEAD_TYPE
    origin: Annotated[str, msgspec.Meta(min_length=1)]
    size: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
    root: Root
    time: Annotated[datetime, msgspec.Meta(tz=True)]


class SignedTreeHead(msgspec.Struct, frozen=True, kw_only=True):
    """A tree head, and beside it the detached JWS of its owner."""

    head: TreeHead
    signature: str


class TreeError(InputError):
    """An audit tree is not what its owner promised before: an entry was changed or taken out."""

    status = 409


def sign_head(head: TreeHead, key: SigningKey) -> SignedTreeHead:
    """The head with the signature of its tree's owner."""
    return SignedTreeHead(head=head, signature=sign(_plain(head), key))


def verify_head(signed: SignedTreeHead, key: PublicKey, *, origin: str) -> TreeHead:
    """The head, if the key's holder signed it for the tree of `origin`.

    SignatureError if not signed so; InputError if it is of another organization's tree.
    """
    verify(_plain(signed.head), signed.signature, key)
    if signed.head.origin != origin:
        raise InputError(f"tree head: it is of the tree of {signed.head.origin}, not of {origin}")
    return signed.head


def check_growth(earlier: TreeHead, later: TreeHead, proof: Proof) -> None:
    """Return if the later tree begins with the earlier one; else TreeError says how it does not.

    Both heads must be verified. From an empty tree everything grows, and the proof is empty.
    """
    tree = f"audit tree of {later.origin}"
    if earlier.origin != later.origin:
        raise InputError(f"{tree}: the earlier head is of the tree of {earlier.origin}")
    if later.size < earlier.size:
        raise TreeError(f"{tree}: it shrank from {earlier.size} to {later.size} entries")
    if later.time < earlier.time:
        raise TreeError(f"{tree}: the head of {later.size} entries is dated before an earlier one")
    if later.size == earlier.size and later.root != earlier.root:
        raise TreeError(f"{tree}: two different trees were shown of the same {later.size} entries")
    if earlier.size and not verify_consistency(
        first=earlier.size,
        second=later.size,
        first_root=bytes.fromhex(earlier.root),
        second_root=bytes.fromhex(later.root),
        proof=proof,
    ):
        raise TreeError(
            f"{tree}: the proof does not show that the first {earlier.size} of its "
            f"{later.size} entries are unchanged"
        )


def _plain(head: TreeHead) -> JsonObject:
    """The head as the JSON object that is signed."""
    plain: JsonObject = msgspec.to_builtins(head)
    return plain
