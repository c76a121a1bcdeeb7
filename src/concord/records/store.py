"""The ledger's SQL: versions in commit order, and the reads over them.

A sequence number and a moment are given out under the lock of the ledger's one row, which is held
to the commit. So they appear to readers in their own order: who has seen number n will never find
a smaller one that is new. (Drawn before the commit, numbers of overlapping writers appear out of
order, and a reader that asks for what came after its last one loses the late.)
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from concord.records.canonical import read_back
from concord.records.model import Entry, Envelope, RecordId
from concord.storage.schema import ledger, record_areas, record_places, records
from concord.vocabulary.marking import TLP_RANK, UN_RANK, Caveat
from concord.vocabulary.status import Status

EVERYTHING: Final = true()
"""The predicate of the node's own people; a partner's is compiled from the clauses."""

_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
_CAVEATS: Final = tuple((caveat.replace("-", "_"), caveat) for caveat in Caveat)
"""Each caveat and its column."""

_IDS_PER_QUERY: Final = 500
_ONE: Final = 1

Key = tuple[RecordId, datetime]
Place = tuple[int, datetime, str]
"""Where a version stands: its number, its moment and its hash."""


class Head(NamedTuple):
    """Where a ledger stands: its status, and the last number and moment given out."""

    status: Status
    seq: int
    added_at: datetime


class Row(NamedTuple):
    """A version as it is about to be written."""

    envelope: Envelope
    hash: str
    data: bytes


def claim(db: Connection, status: Status) -> Status:
    """The status of the ledger; an empty one takes the status given."""
    first = {"one": _ONE, "status": status, "last_seq": 0, "last_added_at": _BEGINNING}
    try:
        with db.begin_nested():
            db.execute(insert(ledger).values(first))
    except IntegrityError:
        pass  # another process claimed it first
    return Status(db.execute(select(ledger.c.status)).scalar_one())


def status(db: Connection) -> Status | None:
    """The status of the ledger; None where it was never claimed."""
    found = db.execute(select(ledger.c.status)).scalar()
    return None if found is None else Status(found)


def lock_head(db: Connection) -> Head:
    """Where the ledger stands, and the turn to write in it until this transaction ends."""
    # SQLite has no row locks and needs none: BEGIN IMMEDIATE has locked the whole database.
    found = db.execute(select(ledger).with_for_update()).one()
    return Head(Status(found.status), found.last_seq, found.last_added_at)


def hashes(db: Connection, ids: Sequence[RecordId]) -> dict[Key, Place]:
    """Of these records, number, moment and hash of every version kept."""
    columns = (records.c.id, records.c.version, records.c.seq, records.c.added_at, records.c.hash)
    found: dict[Key, Place] = {}
    for start in range(0, len(ids), _IDS_PER_QUERY):
        chosen = ids[start : start + _IDS_PER_QUERY]
        for row in db.execute(select(*columns).where(records.c.id.in_(chosen))):
            found[RecordId(row.id), row.version] = (row.seq, row.added_at, row.hash)
    return found


def write(db: Connection, rows: Sequence[Row], *, after: Head, now: datetime) -> list[Entry]:
    """The entries of new versions, numbered from the head on; the head must be locked.

    Moments grow by at least a microsecond each, also where the clock stands or was set back.
    """
    if not rows:
        return []
    begins = max(now, after.added_at + _TICK)
    entries = [
        Entry(
            seq=after.seq + 1 + step,
            added_at=begins + step * _TICK,
            hash=row.hash,
            envelope=row.envelope,
        )
        for step, row in enumerate(rows)
    ]
    pairs = list(zip(entries, rows, strict=True))
    db.execute(insert(records), [_columns(entry, row.data) for entry, row in pairs])
    areas = [{"seq": e.seq, "area": area} for e in entries for area in e.envelope.areas]
    places = [{"seq": e.seq, "place": place} for e in entries for place in e.envelope.places]
    if areas:
        db.execute(insert(record_areas), areas)
    if places:
        db.execute(insert(record_places), places)
    db.execute(update(ledger).values(last_seq=entries[-1].seq, last_added_at=entries[-1].added_at))
    return entries


def since(
    db: Connection, seq: int, limit: int, visible: ColumnElement[bool] = EVERYTHING
) -> tuple[Entry, ...]:
    """At most so many visible versions numbered above seq, in order."""
    chosen = _entries().where(records.c.seq > seq, visible).order_by(records.c.seq).limit(limit)
    return tuple(_read(db, chosen))


def history(
    db: Connection, record: RecordId, visible: ColumnElement[bool] = EVERYTHING
) -> tuple[Entry, ...]:
    """Every visible version of a record, the oldest version first."""
    chosen = _entries().where(records.c.id == record, visible).order_by(records.c.version)
    return tuple(_read(db, chosen))


def latest(
    db: Connection, record: RecordId, visible: ColumnElement[bool] = EVERYTHING
) -> Entry | None:
    """The newest visible version of a record."""
    chosen = _entries().where(records.c.id == record, visible)
    return next(_read(db, chosen.order_by(records.c.version.desc()).limit(1)), None)


def as_of(
    db: Connection, moment: datetime, visible: ColumnElement[bool] = EVERYTHING
) -> Iterator[Entry]:
    """Of each record, the newest visible version among those kept by a moment; in order of seq."""
    held = and_(records.c.added_at <= moment, visible)
    newest = (
        select(records.c.id, func.max(records.c.version).label("version"))
        .where(held)
        .group_by(records.c.id)
        .subquery()
    )
    same = and_(records.c.id == newest.c.id, records.c.version == newest.c.version)
    return _read(db, _entries().join(newest, same).order_by(records.c.seq))


def kept_bytes(db: Connection) -> Iterator[tuple[Key, bytes]]:
    """The bytes of every version as they lie there, in order; nothing is read into them."""
    columns = (records.c.id, records.c.version, records.c.envelope)
    for row in db.execute(select(*columns).order_by(records.c.seq)):
        yield (RecordId(row.id), row.version), row.envelope


def _entries() -> Select[int, datetime, str, bytes]:
    return select(records.c.seq, records.c.added_at, records.c.hash, records.c.envelope)


def _read(db: Connection, chosen: Select[int, datetime, str, bytes]) -> Iterator[Entry]:
    for seq, added_at, digest, data in db.execute(chosen):
        yield Entry(seq=seq, added_at=added_at, hash=digest, envelope=read_back(bytes(data)))


def _columns(entry: Entry, data: bytes) -> dict[str, object]:
    envelope = entry.envelope
    return {
        "seq": entry.seq,
        "added_at": entry.added_at,
        "id": envelope.id,
        "version": envelope.version,
        "kind": envelope.kind,
        "origin": envelope.origin,
        "status": envelope.status,
        "tlp_rank": TLP_RANK[envelope.marking.tlp],
        "un_rank": UN_RANK[envelope.marking.level],
        **{name: int(caveat in envelope.marking.caveats) for name, caveat in _CAVEATS},
        "purpose": envelope.purpose,
        "legal_basis": envelope.legal_basis,
        "valid_from": envelope.valid_from,
        "valid_until": envelope.valid_until,
        "hash": entry.hash,
        "envelope": data,
    }
