"""The audit log: what was kept, shared, read, decided and refused, as leaves of one Merkle tree.

A leaf is written in the transaction of what it tells of, so that neither is there without the
other. Its bytes, the hashes of all perfect subtrees and the last root are kept; `check` computes
them again from the bytes and says which is the first that does not fit. Tree: tree.py (RFC 6962).
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from concord.storage.schema import audit_leaves, audit_nodes, audit_tree
from concord.storage.tree import (
    EMPTY_ROOT,
    Frontier,
    NodeReader,
    Proof,
    append,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
)
from concord.vocabulary.errors import InputError

_ONE: Final = 1


class Act(StrEnum):
    """What an audit leaf tells of."""

    KEPT = "kept"
    SHARED = "shared"
    RECEIVED = "received"
    READ = "read"
    DECIDED = "decided"
    REFUSED = "refused"


class Leaf(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One act: of whom, on which record, under which clause.

    record, version, hash: of the record it is about; partner: the organization it was done with;
    clause: the clause that allowed it, or the nearest that did not; reason: in words.
    """

    act: Act
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    by: str
    record: str | None = None
    version: datetime | None = None
    hash: str | None = None
    partner: str | None = None
    clause: str | None = None
    reason: str | None = None


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Where the audit log is not what it was: the leaf (from 0), and what is wrong there."""

    leaf: int
    what: str


def record(db: Connection, leaves: list[Leaf]) -> int:
    """Append leaves in this transaction; the size of the tree after them.

    The tree is then locked to other writers until the transaction ends.
    """
    frontier = _locked_frontier(db)
    rows, nodes = [], []
    for leaf in leaves:
        data = msgspec.json.encode(leaf, order="deterministic")
        rows.append({"leaf": frontier.size, "data": data})
        frontier, completed = append(frontier, leaf_hash(data))
        nodes += [{"level": n.level, "node": n.index, "hash": n.hash} for n in completed]
    if rows:
        db.execute(insert(audit_leaves), rows)
        db.execute(insert(audit_nodes), nodes)
        db.execute(update(audit_tree).values(size=frontier.size, root=root(frontier)))
    return frontier.size


def size_and_root(db: Connection) -> tuple[int, bytes]:
    """How many leaves the tree has, and its root."""
    found = db.execute(select(audit_tree.c.size, audit_tree.c.root)).one_or_none()
    return (0, EMPTY_ROOT) if found is None else (found.size, found.root)


def leaves(db: Connection, start: int = 0, count: int | None = None) -> Iterator[Leaf]:
    """The leaves from one on, in order."""
    chosen = select(audit_leaves.c.data).where(audit_leaves.c.leaf >= start)
    for data in db.execute(chosen.order_by(audit_leaves.c.leaf).limit(count)).scalars():
        yield msgspec.json.decode(data, type=Leaf)


def prove_leaf(db: Connection, leaf: int) -> tuple[bytes, Proof]:
    """A leaf's bytes, and the proof that they are in the tree; InputError where there is none."""
    size, _ = size_and_root(db)
    proof = inclusion_proof(leaf, size, _node_reader(db))
    data: bytes = db.execute(
        select(audit_leaves.c.data).where(audit_leaves.c.leaf == leaf)
    ).scalar_one()
    return data, proof


def prove_growth(db: Connection, first: int) -> Proof:
    """The proof that the tree of `first` leaves is a beginning of today's."""
    size, _ = size_and_root(db)
    return consistency_proof(first, size, _node_reader(db))


def check(db: Connection) -> Fault | None:
    """The first leaf that is not what it was when it was written; None where all are.

    Every hash is computed again from the leaves' bytes and held against the one kept, in order, so
    that an edited, removed or inserted leaf is named, and so is an edited hash or root.
    """
    size, kept_root = size_and_root(db)
    frontier = Frontier()
    kept_nodes = _kept_nodes(db)
    for row in db.execute(select(audit_leaves).order_by(audit_leaves.c.leaf)):
        if row.leaf != frontier.size:
            return Fault(leaf=frontier.size, what="this leaf was removed")
        frontier, completed = append(frontier, leaf_hash(row.data))
        for node in completed:
            if kept_nodes.pop((node.level, node.index), None) != node.hash:
                return Fault(leaf=row.leaf, what="this leaf or a hash over it was changed")
    if frontier.size < size:
        return Fault(leaf=frontier.size, what=f"the last {size - frontier.size} leaves are gone")
    if frontier.size > size or kept_nodes:
        return Fault(leaf=size, what="leaves or hashes were put in after the end of the tree")
    if root(frontier) != kept_root:
        return Fault(leaf=max(size - 1, 0), what="the root of the tree was changed")
    return None


def _locked_frontier(db: Connection) -> Frontier:
    first = {"one": _ONE, "size": 0, "root": EMPTY_ROOT}
    try:
        with db.begin_nested():
            if db.execute(select(func.count()).select_from(audit_tree)).scalar_one() == 0:
                db.execute(insert(audit_tree).values(first))
    except IntegrityError:
        pass  # another process made the first leaf
    # SQLite has no row locks and needs none: a writing transaction has locked the whole database.
    size: int = db.execute(select(audit_tree.c.size).with_for_update()).scalar_one()
    reader, hashes, start = _node_reader(db), [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            hashes.append(reader(level, start >> level))
            start += 1 << level
    return Frontier(size=size, hashes=tuple(hashes))


def _node_reader(db: Connection) -> NodeReader:
    def read(level: int, index: int) -> bytes:
        chosen = select(audit_nodes.c.hash).where(
            audit_nodes.c.level == level, audit_nodes.c.node == index
        )
        found: bytes | None = db.execute(chosen).scalar()
        if found is None:
            raise InputError(
                f"audit log: the hash of leaves from {index << level} on is gone; run "
                "`concord audit verify`"
            )
        return found

    return read


def _kept_nodes(db: Connection) -> dict[tuple[int, int], bytes]:
    return {(row.level, row.node): row.hash for row in db.execute(select(audit_nodes))}
