"""The addresses of TAXII 2.1: section 3.1's table of endpoints, and what a client may do there.

A path is taken as it was sent, and only in its right spelling: it ends in a slash, and its parts
are ids or plain names. So none is empty, begins with a dot, or hides a slash behind a percent
sign. Anything else is not found.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final
from urllib.parse import unquote

import msgspec

from concord.formats.taxii_error import TaxiiError, method_not_allowed, not_found

DISCOVERY_PATH: Final = "/taxii2/"
_LONGEST: Final = 2000


class Endpoint(StrEnum):
    """What stands at an address, by section."""

    DISCOVERY = "discovery"  # 4.1
    ROOT = "api-root"  # 4.2
    STATUS = "status"  # 4.3
    COLLECTIONS = "collections"  # 5.1
    COLLECTION = "collection"  # 5.2
    MANIFEST = "manifest"  # 5.3
    OBJECTS = "objects"  # 5.4, 5.5
    OBJECT = "object"  # 5.6, 5.7
    VERSIONS = "versions"  # 5.8


METHODS: Final[Mapping[Endpoint, tuple[str, ...]]] = {
    Endpoint.DISCOVERY: ("GET",),
    Endpoint.ROOT: ("GET",),
    Endpoint.STATUS: ("GET",),
    Endpoint.COLLECTIONS: ("GET",),
    Endpoint.COLLECTION: ("GET",),
    Endpoint.MANIFEST: ("GET",),
    Endpoint.OBJECTS: ("GET", "POST"),
    Endpoint.OBJECT: ("GET", "DELETE"),
    Endpoint.VERSIONS: ("GET",),
}

UUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
STIX_ID: Final = re.compile(rf"[a-z0-9][a-z0-9-]{{1,248}}[a-z0-9]--{UUID}")
_NAME: Final = r"[A-Za-z0-9][A-Za-z0-9._-]{0,249}"
_IN_COLLECTIONS: Final = rf"collections/(?P<collection>{_NAME})/"
_OBJECT: Final = rf"{_IN_COLLECTIONS}objects/(?P<object>{STIX_ID.pattern})/"

PATHS: Final[Sequence[tuple[re.Pattern[str], Endpoint]]] = tuple(
    (re.compile(pattern), endpoint)
    for pattern, endpoint in (
        (r"", Endpoint.ROOT),
        (rf"status/(?P<status>{UUID})/", Endpoint.STATUS),
        (r"collections/", Endpoint.COLLECTIONS),
        (_IN_COLLECTIONS, Endpoint.COLLECTION),
        (rf"{_IN_COLLECTIONS}manifest/", Endpoint.MANIFEST),
        (rf"{_IN_COLLECTIONS}objects/", Endpoint.OBJECTS),
        (_OBJECT, Endpoint.OBJECT),
        (rf"{_OBJECT}versions/", Endpoint.VERSIONS),
    )
)


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """Where a path leads.

    root: the API root's path; collection: an id or an alias (section 5.2.1); others are ids.
    """

    endpoint: Endpoint
    root: str | None = None
    collection: str | None = None
    object_id: str | None = None
    status_id: str | None = None


def find_route(path: str, roots: Sequence[str]) -> Route:
    """Where a path, as sent, leads, among API roots such as "/api1/"; TaxiiError 404 if nowhere."""
    plain = _decode(path)
    if plain == DISCOVERY_PATH:
        return Route(endpoint=Endpoint.DISCOVERY)
    for root in sorted(roots, key=len, reverse=True):
        if plain.startswith(root):
            route = _find_below(root, plain.removeprefix(root))
            if route is not None:
                return route
    raise not_found()


def check_method(route: Route, method: str) -> None:
    """Pass a method of section 3.1's table; TaxiiError 405 with Allow for another.

    HEAD, where it is offered, is GET without its body: the server asks for GET.
    """
    allowed = METHODS[route.endpoint]
    if method not in allowed:
        raise method_not_allowed(method, allowed)


def check_rights(route: Route, method: str, *, can_read: bool, can_write: bool) -> None:
    """Pass what a client may do in a collection; TaxiiError 403 or 404 for the rest.

    Who may neither read nor write does not learn that there is a collection (404); who may do one
    of the two knows it, and is told 403. Section 5.7 has this table for DELETE, which needs both;
    sections 5.2 to 5.8 allow it for the others.
    """
    if route.collection is None:
        return
    if not (can_read or can_write):
        raise not_found()
    needs_write = method in ("POST", "DELETE")
    needs_read = method != "POST" and route.endpoint != Endpoint.COLLECTION
    if (needs_write and not can_write) or (needs_read and not can_read):
        raise TaxiiError(403, "this client's rights in the collection do not reach so far")


def _decode(path: str) -> str:
    """A path without its percent signs, each of which may stand for one plain letter at most."""
    if len(path) > _LONGEST or re.search(r"%(?![3-7][0-9A-Fa-f]|2[dDeE])", path):
        raise not_found()
    return unquote(path)


def _find_below(root: str, rest: str) -> Route | None:
    for pattern, endpoint in PATHS:
        found = pattern.fullmatch(rest)
        if found is not None:
            parts = found.groupdict()
            return Route(
                endpoint=endpoint,
                root=root,
                collection=parts.get("collection"),
                object_id=parts.get("object"),
                status_id=parts.get("status"),
            )
    return None
