"""Any STIX object from outside: what identifies it is checked, the rest is kept as it came.

STIX 2.1 (OASIS, 10 June 2021), sections 2.9 (identifiers), 3.2 (common properties), 3.6 (versions).
"""

import re
from datetime import UTC, datetime
from typing import Final

import msgspec

from concord.formats.json import LIMITS, Limits, read_json
from concord.vocabulary.errors import InputError

SPEC_VERSIONS: Final = ("2.0", "2.1")
BUNDLE_LIMITS: Final = Limits(size_bytes=64 * 2**20, depth=64, values=2_000_000)

_UUID: Final = (
    r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"  # RFC 4122: read in either case
)
_ID: Final = re.compile(rf"([a-z0-9][a-z0-9-]{{1,248}}[a-z0-9])--{_UUID}")
# STIX 2.1 section 2.15: RFC 3339 in UTC, "Z" in capitals.
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")


class StixObject(msgspec.Struct, frozen=True, kw_only=True):
    """One STIX object of one version; content is its JSON as it came, every property in it.

    created and modified as written; version is what orders the object's versions: modified, else
    created (markings), else None (observables).
    """

    type: str
    id: str
    spec_version: str
    content: bytes
    created: str | None = None
    modified: str | None = None

    @property
    def version(self) -> str | None:
        """modified, else created."""
        return self.modified or self.created


class _Head(msgspec.Struct, frozen=True):
    type: str | None = None
    id: str | None = None
    spec_version: str | None = None
    created: str | None = None
    modified: str | None = None


class _Bundle(msgspec.Struct, frozen=True):
    type: str | None = None
    objects: tuple[msgspec.Raw, ...] = ()


def read_stix(data: bytes, *, limits: Limits = LIMITS) -> StixObject:
    """The object a JSON text holds.

    InputError: not safe JSON, no type or id, an id of another type, a spec_version other than 2.0
    and 2.1, a time that is not RFC 3339 in UTC, modified before created.
    """
    read_json(data, limits=limits)
    return _read(data, "STIX object")


def read_bundle(data: bytes, *, limits: Limits = BUNDLE_LIMITS) -> tuple[StixObject, ...]:
    """The objects of a bundle, in its order; InputError as of read_stix, naming the place."""
    read_json(data, limits=limits)
    try:
        bundle = msgspec.json.decode(data, type=_Bundle)
    except msgspec.MsgspecError as error:
        raise InputError(f"STIX bundle: {error}") from None
    if bundle.type != "bundle":
        raise InputError(f"STIX bundle: its type is {bundle.type!r}; give an object of type bundle")
    return tuple(
        _read(bytes(raw), f"STIX bundle, object {place}")
        for place, raw in enumerate(bundle.objects, start=1)
    )


def parse_moment(text: str, name: str) -> datetime:
    """The time of a STIX timestamp, to the microsecond; InputError for anything else."""
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError
        return datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"{name}: time {text[:40]!r}; write it in UTC, as 2026-11-20T07:00:00.000Z"
        ) from None


def format_moment(moment: datetime) -> str:
    """A time as STIX writes it: UTC, milliseconds, more digits where there is more."""
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    return (text[:-3] if text.endswith("000") else text) + "Z"


def _read(data: bytes, name: str) -> StixObject:
    try:
        head = msgspec.json.decode(data, type=_Head)
    except msgspec.MsgspecError as error:
        raise InputError(f"{name}: {error}") from None
    if not head.type or not head.id:
        raise InputError(
            f"{name}: it has no {'id' if head.type else 'type'}; every object needs it"
        )
    found = _ID.fullmatch(head.id)
    if found is None or found[1] != head.type:
        raise InputError(f"{name}: id {head.id[:80]!r} is not {head.type[:40]}-- and a UUID")
    _check_times(head, name)
    # STIX 2.1 section 3.2: without it an object is of 2.0; observables, which have no created, 2.1.
    spec_version = head.spec_version or ("2.0" if head.created else "2.1")
    if spec_version not in SPEC_VERSIONS:
        raise InputError(f"{name}: spec_version {spec_version[:20]!r}; 2.0 and 2.1 are read")
    return StixObject(
        type=head.type,
        id=head.id,
        spec_version=spec_version,
        content=data,
        created=head.created,
        modified=head.modified,
    )


def _check_times(head: _Head, name: str) -> None:
    created = parse_moment(head.created, name) if head.created else None
    modified = parse_moment(head.modified, name) if head.modified else None
    if modified and created is None:
        raise InputError(f"{name}: it has modified and no created; give both")
    if modified and created and modified < created:
        raise InputError(f"{name}: modified {head.modified} is before created {head.created}")
