"""TAXII 2.1 as a protocol without I/O: a request's values in, what it asks out, or an error value.

No socket, no database, no web framework: a server reads a request here, answers it from its store,
and writes the answer with the values of these modules; a client decodes with the same structures.

    taxii_route      addresses and methods           taxii_resource  structures and JSON
    taxii_media      Accept and Content-Type         taxii_error     errors as values
    taxii_query      limit, added_after, match[...]  taxii_page      what a query answers
    taxii_cursor     `next`                          taxii_status    what became of a POST
    taxii_moment     dates

The order of judgement is: address (404), method (405), Accept (406), Content-Type (415), length
(413), query (400), body (422). Credentials (401) and rights (403, 404) are the server's to ask
first: an unknown client then learns nothing from the order.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from concord.formats.json import Limits
from concord.formats.taxii_error import TaxiiError
from concord.formats.taxii_media import TAXII, is_acceptable, is_taxii_content
from concord.formats.taxii_page import Page, PageQuery, date_headers
from concord.formats.taxii_query import Query, read_query
from concord.formats.taxii_resource import Envelope, read_resource
from concord.formats.taxii_route import Route, check_method, find_route
from concord.vocabulary.errors import InputError

MAX_DEPTH: Final = 64
_KNOWN: Final = frozenset(("more", "next", "objects"))


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """The head of an HTTP request.

    path: as sent, with percent signs; query: as sent, without "?"; headers: names in any case, each
    as often as it came; content_length: of the body in bytes, None if it was not told.
    """

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    content_length: int | None = None


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What a request asks: a method of a resource, and its query."""

    method: str
    route: Route
    query: Query


def read_request(request: Request, *, roots: Sequence[str], max_content_length: int) -> Call:
    """What a request asks of a server with these API roots ("/api1/"); TaxiiError if nothing.

    max_content_length: the root's, in bytes (section 4.2.1).
    """
    route = find_route(request.path, roots)
    check_method(route, request.method)
    if not is_acceptable(_values(request, "accept")):
        raise TaxiiError(406, f"accept {TAXII}")
    if request.method == "POST":
        if not is_taxii_content(_values(request, "content-type")):
            raise TaxiiError(415, f"send {TAXII}")
        check_length(request.content_length or 0, max_content_length=max_content_length)
    query = read_query(request.query, route.endpoint, request.method)
    return Call(method=request.method, route=route, query=query)


def check_length(length: int, *, max_content_length: int) -> None:
    """Pass a body of this many bytes, or of so many until now; TaxiiError 413 for a larger one.

    To be asked again while a body comes in whose length was not told.
    """
    if length > max_content_length:
        wrong = f"{length:,} bytes; at most {max_content_length:,} are taken, send it in parts"
        raise TaxiiError(413, wrong)


def read_envelope(body: bytes, *, max_values: int = 1_000_000) -> tuple[msgspec.Raw, ...]:
    """The objects a POST brings (section 5.5), each as its own bytes; TaxiiError 422 if it is none.

    Custom properties that begin with x_ are passed over (section 7.1.1); others are refused, as
    those of a STIX bundle, which looks like an envelope.
    """
    limits = Limits(size_bytes=len(body), depth=MAX_DEPTH, values=max_values)
    try:
        envelope = read_resource(Envelope, body, limits=limits)
    except InputError as error:
        raise TaxiiError(422, str(error)) from None
    names = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    unknown = sorted(name for name in names if name not in _KNOWN and not name.startswith("x_"))
    if unknown:
        raise TaxiiError(422, f"{unknown[0][:40]!r} is no property of an envelope")
    if not envelope.objects:
        raise TaxiiError(422, "the envelope has no objects")
    return envelope.objects


def page_headers(page: Page, query: PageQuery) -> tuple[tuple[str, str], ...]:
    """The headers of an answer that lists objects, their manifest or versions (section 3.2)."""
    return (("Content-Type", TAXII), *date_headers(page, query))


def _values(request: Request, name: str) -> list[str]:
    return [value for key, value in request.headers if key.lower() == name]
