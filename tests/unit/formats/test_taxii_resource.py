"""The resources of TAXII 2.1 and their exact JSON: sections 2, 3.6 to 3.8, 4 and 5."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.formats.json import Limits
from concord.formats.taxii_resource import (
    AnswerError,
    ApiRoot,
    Collection,
    Collections,
    Discovery,
    Envelope,
    ErrorMessage,
    Manifest,
    ManifestRecord,
    Resource,
    Status,
    Versions,
    decode,
    encode,
)

ID = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
ROOT = {
    "title": "Malware Research Group",
    "description": "A trust group setup for malware researchers",
    "versions": ["application/taxii+json;version=2.1"],
    "max_content_length": 104857600,
}
COLLECTION = {
    "id": ID,
    "title": "High Value Indicator Collection",
    "can_read": True,
    "can_write": False,
    "media_types": ["application/stix+json;version=2.1"],
}
STATUS = {
    "id": ID,
    "status": "pending",
    "request_timestamp": "2016-11-02T12:34:34.12345Z",
    "total_count": 4,
    "success_count": 1,
    "successes": [{"id": "indicator--c410e480-e42b-47d1-9476-85307c12bcbf"}],
    "failure_count": 0,
    "pending_count": 3,
}
DISCOVERY = {
    "title": "Some TAXII Server",
    "description": "This TAXII Server contains a listing of...",
    "contact": "string containing contact information",
    "default": "https://example.com/api2/",
    "api_roots": ["https://example.com/api1/", "https://example.com/api2/", "/trustgroup1/"],
}
RECORD = {
    "id": "indicator--29aba82c-5393-42a8-9edb-6a2cb1df070b",
    "date_added": "2016-11-04T03:04:05.000000Z",
    "version": "2016-11-03T12:30:59.000Z",
    "media_type": "application/stix+json;version=2.1",
}
# The examples of the specification, where they follow its own tables.
EXAMPLES: list[tuple[type[Resource], dict[str, object]]] = [
    (Discovery, DISCOVERY),  # 4.1
    (ApiRoot, ROOT),  # 4.2
    (Status, STATUS),  # 5.5
    (Collection, COLLECTION),  # 5.2
    (Collections, {"collections": [COLLECTION]}),  # 5.1
    (Manifest, {"more": True, "next": "abc", "objects": [RECORD]}),  # 5.3
    (Envelope, {"more": True, "next": "123456789", "objects": [{"type": "indicator"}]}),  # 3.7
    (Versions, {"versions": ["2016-11-03T12:30:59.000Z", "2016-11-03T12:31:00.000Z"]}),  # 5.8
    (ErrorMessage, {"title": "Error condition XYZ", "http_status": "409"}),  # 3.6.1
]


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_an_example_is_read_and_written_as_the_same_json(
    kind: type[Resource], example: dict[str, object]
) -> None:
    data = json.dumps(example).encode()

    assert json.loads(encode(decode(kind, data))) == example


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_custom_properties_are_passed_over(
    kind: type[Resource], example: dict[str, object]
) -> None:
    data = json.dumps({**example, "x_example_com_colour": {"deep": [1]}}).encode()

    assert json.loads(encode(decode(kind, data))) == example  # section 7.1.1


@pytest.mark.parametrize(
    "empty", [Collections(), Manifest(), Envelope(), Versions(), Manifest(more=False, objects=())]
)
def test_what_holds_nothing_is_an_empty_object(empty: Resource) -> None:
    assert encode(empty) == b"{}"  # 5.1.1, 5.3.1, 5.8.1: the key must be omitted


def test_rights_are_written_also_when_they_are_false() -> None:
    collection = Collection(id=ID, title="A", can_read=False, can_write=False)

    assert json.loads(encode(collection)) == {
        "id": ID,
        "title": "A",
        "can_read": False,
        "can_write": False,
    }


def test_an_empty_list_of_another_server_is_read_as_none() -> None:
    assert decode(Envelope, b'{"objects": [], "more": false}') == Envelope()


def test_objects_keep_their_bytes() -> None:
    # A signature over an object is over what was sent, whatever the order of its members.
    raw = b'{"b": 1.0, "a" :"\\u00e9",  "c": [ ]}'

    envelope = decode(Envelope, b'{"objects": [ ' + raw + b" ]}")

    assert bytes(envelope.objects[0]) == raw
    assert raw in encode(envelope)


@pytest.mark.parametrize(
    ("kind", "change", "why"),
    [
        (Discovery, {"title": None}, "4.1.1: required"),
        (Discovery, {"title": ""}, "no title"),
        (Discovery, {"default": "https://example.com/api9/"}, "4.1.1: an item of api_roots"),
        (Discovery, {"api_roots": ["//evil.example/", "https://example.com/api2/"]}, "4.1.1"),
        (Discovery, {"api_roots": ["../up/", "https://example.com/api2/"]}, "4.1.1"),
        (Discovery, {"api_roots": ["http://example.com/", "https://example.com/api2/"]}, "https"),
        (Discovery, {"api_roots": ["https://foo.edu/bar?baz", "https://example.com/api2/"]}, "?"),
        (Discovery, {"api_roots": ["https://a b/", "https://example.com/api2/"]}, "a space"),
        (Discovery, {"api_roots": ["file:///etc/passwd", "https://example.com/api2/"]}, "https"),
        (Discovery, {"api_roots": "https://example.com/api2/"}, "a list"),
        (ApiRoot, {"versions": []}, "2: empty lists are prohibited, and it is required"),
        (ApiRoot, {"versions": ["taxii-2.1"]}, "4.2.1: the media type with its version"),
        (ApiRoot, {"versions": ["application/taxii+json;version=2.0"]}, "not this version"),
        (ApiRoot, {"max_content_length": 0}, "4.2.1: greater than zero"),
        (ApiRoot, {"max_content_length": "104857600"}, "a number, no text"),
        (ApiRoot, {"max_content_length": 1.5}, "whole"),
        (ApiRoot, {"max_content_length": True}, "a number"),
        (ApiRoot, {"max_content_length": 2**53}, "2: at most 2**53 - 1"),
        (Collection, {"can_read": "true"}, "2: a boolean is not quoted"),
        (Collection, {"can_read": 1}, "a boolean is no number"),
        (Collection, {"can_write": None}, "required"),
        (Collection, {"id": "collection-1"}, "2: an identifier is a UUID"),
        (Collection, {"id": ID + "\n"}, "a line end"),
        (Collection, {"media_types": [1]}, "texts"),
        (Status, {"status": "done"}, "4.3.1: complete or pending"),
        (Status, {"status": "Complete"}, "3.8: literals have case"),
        (Status, {"total_count": -1}, "4.3.1: from zero"),
        (Status, {"pending_count": None}, "required"),
        (Status, {"request_timestamp": "yesterday"}, "a timestamp"),
        (Status, {"request_timestamp": "2016-11-02T12:34:34+00:00"}, "2: with Z"),
        (Status, {"successes": [{"version": "x"}]}, "an id is required"),
        (Envelope, {"more": "yes"}, "a boolean"),
        (Envelope, {"next": 5}, "3.7: a string"),
        (Envelope, {"objects": {}}, "a list"),
        (Envelope, {"objects": ["indicator"]}, "3.7: objects"),
        (Envelope, {"objects": [None]}, "3.7: objects"),
        (Envelope, {"objects": [[]]}, "3.7: objects"),
        (Manifest, {"objects": [{**RECORD, "date_added": "2016-11-04T03:04:051Z"}]}, "no moment"),
        (Versions, {"versions": [1]}, "texts"),
        (ErrorMessage, {"title": None}, "3.6.1: required"),
        (ErrorMessage, {"http_status": 409}, "3.6.1: a string"),
        (ErrorMessage, {"http_status": "200"}, "no error"),
    ],
)
def test_an_answer_that_taxii_forbids_is_refused(
    kind: type[Resource], change: dict[str, object], why: str
) -> None:
    example = dict(EXAMPLES)[kind] | change
    data = json.dumps({name: value for name, value in example.items() if value is not None})

    with pytest.raises(AnswerError, match=f"the TAXII server's {kind.__name__.lower()}: "):
        decode(kind, data.encode())
    assert why


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"<html>",
        b'{"objects": [NaN]}',
        b'{"more": true, "more": false}',  # which of the two?
        b'{"objects": [{"id": "a", "id": "b"}]}',
        b'{"objects": [{"n": 9007199254740993}]}',  # RFC 7493: readers round it
        b'{"objects": [' + b"[" * 20_000 + b"]" * 20_000 + b"]}",
        b'{"objects": [{"a":' * 20_000,
        b'{"more": true} {"more": true}',
        b"\xef\xbb\xbf{}",
        b'{"next": "\xff"}',
        '{"more": true}'.encode("utf-16"),
    ],
)
def test_a_body_that_is_no_strict_json_is_refused(data: bytes) -> None:
    with pytest.raises(AnswerError):
        decode(Envelope, data)


def test_an_answer_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(AnswerError, match="at most 10"):
        decode(Envelope, b'{"next": "long enough"}', limits=Limits(size_bytes=10))


@given(st.binary(max_size=200))
def test_no_body_fails_to_be_judged(data: bytes) -> None:
    try:
        envelope = decode(Envelope, data)
    except AnswerError:
        return
    assert isinstance(json.loads(data), dict)
    assert isinstance(envelope, Envelope)


@given(
    st.builds(
        Manifest,
        more=st.booleans(),
        next=st.none() | st.text(min_size=1),
        objects=st.lists(
            st.builds(
                ManifestRecord,
                id=st.text(min_size=1),
                date_added=st.just("2016-11-04T03:04:05.000000Z"),
                version=st.text(min_size=1),
            ),
            max_size=3,
        ).map(tuple),
    )
)
def test_a_manifest_written_is_read_as_the_same(manifest: Manifest) -> None:
    assert decode(Manifest, encode(manifest)) == manifest


def test_resources_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Versions().more = True  # type: ignore[misc]


def test_an_error_without_text_cannot_be_read_from_elsewhere() -> None:
    assert msgspec.json.decode(encode(ErrorMessage(title="A"))) == {"title": "A"}
