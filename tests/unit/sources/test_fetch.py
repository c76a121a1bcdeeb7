import hashlib
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx2
import pytest

from concord.sources.fetch import Fetched, Request, described, description_of, fetch
from concord.sources.http import Terms, check_answer, open_client
from concord.vocabulary.errors import InputError, OutsideError
from unit.sources.feed_server import Answering, FeedServer, reply

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
BODY = b"id,best\n1,3\n" * 1000
QUICK = Terms(
    attempts=3,
    connect_seconds=2,
    read_seconds=0.3,
    total_seconds=1,
    pause_seconds=1,
    most_bytes=100_000,
)


def request(server: FeedServer, path: str = "/ged.zip", sha256: str | None = None) -> Request:
    return Request(
        source="ucdp-ged",
        version="26.1",
        licence="CC-BY-4.0",
        url=server.url(path),
        sha256=sha256,
    )


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    with open_client(QUICK) as opened:
        yield opened


class Waits:
    """Notes the pauses asked for, and takes none."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def run(
    client: httpx2.Client, asked: Request, to: Path, terms: Terms = QUICK
) -> tuple[Fetched, list[float]]:
    waits = Waits()
    return fetch(client, asked, to, now=NOW, terms=terms, sleep=waits), waits.seconds


def in_turn(*answers: Answering) -> Answering:
    """Each answer once, the last one from then on."""
    left = list(answers)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        now = left.pop(0) if len(left) > 1 else left[0]
        now(handler)

    return answer


def test_a_fetched_file_is_described_with_its_checksum(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    server.answers["/ged.zip"] = lambda it: reply(it, BODY, ETag='"v1"')
    told: list[tuple[str, int, int]] = []

    fetched = fetch(
        client,
        request(server),
        tmp_path / "raw" / "ged.zip",
        now=NOW,
        terms=QUICK,
        progress=lambda *step: told.append(step),
    )

    assert (tmp_path / "raw" / "ged.zip").read_bytes() == BODY
    assert fetched.is_new
    assert fetched.provenance.sha256 == hashlib.sha256(BODY).hexdigest()
    assert fetched.provenance.size_bytes == len(BODY)
    assert fetched.provenance.url == server.url("/ged.zip")
    assert fetched.provenance.retrieved_at == NOW
    assert described(tmp_path / "raw" / "ged.zip") == fetched
    assert told[-1] == ("fetching", len(BODY), len(BODY))
    assert sorted(entry.name for entry in (tmp_path / "raw").iterdir()) == [
        "ged.zip",
        "ged.zip.source.json",
    ]


def test_an_unchanged_file_is_not_sent_again(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    server.answers["/ged.zip"] = in_turn(
        lambda it: reply(it, BODY, ETag='"v1"'), lambda it: reply(it, status=304)
    )
    to = tmp_path / "ged.zip"
    first, _ = run(client, request(server), to)
    before = to.stat().st_mtime_ns

    again, _ = run(client, request(server), to)

    assert server.asked[1][1]["if-none-match"] == '"v1"'
    assert not again.is_new
    assert again.provenance == first.provenance
    assert to.stat().st_mtime_ns == before
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_changed_by_hand_is_fetched_again(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    server.answers["/ged.zip"] = lambda it: reply(it, BODY, ETag='"v1"')
    to = tmp_path / "ged.zip"
    run(client, request(server), to)
    to.write_bytes(b"changed")

    again, _ = run(client, request(server), to)

    assert "if-none-match" not in server.asked[1][1]
    assert again.is_new
    assert to.read_bytes() == BODY


def test_a_passing_failure_is_tried_again_after_growing_pauses(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    server.answers["/ged.zip"] = in_turn(
        lambda it: reply(it, b"oops", 500),
        lambda it: reply(it, b"", 503),
        lambda it: reply(it, BODY),
    )

    fetched, waits = run(client, request(server), tmp_path / "ged.zip")

    assert waits == [1, 2]
    assert fetched.provenance.size_bytes == len(BODY)


def test_the_pause_is_as_long_as_the_other_side_asks_within_reason(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    server.answers["/ged.zip"] = in_turn(
        lambda it: reply(it, b"", 429, Retry_After="7"),
        lambda it: reply(it, b"", 429, Retry_After="99999"),
        lambda it: reply(it, BODY),
    )

    _, waits = run(client, request(server), tmp_path / "ged.zip")

    assert waits == [7, 60]


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(BODY)))
    handler.end_headers()
    handler.wfile.write(BODY[:500])


def cut_chunks(handler: BaseHTTPRequestHandler) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"5\r\nid,be\r\n")


def no_http(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


def silent_after_head(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "10")
    handler.end_headers()
    time.sleep(0.8)


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    for _ in range(30):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(bytes(10_000))


@pytest.mark.parametrize(
    ("answer", "complaint", "asked"),
    [
        (lambda it: reply(it, b"", 500), "answered 500 Internal Server Error (tried 3 times)", 3),
        (cut_short, "the connection broke off", 3),
        (cut_chunks, "the connection broke off", 3),
        (no_http, "the connection broke off", 3),
        (silent_after_head, "no answer within 0.3 seconds (tried 3 times)", 3),
        (drip, "too slow", 1),
        (endless, "sent more than 100,000 bytes; not kept", 1),
        (lambda it: reply(it, bytes(100_001)), "100,001 bytes announced; at most 100,000 read", 1),
        (lambda it: reply(it, b""), "sent an empty file", 1),
        (lambda it: reply(it, b"no", 404), "answered 404 Not Found; the release may not be", 1),
        (lambda it: reply(it, b"no", 403), "answered 403 Forbidden", 1),
        (lambda it: reply(it, b"", 304), "answered 304, though nothing is kept here", 1),
        (lambda it: reply(it, b"", 302, Location="/ged.zip"), "redirects more than 5 times", 6),
        (lambda it: reply(it, b"", 302, Location="ftp://x.example/a"), "is no address that can", 1),
    ],
)
def test_what_goes_wrong_outside_is_one_line_and_changes_nothing(
    *,
    answer: Answering,
    complaint: str,
    asked: int,
    server: FeedServer,
    client: httpx2.Client,
    tmp_path: Path,
) -> None:
    server.answers["/ged.zip"] = answer
    to = tmp_path / "ged.zip"
    to.write_bytes(b"what was there before")

    with pytest.raises(OutsideError) as caught:
        run(client, request(server), to)

    assert complaint in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(server.asked) == asked
    assert to.read_bytes() == b"what was there before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["ged.zip"]


def test_another_checksum_than_the_one_named_is_refused(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    server.answers["/ged.zip"] = lambda it: reply(it, BODY)

    with pytest.raises(OutsideError, match=r"its checksum is \w{64}, not 0{64}; not kept"):
        run(client, request(server, sha256="0" * 64), tmp_path / "ged.zip")

    assert list(tmp_path.iterdir()) == []


def test_the_checksum_named_is_accepted(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    server.answers["/ged.zip"] = lambda it: reply(it, BODY)
    named = hashlib.sha256(BODY).hexdigest()

    fetched, _ = run(client, request(server, sha256=named), tmp_path / "ged.zip")

    assert fetched.provenance.sha256 == named


def test_a_redirect_is_followed_and_the_asked_address_kept(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    server.answers["/old.zip"] = lambda it: reply(it, b"", 301, Location="/ged.zip")
    server.answers["/ged.zip"] = lambda it: reply(it, BODY)

    fetched, _ = run(client, request(server, "/old.zip"), tmp_path / "ged.zip")

    assert fetched.provenance.url == server.url("/old.zip")
    assert fetched.provenance.size_bytes == len(BODY)


def test_no_network_is_one_line_that_names_the_host(client: httpx2.Client, tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    asked = Request(source="x", version="1", licence="x", url=f"http://127.0.0.1:{port}/ged.zip")

    with pytest.raises(OutsideError) as caught:
        run(client, asked, tmp_path / "ged.zip")

    assert str(caught.value).startswith(f"127.0.0.1:{port}: cannot be reached")
    assert "check the network and try again later" in str(caught.value)


def test_an_address_that_is_none_is_refused(client: httpx2.Client, tmp_path: Path) -> None:
    asked = Request(source="x", version="1", licence="x", url="nothing://here")

    with pytest.raises(OutsideError, match="is no address that can be fetched"):
        run(client, asked, tmp_path / "ged.zip")


def test_a_place_that_cannot_be_written_to_is_named(
    server: FeedServer, client: httpx2.Client, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(InputError, match="cannot be written"):
        run(client, request(server), tmp_path / "file" / "ged.zip")

    assert server.asked == []


@pytest.mark.parametrize("content", [b"", b"{", b'{"provenance": 3}'])
def test_a_description_that_cannot_be_read_describes_nothing(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "ged.zip"
    path.write_bytes(BODY)
    description_of(path).write_bytes(content)

    assert described(path) is None


@pytest.mark.parametrize(
    ("now_at", "refused"), [("http://a.example/x", True), ("https://a.example/x", False)]
)
def test_a_redirect_away_from_encryption_is_not_followed(*, now_at: str, refused: bool) -> None:
    answer = httpx2.Response(200, request=httpx2.Request("GET", now_at))

    if refused:
        with pytest.raises(OutsideError, match="redirects to an address without encryption"):
            check_answer(answer, "https://a.example/x")
    else:
        check_answer(answer, "https://a.example/x")
