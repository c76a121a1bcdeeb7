"""The ledger: what organizations said and promised, version by version; nothing is ever changed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Self

from sqlalchemy import ColumnElement, Connection, Engine

from concord.records import store
from concord.records.canonical import encode, fingerprint, read_back
from concord.records.model import Appended, Entry, Envelope, RecordId
from concord.records.rules import check
from concord.storage.engine import named, reading, writing
from concord.vocabulary.country import Gazetteer
from concord.vocabulary.errors import InputError
from concord.vocabulary.status import Status

Predicate = ColumnElement[bool]
"""A condition over the tables of concord.storage.schema: which rows the asker may see."""


class Ledger:
    """The records of one database, all of one status: exercise and actual never share one.

    Each call takes the transaction it belongs to, so that what follows from a record (a job, a
    leaf of the audit tree) is kept by the same commit.
    """

    def __init__(self, *, status: Status, gazetteer: Gazetteer) -> None:
        """A ledger whose database has that status already; use `open` from outside the room."""
        self.status = status
        self.gazetteer = gazetteer

    @classmethod
    def open(cls, engine: Engine, *, status: Status, gazetteer: Gazetteer) -> Self:
        """The ledger of an upgraded database; InputError where it is one of another status."""
        with reading(engine) as db:
            here = store.status(db)
        if here is None:
            with writing(engine) as db:
                here = store.claim(db, status)
        if here is not status:
            raise InputError(
                f"ledger {named(engine)}: it holds {here} records, and this node's status is "
                f"{status}; keep them in different databases"
            )
        return cls(status=status, gazetteer=gazetteer)

    def append(
        self, db: Connection, envelopes: Sequence[Envelope], *, now: datetime
    ) -> tuple[Appended, ...]:
        """What became of each envelope, in their order; all are kept or, on an error, none.

        A version that is here already, the same byte for byte, changes nothing. InputError where
        one breaks a rule, or the same version of the same record is here with other content.
        The ledger is then locked to other writers until the transaction ends.
        """
        rows = [self._checked(envelope) for envelope in envelopes]
        head = store.lock_head(db)
        here = store.hashes(db, sorted({row.envelope.id for row in rows}))
        known = {key: digest for key, (_, _, digest) in here.items()}
        fresh: dict[store.Key, store.Row] = {}
        for row in rows:
            key = (row.envelope.id, row.envelope.version)
            if known.setdefault(key, row.hash) != row.hash:
                raise _other_content(row.envelope)
            if key not in here:
                fresh.setdefault(key, row)
        entries = store.write(db, list(fresh.values()), after=head, now=now)
        new = {(e.envelope.id, e.envelope.version): (e.seq, e.added_at, e.hash) for e in entries}
        return tuple(_appended(rows, here | new, set(new)))

    def history(
        self, db: Connection, record: RecordId, visible: Predicate = store.EVERYTHING
    ) -> tuple[Entry, ...]:
        """Every version of a record, the oldest first; none where there is no such record."""
        return store.history(db, record, visible)

    def latest(
        self, db: Connection, record: RecordId, visible: Predicate = store.EVERYTHING
    ) -> Entry | None:
        """The newest version of a record; None where there is no such record."""
        return store.latest(db, record, visible)

    def since(
        self, db: Connection, seq: int, limit: int, visible: Predicate = store.EVERYTHING
    ) -> tuple[Entry, ...]:
        """At most so many versions numbered above seq, in order.

        Who asks again with the last number received misses nothing and gets nothing twice.
        """
        return store.since(db, seq, limit, visible)

    def as_of(
        self, db: Connection, moment: datetime, visible: Predicate = store.EVERYTHING
    ) -> Iterator[Entry]:
        """What this node held at a moment: of each record the newest version kept by then."""
        return store.as_of(db, moment, visible)

    def fingerprints(self, db: Connection) -> Mapping[tuple[RecordId, datetime], str]:
        """The hash of each version's bytes as they lie there, computed now."""
        return {key: fingerprint(data) for key, data in store.kept_bytes(db)}

    def _checked(self, envelope: Envelope) -> store.Row:
        data = encode(envelope)
        clean = read_back(data)  # a struct built in Python has met none of its types' conditions
        check(clean, self.gazetteer)
        if clean.status is not self.status:
            raise InputError(
                f"record {clean.id}: its status is {clean.status}, and this ledger keeps "
                f"{self.status} records only"
            )
        return store.Row(clean, fingerprint(data), data)


def _appended(
    rows: Sequence[store.Row], kept: Mapping[store.Key, store.Place], new: set[store.Key]
) -> Iterator[Appended]:
    for row in rows:
        key = (row.envelope.id, row.envelope.version)
        seq, added_at, digest = kept[key]
        yield Appended(
            id=key[0], version=key[1], seq=seq, added_at=added_at, hash=digest, is_new=key in new
        )
        new.discard(key)  # the same version twice in one call is new once


def _other_content(envelope: Envelope) -> InputError:
    return InputError(
        f"record {envelope.id}: its version of {envelope.version.isoformat()} is here with other "
        "content; a change needs a new version"
    )
