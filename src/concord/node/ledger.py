"""The node's ledger: what its desks say becomes records, each with its leaf in the audit log."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from concord.agreements.decide import may_share
from concord.agreements.model import Clause, Decision
from concord.node.node import Node
from concord.records.canonical import encode
from concord.records.ledger import Ledger
from concord.records.model import Appended, Entry, Envelope, OrganizationId, RecordId
from concord.storage import audit
from concord.storage.audit import Act, Fault, Leaf
from concord.storage.engine import reading, writing
from concord.vocabulary.errors import InputError
from concord.warning.notice import Warning
from concord.warning.record import envelope_of


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a look through the audit log found: how many leaves, and the first that is wrong."""

    leaves: int
    root: str
    fault: Fault | None


def keep_warnings(node: Node, warnings: Iterable[Warning], *, now: datetime) -> list[Appended]:
    """Keep each warning as a record; one that says what its record says already adds nothing."""
    origin = OrganizationId(node.settings.organization_id)
    envelopes = [envelope_of(each, origin=origin, made_at=now) for each in warnings]
    ledger = node.ledger  # opened first: opening a new one writes, in a transaction of its own
    with writing(node.database) as db:
        fresh = []
        for envelope in envelopes:
            held = ledger.latest(db, envelope.id)
            if held is None or _content(held.envelope) != _content(envelope):
                fresh.append(envelope)
        kept = ledger.append(db, fresh, now=now)
        leaves = [
            Leaf(
                act=Act.KEPT,
                at=now,
                by=origin,
                record=each.id,
                version=each.version,
                hash=each.hash,
            )
            for each in kept
            if each.is_new
        ]
        audit.record(db, leaves)
    return list(kept)


def records_since(node: Node, seq: int, limit: int) -> tuple[Entry, ...]:
    """At most so many versions numbered above seq, in the order they were kept."""
    ledger = node.ledger
    with reading(node.database) as db:
        return ledger.since(db, seq, limit)


def history_of(node: Node, record: str) -> tuple[Entry, ...]:
    """Every version of a record; InputError where there is none."""
    ledger = node.ledger
    with reading(node.database) as db:
        found = ledger.history(db, RecordId(record))
    if not found:
        raise InputError(f"record {record}: not in this ledger; see `concord record list`")
    return found


def explain_share(
    node: Node,
    record: str,
    recipient: str,
    clauses: Sequence[Clause],
    *,
    now: datetime,
    purpose: str | None = None,
) -> Decision:
    """Whether a record's newest version may go to a recipient now, and which clause says so."""
    newest = history_of(node, record)[-1].envelope
    return may_share(
        newest,
        OrganizationId(recipient),
        clauses,
        now=now,
        purpose=purpose,
        holder=OrganizationId(node.settings.organization_id),
    )


def verify(node: Node) -> Checked:
    """Compute the audit log again from its leaves, and hold every record against its leaf."""
    ledger = node.ledger
    with reading(node.database) as db:
        size, root = audit.size_and_root(db)
        fault = audit.check(db) or _first_changed_record(db, ledger)
    return Checked(leaves=size, root=root.hex(), fault=fault)


def _first_changed_record(db: Connection, ledger: Ledger) -> Fault | None:
    """The first leaf whose record is gone or has other bytes, or a record without a leaf."""
    here = dict(ledger.fingerprints(db))
    size = 0
    for number, leaf in enumerate(audit.leaves(db)):
        size = number + 1
        if leaf.act is not Act.KEPT or leaf.record is None or leaf.version is None:
            continue
        found = here.pop((RecordId(leaf.record), leaf.version), None)
        if found is None:
            return Fault(leaf=number, what=f"record {leaf.record} is gone")
        if found != leaf.hash:
            return Fault(leaf=number, what=f"record {leaf.record} was changed")
    if here:
        record, _ = next(iter(here))
        return Fault(leaf=size, what=f"record {record} was put in: no leaf tells of it")
    return None


def _content(envelope: Envelope) -> bytes:
    return encode(
        msgspec.structs.replace(envelope, version=envelope.valid_from or envelope.version)
    )
