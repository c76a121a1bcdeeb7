"""Files from open feeds: with time-outs, retries, limits and a checksum, whole or not at all.

A fetched file is described by a small JSON file beside it, which also makes the next fetch of an
unchanged file a question of a few bytes (RFC 9110 section 13.1.2, If-None-Match).
"""

from __future__ import annotations

import hashlib
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

from concord.sources.http import Answer, Sink, Terms, get
from concord.sources.model import Provenance
from concord.sources.place import replace_whole
from concord.vocabulary.errors import OutsideError
from concord.vocabulary.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    import httpx2


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to fetch, and what is known of it before."""

    source: str
    version: str
    licence: str
    url: str
    sha256: str | None = None


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What was fetched and when; etag: the other side's name for these very bytes."""

    provenance: Provenance
    etag: str | None = None
    is_new: bool = True


def fetch(
    client: httpx2.Client,
    request: Request,
    to: Path,
    *,
    now: datetime,
    terms: Terms,
    sleep: Callable[[float], None] = time.sleep,
    progress: Progress = silent,
) -> Fetched:
    """Fetch one file to a path and describe it beside; an unchanged file is not sent again.

    OutsideError, and the path untouched, when the other side cannot be reached, refuses, is too
    slow, sends too much or too little, or not the bytes that `sha256` names.
    """
    known = _known(to, request)
    headers = {"If-None-Match": known.etag} if known is not None and known.etag else {}
    with replace_whole(to) as beside:
        with beside.open("w+b") as file:
            sink = Sink(file)
            answer = get(
                client,
                request.url,
                sink,
                terms=terms,
                headers=headers,
                sleep=sleep,
                progress=progress,
            )
        if answer.status == HTTPStatus.NOT_MODIFIED and known is not None:
            beside.unlink()
            return msgspec.structs.replace(known, is_new=False)
        _check(answer, sink, request)
    found = provenance(request, sink.sha256, sink.size, now)
    return describe(to, Fetched(provenance=found, etag=answer.etag))


def provenance(request: Request, sha256: str, size: int, now: datetime) -> Provenance:
    """Where the bytes of this checksum came from."""
    return Provenance(
        source=request.source,
        version=request.version,
        licence=request.licence,
        url=request.url,
        retrieved_at=now,
        sha256=sha256,
        size_bytes=size,
    )


def describe(path: Path, fetched: Fetched) -> Fetched:
    """Write beside a fetched file where it came from; what was written."""
    with replace_whole(description_of(path)) as beside:
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(fetched), indent=2) + b"\n")
    return fetched


def description_of(path: Path) -> Path:
    """Where the description of a fetched file stands."""
    return path.with_name(path.name + ".source.json")


def described(path: Path) -> Fetched | None:
    """What was written of a file when it was fetched; None where it is another file by now."""
    try:
        found = msgspec.json.decode(description_of(path).read_bytes(), type=Fetched)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, msgspec.DecodeError):
        return None
    return found if sha256 == found.provenance.sha256 else None


def _known(to: Path, request: Request) -> Fetched | None:
    found = described(to)
    is_same = found is not None and (
        (found.provenance.url, found.provenance.version) == (request.url, request.version)
    )
    return found if is_same else None


def _check(answer: Answer, sink: Sink, request: Request) -> None:
    if answer.status != HTTPStatus.OK:
        raise OutsideError(f"{request.url}: answered {answer.status}, though nothing is kept here")
    if not sink.size:
        raise OutsideError(f"{request.url}: sent an empty file; try again later")
    if request.sha256 is not None and request.sha256 != sink.sha256:
        raise OutsideError(
            f"{request.url}: its checksum is {sink.sha256}, not {request.sha256}; not kept"
        )
