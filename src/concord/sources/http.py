"""One GET over HTTP with time-outs, retries and limits; what fails is said in one line."""

from __future__ import annotations

import hashlib
import time
from contextlib import contextmanager
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Annotated, Final, NamedTuple
from urllib.parse import urlsplit

import msgspec

from concord.vocabulary.errors import InputError, OutsideError
from concord.vocabulary.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import httpx2

_TRY_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_PAUSE_SECONDS: Final = 60.0
_REDIRECTS: Final = 5

Seconds = Annotated[float, msgspec.Meta(ge=0)]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """How long and how much a fetch may take before it is given up.

    read_seconds: silence of the other side; total_seconds: one attempt in all, since a side that
    sends a byte now and then is never silent; pause_seconds: before the second attempt, doubled
    each time, and longer when the other side asks for it.
    """

    attempts: Annotated[int, msgspec.Meta(ge=1)] = 4
    connect_seconds: Seconds = 10.0
    read_seconds: Seconds = 30.0
    total_seconds: Seconds = 1800.0
    pause_seconds: Seconds = 1.0
    most_bytes: Annotated[int, msgspec.Meta(ge=1)] = 2 << 30


class Answer(NamedTuple):
    """How a request ended well: 200 with a body in the sink, or 304 without one."""

    status: int
    etag: str | None


class Sink:
    """Where a body goes, with its size and checksum; emptied when an attempt starts over."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.restart()

    def restart(self) -> None:
        """Forget what a broken attempt wrote."""
        self._file.seek(0)
        self._file.truncate()
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Add bytes to the body."""
        self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    @property
    def sha256(self) -> str:
        """The checksum of the body so far, 64 hex digits."""
        return self._hash.hexdigest()


@contextmanager
def open_client(terms: Terms) -> Iterator[httpx2.Client]:
    """An HTTP client that keeps the terms' time-outs and follows at most five redirects."""
    import httpx2

    times = httpx2.Timeout(
        terms.read_seconds, connect=terms.connect_seconds, pool=terms.connect_seconds
    )
    # Identity: what is limited, hashed and kept are the bytes that were sent.
    headers = {"User-Agent": "concord", "Accept-Encoding": "identity"}
    with httpx2.Client(
        timeout=times, headers=headers, follow_redirects=True, max_redirects=_REDIRECTS
    ) as client:
        yield client


def get(
    client: httpx2.Client,
    url: str,
    sink: Sink,
    *,
    terms: Terms,
    headers: Mapping[str, str] | None = None,
    follow: bool = True,
    sleep: Callable[[float], None] = time.sleep,
    progress: Progress = silent,
) -> Answer:
    """Fetch one address into the sink, trying again where that may help.

    follow: whether to follow redirects; never with a secret in the headers. OutsideError when the
    other side cannot be reached, refuses, or breaks the terms; InputError when it asks for a token.
    """
    pause = terms.pause_seconds
    for attempt in range(1, terms.attempts + 1):
        try:
            return _attempt(
                client,
                url,
                sink,
                terms=terms,
                headers=headers or {},
                follow=follow,
                progress=progress,
            )
        except _TryAgainError as failure:
            if attempt == terms.attempts:
                times = "once" if attempt == 1 else f"{attempt} times"
                raise OutsideError(
                    f"{_host(url)}: {failure} (tried {times}); check the network and try"
                    " again later; nothing was changed"
                ) from failure
            sleep(min(max(pause, failure.wait_seconds), _LONGEST_PAUSE_SECONDS))
            pause *= 2
    raise AssertionError("the last attempt returns or raises")


class _TryAgainError(Exception):
    """An attempt failed in a way that may pass."""

    def __init__(self, why: str, wait_seconds: float = 0.0) -> None:
        super().__init__(why)
        self.wait_seconds = wait_seconds


def _attempt(
    client: httpx2.Client,
    url: str,
    sink: Sink,
    *,
    terms: Terms,
    headers: Mapping[str, str],
    follow: bool,
    progress: Progress,
) -> Answer:
    import httpx2

    try:
        with client.stream("GET", url, headers=headers, follow_redirects=follow) as response:
            check_answer(response, url)
            if response.status_code == HTTPStatus.OK:
                _receive(response, sink, terms, progress)
            return Answer(response.status_code, response.headers.get("etag"))
    except httpx2.TooManyRedirects as error:
        raise OutsideError(
            f"{url}: redirects more than {_REDIRECTS} times; the feed may have moved"
        ) from error
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
        raise OutsideError(f"{url}: is no address that can be fetched ({error})") from error
    except httpx2.TimeoutException as error:
        waited = terms.connect_seconds if isinstance(error, httpx2.ConnectTimeout) else None
        seconds = waited or terms.read_seconds
        raise _TryAgainError(f"no answer within {seconds:g} seconds") from error
    except httpx2.ConnectError as error:
        raise _TryAgainError(f"cannot be reached ({error})") from error
    except httpx2.HTTPError as error:
        raise _TryAgainError(f"the connection broke off ({error})") from error


def check_answer(response: httpx2.Response, url: str) -> None:
    """OutsideError, or InputError for a token, unless the answer to url is 200 or 304."""
    status = response.status_code
    if urlsplit(url).scheme == "https" and response.url.scheme != "https":
        raise OutsideError(f"{url}: redirects to an address without encryption; not followed")
    if status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        return
    if status in _TRY_AGAIN:
        asked = response.headers.get("retry-after", "")
        wait = float(asked) if asked.isdecimal() else 0.0
        raise _TryAgainError(f"answered {status} {response.reason_phrase}", wait)
    if status == HTTPStatus.UNAUTHORIZED:
        raise InputError(f"{url}: answered {status}: the token is not accepted; check it")
    raise OutsideError(
        f"{url}: answered {status} {response.reason_phrase}; the release may not be published"
        " under this address"
    )


def _receive(response: httpx2.Response, sink: Sink, terms: Terms, progress: Progress) -> None:
    announced = response.headers.get("content-length", "")
    total = int(announced) if announced.isdecimal() else 0
    url = str(response.url)
    if total > terms.most_bytes:
        raise OutsideError(f"{url}: {total:,} bytes announced; at most {terms.most_bytes:,} read")
    sink.restart()
    started = time.monotonic()
    # Not in chunks of a size: those would wait for a side that sends a byte now and then.
    for chunk in response.iter_bytes():
        sink.write(chunk)
        progress("fetching", sink.size, total)
        if sink.size > terms.most_bytes:
            raise OutsideError(f"{url}: sent more than {terms.most_bytes:,} bytes; not kept")
        if time.monotonic() - started > terms.total_seconds:
            raise OutsideError(
                f"{_host(url)}: too slow, {sink.size:,} bytes in {terms.total_seconds:g} seconds;"
                " try again later; nothing was changed"
            )


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2] or url
