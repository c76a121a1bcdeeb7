"""The tables as the newest migration leaves them; rooms write their SQL over these.

Moments are whole microseconds since 1970 (UTC), which both databases keep exactly and compare as
numbers. A test holds these tables to what the migrations make, on both databases.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine.interfaces import Dialect

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_LONG: Final = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts only INTEGER keys


class MomentColumn(TypeDecorator[datetime]):
    """An aware moment, kept as microseconds since 1970 and read back in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """The number a moment is kept as; a naive moment is a mistake of the caller."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """The moment of a number."""
        return None if value is None else _EPOCH + value * _MICROSECOND


metadata: Final = MetaData()

ledger: Final = Table(
    "ledger",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("status", String, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("last_added_at", MomentColumn, nullable=False),
)
"""One row: the status of every record here, and the last sequence number and moment given out."""

records: Final = Table(
    "records",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("added_at", MomentColumn, nullable=False, unique=True),
    Column("id", String, nullable=False),
    Column("version", MomentColumn, nullable=False),
    Column("kind", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("status", String, nullable=False),
    Column("tlp_rank", SmallInteger, nullable=False),
    Column("un_rank", SmallInteger, nullable=False),
    Column("originator_controlled", SmallInteger, nullable=False),
    Column("personal_data", SmallInteger, nullable=False),
    Column("due_diligence", SmallInteger, nullable=False),
    Column("exercise", SmallInteger, nullable=False),
    Column("purpose", String),
    Column("legal_basis", String),
    Column("valid_from", MomentColumn),
    Column("valid_until", MomentColumn),
    Column("hash", String(64), nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    UniqueConstraint("id", "version", name="records_id_version"),
    Index("records_kind_seq", "kind", "seq"),
    Index("records_origin_seq", "origin", "seq"),
)
"""Versions of records. The caveats are 0 or 1; ranks are those of vocabulary.marking."""

record_areas: Final = Table(
    "record_areas",
    metadata,
    Column("seq", BigInteger, ForeignKey("records.seq"), primary_key=True, autoincrement=False),
    Column("area", String, primary_key=True),
    Index("record_areas_area", "area", "seq"),
)

record_places: Final = Table(
    "record_places",
    metadata,
    Column("seq", BigInteger, ForeignKey("records.seq"), primary_key=True, autoincrement=False),
    Column("place", String, primary_key=True),
    Index("record_places_place", "place", "seq"),
)

jobs: Final = Table(
    "jobs",
    metadata,
    Column("number", _LONG, Identity(), primary_key=True),
    Column("task", String, nullable=False),
    Column("name", String, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("due_at", MomentColumn, nullable=False),
    Column("lease_until", MomentColumn),
    Column("attempts", Integer, nullable=False),
    Column("last_error", String),
    Column("dead_at", MomentColumn),
    Column("done_at", MomentColumn),
    UniqueConstraint("task", "name", name="jobs_task_name"),
    Index("jobs_open", "done_at", "dead_at", "due_at"),
)

audit_tree: Final = Table(
    "audit_tree",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
)
"""One row: how many leaves the audit log has, and the root of their tree."""

audit_leaves: Final = Table(
    "audit_leaves",
    metadata,
    Column("leaf", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

audit_nodes: Final = Table(
    "audit_nodes",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("node", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)
