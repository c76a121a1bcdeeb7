"""The nouns of CAP 1.2 (OASIS, 1 July 2010; ITU-T X.1303 bis): an alert, its info, its areas."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from concord.formats.cap_grammar import CapVersion, Fault

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class AlertStatus(StrEnum):
    """Whether to act on it: only Actual is real."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MessageType(StrEnum):
    """What the message does: it warns, changes or cancels a warning, or answers one."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Scope(StrEnum):
    """Whom it is for."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class Category(StrEnum):
    """The field the event belongs to."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class Urgency(StrEnum):
    """When to act, the soonest first."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Severity(StrEnum):
    """How great the threat to life and property is, the greatest first."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """How sure it is, the surest first; CAP 1.0's "Very Likely" is read as Likely."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


class ResponseType(StrEnum):
    """What those it is for should do."""

    SHELTER = "Shelter"
    EVACUATE = "Evacuate"
    PREPARE = "Prepare"
    EXECUTE = "Execute"
    AVOID = "Avoid"
    MONITOR = "Monitor"
    ASSESS = "Assess"
    ALL_CLEAR = "AllClear"
    NONE = "None"


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A place in WGS 84, decimal degrees north and east."""

    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)]


class Circle(msgspec.Struct, frozen=True, kw_only=True):
    """A centre and a radius in kilometres."""

    centre: Point
    radius_km: Annotated[float, msgspec.Meta(ge=0)]


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A value and the name of the list it is from: an event code, a parameter, a geocode."""

    name: str
    value: str


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """A file beside the text; size in bytes. derefUri is its content in base64."""

    description: str
    mime_type: str | None = None
    size: int | None = None
    uri: str | None = None
    deref_uri: str | None = None
    digest: str | None = None


class AlertArea(msgspec.Struct, frozen=True, kw_only=True):
    """Where: words, and shapes as far as they could be read. Heights in feet above sea level."""

    description: str
    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Pair, ...] = ()
    altitude: str | None = None
    ceiling: str | None = None


class Info(msgspec.Struct, frozen=True, kw_only=True):
    """What is said in one language about one event."""

    language: str
    categories: tuple[Category, ...]
    event: str
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    responses: tuple[ResponseType, ...] = ()
    audience: str | None = None
    event_codes: tuple[Pair, ...] = ()
    effective: Moment | None = None
    onset: Moment | None = None
    expires: Moment | None = None
    sender_name: str | None = None
    headline: str | None = None
    description: str | None = None
    instruction: str | None = None
    web: str | None = None
    contact: str | None = None
    parameters: tuple[Pair, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[AlertArea, ...] = ()


class AlertReference(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier message by its sender, identifier and sent time, as written there."""

    sender: str
    identifier: str
    sent: str

    def __str__(self) -> str:
        return f"{self.sender},{self.identifier},{self.sent}"


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One CAP message: the bytes as they came, and what they say.

    content is never rewritten, so that a signature in it stays valid; sha256 is of content. signed:
    an XML signature stands in it (nothing says here that it is good). concerns: where it breaks a
    rule of the standard's text that the schema cannot say; the alert counts all the same.
    """

    content: bytes
    sha256: Sha256
    version: CapVersion
    identifier: str
    sender: str
    sent: Moment
    sent_text: str
    status: AlertStatus
    message_type: MessageType
    scope: Scope | None = None
    source: str | None = None
    restriction: str | None = None
    addresses: str | None = None
    codes: tuple[str, ...] = ()
    note: str | None = None
    references: tuple[AlertReference, ...] = ()
    incidents: str | None = None
    infos: tuple[Info, ...] = ()
    signed: bool = False
    concerns: tuple[Fault, ...] = ()

    @property
    def reference(self) -> AlertReference:
        """How a later message refers to this one."""
        return AlertReference(sender=self.sender, identifier=self.identifier, sent=self.sent_text)


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What one alert element in a document is worth by its schema: no faults is valid."""

    version: CapVersion
    faults: tuple[Fault, ...]
    signed: bool
    languages: tuple[str, ...]


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """The three judgements of an alert together."""

    severity: Severity
    urgency: Urgency
    certainty: Certainty
