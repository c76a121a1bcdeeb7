"""The `next` of TAXII 2.1, section 3.5: it carries the whole query, holds, and cannot be forged."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.formats.taxii_cursor import (
    Cursor,
    Target,
    begin_or_resume,
    next_of,
    seal,
    unseal,
)
from concord.formats.taxii_error import TaxiiError
from concord.formats.taxii_page import Page, PageQuery, Row, take_page
from concord.formats.taxii_query import LONGEST_NEXT, Filter, Query, VersionChoice, read_query
from concord.formats.taxii_route import Endpoint

SECRET = bytes(range(32))
OTHER = bytes(range(1, 33))
T = datetime(2026, 1, 1, tzinfo=UTC)
HERE = Target(endpoint=Endpoint.OBJECTS, collection="91a7b528-80eb-42ed-a74d-c6fbd5a26116")
ONE = "report--3600ad1b-fff1-4c98-bcc9-4de3bc2e2ffb"
ROWS = [
    Row(
        seq=seq,
        date_added=T + timedelta(seconds=seq),
        id=f"report--{seq:08x}-0000-4000-8000-000000000000",
        type="report",
        version=T,
    )
    for seq in range(1, 11)
]
CURSOR = Cursor(
    target=HERE,
    filter=Filter(added_after=T, types=("report",), versions=VersionChoice(is_first=True)),
    limit=7,
    size=7,
    as_of=90,
    seq=12,
    date_added=T + timedelta(microseconds=1),
)

# Written by the first release and kept: a client may come back with it after an update.
KEPT = (
    "AzS71sqFDHDMLGAxuok5zVab1XWvim6iMmJ8lIsCuoCnNzTm8eum_Ktkw_FdPB5MJPo93I3MR76o5ipAT28ybnpN"
    "lP-P-f1YWwqO9fr6PtB-l5mJHMUr1i0zhGmwa4ix9ejI4qRGCkEs6KWk-hrK46TTqqV9hDl3FTAMsMXaqTMGKpzr"
    "JMn2vHUZgxCW0stp5DG9smIKU6wJ5I3gaMKHn4JzNnQopRzn9gS4Pd7yQqx11VD5RtLb6GRN3nLPUntB9l3K-"
    "xFjKnjnmSc"
)


def resume(raw: str, target: Target = HERE, secrets: tuple[bytes, ...] = (SECRET,)) -> PageQuery:
    query = read_query(raw, target.endpoint)
    return begin_or_resume(query, target, secrets=secrets, largest_page=5, newest=10)


def give_page(raw: str, target: Target = HERE) -> tuple[Page, str | None]:
    """A page and its next, as a server gives them."""
    asked = resume(raw, target)
    page = take_page(ROWS, asked)
    return page, next_of(page, asked, target, secret=SECRET)


def refused(raw: str, target: Target = HERE, secrets: tuple[bytes, ...] = (SECRET,)) -> str:
    with pytest.raises(TaxiiError) as caught:
        resume(raw, target, secrets)
    assert caught.value.status == 400
    return caught.value.description


moments = st.datetimes(timezones=st.just(UTC))
numbers = st.integers(0, 2**53 - 1)
texts = st.lists(st.text(max_size=60), max_size=5).map(tuple)
cursors = st.builds(
    Cursor,
    target=st.builds(
        Target,
        endpoint=st.sampled_from(Endpoint),
        collection=st.text(max_size=40),
        object_id=st.none() | st.text(max_size=80),
    ),
    filter=st.builds(
        Filter,
        added_after=st.none() | moments,
        ids=texts,
        types=texts,
        spec_versions=texts,
        versions=st.builds(
            VersionChoice,
            is_all=st.booleans(),
            is_first=st.booleans(),
            is_last=st.booleans(),
            at=st.lists(moments, max_size=3).map(tuple),
        ),
    ),
    limit=st.none() | numbers,
    size=numbers,
    as_of=numbers,
    seq=numbers,
    date_added=moments,
)


@given(cursors)
def test_a_cursor_sealed_is_opened_as_the_same(cursor: Cursor) -> None:
    assert unseal(seal(cursor, SECRET), [SECRET]) == cursor


def test_the_same_cursor_is_always_the_same_text() -> None:
    text = seal(CURSOR, SECRET)

    assert seal(unseal(text, [SECRET]), SECRET) == text


def test_a_next_needs_no_escape_in_an_address() -> None:
    text = seal(CURSOR, SECRET)

    assert quote(text, safe="") == text


def test_a_next_holds_across_releases() -> None:
    assert unseal(KEPT, [SECRET]) == CURSOR


def test_a_next_shows_nothing_of_what_it_says() -> None:
    sealed = base64.urlsafe_b64decode(seal(CURSOR, SECRET) + "==")

    assert b"report" not in sealed
    assert HERE.collection.encode() not in sealed


def test_every_flipped_bit_is_refused() -> None:
    text = seal(CURSOR, SECRET)
    sealed = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))

    for at in range(len(sealed) * 8):
        sealed[at // 8] ^= 1 << at % 8
        changed = base64.urlsafe_b64encode(bytes(sealed)).rstrip(b"=").decode()
        with pytest.raises(TaxiiError):
            unseal(changed, [SECRET])
        sealed[at // 8] ^= 1 << at % 8


def test_every_other_letter_in_every_place_is_refused() -> None:
    text = seal(CURSOR, SECRET)

    for at, letter in enumerate(text):
        for other in {"A", "_", "b", "9"} - {letter}:
            with pytest.raises(TaxiiError):
                unseal(f"{text[:at]}{other}{text[at + 1 :]}", [SECRET])


def test_the_spare_bits_of_the_last_letter_are_no_second_spelling() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for limit in range(6):  # lengths of each remainder by three
        cursor = Cursor(
            target=HERE,
            filter=Filter(types=("x" * limit,)),
            limit=limit,
            size=limit,
            as_of=limit,
            seq=1,
            date_added=T,
        )
        text = seal(cursor, SECRET)

        opened = []
        for letter in letters:
            try:
                unseal(text[:-1] + letter, [SECRET])
            except TaxiiError:
                continue
            opened.append(letter)

        assert opened == [text[-1]]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text[:-1],  # cut
        lambda text: text[1:],
        lambda text: text + "A",
        lambda text: text + "=",  # padded
        lambda text: text + "\n",
        lambda text: " " + text,
        lambda text: text + text,
        lambda text: text[:20] + "!" + text[20:],  # lenient decoders pass over it
        lambda text: text[:20] + "é" + text[20:],
        lambda text: text.replace("_", "/").replace("-", "+") + "+/",  # the other alphabet
        lambda text: "123456789",
        lambda text: "A" * 10_000,
        lambda text: "A" * LONGEST_NEXT,
    ],
)
def test_a_text_that_is_no_next_is_refused(change: Callable[[str], str]) -> None:
    with pytest.raises(TaxiiError) as caught:
        unseal(change(seal(CURSOR, SECRET)), [SECRET])

    assert caught.value.status == 400
    assert caught.value.description.startswith("next: ")


@given(st.text(max_size=100) | st.binary(max_size=80).map(lambda b: base64.b64encode(b).decode()))
def test_no_text_fails_to_be_judged(text: str) -> None:
    with pytest.raises(TaxiiError):
        unseal(text, [SECRET])


def test_a_next_of_another_secret_is_refused() -> None:
    with pytest.raises(TaxiiError):
        unseal(seal(CURSOR, OTHER), [SECRET])


def test_a_next_of_the_secret_before_holds_as_long_as_that_is_named() -> None:
    assert unseal(seal(CURSOR, OTHER), [SECRET, OTHER]) == CURSOR


def test_a_short_secret_is_no_secret() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal(CURSOR, b"short")


def test_a_first_page_is_as_of_the_newest_number() -> None:
    asked = resume("limit=3&match[type]=report")

    assert asked == PageQuery(filter=Filter(types=("report",)), size=3, as_of=10, limit=3)


@pytest.mark.parametrize(("raw", "size"), [("", 5), ("limit=2", 2), ("limit=9007199254740991", 5)])
def test_a_page_holds_what_is_asked_at_most_and_what_the_server_gives(raw: str, size: int) -> None:
    assert resume(raw).size == size


def test_pages_by_next_give_each_row_once() -> None:
    first, text = give_page("limit=4")
    second, more = give_page(f"limit=4&next={text}")
    third, end = give_page(f"next={more}")

    found = [row.seq for page in (first, second, third) for row in page.rows]
    assert (found, end) == (list(range(1, 11)), None)


def test_the_same_next_twice_gives_the_same_page() -> None:
    _, text = give_page("limit=4")

    assert give_page(f"next={text}") == give_page(f"limit=4&next={text}")


def test_a_next_keeps_its_page_when_the_server_gives_less_than_it_did() -> None:
    _, text = give_page("")
    query = read_query(f"next={text}", Endpoint.OBJECTS)

    asked = begin_or_resume(query, HERE, secrets=[SECRET], largest_page=1, newest=99)

    assert (asked.size, asked.as_of) == (5, 10)


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"limit": "5"}, "limit"),
        ({"match[type]": "incident"}, "match[type]"),
        ({"match[type]": "report,incident"}, "match[type]"),
        ({"match[version]": "all"}, "match[version]"),
        ({"match[id]": ONE}, "match[id]"),  # a filter that was not there
        ({"match[spec_version]": "2.1"}, "match[spec_version]"),
        ({"added_after": "2026-01-01T00:00:00.000001Z"}, "added_after"),
    ],
)
def test_a_next_with_another_query_is_refused_by_name(changed: dict[str, str], name: str) -> None:
    began = {"limit": "4", "match[type]": "report", "added_after": "2026-01-01T00:00:00Z"}
    _, text = give_page(urlencode(began))

    told = refused(urlencode({**began, **changed, "next": text}))

    assert told.startswith(f"{name}: ")


def test_a_next_with_the_same_query_spelled_otherwise_is_taken() -> None:
    _, text = give_page("limit=4&match[type]=report,incident&added_after=2026-01-01T00:00:00Z")

    asked = resume(
        f"next={text}&match%5Btype%5D=incident%2Creport&added_after=2026-01-01T00:00:00.000000Z"
        "&match[version]=last&limit=04"
    )

    assert asked.after is not None
    assert asked.after.seq == 4


@pytest.mark.parametrize(
    "target",
    [
        Target(endpoint=Endpoint.OBJECTS, collection="52892447-4d7e-4f70-b94d-d7f22742ff63"),
        Target(endpoint=Endpoint.MANIFEST, collection=HERE.collection),
        Target(endpoint=Endpoint.OBJECT, collection=HERE.collection, object_id=ONE),
        Target(endpoint=Endpoint.VERSIONS, collection=HERE.collection, object_id=ONE),
    ],
)
def test_a_next_of_another_resource_is_refused(target: Target) -> None:
    _, text = give_page("limit=4")

    assert refused(f"next={text}", target).startswith("next: ")


def test_the_object_of_the_path_is_the_filter() -> None:
    target = Target(endpoint=Endpoint.OBJECT, collection=HERE.collection, object_id=ONE)

    assert resume("", target).filter.ids == (ONE,)  # section 5.6


def test_the_longest_query_gives_a_next_that_can_be_sent_back() -> None:
    ids = ",".join(f"x-{n:02}--{n:08x}-0000-4000-8000-000000000000" for n in range(89))
    query = read_query(f"match[id]={ids}", Endpoint.OBJECTS)
    asked = begin_or_resume(query, HERE, secrets=[SECRET], largest_page=1, newest=10)

    text = next_of(Page(rows=(ROWS[0],), more=True), asked, HERE, secret=SECRET)

    assert text is not None
    assert len(text) <= LONGEST_NEXT
    assert resume(f"match[id]={ids}&next={text}").filter.ids == query.filter.ids


@settings(max_examples=50)
@given(size=st.integers(1, 12), count=st.integers(0, 10))
def test_walking_by_next_gives_every_row_once_in_order(size: int, count: int) -> None:
    rows, query, found = ROWS[:count], Query(limit=size), []
    while True:
        asked = begin_or_resume(query, HERE, secrets=[SECRET], largest_page=12, newest=count)
        page = take_page(rows, asked)
        found.extend(page.rows)
        text = next_of(page, asked, HERE, secret=SECRET)
        if text is None:
            break
        query = Query(limit=size, next=text, given=frozenset({"limit"}))

    assert found == rows
