"""Clauses as ONE condition of SQL, so that a partner's query never reads a row it may not see.

Clauses expand to rows of grants (grants.py); the condition is an EXISTS over them, true for the
same records as decide.may_share. It goes into the WHERE of any select FROM `records`: of objects,
manifests, versions, counts, searches, exports.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    String,
    Table,
    and_,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ColumnCollection, FromClause
from sqlalchemy.sql.functions import FunctionElement

from concord.agreements.grants import GrantTables, microseconds
from concord.agreements.model import Narrowing
from concord.records.model import OrganizationId
from concord.vocabulary.status import Status

Columns = ColumnCollection[str, Any]
Condition = ColumnElement[bool]
Value = ColumnElement[Any]


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

    def __hash__(self) -> int: ...


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
    values: list[Value] = [
        literal(recipient, String),
        literal(holder, String),
        literal(microseconds(now), BigInteger),
    ]
    if purpose:
        values.append(literal(purpose, String))
    if not narrowings:
        return _shape(tables, grants)(*values)
    return _Sharing(tables, grants, recipient, narrowings).condition(*values)


class _Visible(FunctionElement[bool]):
    """The condition as one element, built and compiled once for all questions of one shape.

    Building it takes longer than a poll for new records may (docs/decisions/0010); the values are
    parameters of the statement that SQLAlchemy keeps.
    """

    type = Boolean()
    inherit_cache = True
    sharing: "_Sharing"


@compiles(_Visible)
def _compile_visible(element: _Visible, compiler: SQLCompiler, **told: Any) -> str:  # noqa: ANN401
    return compiler.process(element.sharing.condition(*element.clauses), **told)


@cache
def _shape(tables: RecordTables, grants: GrantTables) -> type[_Visible]:
    """A class for each set of tables, because SQLAlchemy keeps statements by class."""
    sharing = _Sharing(tables, grants, None, ())
    return type("_VisibleInTables", (_Visible,), {"sharing": sharing, "inherit_cache": True})


class _Sharing:
    """The condition over one set of tables; narrowings are of one recipient."""

    def __init__(
        self,
        tables: RecordTables,
        grants: GrantTables,
        recipient: OrganizationId | None,
        narrowings: Sequence[Narrowing],
    ) -> None:
        self.tables, self.grants, self.record = tables, grants, tables.records.c
        self.narrowings = [
            each for each in narrowings if not each.recipients or recipient in each.recipients
        ]

    def condition(
        self, recipient: Value, holder: Value, instant: Value, purpose: Value | None = None
    ) -> Condition:
        """Granted by the holder, and where another said it, by that originator too."""
        record = self.record
        own, given = self.grants.grants.alias(), self.grants.grants.alias()
        by_holder = _some(
            own,
            own.c.giver == holder,
            own.c.receiver == recipient,
            *self._conditions(own.c, instant, purpose),
        )
        by_originator = _some(
            given,
            given.c.giver == record.origin,
            given.c.receiver == holder,
            *self._conditions(given.c, instant, purpose),
            _lists(self.grants.onward, given.c, "organization", recipient),
        )
        passed_on = and_(record.originator_controlled == 0, by_originator)
        return and_(by_holder, or_(record.origin == holder, passed_on))

    def _conditions(
        self, grant: Columns, instant: Value, purpose: Value | None
    ) -> Iterator[Condition]:
        """What decide.CONDITIONS asks of one clause."""
        record = self.record
        yield grant.kind == record.kind
        yield grant.status == record.status
        yield or_(record.exercise == 0, record.status == Status.EXERCISE.value)
        yield grant.valid_from <= instant
        yield grant.valid_until > instant  # at the instant of `until` it no longer holds
        yield record.tlp_rank <= grant.tlp_rank
        yield record.un_rank <= grant.un_rank
        yield self._covers(grant, self.grants.areas, self.tables.record_areas, "area")
        yield self._covers(grant, self.grants.places, self.tables.record_places, "place")
        yield or_(record.due_diligence == 0, grant.due_diligence == 1)
        yield or_(grant.own_records == 0, grant.giver == record.origin)
        yield from self._purposes(grant, purpose)
        yield from self._withheld(grant)

    def _covers(self, grant: Columns, listed: Table, said: Table, name: str) -> Condition:
        """The grant lists none, or all that the record says, which then is at least one."""
        table = said.alias()
        ours = table.c
        of_record = ours.seq == self.record.seq
        outside = not_(_lists(listed, grant, name, ours[name]))
        covered = and_(_some(table, of_record), not_(_some(table, of_record, outside)))
        return or_(grant[f"any_{name}"] == 1, covered)

    def _purposes(self, grant: Columns, asked: Value | None) -> Iterator[Condition]:
        record, purposes = self.record, self.grants.purposes
        said_purpose = func.coalesce(record.purpose, "") != ""
        said_basis = func.coalesce(record.legal_basis, "") != ""
        yield or_(
            record.personal_data == 0,
            and_(said_purpose, _lists(purposes, grant, "purpose", record.purpose)),
        )
        yield or_(and_(record.personal_data == 0, grant.legal_basis == 0), said_basis)
        if asked is None:
            yield or_(grant.purpose_stated == 0, said_purpose)
        else:
            yield or_(grant.any_purpose == 1, _lists(purposes, grant, "purpose", asked))

    def _withheld(self, grant: Columns) -> Iterator[Condition]:
        for narrowing in self.narrowings:
            named: list[Condition] = []
            if narrowing.records:
                named.append(self.record.id.in_(narrowing.records))
            if narrowing.clauses:
                named.append(grant.clause.in_(narrowing.clauses))
            yield not_(and_(*named)) if named else false()


def _lists(table: Table, grant: Columns, name: str, value: Value) -> Condition:
    """Whether a list of the grant holds a value."""
    row = table.alias()
    return _some(row, row.c.clause == grant.clause, row.c[name] == value)


def _some(table: FromClause, *conditions: Condition) -> Condition:
    """Whether a row of this one table meets the conditions; other tables are the outer query's."""
    found = select(literal(1)).select_from(table).where(and_(*conditions))
    return exists(found.correlate_except(table))
