"""Clauses expanded to rows: one grant per clause and kind, areas with all their parts.

What decide.py works out for one record at a time is worked out here once for every clause, so that
the database only compares. predicate.py reads these tables.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    MetaData,
    SmallInteger,
    String,
    Table,
    delete,
    insert,
)

from concord.agreements.model import Clause, Condition
from concord.vocabulary.area import areas
from concord.vocabulary.errors import InputError
from concord.vocabulary.marking import TLP_RANK, UN_RANK

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_NO_END: Final = 2**63 - 1


class GrantTables(msgspec.Struct, frozen=True, kw_only=True):
    """The table of grants and its lists; any_* is 1 where a list is empty and so covers any.

    grants: clause, giver, receiver, kind, status, the ceiling's two ranks, valid_from and
    valid_until (microseconds since 1970 UTC, the end not included) and conditions as 0 or 1.
    """

    grants: Table
    areas: Table
    places: Table
    purposes: Table
    onward: Table

    def all(self) -> tuple[Table, ...]:
        """Every table, the lists first."""
        return (self.areas, self.places, self.purposes, self.onward, self.grants)


def define_grants(metadata: MetaData) -> GrantTables:
    """The tables of grants, added to a MetaData; nothing is made in a database."""
    flags = (
        *("any_area", "any_place", "any_purpose"),
        *("due_diligence", "own_records", "purpose_stated", "legal_basis"),
    )
    grants = Table(
        "grants",
        metadata,
        Column("clause", String, primary_key=True),
        Column("kind", String, primary_key=True),
        Column("giver", String, nullable=False),
        Column("receiver", String, nullable=False),
        Column("status", String, nullable=False),
        Column("tlp_rank", SmallInteger, nullable=False),
        Column("un_rank", SmallInteger, nullable=False),
        Column("valid_from", BigInteger, nullable=False),
        Column("valid_until", BigInteger, nullable=False),
        *(Column(flag, SmallInteger, nullable=False) for flag in flags),
        Index("grants_pair", "receiver", "giver", "kind", "status"),
    )
    lists = (
        Table(
            f"grant_{plural}",
            metadata,
            Column("clause", String, primary_key=True),
            Column(one, String, primary_key=True),
        )
        for plural, one in (
            ("areas", "area"),
            ("places", "place"),
            ("purposes", "purpose"),
            ("onward", "organization"),
        )
    )
    of_areas, of_places, of_purposes, of_onward = lists
    return GrantTables(
        grants=grants, areas=of_areas, places=of_places, purposes=of_purposes, onward=of_onward
    )


def replace_grants(db: Connection, tables: GrantTables, clauses: Iterable[Clause]) -> int:
    """Make the tables say these clauses and no others, in the caller's transaction.

    Returns how many grants there are now. InputError where two clauses have one id.
    """
    known = tuple(clauses)
    names = [clause.id for clause in known]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"clause {twice}: two clauses have this id; give each its own")
    for table in tables.all():
        db.execute(delete(table))
    rows = _rows(known, tables)
    for table, found in rows:
        if found:
            db.execute(insert(table), found)
    return len(rows[0][1])


def microseconds(moment: datetime) -> int:
    """An aware moment as whole microseconds since 1970 UTC; InputError for a naive one."""
    if moment.tzinfo is None:
        raise InputError("time of sharing: give it with its offset from UTC")
    return (moment - _EPOCH) // _MICROSECOND


def _rows(
    clauses: Iterable[Clause], tables: GrantTables
) -> list[tuple[Table, list[dict[str, Any]]]]:
    grants: list[dict[str, Any]] = []
    lists: dict[Table, list[dict[str, Any]]] = {table: [] for table in tables.all()[:-1]}
    for clause in clauses:
        shared = _shared(clause)
        grants.extend({**shared, "kind": kind.value} for kind in dict.fromkeys(clause.kinds))
        values: tuple[tuple[Table, str, Iterable[str]], ...] = (
            (tables.areas, "area", _with_parts(clause.areas)),
            (tables.places, "place", clause.places),
            (tables.purposes, "purpose", clause.purposes),
            (tables.onward, "organization", clause.onward),
        )
        for table, column, found in values:
            lists[table].extend(
                {"clause": clause.id, column: value} for value in dict.fromkeys(found)
            )
    return [(tables.grants, grants), *lists.items()]


def _shared(clause: Clause) -> dict[str, Any]:
    until = clause.valid_until
    return {
        "clause": clause.id,
        "giver": clause.giver,
        "receiver": clause.receiver,
        "status": clause.status.value,
        "tlp_rank": TLP_RANK[clause.ceiling.tlp],
        "un_rank": UN_RANK[clause.ceiling.level],
        "valid_from": microseconds(clause.valid_from),
        "valid_until": _NO_END if until is None else microseconds(until),
        "any_area": int(not clause.areas),
        "any_place": int(not clause.places),
        "any_purpose": int(not clause.purposes),
        "due_diligence": int(clause.obligations.due_diligence),
        "own_records": int(Condition.OWN_RECORDS in clause.conditions),
        "purpose_stated": int(Condition.PURPOSE_STATED in clause.conditions),
        "legal_basis": int(Condition.LEGAL_BASIS in clause.conditions),
    }


def _with_parts(ids: Iterable[str]) -> list[str]:
    wanted = tuple(ids)
    return [
        area
        for area in areas()
        if any(area == whole or area.startswith(f"{whole}.") for whole in wanted)
    ]
