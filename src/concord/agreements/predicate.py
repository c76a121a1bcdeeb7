"""Clauses as ONE condition of SQL, so that a partner's query never reads a row it may not see.

Clauses expand to rows of grants (grants.py); the condition is an EXISTS over them, true for the
same records as decide.may_share. It goes into the WHERE of any select over `records`: of objects,
manifests, versions, counts, searches, exports.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Table, and_, exists, false, func, literal, not_, or_, select
from sqlalchemy.sql.expression import ColumnCollection, FromClause

from concord.agreements.grants import GrantTables, microseconds
from concord.agreements.model import Narrowing
from concord.records.model import OrganizationId
from concord.vocabulary.status import Status

Columns = ColumnCollection[str, Any]
Condition = ColumnElement[bool]


class RecordTables(Protocol):
    """The tables of record versions that the condition reads.

    records: seq, id, origin, kind, status, tlp_rank, un_rank, purpose, legal_basis, and the caveats
    originator_controlled, personal_data, due_diligence, exercise as 0 or 1. record_areas: seq,
    area. record_places: seq, place.
    """

    @property
    def records(self) -> Table: ...  # noqa: D102
    @property
    def record_areas(self) -> Table: ...  # noqa: D102
    @property
    def record_places(self) -> Table: ...  # noqa: D102


def visible_to(
    recipient: OrganizationId,
    tables: RecordTables,
    grants: GrantTables,
    *,
    holder: OrganizationId,
    now: datetime,
    purpose: str | None = None,
    narrowings: Sequence[Narrowing] = (),
) -> Condition:
    """The condition that a record this holder keeps may go to the recipient now.

    The arguments are those of decide.may_share. A record of the holder's own needs a grant of the
    pair; one it received needs that, and a grant of its originator that names the recipient.
    """
    sharing = _Sharing(
        tables, grants, recipient=recipient, now=now, purpose=purpose, narrowings=narrowings
    )
    record = tables.records.c
    passed_on = and_(record.originator_controlled == 0, sharing.granted(None, holder, onward=True))
    return and_(sharing.granted(holder, recipient), or_(record.origin == holder, passed_on))


class _Sharing:
    """One question to the grants, asked of two pairs of giver and receiver."""

    def __init__(
        self,
        tables: RecordTables,
        grants: GrantTables,
        *,
        recipient: OrganizationId,
        now: datetime,
        purpose: str | None,
        narrowings: Iterable[Narrowing],
    ) -> None:
        self.tables, self.grants, self.record = tables, grants, tables.records.c
        self.recipient, self.instant = recipient, microseconds(now)
        self.purpose, self.narrowings = purpose or None, tuple(narrowings)

    def granted(
        self, giver: OrganizationId | None, receiver: OrganizationId, *, onward: bool = False
    ) -> Condition:
        """Whether a grant of this pair covers the record; giver None: the record's originator."""
        table = self.grants.grants.alias()
        record, grant = self.record, table.c
        conditions = [
            grant.giver == (record.origin if giver is None else giver),
            grant.receiver == receiver,
            grant.kind == record.kind,
            grant.status == record.status,
            or_(record.exercise == 0, record.status == Status.EXERCISE.value),
            grant.valid_from <= self.instant,
            grant.valid_until > self.instant,  # at the instant of `until` it no longer holds
            record.tlp_rank <= grant.tlp_rank,
            record.un_rank <= grant.un_rank,
            self._covers(grant, self.grants.areas, self.tables.record_areas, "area"),
            self._covers(grant, self.grants.places, self.tables.record_places, "place"),
            or_(record.due_diligence == 0, grant.due_diligence == 1),
            or_(grant.own_records == 0, grant.giver == record.origin),
            *self._purposes(grant),
            *self._withheld(grant),
        ]
        if onward:
            conditions.append(_lists(self.grants.onward, grant, "organization", self.recipient))
        return _some(table, *conditions)

    def _covers(self, grant: Columns, listed: Table, said: Table, name: str) -> Condition:
        """The grant lists none, or all that the record says, which then is at least one."""
        table = said.alias()
        ours = table.c
        of_record = ours.seq == self.record.seq
        outside = not_(_lists(listed, grant, name, ours[name]))
        covered = and_(_some(table, of_record), not_(_some(table, of_record, outside)))
        return or_(grant[f"any_{name}"] == 1, covered)

    def _purposes(self, grant: Columns) -> Iterator[Condition]:
        record, purposes = self.record, self.grants.purposes
        said_purpose = func.coalesce(record.purpose, "") != ""
        said_basis = func.coalesce(record.legal_basis, "") != ""
        yield or_(
            record.personal_data == 0,
            and_(said_purpose, _lists(purposes, grant, "purpose", record.purpose)),
        )
        yield or_(and_(record.personal_data == 0, grant.legal_basis == 0), said_basis)
        if self.purpose is None:
            yield or_(grant.purpose_stated == 0, said_purpose)
        else:
            asked = _lists(purposes, grant, "purpose", self.purpose)
            yield or_(grant.any_purpose == 1, asked)

    def _withheld(self, grant: Columns) -> Iterator[Condition]:
        for narrowing in self.narrowings:
            if narrowing.recipients and self.recipient not in narrowing.recipients:
                continue
            named: list[Condition] = []
            if narrowing.records:
                named.append(self.record.id.in_(narrowing.records))
            if narrowing.clauses:
                named.append(grant.clause.in_(narrowing.clauses))
            yield not_(and_(*named)) if named else false()


def _lists(table: Table, grant: Columns, name: str, value: Any) -> Condition:  # noqa: ANN401
    """Whether a list of the grant holds a value, a column's or a constant."""
    row = table.alias()
    return _some(row, row.c.clause == grant.clause, row.c[name] == value)


def _some(table: FromClause, *conditions: Condition) -> Condition:
    """Whether a row of this one table meets the conditions; other tables are the outer query's."""
    found = select(literal(1)).select_from(table).where(and_(*conditions))
    return exists(found.correlate_except(table))
