"""The resources of TAXII 2.1 as values, and their exact JSON.

Section 2: empty lists are prohibited, so an empty tuple, like any absent optional property, is
left out. Section 3.8: names are written as in the tables. Timestamps stay texts here, as a
structure's own date would be written without its zero decimals; see taxii_moment.

Custom properties (section 7) are passed over, and an empty list is read as an absent one.
"""

from enum import StrEnum
from typing import Annotated, Final, TypeVar

import msgspec

from concord.formats.json import LIMITS, Limits, read_object
from concord.formats.taxii_media import TAXII
from concord.vocabulary.errors import InputError, OutsideError

UUID_PATTERN: Final = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z"
_TIMESTAMP: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,12})?Z\Z"
STIX: Final = "application/stix+json;version=2.1"

Text = Annotated[str, msgspec.Meta(min_length=1)]
# Section 2 asks for version 4; other servers' ids of other versions are still ids.
Identifier = Annotated[str, msgspec.Meta(pattern=UUID_PATTERN)]
Timestamp = Annotated[str, msgspec.Meta(pattern=_TIMESTAMP)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Positive = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
# Section 4.1.1: https, or relative with one slash; no query.
RootUrl = Annotated[
    str, msgspec.Meta(pattern=r"^(https://[^/?#\s]+(/[^?#\s]*)?|/([^/?#\s][^?#\s]*)?)\Z")
]


class Resource(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a TAXII body holds."""


class Discovery(Resource, frozen=True, kw_only=True):
    """Section 4.1.1: a server and the API roots it tells of."""

    title: Text
    description: Text | None = None
    contact: Text | None = None
    default: RootUrl | None = None
    api_roots: tuple[RootUrl, ...] = ()

    def __post_init__(self) -> None:
        if self.default is not None and self.default not in self.api_roots:
            raise ValueError("`default` is not one of `api_roots`")


class ApiRoot(Resource, frozen=True, kw_only=True):
    """Section 4.2.1: an API root; max_content_length in bytes, of a request's body."""

    title: Text
    description: Text | None = None
    versions: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    max_content_length: Positive

    def __post_init__(self) -> None:
        if TAXII not in {version.replace(" ", "") for version in self.versions}:
            raise ValueError(f"`versions` lacks {TAXII}")


class Collection(Resource, frozen=True, kw_only=True):
    """Section 5.2.1: a collection, and what this client may do with it."""

    id: Identifier
    title: Text
    description: Text | None = None
    alias: Text | None = None
    can_read: bool
    can_write: bool
    media_types: tuple[str, ...] = ()


class Collections(Resource, frozen=True, kw_only=True):
    """Section 5.1.1: the collections of an API root; none is an empty object."""

    collections: tuple[Collection, ...] = ()


class ManifestRecord(Resource, frozen=True, kw_only=True):
    """Section 5.3.1: one version of one object, without the object."""

    id: Text
    date_added: Timestamp
    version: Text
    media_type: str | None = None


class Manifest(Resource, frozen=True, kw_only=True):
    """Section 5.3.1; `next` is not in its table, but stock clients page by it."""

    more: bool = False
    next: Text | None = None
    objects: tuple[ManifestRecord, ...] = ()


class Envelope(Resource, frozen=True, kw_only=True):
    """Section 3.7: STIX objects, each as the bytes it came in."""

    more: bool = False
    next: Text | None = None
    objects: tuple[msgspec.Raw, ...] = ()

    def __post_init__(self) -> None:
        if not all(bytes(item).startswith(b"{") for item in self.objects):
            raise ValueError("an element of `objects` is no object")


class Versions(Resource, frozen=True, kw_only=True):
    """Section 5.8.1; `next` as with the manifest."""

    more: bool = False
    next: Text | None = None
    versions: tuple[Text, ...] = ()


class StatusState(StrEnum):
    """Section 4.3.1: whether a status may still change."""

    COMPLETE = "complete"
    PENDING = "pending"


class StatusDetails(Resource, frozen=True, kw_only=True):
    """Section 4.3.1: one object of a request, and what became of it in words."""

    id: str
    # Section 4.3.1 requires it; the example of section 5.5 has none.
    version: str | None = None
    message: str | None = None


class Status(Resource, frozen=True, kw_only=True):
    """Section 4.3.1: what became of a request to add objects."""

    id: Identifier
    status: StatusState
    request_timestamp: Timestamp | None = None
    total_count: Count
    success_count: Count
    successes: tuple[StatusDetails, ...] = ()
    failure_count: Count
    failures: tuple[StatusDetails, ...] = ()
    pending_count: Count
    pendings: tuple[StatusDetails, ...] = ()


class ErrorMessage(Resource, frozen=True, kw_only=True):
    """Section 3.6.1: why a request was not done; http_status is the code as text."""

    title: Text
    description: str | None = None
    error_id: str | None = None
    error_code: str | None = None
    http_status: Annotated[str, msgspec.Meta(pattern=r"^[45][0-9][0-9]\Z")] | None = None
    external_details: str | None = None


ResourceKind = TypeVar("ResourceKind", bound=Resource)


class AnswerError(OutsideError):
    """The partner's server answered in a way that TAXII 2.1 forbids; nothing of it was used."""


def encode(resource: Resource) -> bytes:
    """The body of a resource: UTF-8 JSON, properties in the order of the specification."""
    return msgspec.json.encode(resource)


def decode(kind: type[ResourceKind], data: bytes, *, limits: Limits = LIMITS) -> ResourceKind:
    """The resource in the body of a server's answer; AnswerError that says what is wrong."""
    try:
        return read_resource(kind, data, limits=limits)
    except InputError as error:
        raise AnswerError(f"the TAXII server's {kind.__name__.lower()}: {error}") from None


def read_resource(
    kind: type[ResourceKind], data: bytes, *, limits: Limits = LIMITS
) -> ResourceKind:
    """The resource in a body, types as written (no "true" for true); InputError if it is none."""
    read_object(data, limits=limits)  # what msgspec lets pass: repeated names, depth, long integers
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise InputError(str(error)) from None
