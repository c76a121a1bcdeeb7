"""A proposal to warn as a record: what partners may be given under an agreement."""

from datetime import UTC, datetime, time, timedelta

import msgspec

from concord.records.model import Envelope, OrganizationId, RecordId
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.language import Language
from concord.vocabulary.marking import Caveat, Marking, Tlp
from concord.vocabulary.month import first_day, last_day
from concord.vocabulary.status import Status
from concord.warning.notice import Warning

AREA = "early-warning"
OFFICE = "Warning desk"


def envelope_of(warning: Warning, *, origin: OrganizationId, made_at: datetime) -> Envelope:
    """The record of a warning as it was made; its id is the warning's.

    Marked TLP:AMBER, which a person may narrow; valid over the months it is about. The body is the
    warning itself, its figures and messages: each reader's language is made from it.
    """
    caveats = (Caveat.EXERCISE,) if warning.status is Status.EXERCISE else ()
    after = datetime.combine(last_day(warning.last_month) + timedelta(days=1), time(), UTC)
    return Envelope(
        id=RecordId(warning.id),
        kind=RecordKind.EARLY_WARNING,
        version=made_at,
        origin=origin,
        author=OFFICE,
        marking=Marking(tlp=Tlp.AMBER, caveats=caveats),
        status=warning.status,
        body=msgspec.Raw(msgspec.json.encode(warning)),
        language=Language.EN,
        areas=(AREA,),
        places=(warning.country,),
        valid_from=datetime.combine(first_day(warning.first_month), time(), UTC),
        valid_until=after,
    )


def warning_of(envelope: Envelope) -> Warning:
    """The warning a record holds."""
    return msgspec.json.decode(envelope.body, type=Warning)
