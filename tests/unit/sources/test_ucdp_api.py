import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from concord.sources.fetch import described
from concord.sources.ged import parse_ged
from concord.sources.http import Terms, open_client
from concord.sources.ucdp_api import ApiSettings, Complete, fetch_events
from concord.vocabulary.country import Gazetteer
from concord.vocabulary.errors import InputError, OutsideError
from unit.sources.feed_server import FeedServer, reply

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
TERMS = Terms(attempts=2, pause_seconds=0, read_seconds=2)
Row = dict[str, Any]


def event(number: int) -> Row:
    return {
        "id": number,
        "type_of_violence": 1,
        "conflict_name": 'Alpha: "Government"\nand others',
        "where_prec": 1,
        "latitude": 10.25,
        "longitude": -30.25,
        "priogrid_gid": 144300,
        "country_id": 9001,
        "date_prec": 1,
        "date_start": f"{2018 + number % 3}-03-01T00:00:00",
        "date_end": f"{2018 + number % 3}-03-02T00:00:00",
        "best": number % 7,
        "low": 0,
        "high": 9,
        "gwnoa": None,
    }


EVENTS = [event(number) for number in range(1, 48)]


class Api:
    """Pages as UCDP's API gives them; a test bends one thing of it."""

    def __init__(self, server: FeedServer, first: int = 0, events: list[Row] = EVENTS) -> None:
        self.server = server
        self.first = first
        self.events = events
        self.change: Callable[[int, int, Row], Row] = lambda size, page, answer: answer
        server.answers["/api/gedevents/26.0.8"] = self.answer

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        size, page = int(query["pagesize"][0]), int(query.get("page", [str(self.first)])[0])
        start = (page - self.first) * size
        is_last = start + size >= len(self.events)
        following = self.server.url(f"{handler.path.partition('?')[0]}?pagesize={size}&page=")
        content = {
            "TotalCount": len(self.events),
            "TotalPages": -(-len(self.events) // size),
            "PreviousPageUrl": "",
            "NextPageUrl": "" if is_last else f"{following}{page + 1}",
            "Result": self.events[start : start + size],
        }
        changed = self.change(size, page - self.first, content)
        reply(handler, json.dumps(changed).encode())


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    with open_client(TERMS) as opened:
        yield opened


def run(
    server: FeedServer,
    client: httpx2.Client,
    to: Path,
    check: int | None = 7,
    token: str = "secret",
) -> Complete:
    settings = ApiSettings(
        token=token,
        base=server.url("/api/gedevents"),
        page_size=10,
        check_page_size=check,
        pause_seconds=0,
        terms=TERMS,
    )
    return fetch_events(
        client, "26.0.8", to, settings=settings, now=NOW, sleep=lambda seconds: None
    )


@pytest.mark.parametrize("first", [0, 1])
def test_all_events_arrive_whether_pages_count_from_0_or_from_1(
    first: int, server: FeedServer, client: httpx2.Client, tmp_path: Path, region: Gazetteer
) -> None:
    Api(server, first)

    complete = run(server, client, tmp_path / "api.csv")

    parsed = parse_ged(tmp_path / "api.csv", gazetteer=region, today=date(2026, 11, 1))
    assert parsed.quarantined.num_rows == 0
    assert parsed.kept.column("event_id").to_pylist() == [row["id"] for row in EVENTS]
    assert parsed.kept.column("best").to_pylist() == [row["best"] for row in EVENTS]
    assert (complete.events, complete.deaths) == (47, sum(row["best"] for row in EVENTS))
    assert "two readings of different page size, 3 years" in complete.checked
    assert complete.fetched.provenance.version == "26.0.8"
    assert described(tmp_path / "api.csv") == complete.fetched
    assert all(headers["x-ucdp-access-token"] == "secret" for _, headers in server.asked)
    assert len(server.asked) == 5 + 7


def test_going_without_the_second_reading_is_said(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    Api(server)

    complete = run(server, client, tmp_path / "api.csv", check=None)

    assert "not read a second time, as asked" in complete.checked
    assert len(server.asked) == 5


def drop_one(size: int, page: int, answer: Row) -> Row:
    return answer | {"Result": answer["Result"][1:]} if (size, page) == (10, 2) else answer


def repeat_one(size: int, page: int, answer: Row) -> Row:
    result = answer["Result"]
    return answer | {"Result": [result[0], *result[:-1]]} if page == 2 else answer


def count_wrongly(size: int, page: int, answer: Row) -> Row:
    return answer | {"TotalCount": 48} if page == 3 else answer


def count_page_zero_twice(size: int, page: int, answer: Row) -> Row:
    return answer | {"Result": EVENTS[:size]} if page == 1 else answer


def other_deaths(size: int, page: int, answer: Row) -> Row:
    if size == 10 or page != 0:
        return answer
    return answer | {"Result": [answer["Result"][0] | {"best": 5000}, *answer["Result"][1:]]}


def end_early(size: int, page: int, answer: Row) -> Row:
    return answer | {"NextPageUrl": None} if page == 2 else answer


def lack_best(size: int, page: int, answer: Row) -> Row:
    return answer | {"Result": [{"id": 1, "date_end": "2018-01-01"}] * len(answer["Result"])}


def be_empty(size: int, page: int, answer: Row) -> Row:
    return {"TotalCount": 0, "Result": [], "NextPageUrl": ""}


def say_other_things(size: int, page: int, answer: Row) -> Row:
    return {"error": "maintenance"}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (drop_one, "page 3 of 10 holds 9 events, not 10; nothing was kept, load the CSV"),
        (repeat_one, "announced 47 events, sent 47 with 46 different ids"),
        (count_wrongly, "announced 47 events, then 48; the release changed meanwhile"),
        (count_page_zero_twice, "with 37 different ids"),
        (other_deaths, "2019 holds 16 events and"),
        (end_early, "page 3 names no next page, though events are missing"),
        (lack_best, "an event lacks its id, date_end or best"),
        (be_empty, "holds no events; the version may not be released"),
        (say_other_things, "the answer is not what the API documents"),
    ],
)
def test_an_incomplete_release_is_not_kept(
    *,
    change: Callable[[int, int, Row], Row],
    complaint: str,
    server: FeedServer,
    client: httpx2.Client,
    tmp_path: Path,
) -> None:
    Api(server).change = change

    with pytest.raises(OutsideError) as caught:
        run(server, client, tmp_path / "api.csv")

    assert complaint in str(caught.value)
    assert "secret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_token_is_needed(server: FeedServer, client: httpx2.Client, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs a token; ask for one at https://ucdp"):
        run(server, client, tmp_path / "api.csv", token="")

    assert server.asked == []


def test_a_token_that_is_not_accepted_is_the_callers_fault(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    server.answers["/api/gedevents/26.0.8"] = lambda it: reply(it, b"API token required", 401)

    with pytest.raises(InputError, match="the token is not accepted; check it") as caught:
        run(server, client, tmp_path / "api.csv")

    assert "secret" not in str(caught.value)


def test_the_token_follows_no_redirect(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    server.answers["/api/gedevents/26.0.8"] = lambda it: reply(it, b"", 302, Location="/elsewhere")

    with pytest.raises(OutsideError, match="answered 302"):
        run(server, client, tmp_path / "api.csv")

    assert [path.partition("?")[0] for path, _ in server.asked] == ["/api/gedevents/26.0.8"]


def test_a_next_page_elsewhere_does_not_lead_the_token_there(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    def lead_astray(size: int, page: int, answer: Row) -> Row:
        return answer | {"NextPageUrl": f"http://elsewhere.example/?page={page + 1}"}

    Api(server).change = lead_astray

    complete = run(server, client, tmp_path / "api.csv")

    assert complete.events == 47


def test_a_passing_failure_of_a_page_is_tried_again(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    api = Api(server)
    asked = iter(range(1000))

    def sometimes(handler: BaseHTTPRequestHandler) -> None:
        if next(asked) % 3 == 1:
            reply(handler, b"", 503)
        else:
            api.answer(handler)

    server.answers["/api/gedevents/26.0.8"] = sometimes

    assert run(server, client, tmp_path / "api.csv").events == 47
