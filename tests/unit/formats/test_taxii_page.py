"""What a query answers: TAXII 2.1 sections 3.2 to 3.5 over rows in memory."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.formats.taxii_moment import date_added_of, read_moment
from concord.formats.taxii_page import (
    BEGINNING,
    Page,
    PageQuery,
    Position,
    Row,
    date_headers,
    select_rows,
    take_page,
)
from concord.formats.taxii_query import ALL, LAST, Filter, VersionChoice

T = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = VersionChoice(is_first=True)


def hour(number: int) -> datetime:
    return T + timedelta(hours=number)


def row(seq: int, id_: str, version: int, *, type_: str = "report", spec: str = "2.1") -> Row:
    """A row added at the hour of its number."""
    return Row(
        seq=seq,
        date_added=hour(seq),
        id=id_,
        type=type_,
        version=hour(version),
        spec_version=spec,
    )


ROWS = (
    row(1, "a", 1),
    row(2, "b", 1, type_="incident"),
    row(3, "a", 3),
    row(4, "c", 4, spec="2.0"),
    row(5, "c", 4, spec="2.1"),
    row(6, "a", 2),  # an older version that came late
)


@pytest.mark.parametrize(
    ("wanted", "numbers", "why"),
    [
        (Filter(), [2, 3, 5], "3.4.1: the last version, by its own date, of the latest STIX"),
        (Filter(versions=LAST), [2, 3, 5], "last is the default"),
        (Filter(versions=FIRST), [1, 2, 5], "the earliest of each"),
        (Filter(versions=ALL), [1, 2, 3, 5, 6], "all, of the latest STIX"),
        (
            Filter(versions=VersionChoice(is_first=True, is_last=True)),
            [1, 2, 3, 5],
            "both; where they are one, once",
        ),
        (Filter(versions=VersionChoice(at=(hour(2),))), [6], "exactly that moment"),
        (Filter(versions=VersionChoice(at=(hour(2),), is_first=True)), [1, 2, 5, 6], "3.4.1"),
        (Filter(versions=VersionChoice()), [], "a version that nobody has"),
        (Filter(types=("incident",)), [2], "the type"),
        (Filter(types=("incident", "report")), [2, 3, 5], "3.4: OR"),
        (Filter(ids=("a",), types=("incident",)), [], "3.4: AND"),
        (Filter(ids=("a", "b")), [2, 3], "the ids"),
        (Filter(ids=("z",)), [], "an id that is not there"),
        (Filter(spec_versions=("2.0",)), [4], "3.4.1: only what is asked"),
        (Filter(spec_versions=("2.0", "2.1")), [2, 3, 4, 5], "both of c, they are one version"),
        (Filter(spec_versions=("3.0",)), [], "none"),
        (Filter(added_after=hour(3)), [5], "3.4: strictly later; 3 is not, and 6 is not the last"),
        (Filter(added_after=hour(3) - timedelta(microseconds=1)), [3, 5], "by a microsecond"),
        (Filter(added_after=hour(5), versions=ALL), [6], "the late one is one of all"),
        (Filter(added_after=hour(9)), [], "later than all"),
    ],
)
def test_a_filter_selects(wanted: Filter, numbers: list[int], why: str) -> None:
    assert [found.seq for found in select_rows(ROWS, wanted)] == numbers, why


def test_the_tenth_specification_version_is_later_than_the_ninth() -> None:
    rows = [row(1, "a", 1, spec="2.9"), row(2, "a", 1, spec="2.10")]

    assert [found.seq for found in select_rows(rows, Filter())] == [2]


@pytest.mark.parametrize(("choice", "number"), [(FIRST, 2), (LAST, 3)])
def test_first_and_last_are_by_version_not_by_arrival(choice: VersionChoice, number: int) -> None:
    rows = [row(1, "a", 5), row(2, "a", 4), row(3, "a", 6), row(4, "a", 5)]

    assert [found.seq for found in select_rows(rows, Filter(versions=choice))] == [number]


def test_of_one_version_in_two_specifications_only_the_latest_is_given_also_with_all() -> None:
    rows = [row(1, "a", 1, spec="2.1"), row(2, "a", 1, spec="2.0")]

    assert [found.seq for found in select_rows(rows, Filter(versions=ALL))] == [1]


def test_rows_come_in_the_order_they_were_added_however_they_are_kept() -> None:
    found = select_rows(reversed(ROWS), Filter(versions=ALL))

    assert [item.seq for item in found] == [1, 2, 3, 5, 6]  # section 3.3


@pytest.mark.parametrize(
    ("size", "numbers", "more"),
    [
        (1, [1], True),
        (4, [1, 2, 3, 5], True),  # one is left
        (5, [1, 2, 3, 5, 6], False),  # just all: 3.4 has no more then
        (6, [1, 2, 3, 5, 6], False),
    ],
)
def test_more_says_that_rows_are_left(size: int, numbers: list[int], more: bool) -> None:
    page = take_page(ROWS, PageQuery(filter=Filter(versions=ALL), size=size, as_of=6))

    assert ([found.seq for found in page.rows], page.more) == (numbers, more)


def test_a_page_is_the_same_after_rows_have_come() -> None:
    second = PageQuery(filter=Filter(), size=1, as_of=3, after=Position(seq=2, date_added=hour(2)))
    before = take_page(ROWS[:3], second)

    after = take_page([*ROWS, row(7, "a", 7)], second)

    assert after == before
    assert [found.seq for found in after.rows] == [3]


def test_headers_are_the_dates_of_the_first_and_the_last_row() -> None:
    query = PageQuery(filter=Filter(versions=ALL), size=3, as_of=6)

    assert date_headers(take_page(ROWS, query), query) == (
        ("X-TAXII-Date-Added-First", "2026-01-01T01:00:00.000000Z"),
        ("X-TAXII-Date-Added-Last", "2026-01-01T03:00:00.000000Z"),
    )


@pytest.mark.parametrize(
    ("query", "date"),
    [
        (PageQuery(filter=Filter(), size=1, as_of=0), BEGINNING),
        (PageQuery(filter=Filter(added_after=hour(7)), size=1, as_of=0), hour(7)),
        (
            PageQuery(
                filter=Filter(added_after=hour(7)),
                size=1,
                as_of=9,
                after=Position(seq=8, date_added=hour(8)),
            ),
            hour(8),
        ),
    ],
)
def test_headers_of_an_empty_page_keep_the_place_of_the_reader(
    query: PageQuery, date: datetime
) -> None:
    values = [value for _, value in date_headers(Page(rows=(), more=False), query)]

    assert [read_moment(value) for value in values] == [date, date]


@st.composite
def collections(draw: st.DrawFn) -> list[Row]:
    """Rows as a ledger adds them: the clock runs as it likes, versions come late, some twice."""
    rows: list[Row] = []
    last: datetime | None = None
    seq = 0
    for _ in range(draw(st.integers(0, 25))):
        seq += draw(st.integers(1, 3))  # numbers between are records this reader may not see
        last = date_added_of(hour(draw(st.integers(0, 3))), last=last)
        rows.append(
            Row(
                seq=seq,
                date_added=last,
                id=draw(st.sampled_from("abcd")),
                type=draw(st.sampled_from(["report", "incident"])),
                version=hour(draw(st.integers(0, 4))),
                spec_version=draw(st.sampled_from(["2.0", "2.1"])),
            )
        )
    return rows


FILTERS = st.builds(
    Filter,
    added_after=st.none() | st.integers(0, 3).map(hour),
    ids=st.sampled_from([(), ("a",), ("a", "c")]),
    types=st.sampled_from([(), ("report",)]),
    spec_versions=st.sampled_from([(), ("2.0",), ("2.0", "2.1")]),
    versions=st.builds(
        VersionChoice,
        is_first=st.booleans(),
        is_last=st.booleans(),
        at=st.sampled_from([(), (hour(1),), (hour(1), hour(3))]),
    )
    | st.just(ALL),
)


def page_by_place(rows: list[Row], wanted: Filter, size: int) -> list[Row]:
    """All rows, as a client gets them that follows the place of each page."""
    found: list[Row] = []
    after: Position | None = None
    while True:
        page = take_page(rows, PageQuery(filter=wanted, size=size, as_of=10**6, after=after))
        assert len(page.rows) <= size
        found.extend(page.rows)
        if not page.more:
            return found
        after = Position(seq=page.rows[-1].seq, date_added=page.rows[-1].date_added)


def page_by_date(rows: list[Row], wanted: Filter, size: int) -> list[Row]:
    """All rows, as a client gets them that knows only added_after and the header."""
    found: list[Row] = []
    after = wanted.added_after
    while True:
        again = Filter(
            added_after=after,
            ids=wanted.ids,
            types=wanted.types,
            spec_versions=wanted.spec_versions,
            versions=wanted.versions,
        )
        query = PageQuery(filter=again, size=size, as_of=10**6)
        page = take_page(rows, query)
        found.extend(page.rows)
        if not page.more:
            return found
        after = read_moment(dict(date_headers(page, query))["X-TAXII-Date-Added-Last"])


@given(collections(), FILTERS, st.integers(1, 7))
def test_paging_gives_each_row_once_in_order(rows: list[Row], wanted: Filter, size: int) -> None:
    assert page_by_place(rows, wanted, size) == select_rows(rows, wanted)


@given(collections(), FILTERS, st.integers(1, 7))
def test_paging_by_added_after_alone_loses_nothing(
    rows: list[Row], wanted: Filter, size: int
) -> None:
    assert page_by_date(rows, wanted, size) == select_rows(rows, wanted)


@given(collections(), st.integers(1, 5), st.data())
def test_a_reader_who_polls_while_rows_come_gets_every_last_version(
    rows: list[Row], size: int, data: st.DataObject
) -> None:
    seen: list[Row] = []
    after: datetime | None = None
    known = 0
    while known < len(rows) or not seen:
        known = min(len(rows), known + data.draw(st.integers(1, 5)))
        visible = rows[:known]
        found = page_by_place(visible, Filter(added_after=after), size)
        seen.extend(found)
        after = found[-1].date_added if found else after
        if known == len(rows):
            break

    assert len({found.seq for found in seen}) == len(seen)
    assert {found.seq for found in select_rows(rows, Filter())} <= {found.seq for found in seen}


@given(collections(), FILTERS)
def test_every_row_selected_satisfies_every_field(rows: list[Row], wanted: Filter) -> None:
    for found in select_rows(rows, wanted):
        assert not wanted.ids or found.id in wanted.ids
        assert not wanted.types or found.type in wanted.types
        assert not wanted.spec_versions or found.spec_version in wanted.spec_versions
        assert wanted.added_after is None or found.date_added > wanted.added_after
