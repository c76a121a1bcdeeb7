"""Whether a record may be shared, under which clause, or which condition failed: pure.

Every clause between holder and recipient is tried against every condition; one that fails none
permits. A record that its holder did not originate needs two permissions: the holder's own clause
with the recipient, and the originator's clause with the holder that names the recipient as onward.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from concord.agreements.model import (
    Clause,
    Condition,
    Decision,
    Figure,
    Narrowing,
    Obligations,
    Reason,
)
from concord.records.model import Envelope, OrganizationId
from concord.vocabulary.area import areas
from concord.vocabulary.errors import InputError
from concord.vocabulary.marking import Caveat
from concord.vocabulary.status import Status


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """May this record go from its holder to this recipient, now, for this purpose?"""

    record: Envelope
    holder: OrganizationId
    recipient: OrganizationId
    now: datetime
    purpose: str | None = None
    narrowings: tuple[Narrowing, ...] = ()

    def has(self, caveat: Caveat) -> bool:
        """Whether the record carries a caveat."""
        return caveat in self.record.marking.caveats


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that failed, and the values that made it fail."""

    reason: Reason
    figures: tuple[Figure, ...]


Check = Callable[[Question, Clause], Failure | None]


def may_share(
    record: Envelope,
    recipient: OrganizationId,
    clauses: Iterable[Clause],
    *,
    now: datetime,
    purpose: str | None = None,
    holder: OrganizationId | None = None,
    narrowings: Sequence[Narrowing] = (),
) -> Decision:
    """Allow with the clause that permits, or deny with the nearest and the condition that failed.

    now: aware; purpose: what the recipient says it asks for; holder: who would give the record, by
    default its originator. InputError when now has no time zone.
    """
    if now.tzinfo is None:
        raise InputError("time of sharing: give it with its offset from UTC")
    question = Question(
        record=record,
        holder=record.origin if holder is None else holder,
        recipient=recipient,
        now=now,
        purpose=purpose or None,
        narrowings=tuple(narrowings),
    )
    known = tuple(clauses)
    own = _between(known, question.holder, recipient)
    decision = _try(question, own, CONDITIONS, none=Reason.NO_CLAUSE)
    if not decision.allowed or question.holder == record.origin:
        return decision
    return _pass_on(question, known, decision)


def _pass_on(question: Question, clauses: Sequence[Clause], own: Decision) -> Decision:
    """The decision on a record that another organization originated."""
    if question.has(Caveat.ORIGINATOR_CONTROLLED):
        figures = _figures(originator=question.record.origin)
        reason = Reason.ORIGINATOR_CONTROLLED
        return Decision(allowed=False, reason=reason, nearest=own.permits[0], figures=figures)
    given = _between(clauses, question.record.origin, question.holder)
    decision = _try(question, given, (*CONDITIONS, _onward), none=Reason.NO_ONWARD_CLAUSE)
    if not decision.allowed:
        return decision
    permits = (*own.permits, *decision.permits)
    return Decision(allowed=True, permits=permits, obligations=_strictest(permits))


def _between(
    clauses: Sequence[Clause], giver: OrganizationId, receiver: OrganizationId
) -> tuple[Clause, ...]:
    found = (each for each in clauses if each.giver == giver and each.receiver == receiver)
    return tuple(sorted(found, key=lambda clause: clause.id))


def _try(
    question: Question, clauses: Sequence[Clause], checks: Sequence[Check], *, none: Reason
) -> Decision:
    """The first clause that fails nothing, else the one that fails least and latest."""
    best: tuple[tuple[int, int], Clause, Failure] | None = None
    for clause in clauses:
        failures = [
            (at, found) for at, each in enumerate(checks) if (found := each(question, clause))
        ]
        if not failures:
            return Decision(allowed=True, permits=(clause,), obligations=clause.obligations)
        place, first = failures[0]
        rank = (len(failures), -place)
        if best is None or rank < best[0]:
            best = (rank, clause, first)
    if best is None:
        pair = _figures(giver=question.holder, receiver=question.recipient)
        if none is Reason.NO_ONWARD_CLAUSE:
            pair = _figures(giver=question.record.origin, receiver=question.holder)
        return Decision(allowed=False, reason=none, figures=pair)
    _, nearest, failure = best
    return Decision(allowed=False, reason=failure.reason, nearest=nearest, figures=failure.figures)


def _strictest(clauses: Sequence[Clause]) -> Obligations:
    days = [
        each.obligations.retention_days
        for each in clauses
        if each.obligations.retention_days is not None
    ]
    return Obligations(
        retention_days=min(days, default=None),
        due_diligence=any(each.obligations.due_diligence for each in clauses),
    )


def _figures(**values: str) -> tuple[Figure, ...]:
    return tuple(Figure(name=name, value=value) for name, value in values.items())


def _failure(reason: Reason, **values: str) -> Failure:
    return Failure(reason=reason, figures=_figures(**values))


def _kind(question: Question, clause: Clause) -> Failure | None:
    if question.record.kind in clause.kinds:
        return None
    return _failure(Reason.KIND, kind=question.record.kind, permitted=", ".join(clause.kinds))


def _status(question: Question, clause: Clause) -> Failure | None:
    record = question.record
    marked = question.has(Caveat.EXERCISE) and record.status is not Status.EXERCISE
    if record.status is clause.status and not marked:
        return None
    said = Status.EXERCISE if marked else record.status
    return _failure(Reason.STATUS, status=said, permitted=clause.status)


def _area(question: Question, clause: Clause) -> Failure | None:
    if not clause.areas:
        return None
    permitted = ", ".join(clause.areas)
    if not question.record.areas:
        return _failure(Reason.AREA, area="-", permitted=permitted)
    outside = [area for area in question.record.areas if not _covered(area, clause)]
    if not outside:
        return None
    return _failure(Reason.AREA, area=", ".join(outside), permitted=permitted)


def _covered(area: str, clause: Clause) -> bool:
    known = areas()
    if area not in known:
        return False
    return any(known[whole].covers(known[area]) for whole in clause.areas if whole in known)


def _place(question: Question, clause: Clause) -> Failure | None:
    if not clause.places:
        return None
    permitted = ", ".join(clause.places)
    if not question.record.places:
        return _failure(Reason.PLACE, place="-", permitted=permitted)
    outside = [place for place in question.record.places if place not in clause.places]
    if not outside:
        return None
    return _failure(Reason.PLACE, place=", ".join(outside), permitted=permitted)


def _time(question: Question, clause: Clause) -> Failure | None:
    if clause.in_force(question.now):
        return None
    if question.now < clause.valid_from:
        return _failure(Reason.NOT_YET, since=clause.valid_from.isoformat())
    until = "" if clause.valid_until is None else clause.valid_until.isoformat()
    return _failure(Reason.ENDED, until=until)


def _marking(question: Question, clause: Clause) -> Failure | None:
    marking, ceiling = question.record.marking, clause.ceiling
    if marking.within(ceiling):
        return None
    return _failure(
        Reason.MARKING,
        tlp=marking.tlp,
        level=marking.level,
        ceiling_tlp=ceiling.tlp,
        ceiling_level=ceiling.level,
    )


def _purpose(question: Question, clause: Clause) -> Failure | None:
    asked, said = question.purpose, question.record.purpose
    permitted = ", ".join(clause.purposes) or "-"
    if clause.purposes and asked is not None and asked not in clause.purposes:
        return _failure(Reason.PURPOSE, purpose=asked, permitted=permitted)
    if question.has(Caveat.PERSONAL_DATA) and said not in clause.purposes:
        return _failure(Reason.PURPOSE, purpose=said or "-", permitted=permitted)
    if Condition.PURPOSE_STATED in clause.conditions and asked is None and not said:
        return _failure(Reason.PURPOSE, purpose="-", permitted=permitted)
    return None


def _legal_basis(question: Question, clause: Clause) -> Failure | None:
    needed = question.has(Caveat.PERSONAL_DATA) or Condition.LEGAL_BASIS in clause.conditions
    if needed and not question.record.legal_basis:
        return _failure(Reason.LEGAL_BASIS)
    return None


def _due_diligence(question: Question, clause: Clause) -> Failure | None:
    if question.has(Caveat.DUE_DILIGENCE) and not clause.obligations.due_diligence:
        return _failure(Reason.DUE_DILIGENCE)
    return None


def _own_records(question: Question, clause: Clause) -> Failure | None:
    if Condition.OWN_RECORDS in clause.conditions and clause.giver != question.record.origin:
        return _failure(Reason.OWN_RECORDS, originator=question.record.origin)
    return None


def _withheld(question: Question, clause: Clause) -> Failure | None:
    record, recipient = question.record.id, question.recipient
    for narrowing in question.narrowings:
        if narrowing.withholds(record, recipient, clause.id):
            return _failure(Reason.WITHHELD, office=narrowing.office)
    return None


def _onward(question: Question, clause: Clause) -> Failure | None:
    if question.recipient in clause.onward:
        return None
    permitted = ", ".join(clause.onward) or "-"
    return _failure(Reason.ONWARD, recipient=question.recipient, permitted=permitted)


CONDITIONS: Final[tuple[Check, ...]] = (
    _kind,
    _status,
    _area,
    _place,
    _time,
    _marking,
    _purpose,
    _legal_basis,
    _due_diligence,
    _own_records,
    _withheld,
)
"""In the order in which a person would ask: a clause that fails a later one comes nearer."""
