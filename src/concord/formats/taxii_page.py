"""What a query answers, as a pure function over rows: the oracle that a store's SQL must equal.

Of the rows a client may see, in this order:

1. those of the ids and types asked for (section 3.4.1);
2. of the specification versions asked for, or each object's latest;
3. of each object, the versions asked for: all, the first, the last, those of given moments;
4. added after the date asked for, strictly; in the order they were added (section 3.3);
5. as many as a page holds, after the place the page before it ended.

Step 3 comes before step 4. So whether a row is an answer does not depend on where the reader is,
and paging by `added_after` gives the same rows as paging by `next`.

A page sees the collection as of the sequence number at which its first page was asked. So the same
`next` gives the same page while rows only come; what came later is found by `added_after`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from concord.formats.taxii_moment import write_moment
from concord.formats.taxii_query import Filter, VersionChoice

BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one object in a collection.

    seq: its public number, in the order of commits; date_added: grows strictly with seq; version:
    modified, else created, else the server's own, aware UTC.
    """

    seq: int
    date_added: datetime
    id: str
    type: str
    version: datetime
    spec_version: str = "2.1"


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """The last row a reader has: its number and date."""

    seq: int
    date_added: datetime


class PageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """One page: of which filter, after which row, at most how many, as of which number.

    limit: what the client asked for; size: what it gets, at most the server's own.
    """

    filter: Filter
    size: int
    as_of: int
    after: Position | None = None
    limit: int | None = None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of a page, in the order they were added, and whether there are more."""

    rows: tuple[Row, ...]
    more: bool


def select_rows(rows: Iterable[Row], wanted: Filter) -> list[Row]:
    """The rows that answer a filter, in the order they were added."""
    matching = [row for row in rows if _is_matching(row, wanted)]
    if not wanted.spec_versions:
        matching = _keep_latest_specification(matching)
    chosen = _choose_versions(matching, wanted.versions)
    after = wanted.added_after
    return sorted(
        (row for row in chosen if after is None or row.date_added > after),
        key=lambda row: row.seq,
    )


def take_page(rows: Iterable[Row], query: PageQuery) -> Page:
    """One page of the rows that answer a query."""
    answer = select_rows((row for row in rows if row.seq <= query.as_of), query.filter)
    begins = 0 if query.after is None else query.after.seq
    left = [row for row in answer if row.seq > begins]
    return Page(rows=tuple(left[: query.size]), more=len(left) > query.size)


def date_headers(page: Page, query: PageQuery) -> tuple[tuple[str, str], ...]:
    """The X-TAXII-Date-Added headers of a page (section 3.2).

    Section 3.2 requires them of every 200 and does not say what they hold when there are no rows.
    Then both are the date the reader asked from: kept as its place, it loses nothing by it.
    """
    if page.rows:
        first, last = page.rows[0].date_added, page.rows[-1].date_added
    else:
        place = query.after.date_added if query.after else query.filter.added_after
        first = last = place or BEGINNING
    return (
        ("X-TAXII-Date-Added-First", write_moment(first)),
        ("X-TAXII-Date-Added-Last", write_moment(last)),
    )


def _is_matching(row: Row, wanted: Filter) -> bool:
    return (
        (not wanted.ids or row.id in wanted.ids)
        and (not wanted.types or row.type in wanted.types)
        and (not wanted.spec_versions or row.spec_version in wanted.spec_versions)
    )


def _keep_latest_specification(rows: Sequence[Row]) -> list[Row]:
    latest: dict[str, tuple[int, ...]] = defaultdict(tuple)
    for row in rows:
        latest[row.id] = max(latest[row.id], _number(row.spec_version))
    return [row for row in rows if _number(row.spec_version) == latest[row.id]]


def _choose_versions(rows: Sequence[Row], choice: VersionChoice) -> Sequence[Row]:
    if choice.is_all:
        return rows
    versions: dict[str, list[datetime]] = defaultdict(list)
    for row in rows:
        versions[row.id].append(row.version)
    wanted = {id_: set(choice.at) for id_ in versions}
    for id_, known in versions.items():
        if choice.is_first:
            wanted[id_].add(min(known))
        if choice.is_last:
            wanted[id_].add(max(known))
    return [row for row in rows if row.version in wanted[row.id]]


def _number(spec_version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in spec_version.split("."))
