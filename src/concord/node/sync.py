"""Pulling the open feeds: each release fetched once, loaded as a vintage, nothing said twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from concord.node.ingest import Label, ingest
from concord.node.node import Node
from concord.node.settings import ucdp_token
from concord.observations.history import CANDIDATE, FINAL
from concord.observations.model import Vintage
from concord.sources.feed import Feed, all_feeds, feed_of
from concord.sources.fetch import fetch
from concord.sources.http import Terms, open_client
from concord.sources.ucdp_api import ApiSettings, fetch_events
from concord.vocabulary.errors import InputError
from concord.vocabulary.progress import Progress, silent
from concord.vocabulary.status import Status

FETCHED: Final = "fetched"
API: Final = "ucdp-api"
_DATASETS: Final = {"ucdp-ged": FINAL}
_FINAL_VERSION_PARTS: Final = 2


class Pulled(msgspec.Struct, frozen=True, kw_only=True):
    """One release pulled: the feed, and the vintage it became; is_new: fetched now, not before."""

    feed: str
    url: str
    is_new: bool
    vintage: Vintage


def sync(
    node: Node,
    names: Sequence[str],
    *,
    version: str | None = None,
    feeds: Sequence[Feed] | None = None,
    api: ApiSettings | None = None,
    now: datetime,
    progress: Progress = silent,
) -> tuple[Pulled, ...]:
    """Fetch the current releases of the feeds named, or of all, and load each.

    version: another release than the current ones, of the one feed named; ucdp-api, which needs
    UCDP's token, always wants one. feeds, api: where from, by default the packaged table. A release
    counts as released on the day this node first had it, for feeds do not say theirs. InputError
    on an exercise node: real data never enters it.
    OutsideError where a feed cannot be reached.
    """
    if node.settings.status is not Status.ACTUAL:
        raise InputError(
            f"sync: this node's status is {node.settings.status}; real feeds enter only an actual"
            " node: name another folder in CONCORD_HOME"
        )
    if version is not None and len(names) != 1:
        raise InputError("sync: a version is of one feed; name the feed too")
    if tuple(names) == (API,):
        return (_pull_api(node, version, api, now=now, progress=progress),)
    table = all_feeds() if feeds is None else feeds
    return tuple(
        _pull(node, feed, each, now=now, progress=progress)
        for feed in ([feed_of(name, table) for name in names] or table)
        for each in ([version] if version else feed.current)
    )


def _pull(node: Node, feed: Feed, version: str, *, now: datetime, progress: Progress) -> Pulled:
    request = feed.request(version)
    path = node.home / FETCHED / feed.id / request.url.rsplit("/", 1)[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    terms = Terms()
    with open_client(terms) as client:
        found = fetch(client, request, path, now=now, terms=terms, progress=progress)
    label = Label(
        version=version,
        released_on=found.provenance.retrieved_at.date(),
        dataset=_DATASETS.get(feed.id, CANDIDATE),
        source=feed.title,
        licence=feed.licence,
        url=request.url,
        retrieved_at=found.provenance.retrieved_at,
    )
    vintage = ingest(node, path, label, today=now.date(), progress=progress)
    return Pulled(feed=feed.id, url=request.url, is_new=found.is_new, vintage=vintage)


def _pull_api(
    node: Node,
    version: str | None,
    api: ApiSettings | None,
    *,
    now: datetime,
    progress: Progress,
) -> Pulled:
    """All events of a release by UCDP's API, checked for completeness as it is read."""
    if version is None:
        raise InputError(f"sync {API}: name the release, such as --release 25.1")
    settings = api or ApiSettings(token=ucdp_token())
    path = node.home / FETCHED / API / f"ged-{version}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open_client(settings.terms) as client:
        found = fetch_events(client, version, path, settings=settings, now=now, progress=progress)
    origin = found.fetched.provenance
    is_final = len(version.split(".")) == _FINAL_VERSION_PARTS
    label = Label(
        version=version,
        released_on=origin.retrieved_at.date(),
        dataset=FINAL if is_final else CANDIDATE,
        source=f"UCDP API; {found.checked}",
        licence=origin.licence,
        url=origin.url,
        retrieved_at=origin.retrieved_at,
    )
    vintage = ingest(node, path, label, today=now.date(), progress=progress)
    return Pulled(feed=API, url=origin.url or "", is_new=found.fetched.is_new, vintage=vintage)
