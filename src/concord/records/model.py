"""The envelope every record travels in: who says what kind of thing, about where, until when.

A record is never changed: a change is a new version of the same id. The body is one typed
structure per kind, kept as canonical JSON (RFC 8785), so that its hash is the same everywhere.
"""

from datetime import datetime
from typing import Annotated, Final, NewType

import msgspec

from concord.vocabulary.kind import RecordKind
from concord.vocabulary.language import Language
from concord.vocabulary.marking import Marking
from concord.vocabulary.status import Status

RecordId = NewType("RecordId", str)
OrganizationId = NewType("OrganizationId", str)

ID_PATTERN: Final = (
    r"^[a-z][a-z-]*[a-z]--[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
)
"""STIX 2.1 section 2.9: a type, two hyphens, a UUID of RFC 4122 in lower case."""

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
RecordIdText = Annotated[RecordId, msgspec.Meta(pattern=ID_PATTERN)]


class Reference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A typed link to another record: "answers", "supersedes", "about"."""

    relation: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z-]{1,39}$")]
    target: RecordIdText


class Envelope(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One version of one record.

    version: when this version was made, aware UTC; origin: the organization that says it; author:
    an office, not a person; areas: ids of the cooperation areas; places: alpha-3 codes; purpose,
    legal_basis: needed where the marking says personal data; body: canonical JSON of the kind's
    structure. What is left at its default is left
    out of the JSON, so that a field added later does not change the hash of what was said before.
    """

    id: RecordIdText
    kind: RecordKind
    version: Moment
    origin: OrganizationId
    author: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    marking: Marking
    status: Status
    body: msgspec.Raw
    language: Language
    areas: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    valid_from: Moment | None = None
    valid_until: Moment | None = None
    refs: tuple[Reference, ...] = ()
    purpose: str | None = None
    legal_basis: str | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A version as a ledger keeps it.

    seq: its public number, from 1, in the order of commits; added_at: when it was kept, aware UTC,
    growing with seq; hash: the SHA-256 of the envelope's canonical bytes.
    """

    seq: int
    added_at: Moment
    hash: str
    envelope: Envelope


class Appended(msgspec.Struct, frozen=True, kw_only=True):
    """What appending a version came to; is_new is false where it had been kept before."""

    id: RecordId
    version: Moment
    seq: int
    added_at: Moment
    hash: str
    is_new: bool
