"""The endpoints of TAXII 2.1: the table of section 3.1, and rights by sections 5.2 to 5.8."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.formats.taxii_error import TaxiiError
from concord.formats.taxii_route import (
    METHODS,
    Endpoint,
    Route,
    check_method,
    check_rights,
    find_route,
)

ROOTS = ("/api1/", "/taxii2/groups/north/")
COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
OBJECT = "indicator--252c7c11-daf2-42bd-843b-be65edca9f61"
STATUS = "2d086da7-4bdc-4f91-900e-d77486753710"
AT = f"/api1/collections/{COLLECTION}/"


@pytest.mark.parametrize(
    ("path", "endpoint", "section"),
    [
        ("/taxii2/", Endpoint.DISCOVERY, "4.1"),
        ("/api1/", Endpoint.ROOT, "4.2"),
        ("/taxii2/groups/north/", Endpoint.ROOT, "1.6.2: a root of several parts"),
        (f"/api1/status/{STATUS}/", Endpoint.STATUS, "4.3"),
        ("/api1/collections/", Endpoint.COLLECTIONS, "5.1"),
        (AT, Endpoint.COLLECTION, "5.2"),
        ("/api1/collections/high-value/", Endpoint.COLLECTION, "5.2.1: by alias"),
        (f"{AT}manifest/", Endpoint.MANIFEST, "5.3"),
        (f"{AT}objects/", Endpoint.OBJECTS, "5.4"),
        (f"{AT}objects/{OBJECT}/", Endpoint.OBJECT, "5.6"),
        (f"{AT}objects/{OBJECT.replace('--', '%2D%2d')}/", Endpoint.OBJECT, "RFC 3986 2.3"),
        (f"{AT}objects/{OBJECT}/versions/", Endpoint.VERSIONS, "5.8"),
    ],
)
def test_each_endpoint_is_found(path: str, endpoint: Endpoint, section: str) -> None:
    assert find_route(path, ROOTS).endpoint is endpoint, section


def test_a_route_carries_the_parts_of_its_path() -> None:
    route = find_route(f"{AT}objects/{OBJECT}/versions/", ROOTS)

    assert (route.root, route.collection, route.object_id) == ("/api1/", COLLECTION, OBJECT)
    assert find_route(f"/api1/status/{STATUS}/", ROOTS).status_id == STATUS


def test_a_root_may_be_the_whole_server() -> None:
    assert find_route("/", ["/"]).endpoint is Endpoint.ROOT
    assert find_route("/taxii2/", ["/"]).endpoint is Endpoint.DISCOVERY
    assert find_route("/collections/", ["/"]).root == "/"


def test_of_two_roots_the_longer_is_meant() -> None:
    assert find_route("/api1/collections/", ["/", "/api1/"]).root == "/api1/"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("", "no path"),
        ("/", "no root"),
        ("/taxii2", "3.1: a path ends in a slash"),
        ("/api1/collections", "the same"),
        ("/taxii/", "the address of TAXII 2.0"),
        ("/TAXII2/", "paths have case"),
        ("//taxii2/", "an empty part"),
        ("/api1//collections/", "an empty part"),
        ("/api1/collections//", "an empty part"),
        (f"{AT}objects//", "an empty id"),
        ("/api1/collections/../", "a way up"),
        ("/api1/collections/../../../etc/passwd/", "a way up"),
        ("/api1/%2e%2e/api1/", "a hidden way up"),
        ("/api1/collections/%2E/", "a hidden dot"),
        ("/api1/collections/a%2Fb/", "a hidden slash"),
        ("/api1/collections/a%252Fb/", "twice hidden"),
        ("/api1/collections/a%5Cb/", "a backslash"),
        ("/api1/collections/a\\b/", "a backslash"),
        ("/api1/collections/a%00/", "a zero byte"),
        ("/api1/collections/a%0A/", "a line end"),
        ("/api1/collections/a\n/", "a line end"),
        ("/api1/collections/a%/", "half an escape"),
        ("/api1/collections/a%zz/", "no escape"),
        ("/api1/collections/%C3%A9/", "beyond ASCII"),
        ("/api1/collections/é/", "beyond ASCII"),
        ("/api1/collections/.hidden/", "a dot first"),
        (f"/api1/collections/{'a' * 251}/", "1.5.1: at most 250"),
        ("/api1/status/1/", "no UUID"),
        (f"{AT}objects/indicator/", "no STIX id"),
        (f"{AT}objects/{OBJECT}/versions/x/", "beyond the table"),
        (f"{AT}object/{OBJECT}/", "the examples of 5.6 say object, its table objects"),
        (f"{AT}objects/{OBJECT}x/", "a longer id"),
        ("/api1/channels/", "section 6 is reserved"),
        ("/api2/", "no root of this server"),
        ("/api1" + "/a" * 5000 + "/", "longer than any"),
        ("https://example.org/api1/", "an address, no path"),
    ],
)
def test_other_paths_are_not_found_all_alike(path: str, why: str) -> None:
    with pytest.raises(TaxiiError) as caught:
        find_route(path, ROOTS)

    assert caught.value.status == 404, why
    assert json.loads(caught.value.body)["description"] == "there is nothing at this address"


@given(st.text(alphabet="/.%2eEfF5cC-a", max_size=40))
def test_no_path_reaches_but_a_name_of_plain_letters(path: str) -> None:
    try:
        route = find_route(path, ["/"])
    except TaxiiError as error:
        route, status = None, error.status

    if route is None:
        assert status == 404
    else:
        assert not {"/", "\\"} & set(route.collection or "")
        assert route.collection not in ("", ".", "..")


@pytest.mark.parametrize("endpoint", Endpoint)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "get", ""])
def test_methods_beyond_the_table_are_refused_with_those_in_it(
    endpoint: Endpoint, method: str
) -> None:
    allowed = METHODS[endpoint]
    if method in allowed:
        check_method(Route(endpoint=endpoint), method)
        return

    with pytest.raises(TaxiiError) as caught:
        check_method(Route(endpoint=endpoint), method)

    assert caught.value.status == 405
    assert ("Allow", ", ".join(allowed)) in caught.value.headers


IN_COLLECTION = Route(endpoint=Endpoint.OBJECTS, collection=COLLECTION)
ONE_OBJECT = Route(endpoint=Endpoint.OBJECT, collection=COLLECTION, object_id=OBJECT)
ITSELF = Route(endpoint=Endpoint.COLLECTION, collection=COLLECTION)


@pytest.mark.parametrize(
    ("route", "method", "rights", "status", "section"),
    [
        (ONE_OBJECT, "DELETE", "", 404, "5.7, first row"),
        (ONE_OBJECT, "DELETE", "r", 403, "5.7, second row"),
        (ONE_OBJECT, "DELETE", "w", 403, "5.7, third row"),
        (ONE_OBJECT, "DELETE", "rw", None, "5.7, fourth row"),
        (IN_COLLECTION, "GET", "r", None, "5.4"),
        (IN_COLLECTION, "GET", "w", 403, "5.4: 403 or 404"),
        (IN_COLLECTION, "GET", "", 404, "5.4: 403 or 404; hidden is absent"),
        (IN_COLLECTION, "POST", "w", None, "5.5: writing needs no reading"),
        (IN_COLLECTION, "POST", "r", 403, "5.5"),
        (IN_COLLECTION, "POST", "", 404, "5.5"),
        (ITSELF, "GET", "w", None, "5.2: it says what may be done"),
        (ITSELF, "GET", "", 404, "hidden is absent"),
        (Route(endpoint=Endpoint.DISCOVERY), "GET", "", None, "in no collection"),
    ],
)
def test_rights_are_those_of_the_table(
    route: Route, method: str, rights: str, status: int | None, section: str
) -> None:
    found = None
    try:
        check_rights(route, method, can_read="r" in rights, can_write="w" in rights)
    except TaxiiError as error:
        found = error.status

    assert found == status, section
