"""The audit tree: published vectors, and proofs of trees of every shape."""

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.storage import tree
from concord.vocabulary.errors import InputError

SIZES = st.integers(1, 200)


def leaves_of(size: int) -> list[bytes]:
    return [tree.leaf_hash(number.to_bytes(4, "big")) for number in range(size)]


def kept_tree(size: int) -> tuple[tree.Frontier, tree.NodeReader]:
    """What a store keeps of a tree grown leaf by leaf."""
    frontier, kept = tree.Frontier(), {}
    for leaf in leaves_of(size):
        frontier, completed = tree.append(frontier, leaf)
        kept |= {(node.level, node.index): node.hash for node in completed}
    return frontier, lambda level, index: kept[level, index]


def plain_root(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 section 2.1 writes it, with nothing kept."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = plain_root(leaves[:split]), plain_root(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def flip(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8 % len(value)] ^= 1 << bit % 8
    return bytes(changed)


def vectors(folder: Path, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob(f"exchange/merkle-rfc6962/testdata__{kind}__*.json")):
        yield path.name, json.loads(path.read_bytes())


def hashes(case: dict[str, Any], *fields: str) -> list[bytes]:
    return [base64.b64decode(case[field]) if case[field] else b"" for field in fields]


def proof_of(case: dict[str, Any]) -> tree.Proof:
    return tuple(base64.b64decode(text) for text in case["proof"] or ())


def judged(case: dict[str, Any], kind: str) -> bool:
    """Whether the case's proof is taken."""
    proof = proof_of(case)
    if kind == "inclusion":
        leaf, root = hashes(case, "leafHash", "root")
        size = case["treeSize"]
        return tree.verify_inclusion(leaf, index=case["leafIdx"], size=size, proof=proof, root=root)
    if kind == "subtreeinclusion":
        leaf, root = hashes(case, "leafHash", "root")
        start, end = case["start"], case["end"]
        return tree.verify_subtree_inclusion(
            leaf, index=case["leafIdx"], start=start, end=end, proof=proof, root=root
        )
    first_root, second_root = hashes(case, "root1", "root2")
    if kind == "consistency":
        return tree.verify_consistency(
            first=case["size1"],
            second=case["size2"],
            first_root=first_root,
            second_root=second_root,
            proof=proof,
        )
    return tree.verify_subtree(
        start=case["start"],
        end=case["end"],
        size=case["size"],
        subtree_root=first_root,
        root=second_root,
        proof=proof,
    )


@pytest.mark.parametrize(
    ("kind", "number"),
    [("inclusion", 49), ("consistency", 49), ("subtreeinclusion", 102), ("subtreeconsistency", 59)],
)
def test_every_published_proof_is_judged_as_published(
    shared_data: Path, kind: str, number: int
) -> None:
    cases = list(vectors(shared_data, kind))

    wrong = [name for name, case in cases if judged(case, kind) == case["wantErr"]]

    assert wrong == []
    assert len(cases) == number


def test_the_trees_of_the_published_proofs_have_their_roots_and_proofs(shared_data: Path) -> None:
    # The eight leaves of the certificate transparency reference tests.
    texts = "", "00", "10", "2021", "3031", "40414243", "5051525354555657"
    texts += ("606162636465666768696a6b6c6d6e6f",)
    node = tree.perfect_nodes([tree.leaf_hash(bytes.fromhex(text)) for text in texts])
    for _, case in vectors(shared_data, "inclusion"):
        if case["desc"] == "happy path" and case["treeSize"] <= 8:
            assert hashes(case, "root") == [tree.root_at(case["treeSize"], node)]
            made = tree.inclusion_proof(case["leafIdx"], case["treeSize"], node)
            assert made == proof_of(case)
    for _, case in vectors(shared_data, "consistency"):
        if case["desc"] == "happy path" and case["size2"] <= 8:
            made = tree.consistency_proof(case["size1"], case["size2"], node)
            assert made == proof_of(case)


def test_a_tree_without_leaves_has_the_root_of_the_standard() -> None:
    expected = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")

    assert tree.root(tree.Frontier()) == expected
    assert tree.root_at(0, tree.perfect_nodes([])) == expected


def test_a_leaf_that_spells_a_node_has_another_hash_than_the_node() -> None:
    left, right = leaves_of(2)

    assert tree.leaf_hash(left + right) != tree.node_hash(left, right)


@given(SIZES)
def test_a_tree_grown_leaf_by_leaf_has_the_root_of_the_definition(size: int) -> None:
    frontier, node = kept_tree(size)

    expected = plain_root(leaves_of(size))
    assert tree.root(frontier) == expected
    assert tree.root_at(size, node) == expected
    assert tree.root_at(size, tree.perfect_nodes(leaves_of(size))) == expected


@given(SIZES, st.data())
def test_every_earlier_root_can_be_made_from_what_is_kept(size: int, data: st.DataObject) -> None:
    _, node = kept_tree(size)
    earlier = data.draw(st.integers(0, size))

    assert tree.root_at(earlier, node) == plain_root(leaves_of(earlier))


@given(SIZES)
def test_the_frontier_keeps_one_hash_for_each_bit_of_the_size(size: int) -> None:
    frontier, _ = kept_tree(size)

    assert frontier.size == size
    assert len(frontier.hashes) == size.bit_count()


def test_appending_completes_two_nodes_a_leaf_on_average() -> None:
    frontier, completed = tree.Frontier(), 0
    for leaf in leaves_of(1024):
        frontier, nodes = tree.append(frontier, leaf)
        completed += len(nodes)
        assert len(nodes) <= frontier.size.bit_length()

    assert completed == 2 * 1024 - 1


@given(SIZES, st.data())
def test_the_proof_of_any_leaf_of_any_tree_verifies(size: int, data: st.DataObject) -> None:
    frontier, node = kept_tree(size)
    index = data.draw(st.integers(0, size - 1))

    proof = tree.inclusion_proof(index, size, node)

    leaf, root = leaves_of(size)[index], tree.root(frontier)
    assert tree.verify_inclusion(leaf, index=index, size=size, proof=proof, root=root)
    assert len(proof) <= (size - 1).bit_length()


@given(SIZES, st.data())
def test_one_flipped_bit_anywhere_in_an_inclusion_proof_fails(
    size: int, data: st.DataObject
) -> None:
    frontier, node = kept_tree(size)
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(index, size, node)
    parts = [leaves_of(size)[index], tree.root(frontier), *proof]
    at = data.draw(st.integers(0, len(parts) - 1))
    parts[at] = flip(parts[at], data.draw(st.integers(0, 255)))

    leaf, root, *changed = parts

    assert not tree.verify_inclusion(leaf, index=index, size=size, proof=tuple(changed), root=root)


@given(SIZES, st.data())
def test_a_leaf_is_not_shown_at_another_index_nor_by_a_longer_or_shorter_proof(
    size: int, data: st.DataObject
) -> None:
    frontier, node = kept_tree(size)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-1, size))
    proof = tree.inclusion_proof(index, size, node)
    leaf, root = leaves_of(size)[index], tree.root(frontier)

    assert (other == index) is tree.verify_inclusion(
        leaf, index=other, size=size, proof=proof, root=root
    )
    for wrong in ((*proof, root), (root, *proof), proof[:-1] if proof else (leaf,)):
        assert not tree.verify_inclusion(leaf, index=index, size=size, proof=wrong, root=root)


@given(SIZES, st.data())
def test_the_growth_of_any_tree_verifies_from_any_earlier_size(
    second: int, data: st.DataObject
) -> None:
    _, node = kept_tree(second)
    first = data.draw(st.integers(1, second))

    proof = tree.consistency_proof(first, second, node)

    assert tree.verify_consistency(
        first=first,
        second=second,
        first_root=plain_root(leaves_of(first)),
        second_root=plain_root(leaves_of(second)),
        proof=proof,
    )


@given(SIZES, st.data())
def test_one_flipped_bit_anywhere_in_a_consistency_proof_fails(
    second: int, data: st.DataObject
) -> None:
    _, node = kept_tree(second)
    first = data.draw(st.integers(1, second))
    proof = tree.consistency_proof(first, second, node)
    parts = [plain_root(leaves_of(first)), plain_root(leaves_of(second)), *proof]
    at = data.draw(st.integers(0, len(parts) - 1))
    parts[at] = flip(parts[at], data.draw(st.integers(0, 255)))

    first_root, second_root, *changed = parts

    assert not tree.verify_consistency(
        first=first,
        second=second,
        first_root=first_root,
        second_root=second_root,
        proof=tuple(changed),
    )


@given(st.integers(2, 100), st.data())
def test_a_tree_whose_past_was_changed_is_not_shown_to_have_grown(
    second: int, data: st.DataObject
) -> None:
    first = data.draw(st.integers(1, second))
    changed = leaves_of(second)
    at = data.draw(st.integers(0, first - 1))
    changed[at] = tree.leaf_hash(b"changed")

    proof = tree.consistency_proof(first, second, tree.perfect_nodes(changed))

    assert not tree.verify_consistency(
        first=first,
        second=second,
        first_root=plain_root(leaves_of(first)),
        second_root=plain_root(changed),
        proof=proof,
    )


@given(st.integers(1, 64), st.data())
def test_any_subtree_is_shown_in_its_tree_and_no_other_run(size: int, data: st.DataObject) -> None:
    _, node = kept_tree(size)
    start = data.draw(st.integers(0, size - 1))
    end = data.draw(st.integers(start + 1, size))
    if not tree.is_subtree(start, end):
        with pytest.raises(InputError, match="no subtree"):
            tree.subtree_proof(start, end, size, node)
        return

    proof = tree.subtree_proof(start, end, size, node)

    run, root = plain_root(leaves_of(size)[start:end]), plain_root(leaves_of(size))
    assert tree.verify_subtree(
        start=start, end=end, size=size, subtree_root=run, root=root, proof=proof
    )
    assert not tree.verify_subtree(
        start=start, end=end, size=size, subtree_root=flip(run, 7), root=root, proof=proof
    )


def test_proof_parts_of_another_length_than_a_hash_are_refused() -> None:
    left, right = leaves_of(2)
    root = tree.node_hash(left, right)
    # The same 64 bytes, cut elsewhere: without the check this would verify.
    longer, shorter = (left + right)[:40], (left + right)[40:]

    assert not tree.verify_inclusion(longer, index=0, size=2, proof=(shorter,), root=root)
    assert not tree.verify_subtree(
        start=0, end=1, size=2, subtree_root=longer, root=root, proof=(shorter,)
    )


def test_a_proof_of_a_larger_tree_does_not_verify_for_the_size_of_a_smaller_one() -> None:
    left, right = leaves_of(2)
    root = tree.node_hash(left, right)

    assert tree.verify_inclusion(right, index=1, size=2, proof=(left,), root=root)
    assert not tree.verify_inclusion(right, index=0, size=1, proof=(left,), root=root)


def test_the_proof_of_one_run_is_not_taken_for_a_run_no_node_has() -> None:
    leaves = leaves_of(4)
    proof = tree.subtree_proof(0, 3, 4, tree.perfect_nodes(leaves))
    run, root = plain_root(leaves[:3]), plain_root(leaves)

    # Leaves 1 and 2 are under no node of their own; by its arithmetic alone this would verify.
    for start in (0, 1):
        assert (start == 0) is tree.verify_subtree(
            start=start, end=3, size=4, subtree_root=run, root=root, proof=proof
        )


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_a_leaf_the_tree_does_not_hold_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(InputError, match=f"audit leaf {index}: a tree of {size} leaves"):
        tree.inclusion_proof(index, size, tree.perfect_nodes(leaves_of(size)))


@pytest.mark.parametrize(("first", "second"), [(0, 4), (5, 4), (-1, 4)])
def test_growth_that_cannot_be_has_no_proof(first: int, second: int) -> None:
    with pytest.raises(InputError, match="cannot be proved"):
        tree.consistency_proof(first, second, tree.perfect_nodes(leaves_of(4)))


def test_only_a_hash_is_appended() -> None:
    with pytest.raises(InputError, match="32 bytes, this has 4"):
        tree.append(tree.Frontier(), b"leaf")
