"""Records as STIX 2.1 objects: nothing lost, nothing mistaken, readable by a stock consumer."""

import doctest
import json
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import msgspec
import pytest
import rfc8785
import stix2
from hypothesis import given
from hypothesis import strategies as st
from referencing import Registry, Resource

from concord.formats.stix import (
    companions,
    decode_record,
    encode_record,
    identity_id,
    marking_ids,
    stix_id,
    write_bundle,
)
from concord.formats.stix_object import read_bundle, read_stix
from concord.formats.stix_table import stix_table
from concord.records.model import Envelope, OrganizationId, RecordId, Reference
from concord.vocabulary.errors import InputError
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.language import Language
from concord.vocabulary.marking import Caveat, Marking, Tlp, UnLevel
from concord.vocabulary.status import Status

CREATED = datetime(2026, 11, 1, 6, tzinfo=UTC)
RECORD = stix_table().extensions["record"].id
OWN_KINDS = [
    (RecordKind.EARLY_WARNING, "report"),
    (RecordKind.INCIDENT, "incident"),
    (RecordKind.REQUEST, "information-request"),
    (RecordKind.PLEDGE, "capability-offer"),
]
UUIDS = st.uuids(version=4).map(str)
WORDS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=20)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-1e15, 1e15)  # from 2^53 to 1e21 canonical JSON writes an integer too large to read
    | WORDS
)
BODIES = st.dictionaries(
    WORDS | st.sampled_from(["title", "description", "state", "determination"]),
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=5,
)
MOMENTS = st.datetimes(
    min_value=datetime(2026, 11, 2),  # noqa: DTZ001 (the zone is given beside it)
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def raw(body: object) -> msgspec.Raw:
    return msgspec.Raw(rfc8785.dumps(body))  # type: ignore[arg-type]


def warning(kind: RecordKind = RecordKind.EARLY_WARNING, **changes: Any) -> Envelope:
    fields: dict[str, Any] = {
        "id": RecordId(f"{kind}--0f3c8d1e-58a5-4f0e-9d9b-0d9d8c3a7b11"),
        "kind": kind,
        "version": datetime(2026, 11, 20, 7, tzinfo=UTC),
        "origin": OrganizationId("unrcca"),
        "author": "warning desk",
        "marking": Marking(tlp=Tlp.AMBER, caveats=(Caveat.ORIGINATOR_CONTROLLED,)),
        "status": Status.ACTUAL,
        "body": raw({"title": "Risk of clashes", "description": "Three months ahead."}),
        "language": Language.EN,
    }
    return Envelope(**(fields | changes))


@st.composite
def envelopes(draw: st.DrawFn) -> Envelope:
    kind = draw(st.sampled_from(RecordKind))
    kinds = st.sampled_from([one.value for one in RecordKind])
    targets = st.tuples(kinds, UUIDS).map("--".join).map(RecordId)
    references = st.builds(
        Reference, relation=st.sampled_from(["about", "answers", "supersedes"]), target=targets
    )
    return Envelope(
        id=RecordId(f"{kind}--{draw(UUIDS)}"),
        kind=kind,
        version=draw(MOMENTS),
        origin=OrganizationId(draw(WORDS)),
        author=draw(WORDS),
        marking=Marking(
            tlp=draw(st.sampled_from(Tlp)),
            level=draw(st.sampled_from(UnLevel)),
            caveats=tuple(draw(st.lists(st.sampled_from(Caveat), unique=True))),
        ),
        status=draw(st.sampled_from(Status)),
        body=raw(draw(BODIES)),
        language=draw(st.sampled_from(Language)),
        areas=tuple(draw(st.lists(WORDS, max_size=3))),
        places=tuple(draw(st.lists(WORDS, max_size=3))),
        valid_from=draw(st.none() | MOMENTS),
        valid_until=draw(st.none() | MOMENTS),
        refs=tuple(draw(st.lists(references, max_size=3))),
        purpose=draw(st.none() | WORDS),
        legal_basis=draw(st.none() | WORDS),
    )


def changed(record: Envelope, change: dict[str, Any]) -> bytes:
    return json.dumps(json.loads(encode_record(record, created=CREATED)) | change).encode()


@given(envelopes())
def test_a_record_comes_back_as_it_went_out(record: Envelope) -> None:
    data = encode_record(record, created=CREATED)

    assert decode_record(data, Envelope) == record
    assert encode_record(decode_record(data, Envelope), created=CREATED) == data


@given(envelopes())
def test_an_object_is_canonical_json_and_sound_stix(record: Envelope) -> None:
    for data in (encode_record(record, created=CREATED), *companions(record)):
        assert rfc8785.dumps(json.loads(data)) == data
        assert read_stix(data).spec_version == "2.1"


@given(envelopes())
def test_everything_an_object_is_made_with_is_in_its_companions(record: Envelope) -> None:
    content = json.loads(encode_record(record, created=CREATED))

    known = {read_stix(data).id for data in companions(record)}

    assert content["created_by_ref"] in known
    assert set(content["object_marking_refs"]) <= known
    published = stix_table().incident_core.extension  # defined by OASIS, not by us
    assert set(content["extensions"]) - {published} <= known


@pytest.mark.parametrize(("kind", "stix_type"), OWN_KINDS)
def test_a_stock_consumer_reads_what_it_knows(kind: RecordKind, stix_type: str) -> None:
    about = RecordId("incident--6d3c8d1e-58a5-4f0e-9d9b-0d9d8c3a7b22")
    record = warning(kind, refs=(Reference(relation="about", target=about),))

    read = stix2.parse(encode_record(record, created=CREATED).decode(), allow_custom=True)

    assert read["type"] == stix_type
    assert read["name"] == "Risk of clashes"
    assert read["description"] == "Three months ahead."
    assert read["created_by_ref"] == identity_id("unrcca")
    assert read["lang"] == "en"
    if kind is not RecordKind.INCIDENT:  # the type of an incident has no references
        assert read["object_refs"] == [about]


def test_a_stock_consumer_reads_the_bundle_with_all_companions() -> None:
    records = [warning(kind) for kind, _ in OWN_KINDS]
    objects = {data for record in records for data in companions(record)}
    main = [encode_record(record, created=CREATED) for record in records]

    bundle = write_bundle((*main, *sorted(objects)))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert len(stix2.parse(bundle.decode(), allow_custom=True).objects) == 4 + len(objects)
    assert [one.type for one in read_bundle(bundle)[:4]] == [name for _, name in OWN_KINDS]
    assert write_bundle((*main, *sorted(objects))) == bundle


@pytest.mark.parametrize(
    ("kind", "body", "state", "message"),
    [
        (RecordKind.REQUEST, {}, "requested", "RequestInformation"),
        (RecordKind.REQUEST, {"state": "declined"}, "declined", "ResponseToRequestInformation"),
        (RecordKind.PLEDGE, {}, "offered", "OfferUnsolicitedResource"),
        (RecordKind.PLEDGE, {"state": "committed"}, "committed", "CommitResource"),
        (RecordKind.PLEDGE, {"state": "unheard of"}, None, None),
        (RecordKind.EARLY_WARNING, {"state": "offered"}, None, None),
    ],
)
def test_requests_and_offers_show_the_state_of_edxl_rm(
    kind: RecordKind, body: dict[str, str], state: str | None, message: str | None
) -> None:
    content = json.loads(encode_record(warning(kind, body=raw(body)), created=CREATED))

    assert content.get("state") == state
    assert content.get("edxl_rm_message") == message


def test_an_incident_has_what_incident_core_needs() -> None:
    body = raw({"determination": "blocked"})

    content = json.loads(encode_record(warning(RecordKind.INCIDENT, body=body), created=CREATED))

    assert content["extensions"]["extension-definition--ef765651-680c-498d-9894-99799f2fa126"] == {
        "extension_type": "property-extension",
        "determination": "blocked",
        "investigation_status": "new",
    }


@pytest.mark.parametrize("status", [Status.EXERCISE, Status.TEST])
def test_what_is_not_real_says_so_in_its_name_and_labels(status: Status) -> None:
    content = json.loads(encode_record(warning(status=status), created=CREATED))

    assert content["name"] == f"[{status.upper()}] Risk of clashes"
    assert status in content["labels"]


def test_a_kind_without_a_type_of_its_own_is_a_note() -> None:
    record = warning(RecordKind.ACKNOWLEDGEMENT, body=raw({"text": "Received."}))

    content = json.loads(encode_record(record, created=CREATED))

    assert content["type"] == "note"
    assert content["abstract"] == "acknowledgement by unrcca"
    assert content["content"] == "Received."
    assert content["object_refs"] == [identity_id("unrcca")]


def test_ids_made_from_names_never_change() -> None:
    assert stix_id(warning().id) == "report--0f3c8d1e-58a5-4f0e-9d9b-0d9d8c3a7b11"
    assert UUID(identity_id("unrcca").partition("--")[2]).version == 5
    assert identity_id("unrcca") == "identity--7e930180-4824-5c38-9a7e-4d6d2b42f9c6"
    assert {name: one.id.partition("--")[2] for name, one in stix_table().extensions.items()} == {
        "record": "c10d47e2-00a6-5e09-8799-e67234176943",
        "marking": "463a2e98-83a9-5ebe-b919-f271914dda53",
        "information-request": "82284729-2255-5303-a4ba-4541f856f5c6",
        "capability-offer": "ec6739c0-6734-5ffb-840e-6313dd2c3b85",
    }


@given(st.text(min_size=1))
def test_an_id_is_the_same_however_often_and_however_long_its_name_is(name: str) -> None:
    assert identity_id(name) == identity_id(name)
    assert identity_id(name * 500) == identity_id(name * 500) != identity_id(name)


@pytest.mark.parametrize(
    "change",
    [
        {"marking": Marking(tlp=Tlp.RED, caveats=(Caveat.ORIGINATOR_CONTROLLED,))},
        {"marking": Marking(tlp=Tlp.AMBER)},
        {"marking": Marking(tlp=Tlp.AMBER, level=UnLevel.CONFIDENTIAL)},
        {"origin": OrganizationId("au")},
        {"purpose": "protection"},
        {"legal_basis": "article 4"},
    ],
)
def test_another_marking_has_another_id(change: dict[str, Any]) -> None:
    assert marking_ids(warning(**change)) != marking_ids(warning())


BAD = [
    ({"type": None}, "no type"),
    ({"id": None}, "no id"),
    ({"id": "incident--0f3c8d1e-58a5-4f0e-9d9b-0d9d8c3a7b11"}, "is not report--"),
    ({"id": "report--17"}, "is not report--"),
    ({"id": "report--0F3C8D1E-58A5-4F0E-9D9B-0D9D8C3A7B11"}, "matching"),
    ({"spec_version": "3.0"}, "2.0 and 2.1 are read"),
    ({"spec_version": 2.1}, "spec_version"),
    ({"created": "2026-11-21T07:00:00.000Z"}, "is before created"),
    ({"created": None}, "no created"),
    ({"modified": "yesterday"}, "write it in UTC"),
    ({"modified": "2026-11-20T07:00:00+00:00"}, "write it in UTC"),
    ({"modified": "2026-13-20T07:00:00Z"}, "write it in UTC"),
    ({"modified": None}, "modified"),
    ({"lang": "tlh"}, "tlh"),
    ({"extensions": {}}, "holds no record of this program"),
    ({"extensions": {RECORD: {"extension_type": "property-extension"}}}, "missing"),
    ({"extensions": {RECORD: []}}, "object"),
    ({"object_marking_refs": []}, "0 TLP 2.0 markings"),
    ({"labels": ["early-warning", "exercise"]}, "labels says something else"),
    ({"created_by_ref": identity_id("au")}, "created_by_ref says something else"),
]


@pytest.mark.parametrize(("change", "named"), BAD)
def test_an_object_that_is_wrong_is_refused_and_named(change: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError, match=r"^STIX object") as refusal:
        decode_record(changed(warning(), change), Envelope)

    assert named in str(refusal.value)


@pytest.mark.parametrize("label", [one for one in Tlp if one is not Tlp.AMBER])
def test_a_lowered_or_raised_marking_is_noticed_or_is_the_marking(label: Tlp) -> None:
    own = marking_ids(warning())[1]
    both = {"object_marking_refs": [stix_table().tlp.ids[label], own]}

    record = decode_record(changed(warning(), both), Envelope)

    assert record.marking.tlp is label  # who may change it is the signature's matter


def test_our_marking_cannot_be_swapped_for_a_weaker_one() -> None:
    weaker = marking_ids(warning(marking=Marking(tlp=Tlp.AMBER)))

    with pytest.raises(InputError, match="object_marking_refs says something else"):
        decode_record(changed(warning(), {"object_marking_refs": list(weaker)}), Envelope)


def test_two_tlp_labels_are_refused() -> None:
    refs = [*marking_ids(warning()), stix_table().tlp.ids[Tlp.CLEAR]]

    with pytest.raises(InputError, match=r"2 TLP 2\.0 markings"):
        decode_record(changed(warning(), {"object_marking_refs": refs}), Envelope)


def test_a_body_under_the_type_of_another_kind_is_refused() -> None:
    content = json.loads(encode_record(warning(RecordKind.INCIDENT), created=CREATED))
    content["extensions"][RECORD]["kind"] = "request"
    content["labels"][0] = "request"

    with pytest.raises(InputError, match="its type says something else"):
        decode_record(json.dumps(content).encode(), Envelope)


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b'{"type":"a","type":"b"}', b"\xff"])
def test_what_is_no_object_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        decode_record(data, Envelope)


def test_a_record_made_before_it_was_created_is_refused() -> None:
    record = warning()

    with pytest.raises(InputError, match="is not before its version"):
        encode_record(record, created=record.version + timedelta(seconds=1))


@pytest.mark.parametrize("body", [b"[]", b'{"a":9007199254740993}', b'{"a":NaN}', b'"x"'])
def test_a_body_that_json_cannot_carry_exactly_is_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        encode_record(warning(body=msgspec.Raw(body)), created=CREATED)


def test_an_id_of_no_kind_is_refused() -> None:
    with pytest.raises(InputError, match="no record kind"):
        stix_id("rumour--0f3c8d1e-58a5-4f0e-9d9b-0d9d8c3a7b11")


@pytest.mark.parametrize("kind", list(RecordKind))
def test_our_objects_pass_the_published_schemas(shared_data: Path, kind: RecordKind) -> None:
    folder = shared_data / "exchange" / "stix" / "json-schemas"
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema))
        for path in folder.glob("schemas__*.json")
        if (schema := json.loads(path.read_bytes())).get("$id")
    )
    record = warning(kind)
    objects = [encode_record(record, created=CREATED), *companions(record)]

    for content in map(json.loads, objects):
        path = next(folder.glob(f"schemas__*__{content['type']}.json"), None)
        own = content["type"] in ("information-request", "capability-offer")
        schema = json.loads((path or folder / "schemas__common__core.json").read_bytes())
        assert (path is None) == own
        jsonschema.Draft202012Validator(schema, registry=registry).validate(content)


def test_the_examples_of_the_page_give_what_it_says() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "reference" / "formats-stix.md"

    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert result.attempted >= 6
    assert result.failed == 0
