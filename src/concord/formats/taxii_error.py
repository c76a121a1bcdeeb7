"""Errors of TAXII 2.1 as values: the status, the headers and the body a server answers with."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from concord.formats.taxii_media import TAXII
from concord.formats.taxii_resource import ErrorMessage, encode
from concord.vocabulary.errors import ConcordError

Headers = tuple[tuple[str, str], ...]

TITLES: Final = {
    400: "The request is not understood",
    401: "The client needs to authenticate",
    403: "The client may not do this here",
    404: "Not found, or not for this client",
    405: "This method is not for this resource",
    406: "The Accept header names no media type of TAXII 2.1",
    413: "The body is larger than this API root takes",
    415: "The Content-Type header is not that of TAXII 2.1",
    422: "The body cannot be processed",
    500: "The server failed",
    503: "The server is busy",
}


class TaxiiError(ConcordError):
    """A TAXII request was not done; the status and the description say why."""

    def __init__(self, status: int, description: str, *, headers: Headers = ()) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.extra_headers = headers

    @property
    def headers(self) -> Headers:
        """The headers of the answer; section 3.1: an error is sent in TAXII's media type too."""
        return (("Content-Type", TAXII), *self.extra_headers)

    @property
    def message(self) -> ErrorMessage:
        """The error of section 3.6.1."""
        title = TITLES.get(self.status) or HTTPStatus(self.status).phrase
        return ErrorMessage(title=title, description=self.description, http_status=str(self.status))

    @property
    def body(self) -> bytes:
        """The body of the answer."""
        return encode(self.message)


def bad_request(parameter: str, wrong: str) -> TaxiiError:
    """400 for a query parameter (section 3.4), named."""
    return TaxiiError(400, f"{parameter}: {wrong}")


def not_found() -> TaxiiError:
    """404, one text for what does not exist and what this client may not know of."""
    return TaxiiError(404, "there is nothing at this address")


def unauthorized(challenges: Sequence[str]) -> TaxiiError:
    """401 with a WWW-Authenticate header for each challenge, such as `Basic realm="x"` (1.6.9)."""
    if not challenges:
        raise ValueError("RFC 9110 section 11.6.1: a 401 carries at least one challenge")
    headers = tuple(("WWW-Authenticate", challenge) for challenge in challenges)
    return TaxiiError(401, "send credentials this server knows", headers=headers)


def method_not_allowed(method: str, allowed: Sequence[str]) -> TaxiiError:
    """405 with the methods that are allowed (RFC 9110 section 15.5.6)."""
    allow = ", ".join(allowed)
    return TaxiiError(405, f"here stand only {allow}", headers=(("Allow", allow),))
