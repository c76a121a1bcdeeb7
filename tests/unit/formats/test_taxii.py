"""TAXII 2.1 requests as a whole: the order of judgement, bodies, errors as values."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.formats.json import MAX_INTEGER
from concord.formats.taxii import (
    Request,
    check_length,
    page_headers,
    read_envelope,
    read_request,
)
from concord.formats.taxii_error import (
    TITLES,
    TaxiiError,
    bad_request,
    not_found,
    unauthorized,
)
from concord.formats.taxii_media import TAXII
from concord.formats.taxii_page import Page, PageQuery
from concord.formats.taxii_query import Filter
from concord.formats.taxii_resource import ErrorMessage, decode
from concord.formats.taxii_route import Endpoint

COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
OBJECTS = f"/api1/collections/{COLLECTION}/objects/"
ACCEPT = ("Accept", TAXII)
CONTENT = ("Content-Type", TAXII)


def read(method: str = "GET", path: str = OBJECTS, **more: object) -> object:
    request = Request(method=method, path=path, **{"headers": (ACCEPT, CONTENT), **more})  # type: ignore[arg-type]
    return read_request(request, roots=["/api1/"], max_content_length=100)


def refused(method: str = "GET", path: str = OBJECTS, **more: object) -> TaxiiError:
    with pytest.raises(TaxiiError) as caught:
        read(method, path, **more)
    return caught.value


def test_a_request_is_read_as_a_call() -> None:
    request = Request(
        method="GET", path=OBJECTS, query="limit=5&match[type]=report", headers=(ACCEPT,)
    )

    call = read_request(request, roots=["/api1/"], max_content_length=100)

    assert (call.method, call.route.endpoint) == ("GET", Endpoint.OBJECTS)
    assert call.route.collection == COLLECTION
    assert (call.query.limit, call.query.filter.types) == (5, ("report",))


@pytest.mark.parametrize(
    ("request_", "status", "why"),
    [
        ({"path": "/none/", "method": "PUT", "headers": ()}, 404, "the address comes first"),
        ({"method": "PUT", "headers": ()}, 405, "then the method"),
        ({"method": "POST", "headers": ()}, 406, "then Accept"),
        ({"method": "POST", "headers": (ACCEPT,), "content_length": 999}, 415, "then the type"),
        ({"method": "POST", "content_length": 101}, 413, "then the length"),
        ({"query": "limit=0"}, 400, "then the query"),
        ({"headers": (CONTENT,)}, 406, "3.1: Accept is needed"),
        ({"headers": (("Accept", "application/json"),)}, 406, "another type"),
        ({"method": "POST", "headers": (ACCEPT, ("Content-Type", "application/json"))}, 415, ""),
        ({"method": "POST", "headers": (ACCEPT, CONTENT, CONTENT)}, 415, "two types"),
    ],
)
def test_requests_are_judged_in_one_order(
    request_: dict[str, object], status: int, why: str
) -> None:
    assert refused(**request_).status == status, why  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["accept", "ACCEPT", "Accept"])
def test_names_of_headers_have_no_case(name: str) -> None:
    assert read(headers=((name, TAXII),))


@pytest.mark.parametrize("length", [None, 0, 99, 100])
def test_a_body_up_to_the_maximum_is_never_too_large(length: int | None) -> None:
    assert read("POST", content_length=length)  # section 4.2.1


def test_a_body_that_grows_beyond_the_maximum_is_refused_as_it_comes() -> None:
    check_length(100, max_content_length=100)

    with pytest.raises(TaxiiError) as caught:
        check_length(101, max_content_length=100)

    assert caught.value.status == 413


def test_a_get_needs_no_content_type() -> None:
    assert read(headers=(ACCEPT, ("Content-Type", "text/plain")))


def test_an_envelope_gives_its_objects_as_they_were_sent() -> None:
    objects = read_envelope(b'{"objects": [{"type": "report" }, {"b":1,"a":2}], "x_a_b": 1}')

    assert [bytes(item) for item in objects] == [b'{"type": "report" }', b'{"b":1,"a":2}']


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "nothing"),
        (b"{}", "no objects"),
        (b'{"objects": []}', "section 2: empty lists are prohibited"),
        (b'{"objects": null}', "no list"),
        (b'{"objects": [1]}', "no object"),
        (b'{"objects": ["{}"]}', "a text"),
        (b'{"objects": [{}]', "cut"),
        (b'{"objects": [{}]}}', "too much"),
        (b'[{"type": "report"}]', "a list"),
        (b'{"objects": [{}], "objects": [{}]}', "twice"),
        (b'{"objects": [{"a": 1, "a": 2}]}', "twice within"),
        (b'{"objects": [{"a": NaN}]}', "no number"),
        (b'{"objects": [{"a": Infinity}]}', "no number"),
        (b'{"objects": [{"a": %d}]}' % (MAX_INTEGER + 2), "RFC 7493: readers round it"),
        (b'{"objects": [{"a": ' + b"[" * 20_000 + b"]" * 20_000 + b"}]}", "20,000 levels"),
        (b'{"objects": [{"a": "\\ud800"}]}', "half a letter"),
        (b'{"objects": [{"a": "\xff"}]}', "not UTF-8"),
        (b'{"type": "bundle", "id": "bundle--1", "objects": [{}]}', "a STIX bundle"),
        (b'{"Objects": [{}]}', "3.8: names have case"),
        (b"<objects/>", "XML"),
    ],
)
def test_a_body_that_is_no_envelope_is_unprocessable(body: bytes, why: str) -> None:
    with pytest.raises(TaxiiError) as caught:
        read_envelope(body)

    assert caught.value.status == 422, why


def test_a_body_of_more_values_than_allowed_is_refused() -> None:
    with pytest.raises(TaxiiError, match="over 10 values"):
        read_envelope(b'{"objects": [' + b"{}," * 20 + b"{}]}", max_values=10)


@given(st.binary(max_size=120))
def test_no_body_fails_to_be_judged(body: bytes) -> None:
    try:
        objects = read_envelope(body)
    except TaxiiError as error:
        objects, status = (), error.status
    assert objects or status == 422


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 500, 503])
def test_the_body_of_an_error_says_its_status_as_text(status: int) -> None:
    error = TaxiiError(status, "why")

    message = decode(ErrorMessage, error.body)

    assert message.http_status == str(status)  # section 3.6.1
    assert message.title
    assert message.description == "why"
    assert error.headers[0] == ("Content-Type", TAXII)


def test_an_error_names_the_parameter() -> None:
    assert json.loads(bad_request("limit", "'0' is no whole number from 1").body) == {
        "title": TITLES[400],
        "description": "limit: '0' is no whole number from 1",
        "http_status": "400",
    }


def test_a_401_carries_every_challenge() -> None:
    error = unauthorized(['Basic realm="concord"', "Bearer"])

    assert error.status == 401
    assert error.headers[1:] == (
        ("WWW-Authenticate", 'Basic realm="concord"'),
        ("WWW-Authenticate", "Bearer"),
    )


def test_a_401_without_a_challenge_is_a_fault_of_the_server() -> None:
    with pytest.raises(ValueError, match="challenge"):
        unauthorized([])


def test_absent_and_hidden_are_the_same_bytes() -> None:
    absent = refused(path="/api9/")

    assert (absent.headers, absent.body) == (not_found().headers, not_found().body)


def test_hostile_text_in_an_error_stays_json() -> None:
    error = refused(query='match["\\u0000%0a<script>]=x')

    assert error.status == 400
    assert decode(ErrorMessage, error.body).description


def test_a_list_is_answered_with_type_and_dates() -> None:
    query = PageQuery(filter=Filter(), size=1, as_of=0)

    names = [name for name, _ in page_headers(Page(rows=(), more=False), query)]

    assert names == ["Content-Type", "X-TAXII-Date-Added-First", "X-TAXII-Date-Added-Last"]
