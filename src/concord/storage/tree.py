"""The audit tree: a Merkle tree whose proofs show that a leaf is in it and that it only grew.

Leaves and nodes are hashed as RFC 6962 section 2.1 says, with SHA-256; proofs are checked by the
algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2. A proof about a run of leaves [start, end) is
the "subtree consistency proof" of draft-ietf-plants-merkle-tree-certs section 4.4; with start 0 it
is the consistency proof of the RFCs, so that one algorithm serves both.

Nothing here is stored: whoever keeps the tree keeps the perfect nodes that `append` completes (two
per leaf on average) and hands them back through a `NodeReader`.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from concord.vocabulary.errors import InputError

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
"""The root of a tree without leaves, RFC 6962 section 2.1."""

NodeReader = Callable[[int, int], bytes]
"""The hash of the perfect subtree of 2**level leaves that starts at leaf index * 2**level."""

Proof = tuple[bytes, ...]


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A perfect subtree: 2**level leaves from leaf index * 2**level on, and its hash."""

    level: int
    index: int
    hash: bytes


class Frontier(msgspec.Struct, frozen=True, kw_only=True):
    """What must be known to append: the number of leaves, and its perfect subtrees, largest first.

    There is one for each bit set in size.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf; the prefix 0x00 keeps it from ever being taken for a node."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(frontier: Frontier, leaf: bytes) -> tuple[Frontier, tuple[Node, ...]]:
    """The frontier with one more leaf hash, and every perfect node this completes, leaf first.

    At most log2(size) + 1 hashes are computed, and two per leaf on average.
    """
    if len(leaf) != HASH_BYTES:
        raise InputError(f"audit leaf: a leaf hash has {HASH_BYTES} bytes, this has {len(leaf)}")
    hashes = list(frontier.hashes)
    node = Node(level=0, index=frontier.size, hash=leaf)
    completed = [node]
    while node.index % 2:
        above = node_hash(hashes.pop(), node.hash)
        node = Node(level=node.level + 1, index=node.index // 2, hash=above)
        completed.append(node)
    hashes.append(node.hash)
    return Frontier(size=frontier.size + 1, hashes=tuple(hashes)), tuple(completed)


def root(frontier: Frontier) -> bytes:
    """The root of the tree a frontier stands for."""
    if not frontier.hashes:
        return EMPTY_ROOT
    *left, right = frontier.hashes
    for hash_ in reversed(left):
        right = node_hash(hash_, right)
    return right


def perfect_nodes(leaves: Sequence[bytes]) -> NodeReader:
    """A reader over leaf hashes in memory, for trees that are not stored; O(n) once."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(*below[at : at + 2]) for at in range(0, len(below) - 1, 2)])
    return lambda level, index: levels[level][index]


def root_at(size: int, node: NodeReader) -> bytes:
    """The root the tree had when it held `size` leaves; the whole of its history stays provable."""
    return _hash_of(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: NodeReader) -> Proof:
    """The audit path of leaf `index` (from 0) in the tree of `size` leaves, RFC 6962 2.1.1.

    InputError when the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise InputError(f"audit leaf {index}: a tree of {size} leaves does not hold it")
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_hash_of(middle, end, node))
            end = middle
        else:
            path.append(_hash_of(start, middle, node))
            start = middle
    return tuple(reversed(path))


def consistency_proof(first: int, second: int, node: NodeReader) -> Proof:
    """The proof that the tree of `first` leaves is a beginning of that of `second`, RFC 6962 2.1.2.

    InputError unless 0 < first <= second: nothing is proved about an empty tree.
    """
    if not 0 < first <= second:
        raise InputError(
            f"audit tree: growth from {first} to {second} leaves cannot be proved; "
            "the first size is at least 1 and at most the second"
        )
    return subtree_proof(0, first, second, node)


def subtree_proof(start: int, end: int, size: int, node: NodeReader) -> Proof:
    """The proof that the run of leaves [start, end) is part of the tree of `size` leaves.

    InputError unless the run is one node's: start is a multiple of the least power of two that
    holds its length.
    """
    if not (is_subtree(start, end) and end <= size):
        raise InputError(f"audit leaves {start} to {end - 1}: they are no subtree of {size} leaves")
    path = []
    low, high, is_known = 0, size, True
    while (low, high) != (start, end):
        middle = low + _split(high - low)
        if end <= middle:
            path.append(_hash_of(middle, high, node))
            high = middle
            continue
        path.append(_hash_of(low, middle, node))
        if start < middle:  # the run goes on beyond: only its right part is left to show
            start, is_known = middle, False
        low = middle
    if not is_known:
        path.append(_hash_of(low, high, node))
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, *, index: int, size: int, proof: Proof, root: bytes) -> bool:
    """Whether the proof shows the leaf hash at `index` in the tree of `size` leaves under `root`.

    RFC 9162 section 2.1.3.2.
    """
    if not (0 <= index < size and _are_hashes(leaf, root, *proof)):
        return False
    at, last, found = index, size - 1, leaf
    for hash_ in proof:
        if last == 0:
            return False
        if at % 2 or at == last:
            found = node_hash(hash_, found)
            while not at % 2 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, hash_)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    *, first: int, second: int, first_root: bytes, second_root: bytes, proof: Proof
) -> bool:
    """Whether the proof shows that the second tree begins with the first; sizes in leaves.

    RFC 9162 section 2.1.4.2. An empty first tree is refused: it is consistent with anything.
    """
    return first > 0 and verify_subtree(
        start=0, end=first, size=second, subtree_root=first_root, root=second_root, proof=proof
    )


def verify_subtree(
    *, start: int, end: int, size: int, subtree_root: bytes, root: bytes, proof: Proof
) -> bool:
    """Whether the proof shows the run of leaves [start, end) in the tree of `size` leaves.

    An empty run is part of any tree, with the empty root and an empty proof.
    """
    if proof and not _are_hashes(subtree_root, *proof):
        return False
    if 0 <= start == end <= size:
        return subtree_root == EMPTY_ROOT and not proof
    if not (is_subtree(start, end) and end <= size):
        return False
    shift = _known_levels(start, end - 1, size - 1)
    first, last, total = start >> shift, (end - 1) >> shift, (size - 1) >> shift
    if first == last:
        found, rest = subtree_root, proof
    elif proof:
        found, rest = proof[0], proof[1:]
    else:
        return False
    return _climb(first, last, total, found, rest) == (subtree_root, root)


def verify_subtree_inclusion(
    leaf: bytes, *, index: int, start: int, end: int, proof: Proof, root: bytes
) -> bool:
    """Whether the proof shows the leaf at `index` of the whole tree in its subtree [start, end)."""
    return is_subtree(start, end) and verify_inclusion(
        leaf, index=index - start, size=end - start, proof=proof, root=root
    )


def is_subtree(start: int, end: int) -> bool:
    """Whether the leaves [start, end) are all of one node's in some tree, and at least one."""
    return 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0


def _climb(
    first: int, last: int, total: int, found: bytes, proof: Proof
) -> tuple[bytes, bytes] | None:
    """Both roots a proof leads to, or None if its length is not that of the sizes."""
    run = tree = found
    for hash_ in proof:
        if total == 0:
            return None
        if last % 2 or last == total:
            if first < last:
                run = node_hash(hash_, run)
            tree = node_hash(hash_, tree)
            while not last % 2 and last:
                first, last, total = first >> 1, last >> 1, total >> 1
        else:
            tree = node_hash(tree, hash_)
        first, last, total = first >> 1, last >> 1, total >> 1
    return (run, tree) if total == 0 else None


def _known_levels(first: int, last: int, total: int) -> int:
    """The levels up to the node from which a proof starts: what lies below it is unchanged."""
    shift = 0
    while first >> shift != last >> shift and (last == total or (last >> shift) % 2):
        shift += 1
    return shift


def _hash_of(start: int, end: int, node: NodeReader) -> bytes:
    """MTH(D[start:end]) of RFC 6962 2.1, from perfect nodes; the run is one node's."""
    length = end - start
    if length.bit_count() == 1:
        level = length.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(length)
    return node_hash(_hash_of(start, middle, node), _hash_of(middle, end, node))


def _split(length: int) -> int:
    """The largest power of two smaller than a length over 1."""
    return 1 << ((length - 1).bit_length() - 1)


def _are_hashes(*values: bytes) -> bool:
    """Whether each is as long as a hash: of other lengths, two could be read as one."""
    return all(len(value) == HASH_BYTES for value in values)
