"""What clauses permit on a day: who may have which records, on what, up to which marking."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from concord.agreements.model import Clause, ClauseId
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.marking import Marking
from concord.vocabulary.status import Status


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of record that one organization may receive; empty areas or places mean any."""

    giver: str
    receiver: str
    kind: RecordKind
    areas: tuple[str, ...]
    places: tuple[str, ...]
    ceiling: Marking
    until: datetime | None
    onward: tuple[str, ...]
    status: Status
    clause: ClauseId
    article: str


def coverage(
    clauses: Iterable[Clause],
    on: datetime,
    *,
    giver: str | None = None,
    receiver: str | None = None,
) -> tuple[Coverage, ...]:
    """Every kind each clause in force permits, by giver, receiver and kind; None is everyone."""
    found = [
        Coverage(
            giver=clause.giver,
            receiver=clause.receiver,
            kind=kind,
            areas=clause.areas,
            places=clause.places,
            ceiling=clause.ceiling,
            until=clause.valid_until,
            onward=clause.onward,
            status=clause.status,
            clause=clause.id,
            article=clause.article,
        )
        for clause in clauses
        if clause.in_force(on)
        and giver in (None, clause.giver)
        and receiver in (None, clause.receiver)
        for kind in dict.fromkeys(clause.kinds)
    ]
    return tuple(sorted(found, key=lambda row: (row.giver, row.receiver, row.kind, row.clause)))
