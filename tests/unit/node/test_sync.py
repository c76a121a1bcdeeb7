"""Pulling feeds from a real server on this machine: fetched once, loaded once, faults told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from concord.node.node import Node
from concord.node.sync import sync
from concord.sources.feed import Feed, Layout
from concord.vocabulary.errors import InputError, OutsideError
from unit.sources.feed_server import FeedServer, reply, serving
from unit.sources.ged_rows import event, to_csv

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 8, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with serving() as running:
        yield running


def feed(server: FeedServer, feed_id: str = "ucdp-ged") -> Feed:
    return Feed(
        id=feed_id,
        title="A feed of this test",
        pattern=server.url("/ged{0}{1}.csv"),
        layout=Layout.GED,
        licence="CC-BY-4.0",
        cite="none",
        page=server.url("/"),
        known=("25.1",),
        current=("25.1",),
    )


def release(deaths: str = "3") -> bytes:
    rows = [
        event(number, country="Syria", country_id="652", latitude="35.1", longitude="36.7", **more)
        for number, more in enumerate(({}, {"best": deaths, "high": "99"}, {"best": "-1"}), 1)
    ]
    return to_csv(rows).encode()


def test_a_release_becomes_a_vintage_that_says_where_it_came_from(
    server: FeedServer, tmp_path: Path
) -> None:
    server.answers["/ged251.csv"] = lambda handler: reply(handler, release(), ETag='"a"')

    (pulled,) = sync(Node(tmp_path), (), feeds=[feed(server)], now=NOW)

    assert pulled.is_new
    assert pulled.vintage.dataset == "ged"
    assert pulled.vintage.url == server.url("/ged251.csv")
    assert pulled.vintage.retrieved_at == NOW
    assert pulled.vintage.released_on == date(2026, 11, 1)
    assert (pulled.vintage.rows_in, pulled.vintage.rows_quarantined) == (3, 1)


def test_pulling_again_fetches_and_loads_nothing_anew(server: FeedServer, tmp_path: Path) -> None:
    def answer_once(handler: object) -> None:
        asked = server.asked[-1][1]
        if asked.get("if-none-match") == '"a"':
            reply(handler, status=304, ETag='"a"')  # type: ignore[arg-type]
        else:
            reply(handler, release(), ETag='"a"')  # type: ignore[arg-type]

    server.answers["/ged251.csv"] = answer_once
    node = Node(tmp_path)
    (first,) = sync(node, (), feeds=[feed(server)], now=NOW)

    (again,) = sync(node, (), feeds=[feed(server)], now=LATER)

    assert not again.is_new
    assert again.vintage == first.vintage
    assert len(node.observations.vintages()) == 1


def test_a_release_that_changed_under_its_name_is_refused_and_the_first_stays(
    server: FeedServer, tmp_path: Path
) -> None:
    server.answers["/ged251.csv"] = lambda handler: reply(handler, release())
    node = Node(tmp_path)
    (first,) = sync(node, (), feeds=[feed(server)], now=NOW)
    server.answers["/ged251.csv"] = lambda handler: reply(handler, release("7"))

    with pytest.raises(InputError, match=r"ged/25\.1"):
        sync(node, (), feeds=[feed(server)], now=LATER)

    assert node.observations.vintages() == (first.vintage,)


def test_candidate_feeds_are_kept_apart_from_final_ones(server: FeedServer, tmp_path: Path) -> None:
    server.answers["/ged251.csv"] = lambda handler: reply(handler, release())

    (pulled,) = sync(Node(tmp_path), (), feeds=[feed(server, "ucdp-candidate")], now=NOW)

    assert pulled.vintage.dataset == "ged-candidate"


def test_a_feed_that_is_away_is_the_outsides_fault_and_leaves_nothing(tmp_path: Path) -> None:
    with serving() as gone:
        absent = feed(gone)
    node = Node(tmp_path)

    with pytest.raises(OutsideError, match=r"127\.0\.0\.1"):
        sync(node, (), feeds=[absent], now=NOW)

    assert node.observations.vintages() == ()


@pytest.mark.parametrize(
    ("names", "version", "fault"),
    [
        (("nothing-like-it",), None, "nothing-like-it"),
        ((), "25.1", "name the feed"),
        (("ucdp-api",), None, "--release"),
        (("ucdp-ged",), "x", "25.1"),
    ],
)
def test_a_wrong_call_is_refused(
    server: FeedServer, tmp_path: Path, names: tuple[str, ...], version: str | None, fault: str
) -> None:
    with pytest.raises(InputError, match=fault):
        sync(Node(tmp_path), names, version=version, feeds=[feed(server)], now=NOW)
