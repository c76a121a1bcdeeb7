"""The `next` of TAXII 2.1: a whole query and a place in its answer, sealed.

The server keeps no state for it, so it holds after a restart and after a month, and asked twice it
gives the same page twice: a lost answer loses nothing. It is sealed with AES-SIV (RFC 5297), whose
authentication refuses any text this server's secret did not make, and whose encryption hides the
sequence numbers, from which a partner could count the records it may not see. SIV needs no random
nonce: the same place is always the same text.

It grants nothing: the policy is asked again for each page, as appendix B demands ("the value MUST
be reevaluated in the context of the provided query").
"""

import base64
import binascii
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from concord.formats.taxii_error import TaxiiError, bad_request
from concord.formats.taxii_page import Page, PageQuery, Position
from concord.formats.taxii_query import LONGEST_NEXT, Filter, Query
from concord.formats.taxii_route import Endpoint

SECRET_BYTES: Final = 32
_PURPOSE: Final = b"concord taxii next 1"

_FILTER_OF: Final = {
    "added_after": "added_after",
    "match[id]": "ids",
    "match[type]": "types",
    "match[spec_version]": "spec_versions",
    "match[version]": "versions",
}


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What is paged through: collection is its id, also where the path has the alias."""

    endpoint: Endpoint
    collection: str
    object_id: str | None = None


class Cursor(
    msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True
):
    """What a `next` says. limit: as the client gave it; size: the rows of each page."""

    target: Target
    filter: Filter
    limit: int | None
    size: int
    as_of: int
    seq: int
    date_added: datetime


def seal(cursor: Cursor, secret: bytes) -> str:
    """The `next` of a cursor, in letters that need no escape in an address."""
    sealed = _cipher(secret).encrypt(msgspec.msgpack.encode(cursor), [_PURPOSE])
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode("ascii")


def unseal(text: str, secrets: Sequence[bytes]) -> Cursor:
    """The cursor of a `next` sealed with one of these secrets; TaxiiError 400 for another text.

    Several secrets: the present one and those before it, as long as their cursors should hold.
    """
    sealed = _decode(text)
    for secret in secrets:
        try:
            data = _cipher(secret).decrypt(sealed, [_PURPOSE])
            return msgspec.msgpack.decode(data, type=Cursor)
        except InvalidTag:
            continue
        except msgspec.DecodeError:  # of a release before this one
            break
    raise _unknown()


def begin_or_resume(
    query: Query, target: Target, *, secrets: Sequence[bytes], largest_page: int, newest: int
) -> PageQuery:
    """The page a query asks for: the first, as of the newest sequence number, or its next.

    With next, other parameters may be left out; those given must be the ones it began with, and
    the target must be the same: TaxiiError 400 otherwise.
    """
    wanted = query.filter
    if target.object_id is not None:  # section 5.6: a search with match[id] set to it
        wanted = msgspec.structs.replace(wanted, ids=(target.object_id,))
    if query.next is None:
        size = min(query.limit or largest_page, largest_page)
        return PageQuery(filter=wanted, size=size, as_of=newest, limit=query.limit)
    cursor = unseal(query.next, secrets)
    if cursor.target != target:
        raise bad_request("next", "was given by another resource; ask the one it came from")
    for name in sorted(query.given):
        if not _is_same(name, query, cursor):
            raise bad_request(name, "is not what this next began with; repeat it, or leave it out")
    place = Position(seq=cursor.seq, date_added=cursor.date_added)
    return PageQuery(
        filter=cursor.filter,
        size=cursor.size,
        as_of=cursor.as_of,
        after=place,
        limit=cursor.limit,
    )


def next_of(page: Page, query: PageQuery, target: Target, *, secret: bytes) -> str | None:
    """The `next` of a page: where it ends, if there are more rows; else None."""
    if not page.more:
        return None
    cursor = Cursor(
        target=target,
        filter=query.filter,
        limit=query.limit,
        size=query.size,
        as_of=query.as_of,
        seq=page.rows[-1].seq,
        date_added=page.rows[-1].date_added,
    )
    return seal(cursor, secret)


def _is_same(name: str, query: Query, cursor: Cursor) -> bool:
    if name == "limit":
        return query.limit == cursor.limit
    field = _FILTER_OF[name]
    return bool(getattr(query.filter, field) == getattr(cursor.filter, field))


def _cipher(secret: bytes) -> AESSIV:
    if len(secret) < SECRET_BYTES:
        raise ValueError(f"the secret of cursors has at least {SECRET_BYTES} bytes")
    return AESSIV(hmac.digest(secret, _PURPOSE, "sha512"))


def _decode(text: str) -> bytes:
    if len(text) > LONGEST_NEXT or not text.isascii():
        raise _unknown()
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise _unknown() from None
    # The last letter may hold bits that decoding drops: two texts of one cursor.
    if not sealed or base64.urlsafe_b64encode(sealed).rstrip(b"=").decode("ascii") != text:
        raise _unknown()
    return sealed


def _unknown() -> TaxiiError:
    return bad_request("next", "is none of this server; begin again without it")
