"""What became of a request to add objects: the status of section 4.3, whose counts add up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from concord.formats.taxii_moment import write_moment
from concord.formats.taxii_resource import Status, StatusDetails, StatusState


class Fate(StrEnum):
    """Where one object of a request stands."""

    ADDED = "added"
    """Kept, or there already in this very version: section 5.5 makes that no error."""
    FAILED = "failed"
    PENDING = "pending"


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one object. version: its moment as text; message: why, for the sender."""

    id: str
    version: str
    fate: Fate
    message: str | None = None


def write_status(status_id: str, asked_at: datetime, outcomes: Sequence[Outcome]) -> Status:
    """The status of a request, one outcome for each object of it; complete when none is pending."""
    details: Mapping[Fate, list[StatusDetails]] = {fate: [] for fate in Fate}
    for outcome in outcomes:
        details[outcome.fate].append(
            StatusDetails(id=outcome.id, version=outcome.version, message=outcome.message)
        )
    added, failed, pending = (details[fate] for fate in Fate)
    return Status(
        id=status_id,
        status=StatusState.PENDING if pending else StatusState.COMPLETE,
        request_timestamp=write_moment(asked_at),
        total_count=len(outcomes),
        success_count=len(added),
        successes=tuple(added),
        failure_count=len(failed),
        failures=tuple(failed),
        pending_count=len(pending),
        pendings=tuple(pending),
    )


def settle(outcomes: Sequence[Outcome], news: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes with what became of pending ones; ValueError for news of any other.

    In the order of the request. What was added or failed stays so: section 4.3.1 says that a
    complete status is not updated further. Of an object that stands twice, all are settled.
    """
    by_key = {(item.id, item.version): item for item in news}
    pending = {(item.id, item.version) for item in outcomes if item.fate is Fate.PENDING}
    if not by_key.keys() <= pending:
        raise ValueError("news of an object that is not pending in this request")
    return tuple(
        by_key.get((item.id, item.version), item) if item.fate is Fate.PENDING else item
        for item in outcomes
    )


def does_add_up(status: Status) -> bool:
    """Whether a status is whole: counts add up, fit their lists, and complete means no pending.

    For a client: the specification's text does not require it, and a server may leave the lists
    out. A total of 0 says that processing has not begun (section 4.3.1).
    """
    pairs = (
        (status.success_count, status.successes),
        (status.failure_count, status.failures),
        (status.pending_count, status.pendings),
    )
    fits = all(not details or len(details) == count for count, details in pairs)
    is_complete = status.status is StatusState.COMPLETE
    total = sum(count for count, _ in pairs)
    return fits and total == status.total_count and not (is_complete and status.pending_count)
