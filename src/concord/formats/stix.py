"""Records as STIX 2.1 objects and back, without loss, readable by those who do not know ours.

A record is one object: a report (early warning), an incident, an information-request or
capability-offer (our two new types), or a note (every other kind). Name, description, references,
creator, language and markings stand where STIX has them; one property extension holds the rest.
A record is any struct with the JSON form of records' envelope. Bytes out are canonical (RFC 8785).
"""

from datetime import datetime
from typing import Final, TypeVar
from uuid import uuid5

import msgspec
import rfc8785

from concord.formats.json import JsonObject, read_object
from concord.formats.stix_object import format_moment, parse_moment, read_stix
from concord.formats.stix_table import FIRST_DAY, NAMESPACE, Extension, id_of, stix_table
from concord.vocabulary.errors import InputError
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.language import Language
from concord.vocabulary.marking import Marking, Tlp
from concord.vocabulary.status import Status

T = TypeVar("T", bound=msgspec.Struct)

_NAMES: Final = ("title", "name", "headline", "subject", "question")
_TEXTS: Final = ("description", "summary", "text", "reason")
_OTHER_TYPE: Final = "note"


class _Ref(msgspec.Struct, frozen=True):
    relation: str
    target: str


class _Held(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What our property extension holds of a record."""

    extension_type: str
    kind: RecordKind
    origin: str
    author: str
    status: Status
    level: str
    body: msgspec.Raw
    caveats: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None
    refs: tuple[_Ref, ...] = ()
    purpose: str | None = None
    legal_basis: str | None = None


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON form of an envelope, as far as STIX needs to know it."""

    id: str
    kind: RecordKind
    version: datetime
    origin: str
    author: str
    marking: Marking
    status: Status
    body: msgspec.Raw
    language: Language
    areas: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    refs: tuple[_Ref, ...] = ()
    purpose: str | None = None
    legal_basis: str | None = None


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """The properties of an object of ours that are read back."""

    type: str
    id: str
    created_by_ref: str
    modified: str
    lang: Language
    labels: tuple[str, ...]
    object_marking_refs: tuple[str, ...]
    extensions: dict[str, msgspec.Raw]


def stix_id(record_id: str) -> str:
    """The STIX id of a record: its kind's type and the same UUID; InputError for another id."""
    kind, _, rest = record_id.partition("--")
    try:
        return f"{_type_of(RecordKind(kind))}--{rest}"
    except ValueError:
        raise InputError(f"record {record_id[:80]!r}: no record kind is called so") from None


def encode_record(record: msgspec.Struct, *, created: datetime) -> bytes:
    """The STIX object of a record's version, canonical.

    created: when the first version of the record was made; every version must be given the same.
    InputError: created after the version; a body that is not a JSON object of exact numbers.
    """
    held = _as_record(record)
    if created.tzinfo is None or created > held.version:
        raise InputError(f"record {held.id}: created {created} is not before its version")
    body = read_object(bytes(held.body))
    stix_type = _type_of(held.kind)
    content: JsonObject = {
        "type": stix_type,
        "spec_version": "2.1",
        "id": stix_id(held.id),
        "created": format_moment(created),
        "modified": format_moment(held.version),
        "created_by_ref": identity_id(held.origin),
        "lang": held.language,
        "labels": [held.kind, held.status],
        "object_marking_refs": [*marking_ids(held)],
        **_own_properties(held, body, created),
    }
    content["extensions"] = _extensions(stix_type, held, body)
    return _canonical(content, held.id)


def decode_record(data: bytes, into: type[T]) -> T:
    """The record an object of ours holds, as the struct given (records' envelope).

    InputError: not a STIX object, or none of ours; type, creator or markings that say something
    else than the extension does; a record that the struct does not allow.
    """
    outer = read_stix(data)
    name = f"STIX object {outer.id}"
    try:
        found = msgspec.json.decode(data, type=_Found)
        raw = found.extensions.get(stix_table().extensions["record"].id)
        if raw is None:
            raise InputError(f"{name}: it holds no record of this program; read it as plain STIX")
        held = msgspec.json.decode(raw, type=_Held)
        record = _rebuilt(found, held, name)
        _check_agrees(found, msgspec.json.decode(record, type=_Record), name)
        return msgspec.json.decode(record, type=into)
    except msgspec.MsgspecError as error:
        raise InputError(f"{name}: {error}") from None


def companions(record: msgspec.Struct) -> tuple[bytes, ...]:
    """What a record's object refers to: creator, two markings, our extensions; canonical."""
    held = _as_record(record)
    table = stix_table()
    used = [table.extensions["record"], table.extensions["marking"]]
    if (own := table.extensions.get(_type_of(held.kind))) is not None:
        used.append(own)
    parts = [
        _identity(held.origin),
        _identity(_MAKER),
        _tlp_definition(held.marking.tlp),
        _own_definition(held),
        *(_extension_definition(extension) for extension in used),
    ]
    return tuple(_canonical(part, held.id) for part in parts)


def write_bundle(objects: tuple[bytes, ...]) -> bytes:
    """A bundle of objects, each as its bytes are; the same objects give the same id."""
    together = b",".join(objects)
    name = f"bundle--{uuid5(NAMESPACE, together.decode())}"
    return b'{"id":"%b","objects":[%b],"type":"bundle"}' % (name.encode(), together)


def identity_id(organization: str) -> str:
    """The id of the identity object of an organization."""
    return id_of("identity", organization)


def marking_ids(record: msgspec.Struct) -> tuple[str, str]:
    """The ids of a record's TLP 2.0 marking and of our own, in this order."""
    held = _as_record(record)
    return stix_table().tlp.ids[held.marking.tlp], str(_own_definition(held)["id"])


_MAKER: Final = "Concord"


def _type_of(kind: RecordKind) -> str:
    return stix_table().types.get(kind, _OTHER_TYPE)


def _as_record(record: msgspec.Struct) -> _Record:
    if isinstance(record, _Record):
        return record
    try:
        return msgspec.json.decode(msgspec.json.encode(record), type=_Record)
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        raise InputError(f"record {getattr(record, 'id', '')!r}: {error}") from None


def _first_text(body: JsonObject, fields: tuple[str, ...]) -> str | None:
    texts = (body.get(field) for field in fields)
    return next((text for text in texts if isinstance(text, str) and text.strip()), None)


def _shown(name: str, status: Status) -> str:
    """The name; for anything but the real thing its status first, that no reader mistakes it."""
    return name if status is Status.ACTUAL else f"[{status.upper()}] {name}"


def _own_properties(held: _Record, body: JsonObject, created: datetime) -> JsonObject:
    """What the object's own type has: names, references, state, for those who know no more."""
    stix_type = _type_of(held.kind)
    name = _shown(_first_text(body, _NAMES) or f"{held.kind} by {held.origin}", held.status)
    description = _first_text(body, _TEXTS)
    targets = [stix_id(ref.target) for ref in held.refs] or [identity_id(held.origin)]
    properties: JsonObject = {"name": name}
    if description is not None:
        properties["description"] = description
    if stix_type == "report":
        properties["report_types"] = [held.kind]
        properties["published"] = format_moment(created)
    if stix_type == _OTHER_TYPE:
        properties = {"abstract": name, "content": description or name}
    if stix_type != "incident":
        properties["object_refs"] = [*dict.fromkeys(targets)]
    if states := stix_table().states.get(stix_type):
        state = body.get("state", next(iter(states)))
        if isinstance(state, str) and state in states:
            properties |= {"state": state, "edxl_rm_message": states[state]}
    return properties


def _extensions(stix_type: str, held: _Record, body: JsonObject) -> JsonObject:
    table = stix_table()
    ours = _Held(
        extension_type="property-extension",
        kind=held.kind,
        origin=held.origin,
        author=held.author,
        status=held.status,
        level=held.marking.level,
        body=held.body,
        caveats=tuple(held.marking.caveats),
        areas=held.areas,
        places=held.places,
        valid_from=format_moment(held.valid_from) if held.valid_from else None,
        valid_until=format_moment(held.valid_until) if held.valid_until else None,
        refs=held.refs,
        purpose=held.purpose,
        legal_basis=held.legal_basis,
    )
    fields = read_object(msgspec.json.encode(ours))
    kept: JsonObject = {key: value for key, value in fields.items() if value not in (None, [])}
    extensions: JsonObject = {table.extensions["record"].id: kept}
    if stix_type in table.extensions:
        extensions[table.extensions[stix_type].id] = {"extension_type": "new-sdo"}
    if stix_type == "incident":
        core = table.incident_core
        extensions[core.extension] = {
            "extension_type": "property-extension",
            "determination": _first_text(body, ("determination",)) or core.determination,
            "investigation_status": _first_text(body, ("investigation_status",))
            or core.investigation_status,
        }
    return extensions


def _rebuilt(found: _Found, held: _Held, name: str) -> bytes:
    """The JSON of the record: kind and UUID from the id, the rest from the extension."""
    labels = {marking: label for label, marking in stix_table().tlp.ids.items()}
    tlp = [labels[marking] for marking in found.object_marking_refs if marking in labels]
    if len(tlp) != 1:
        raise InputError(f"{name}: it has {len(tlp)} TLP 2.0 markings; it needs one")
    moments = {
        field: parse_moment(text, name)
        for field in ("valid_from", "valid_until")
        if (text := getattr(held, field)) is not None
    }
    body = read_object(bytes(held.body))
    fields = {
        "id": f"{held.kind}--{found.id.partition('--')[2]}",
        "version": parse_moment(found.modified, name),
        "marking": {"tlp": tlp[0], "level": held.level, "caveats": held.caveats},
        "language": found.lang,
        "body": msgspec.Raw(_canonical(body, name)),
    }
    plain = ("kind", "origin", "author", "status", "areas", "places", "refs", "purpose")
    fields |= {field: getattr(held, field) for field in (*plain, "legal_basis")}
    return msgspec.json.encode(fields | moments)


def _check_agrees(found: _Found, record: _Record, name: str) -> None:
    """InputError where STIX's own properties and our extension say different things."""
    said = (
        ("type", found.type, _type_of(record.kind)),
        ("created_by_ref", found.created_by_ref, identity_id(record.origin)),
        ("labels", found.labels, (record.kind, record.status)),
        ("object_marking_refs", found.object_marking_refs, marking_ids(record)),
    )
    for what, written, meant in said:
        if written != meant:
            raise InputError(
                f"{name}: its {what} says something else than the record in it; "
                "it was changed after it was made, ask its sender"
            )


def _identity(organization: str) -> JsonObject:
    is_maker = organization == _MAKER
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": identity_id(organization),
        "created": FIRST_DAY,
        "modified": FIRST_DAY,
        "name": organization,
        "identity_class": "system" if is_maker else "organization",
    }


def _tlp_definition(label: Tlp) -> JsonObject:
    facts = stix_table().tlp
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": facts.ids[label],
        "created": facts.created,
        "name": f"TLP:{label.upper()}",
        "extensions": {facts.extension: {"extension_type": "property-extension", "tlp_2_0": label}},
    }


def _own_definition(held: _Record) -> JsonObject:
    said: JsonObject = {
        "originator": held.origin,
        "level": held.marking.level,
        "caveats": [*held.marking.caveats],
        "purpose": held.purpose,
        "legal_basis": held.legal_basis,
    }
    said = {key: value for key, value in said.items() if value not in (None, [])}
    said["extension_type"] = "property-extension"
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": id_of("marking-definition", _canonical(said, held.id).decode()),
        "created": FIRST_DAY,
        "created_by_ref": identity_id(held.origin),
        "name": f"{held.marking.level}, {held.origin}",
        "extensions": {stix_table().extensions["marking"].id: said},
    }


def _extension_definition(extension: Extension) -> JsonObject:
    return {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": extension.id,
        "created": FIRST_DAY,
        "modified": FIRST_DAY,
        "created_by_ref": identity_id(_MAKER),
        "name": extension.name,
        "description": extension.description,
        "schema": extension.schema,
        "version": "1.0.0",
        "extension_types": [*extension.types],
    }


def _canonical(value: JsonObject, name: str) -> bytes:
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise InputError(f"{name}: {error}; write a number beyond 2^53 as a text") from None
