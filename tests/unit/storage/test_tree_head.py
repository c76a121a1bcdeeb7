"""Signed tree heads: who promised what, and whether a tree only grew."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.formats.key import new_key
from concord.formats.signature import SignatureError
from concord.storage.tree import EMPTY_ROOT, consistency_proof, leaf_hash, perfect_nodes, root_at
from concord.storage.tree_head import (
    SignedTreeHead,
    TreeError,
    TreeHead,
    check_growth,
    sign_head,
    verify_head,
)
from concord.vocabulary.errors import InputError

KEY = new_key(bytes(32))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NODE = perfect_nodes([leaf_hash(bytes([number])) for number in range(50)])


def head_of(size: int, *, origin: str = "xr1", minutes: int = 0) -> TreeHead:
    return TreeHead(
        origin=origin,
        size=size,
        root=root_at(size, NODE).hex(),
        time=NOON + timedelta(minutes=minutes),
    )


@given(
    st.integers(0, 50),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])),
)
def test_a_signed_head_survives_the_wire_and_verifies(size: int, time: datetime) -> None:
    head = msgspec.structs.replace(head_of(size), time=time)

    wire = msgspec.json.encode(sign_head(head, KEY))

    received = msgspec.json.decode(wire, type=SignedTreeHead)
    assert verify_head(received, KEY.public, origin="xr1") == head


@pytest.mark.parametrize(
    "change",
    [
        {"size": 8},
        {"root": EMPTY_ROOT.hex()},
        {"time": NOON + timedelta(seconds=1)},
        {"origin": "xr2"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_head_with_anything_changed_does_not_verify(change: dict[str, object]) -> None:
    signed = sign_head(head_of(7), KEY)

    altered = SignedTreeHead(
        head=msgspec.structs.replace(signed.head, **change), signature=signed.signature
    )

    with pytest.raises(SignatureError):
        verify_head(altered, KEY.public, origin=altered.head.origin)


def test_a_head_of_another_organizations_tree_is_refused_though_well_signed() -> None:
    signed = sign_head(head_of(7, origin="xr2"), KEY)

    with pytest.raises(InputError, match="tree of xr2, not of xr1"):
        verify_head(signed, KEY.public, origin="xr1")


def test_a_head_signed_with_another_key_is_refused() -> None:
    signed = sign_head(head_of(7), new_key(bytes([1]) * 32))

    with pytest.raises(SignatureError, match="another key"):
        verify_head(signed, KEY.public, origin="xr1")


@pytest.mark.parametrize(
    "wire",
    [
        {"size": -1},
        {"size": 2**53},
        {"root": "00"},
        {"root": "A" * 64},
        {"time": "2026-03-01T12:00:00"},
        {"type": "early-warning"},
        {"origin": ""},
    ],
    ids=str,
)
def test_a_head_that_cannot_be_is_refused_on_the_wire(wire: dict[str, object]) -> None:
    plain = msgspec.to_builtins(head_of(7)) | wire

    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(plain, TreeHead)


@given(st.integers(1, 50), st.integers(0, 49))
def test_a_tree_that_only_grew_is_taken(first: int, more: int) -> None:
    second = min(50, first + more)

    check_growth(head_of(first), head_of(second), consistency_proof(first, second, NODE))


def test_everything_grows_from_an_empty_tree() -> None:
    check_growth(head_of(0), head_of(9), ())
    check_growth(head_of(0), head_of(0), ())


def test_a_tree_that_shrank_is_named() -> None:
    with pytest.raises(TreeError, match="audit tree of xr1: it shrank from 9 to 7 entries"):
        check_growth(head_of(9), head_of(7), consistency_proof(7, 9, NODE))


def test_two_trees_of_one_size_are_named() -> None:
    other = msgspec.structs.replace(head_of(9), root=root_at(8, NODE).hex())

    with pytest.raises(TreeError, match="two different trees were shown of the same 9 entries"):
        check_growth(head_of(9), other, ())


def test_a_head_dated_back_is_named() -> None:
    with pytest.raises(TreeError, match="dated before an earlier one"):
        check_growth(head_of(7, minutes=5), head_of(9), consistency_proof(7, 9, NODE))


def test_a_tree_with_a_changed_past_is_named() -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(9)]
    leaves[3] = leaf_hash(b"edited")
    edited = perfect_nodes(leaves)
    later = msgspec.structs.replace(head_of(9), root=root_at(9, edited).hex())

    with pytest.raises(TreeError, match="first 7 of its 9 entries are unchanged"):
        check_growth(head_of(7), later, consistency_proof(7, 9, edited))


def test_a_missing_or_foreign_proof_shows_nothing() -> None:
    for proof in ((), consistency_proof(6, 9, NODE)):
        with pytest.raises(TreeError, match="does not show"):
            check_growth(head_of(7), head_of(9), proof)


def test_heads_of_two_organizations_are_not_compared() -> None:
    with pytest.raises(InputError, match="earlier head is of the tree of xr2"):
        check_growth(head_of(7, origin="xr2"), head_of(9), consistency_proof(7, 9, NODE))
