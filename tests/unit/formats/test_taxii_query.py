"""Query parameters: TAXII 2.1 sections 3.4 and 3.4.1, and the tables of 5.3 to 5.8."""

from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.formats.taxii_error import TaxiiError
from concord.formats.taxii_query import ALL, LAST, Filter, Query, VersionChoice, read_query
from concord.formats.taxii_route import Endpoint

INDICATOR = "indicator--252c7c11-daf2-42bd-843b-be65edca9f61"
REPORT = "report--3600ad1b-fff1-4c98-bcc9-4de3bc2e2ffb"
DAY = datetime(2016, 1, 1, 1, 1, 1, tzinfo=UTC)


def ask(raw: str, endpoint: Endpoint = Endpoint.OBJECTS, method: str = "GET") -> Query:
    return read_query(raw, endpoint, method)


def wrong(raw: str, endpoint: Endpoint = Endpoint.OBJECTS, method: str = "GET") -> str:
    """What a refused query is told."""
    with pytest.raises(TaxiiError) as caught:
        read_query(raw, endpoint, method)
    assert caught.value.status == 400
    return caught.value.description


def test_no_parameter_asks_for_the_last_version_of_all() -> None:
    assert ask("") == Query(filter=Filter(versions=LAST))


@pytest.mark.parametrize(
    ("raw", "wanted", "why"),
    [
        ("added_after=2016-01-01T01:01:01.000Z", Filter(added_after=DAY), "3.4"),
        (f"match[id]={INDICATOR}", Filter(ids=(INDICATOR,)), "3.4.1"),
        (f"match%5Bid%5D={INDICATOR}", Filter(ids=(INDICATOR,)), "escaped, as clients send it"),
        (f"match[id]={REPORT},{INDICATOR}", Filter(ids=(INDICATOR, REPORT)), "OR, in one order"),
        (f"match[id]={REPORT}%2C{INDICATOR}", Filter(ids=(INDICATOR, REPORT)), "escaped comma"),
        ("match[type]=indicator,report", Filter(types=("indicator", "report")), "OR"),
        ("match[type]=report,report", Filter(types=("report",)), "only versions stand once"),
        ("match[type]=x-own-type", Filter(types=("x-own-type",)), "another type may be asked"),
        ("match[spec_version]=2.1,2.0", Filter(spec_versions=("2.0", "2.1")), "3.4.1"),
        (
            f"match[type]=report&match[id]={REPORT}",
            Filter(ids=(REPORT,), types=("report",)),
            "3.4: fields are ANDed",
        ),
        ("utm_source=x", Filter(), "parameters that are none of TAXII are passed over"),
    ],
)
def test_a_query_is_read_as_a_filter(raw: str, wanted: Filter, why: str) -> None:
    assert ask(raw).filter == wanted, why


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("all", ALL),
        ("last", LAST),
        ("first", VersionChoice(is_first=True)),
        ("last,first", VersionChoice(is_first=True, is_last=True)),
        ("first,2016-01-01T01:01:01.000Z", VersionChoice(is_first=True, at=(DAY,))),
        ("2016-01-01T01:01:01Z", VersionChoice(at=(DAY,))),
        # A version finer than this server keeps is well-formed and matches nothing.
        ("2016-01-01T01:01:01.0000001Z", VersionChoice()),
    ],
)
def test_versions_are_chosen_by_place_or_moment(text: str, choice: VersionChoice) -> None:
    assert ask(f"match[version]={text}").filter.versions == choice


@pytest.mark.parametrize(
    "text",
    [
        "all,last",  # 3.4.1: all stands alone
        "last,all",
        "last,last",  # 3.4.1: none occurs twice
        "2016-01-01T01:01:01Z,2016-01-01T01:01:01.000Z",  # one moment written twice
        "Last",  # 3.8: literals have case
        "latest",
        "2016",
        "2016-01-01",
        "last, first",  # 3.4: without any spaces
        "last,",
        ",",
    ],
)
def test_versions_that_contradict_the_rules_are_refused(text: str) -> None:
    assert wrong(urlencode({"match[version]": text})).startswith("match[version]: ")


@pytest.mark.parametrize(
    ("text", "limit"),
    [("1", 1), ("100", 100), ("007", 7), ("9007199254740991", 2**53 - 1)],
)
def test_a_limit_is_a_whole_number_from_1(text: str, limit: int) -> None:
    assert ask(f"limit={text}").limit == limit


@pytest.mark.parametrize(
    "text",
    [
        "0",  # 3.4: greater than zero
        "-1",
        "+1",
        " 1",
        "1 ",
        "1.0",
        "1e3",
        "0x10",
        "1_000",
        "1,2",  # a single value
        "ten",
        "٣",  # Arabic-Indic three
        "３",  # full-width three
        "²",  # superscript two
        "9007199254740992",  # section 2: beyond 2**53 - 1
        "9" * 4000,  # Python refuses to read it as well
        "NaN",
        "1\x00",
    ],
)
def test_a_limit_that_is_none_is_refused_by_name(text: str) -> None:
    assert wrong("limit=" + quote(text)).startswith("limit: ")


@pytest.mark.parametrize(
    ("raw", "name", "why"),
    [
        ("added_after=yesterday", "added_after", "no timestamp"),
        ("added_after=2016-01-01T01:01:01", "added_after", "no zone"),
        ("added_after=2016-01-01T01:01:01+00:00", "added_after", "a plus is a space in a query"),
        ("added_after=2016-01-01T01:01:01Z,2017-01-01T01:01:01Z", "added_after", "single"),
        ("added_after=", "added_after", "empty"),
        ("added_after", "added_after", "empty"),
        ("limit=1&limit=1", "limit", "twice"),
        ("limit=1&LIMIT=2&limit=3", "limit", "twice, names have case"),
        ("next=a&next=b", "next", "twice"),
        ("next=", "next", "empty"),
        ("match[type]=a-b&match[type]=c-d", "match[type]", "3.4: a field does not occur twice"),
        ("match[type]=a-b&match%5Btype%5D=c-d", "match[type]", "however it is escaped"),
        ("match[type]=", "match[type]", "empty"),
        ("match[type]=report,,indicator", "match[type]", "an empty value"),
        ("match[type]=report,%20indicator", "match[type]", "a space"),
        ("match[type]=Report", "match[type]", "1.5.1: types are in lower case"),
        ("match[type]=' OR 1=1 --", "match[type]", "no type"),
        ("match[id]=indicator", "match[id]", "no STIX id"),
        ("match[id]=indicator--1", "match[id]", "no STIX id"),
        (f"match[id]={INDICATOR}%0A", "match[id]", "a line end"),
        ("match[id]=../../etc/passwd", "match[id]", "a path"),
        ("match[spec_version]=2", "match[spec_version]", "no version"),
        ("match[spec_version]=2.1.0", "match[spec_version]", "no version"),
        ("match[spec_version]=٢.١", "match[spec_version]", "no ASCII digits"),
        ("match[colour]=red", "match[colour]", "an unknown field, which would not be applied"),
        ("match[]=x", "match[]", "no field"),
        ("match[id=x", "match[id", "half a field"),
        ("match=x", "match", "no field"),
        ("matchtype=x", "matchtype", "surely meant as a field"),
        ("match[type]=" + ",".join(["report"] * 101), "match[type]", "over 100 values"),
        ("match[type]=" + "a" * 251, "match[type]", "1.5.1: at most 250"),
        ("next=" + "a" * 10_000, "next", "10 kB"),
        ("match[type]=" + ",".join(f"{'a' * 99}{i:02}" for i in range(60)), "query", "over 4,096"),
        ("a=1&" * 40, "query", "over 32 parameters"),
        ("limit=%ff", "query", "not UTF-8"),
        ("x" * 20_000, "query", "longer than any"),
    ],
)
def test_a_malformed_parameter_is_refused_by_name(raw: str, name: str, why: str) -> None:
    assert wrong(raw).startswith(f"{name}: "), why


@pytest.mark.parametrize(
    ("endpoint", "method", "raw", "name"),
    [
        (Endpoint.OBJECT, "GET", f"match[id]={REPORT}", "match[id]"),  # 5.6: it is in the path
        (Endpoint.OBJECT, "GET", "match[type]=report", "match[type]"),
        (Endpoint.VERSIONS, "GET", "match[version]=all", "match[version]"),  # 5.8: all are listed
        (Endpoint.OBJECT, "DELETE", "limit=1", "limit"),  # 5.7
        (Endpoint.OBJECT, "DELETE", "added_after=2016-01-01T01:01:01Z", "added_after"),
    ],
)
def test_a_parameter_another_endpoint_takes_is_refused(
    endpoint: Endpoint, method: str, raw: str, name: str
) -> None:
    assert wrong(raw, endpoint, method) == f"{name}: no parameter that this resource takes"


@pytest.mark.parametrize(
    ("endpoint", "method", "versions"),
    [
        (Endpoint.OBJECTS, "GET", LAST),  # 3.4.1: the default
        (Endpoint.MANIFEST, "GET", LAST),
        (Endpoint.OBJECT, "GET", LAST),
        (Endpoint.VERSIONS, "GET", ALL),  # 5.8
        (Endpoint.OBJECT, "DELETE", ALL),  # 5.7: the object is gone, not its last version
    ],
)
def test_the_versions_meant_without_a_word_are_those_of_the_endpoint(
    endpoint: Endpoint, method: str, versions: VersionChoice
) -> None:
    assert ask("", endpoint, method).filter.versions == versions


def test_one_version_may_be_deleted() -> None:
    query = ask("match[version]=2016-01-01T01:01:01.000Z", Endpoint.OBJECT, "DELETE")

    assert query.filter.versions == VersionChoice(at=(DAY,))


@pytest.mark.parametrize("endpoint", [Endpoint.DISCOVERY, Endpoint.ROOT, Endpoint.COLLECTIONS])
def test_endpoints_without_parameters_pass_over_all(endpoint: Endpoint) -> None:
    assert ask("limit=none&match[x]=y", endpoint) == Query()


def test_what_was_given_is_known_apart_from_what_was_not() -> None:
    assert ask("limit=5&next=abc&match[version]=last&x=y").given == {"limit", "match[version]"}


def test_a_refused_value_is_told_short() -> None:
    assert len(wrong("limit=" + "x" * 3000)) < 120


@given(st.text(max_size=100))
def test_no_query_fails_to_be_judged(raw: str) -> None:
    try:
        query = ask(raw)
    except TaxiiError as error:
        query, status = None, error.status
    assert query is not None or status == 400


@given(
    types=st.lists(st.from_regex(r"[a-z0-9-]{3,12}", fullmatch=True), min_size=1, max_size=5),
    limit=st.integers(1, 2**53 - 1),
    order=st.randoms(use_true_random=False),
)
def test_the_order_of_parameters_and_values_is_no_matter(
    types: list[str], limit: int, order: object
) -> None:
    once = ask(urlencode([("limit", limit), ("match[type]", ",".join(types))]))
    order.shuffle(types)  # type: ignore[attr-defined]

    again = ask(urlencode([("match[type]", ",".join(types)), ("limit", limit)]))

    assert once == again
