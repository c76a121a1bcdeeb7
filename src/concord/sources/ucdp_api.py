"""UCDP's API for GED events: fetched page by page, counted and summed, written as a GED file.

The file goes through the same reading as every other GED release (`ged.parse_ged`). Large pages are
known to drop events, so nothing is kept unless every page is full, the events received are as many
as announced, no id comes twice and, read again in pages of another size, every year holds as many
events and the same sum of deaths. API: https://ucdp.uu.se/apidocs/ (a token is needed since 2026).
"""

from __future__ import annotations

import csv
import io
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec

from concord.sources.fetch import Fetched, Request, describe, provenance
from concord.sources.http import Sink, Terms, get
from concord.sources.place import replace_whole
from concord.vocabulary.errors import InputError, OutsideError
from concord.vocabulary.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    import httpx2

BASE: Final = "https://ucdpapi.pcr.uu.se/api/gedevents"
LICENCE: Final = "CC-BY-4.0"
SOURCE: Final = "ucdp-api"
PAGE_SIZE: Final = 1000
CHECK_PAGE_SIZE: Final = 700
MOST_PAGE_BYTES: Final = 64 << 20
_TOKEN_HEADER: Final = "x-ucdp-access-token"  # noqa: S105 - the header's name, not a token
_MOST_PAGES: Final = 100_000

Event = dict[str, Any]


class ApiSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How to ask the API.

    token: from UCDP; check_page_size: of the second reading, None to go without, which the answer
    then says; pause_seconds: between pages (UCDP allows 5,000 requests a day).
    """

    token: str
    base: str = BASE
    page_size: int = PAGE_SIZE
    check_page_size: int | None = CHECK_PAGE_SIZE
    pause_seconds: float = 0.5
    terms: Terms = Terms(most_bytes=MOST_PAGE_BYTES)


class Complete(msgspec.Struct, frozen=True, kw_only=True):
    """What was received, and what its completeness rests on, in words."""

    fetched: Fetched
    events: int
    deaths: int
    checked: str


class _Page(msgspec.Struct, frozen=True):
    """One answer of the API."""

    TotalCount: int
    Result: list[Event]
    NextPageUrl: str | None = None


class _Year(NamedTuple):
    """What the two readings of a year must agree on."""

    events: int
    deaths: float


def fetch_events(
    client: httpx2.Client,
    version: str,
    to: Path,
    *,
    settings: ApiSettings,
    now: datetime,
    sleep: Callable[[float], None] = time.sleep,
    progress: Progress = silent,
) -> Complete:
    """All events of a version, final (25.1) or candidate (26.0.8), as a GED file at the path.

    OutsideError, and the path untouched, when the API cannot be reached or anything is missing;
    InputError for a token it does not accept.
    """
    api = _Api(client, version, settings, sleep)
    years = _Tally()
    with replace_whole(to) as beside:
        with beside.open("w+b") as file:
            sink = Sink(file)
            for page, events in api.pages(settings.page_size):
                sink.write(_as_csv(events, api.columns, with_header=page == 1))
                years.add(events, api.url)
                progress("fetching events", years.received, api.announced)
        years.require_whole(api.announced, api.url)
        checked = _check_again(api, years)
    found = provenance(api.request, sink.sha256, sink.size, now)
    return Complete(
        fetched=describe(to, Fetched(provenance=found)),
        events=years.received,
        deaths=round(sum(year.deaths for year in years.by_year.values())),
        checked=checked,
    )


class _Api:
    """One version of the events, asked for page by page."""

    def __init__(
        self,
        client: httpx2.Client,
        version: str,
        settings: ApiSettings,
        sleep: Callable[[float], None],
    ) -> None:
        if not settings.token:
            raise InputError(
                "UCDP API: needs a token; ask for one at https://ucdp.uu.se/apidocs/, or load the"
                " CSV release, which needs none"
            )
        self._client = client
        self._settings = settings
        self._sleep = sleep
        self.url = f"{settings.base}/{version}"
        self.request = Request(source=SOURCE, version=version, licence=LICENCE, url=self.url)
        self.check_page_size = settings.check_page_size
        self.announced = 0
        self.columns: list[str] = []

    def pages(self, size: int) -> Iterator[tuple[int, list[Event]]]:
        """Every page of this size, numbered from 1; OutsideError when one is not full.

        The first is asked for without a number and each next one by the API's own, since it is not
        documented whether pages count from 0 or from 1.
        """
        query: dict[str, str] = {"pagesize": str(size)}
        announced: int | None = None
        for number in range(1, _MOST_PAGES):
            page = self._get(query)
            announced = page.TotalCount if announced is None else announced
            self._check_page(page, size, number, announced)
            if number == 1:
                self.announced = announced
                self.columns = self.columns or _columns(page.Result)
            yield number, page.Result
            if number * size >= announced:
                return
            query["page"] = self._number_of_next(page, number)
            self._sleep(self._settings.pause_seconds)

    def _check_page(self, page: _Page, size: int, number: int, announced: int) -> None:
        if page.TotalCount != announced:
            raise OutsideError(
                f"{self.url}: announced {announced:,} events, then {page.TotalCount:,}; the release"
                " changed meanwhile, try again"
            )
        wanted = min(size, announced - (number - 1) * size)
        if len(page.Result) != wanted:
            raise OutsideError(
                f"{self.url}: page {number} of {size:,} holds {len(page.Result):,} events, not"
                f" {wanted:,}; nothing was kept, load the CSV release instead"
            )

    def _number_of_next(self, page: _Page, number: int) -> str:
        # Only the page's number is taken, so the token never goes to another host.
        found = parse_qs(urlsplit(page.NextPageUrl or "").query).get("page", [])
        if len(found) != 1 or not found[0].isdecimal():
            raise OutsideError(
                f"{self.url}: page {number} names no next page, though events are missing;"
                " nothing was kept, load the CSV release instead"
            )
        return found[0]

    def _get(self, query: Mapping[str, str]) -> _Page:
        body = io.BytesIO()
        get(
            self._client,
            f"{self.url}?{urlencode(query)}",
            Sink(body),
            terms=self._settings.terms,
            headers={_TOKEN_HEADER: self._settings.token, "Accept": "application/json"},
            follow=False,
            sleep=self._sleep,
        )
        try:
            return msgspec.json.decode(body.getvalue(), type=_Page)
        except msgspec.DecodeError as error:
            raise OutsideError(
                f"{self.url}: the answer is not what the API documents ({error}); nothing was kept"
            ) from error


class _Tally:
    """Counts and sums of the events received, by year, and their ids."""

    def __init__(self) -> None:
        self.received = 0
        self.by_year: dict[str, _Year] = defaultdict(lambda: _Year(0, 0.0))
        self._ids: set[Any] = set()

    def add(self, events: list[Event], url: str) -> None:
        """Count one page."""
        for event in events:
            try:
                self._ids.add(event["id"])
                year, deaths = str(event["date_end"])[:4], float(event["best"])
            except (KeyError, TypeError, ValueError) as error:
                raise OutsideError(
                    f"{url}: an event lacks its id, date_end or best ({error}); nothing was kept"
                ) from error
            before = self.by_year[year]
            self.by_year[year] = _Year(before.events + 1, before.deaths + deaths)
        self.received += len(events)

    def require_whole(self, announced: int, url: str) -> None:
        """OutsideError unless as many different events came as were announced."""
        if not self.received:
            raise OutsideError(f"{url}: holds no events; the version may not be released")
        if not self.received == announced == len(self._ids):
            raise OutsideError(
                f"{url}: announced {announced:,} events, sent {self.received:,} with"
                f" {len(self._ids):,} different ids; nothing was kept, load the CSV release instead"
            )


def _check_again(api: _Api, first: _Tally) -> str:
    """Read all pages again in another size and compare every year; what that showed, in words."""
    size = api.check_page_size
    if size is None:
        return "counted against the number announced; not read a second time, as asked"
    second = _Tally()
    for _, events in api.pages(size):
        second.add(events, api.url)
    years = sorted(first.by_year.keys() | second.by_year.keys())
    for year in years:
        one, other = first.by_year[year], second.by_year[year]
        if one != other:
            raise OutsideError(
                f"{api.url}: {year} holds {one.events:,} events and {one.deaths:,.0f} deaths in one"
                f" reading, {other.events:,} and {other.deaths:,.0f} in the next; nothing was kept,"
                " load the CSV release instead"
            )
    return f"counted and summed by year in two readings of different page size, {len(years)} years"


def _columns(events: list[Event]) -> list[str]:
    return list(dict.fromkeys(name for event in events for name in event))


def _as_csv(events: list[Event], columns: list[str], *, with_header: bool) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    if with_header:
        writer.writeheader()
    writer.writerows(events)
    return text.getvalue().encode()
