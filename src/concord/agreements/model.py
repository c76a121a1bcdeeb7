"""Clauses: what one organization agreed to give another, up to which marking, from when until when.

An agreement is data that a cooperation desk writes (clause_file.py) and people sign. Silence means
no: what no clause in force names is not shared.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType

import msgspec

from concord.records.model import Moment, OrganizationId, RecordId
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.marking import Marking
from concord.vocabulary.status import Status

ClauseId = NewType("ClauseId", str)
AgreementId = NewType("AgreementId", str)

Word = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{1,59}$")]
ClauseIdText = Annotated[ClauseId, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
AgreementIdText = Annotated[AgreementId, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
OrganizationIdText = Annotated[OrganizationId, msgspec.Meta(pattern=r"^[A-Z][A-Z0-9-]{1,39}$")]
Days = Annotated[int, msgspec.Meta(ge=1, le=36_525)]


class Condition(StrEnum):
    """What must hold besides what a clause names."""

    PURPOSE_STATED = "purpose-stated"  # the record, or who asks for it, says what for
    LEGAL_BASIS = "legal-basis"  # the record names the law it may be shared under
    OWN_RECORDS = "own-records"  # only what the giver itself says, nothing passed on


class Obligations(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the receiver takes on: when to delete, and human-rights due diligence."""

    retention_days: Days | None = None
    due_diligence: bool = False


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One permission, from a giver to a receiver.

    areas: ids; a clause on an area covers its parts; empty covers any. places: alpha-3 codes; empty
    covers any. ceiling: both levels of a record must be at most its; its caveats mean nothing.
    purposes: what the receiver may use it for; empty does not limit. valid_from, valid_until: from
    this instant, and up to but not at that one; None never ends. onward: to whom the receiver may
    pass on the giver's own records. status: records of this status only.
    """

    id: ClauseIdText
    agreement: AgreementIdText
    article: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    giver: OrganizationIdText
    receiver: OrganizationIdText
    kinds: tuple[RecordKind, ...]
    ceiling: Marking
    valid_from: Moment
    valid_until: Moment | None = None
    areas: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    purposes: tuple[Word, ...] = ()
    conditions: tuple[Condition, ...] = ()
    onward: tuple[OrganizationIdText, ...] = ()
    obligations: Obligations = Obligations()
    status: Status = Status.ACTUAL

    def in_force(self, now: datetime) -> bool:
        """Whether it holds at an instant: from the second of valid_from, not at valid_until."""
        return self.valid_from <= now and (self.valid_until is None or now < self.valid_until)

    def revoked(self, at: datetime) -> "Clause":
        """The clause with its end brought forward to an instant; never later than it was."""
        until = at if self.valid_until is None else min(at, self.valid_until)
        return msgspec.structs.replace(self, valid_until=until)


class Narrowing(msgspec.Struct, frozen=True, kw_only=True):
    """What an office withholds although clauses permit it; an empty list means any.

    It takes away where record, recipient and clause are all named; it can never add.
    """

    office: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    records: tuple[RecordId, ...] = ()
    recipients: tuple[OrganizationId, ...] = ()
    clauses: tuple[ClauseId, ...] = ()

    def withholds(self, record: RecordId, recipient: OrganizationId, clause: ClauseId) -> bool:
        """Whether this record may not go to this recipient under this clause."""
        return (
            (not self.records or record in self.records)
            and (not self.recipients or recipient in self.recipients)
            and (not self.clauses or clause in self.clauses)
        )


class Reason(StrEnum):
    """Why a record is not shared: the condition of the nearest clause that failed."""

    NO_CLAUSE = "no-clause"
    KIND = "kind"
    STATUS = "status"
    AREA = "area"
    PLACE = "place"
    NOT_YET = "not-yet"
    ENDED = "ended"
    MARKING = "marking"
    PURPOSE = "purpose"
    LEGAL_BASIS = "legal-basis"
    DUE_DILIGENCE = "due-diligence"
    OWN_RECORDS = "own-records"
    ORIGINATOR_CONTROLLED = "originator-controlled"
    NO_ONWARD_CLAUSE = "no-onward-clause"
    ONWARD = "onward"
    WITHHELD = "withheld"


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One named value of a message."""

    name: str
    value: str


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a record may go to a recipient, and the clause that says so or comes nearest.

    permits: the clause that allows it; for a record passed on, also the originator's. nearest: the
    clause that came closest, None where no clause stands between the two. obligations: of all
    clauses that permit, the strictest of each.
    """

    allowed: bool
    permits: tuple[Clause, ...] = ()
    obligations: Obligations = Obligations()
    reason: Reason | None = None
    nearest: Clause | None = None
    figures: tuple[Figure, ...] = ()

    @property
    def message(self) -> str:
        """The id of the message that says it in words; its figures are in `figures`."""
        return "share-allowed" if self.reason is None else f"share-denied-{self.reason}"
