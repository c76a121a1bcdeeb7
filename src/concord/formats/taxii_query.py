"""Query parameters of TAXII 2.1: sections 3.4 and 3.4.1, and which endpoint takes which.

Read strictly: a parameter that is malformed, stands twice, or is a match field this server does
not know or this endpoint does not take is refused by name (400). The specification lets a server
pass over unknown match fields; here they are refused, as a filter not applied answers another
question than was asked. Parameters of other names are passed over.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, TypeVar
from urllib.parse import parse_qsl

import msgspec

from concord.formats.taxii_error import bad_request
from concord.formats.taxii_moment import is_whole_microseconds, read_moment
from concord.formats.taxii_route import STIX_ID, Endpoint

_Value = TypeVar("_Value")

LONGEST_QUERY: Final = 4096
"""Characters of a query without its next, so that a next that carries it stays below its own."""
LONGEST_NEXT: Final = 8192
_PARAMETERS: Final = 32
_VALUES: Final = 100
_GREATEST: Final = 2**53 - 1

_TYPE: Final = re.compile(r"[a-z0-9-]{3,250}")
_SPEC_VERSION: Final = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}")
_WHOLE: Final = re.compile(r"[0-9]{1,16}")


class VersionChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Which versions of each object are wanted: by place among them, or of these moments."""

    is_all: bool = False
    is_first: bool = False
    is_last: bool = False
    at: tuple[datetime, ...] = ()


LAST: Final = VersionChoice(is_last=True)
ALL: Final = VersionChoice(is_all=True)


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What a query asks for. Fields are ANDed, the values of one are ORed, an empty one is any.

    Values are sorted and each stands once, so that equal questions are equal filters. No
    spec_versions is the latest of each object (section 3.4.1).
    """

    added_after: datetime | None = None
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    spec_versions: tuple[str, ...] = ()
    versions: VersionChoice = LAST


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A query as read; given: the names of the parameters it has, next left out."""

    filter: Filter = Filter()
    limit: int | None = None
    next: str | None = None
    given: frozenset[str] = frozenset()


FIELDS: Final = ("match[id]", "match[type]", "match[version]", "match[spec_version]")
PAGING: Final = ("added_after", "limit", "next")
# The tables of sections 5.3 to 5.8, which are normative (section 3.1).
TAKES: Final[Mapping[tuple[Endpoint, str], tuple[str, ...]]] = {
    (Endpoint.MANIFEST, "GET"): (*PAGING, *FIELDS),
    (Endpoint.OBJECTS, "GET"): (*PAGING, *FIELDS),
    (Endpoint.OBJECT, "GET"): (*PAGING, "match[version]", "match[spec_version]"),
    (Endpoint.OBJECT, "DELETE"): ("match[version]", "match[spec_version]"),
    (Endpoint.VERSIONS, "GET"): (*PAGING, "match[spec_version]"),
}


def read_query(raw: str, endpoint: Endpoint, method: str = "GET") -> Query:
    """What a query string, as sent and without "?", asks; TaxiiError 400 names what is wrong.

    Endpoints without parameters pass over all. Without match[version], GET asks for the last
    version, and DELETE and the list of versions for all.
    """
    takes = TAKES.get((endpoint, method))
    if takes is None:
        return Query()
    values = _split(raw, takes)
    is_of_all = endpoint is Endpoint.VERSIONS or method == "DELETE"
    versions = values.get("match[version]")
    return Query(
        filter=Filter(
            added_after=_read(_read_added_after, "added_after", values),
            ids=_read_list("match[id]", values, STIX_ID),
            types=_read_list("match[type]", values, _TYPE),
            spec_versions=_read_list("match[spec_version]", values, _SPEC_VERSION),
            versions=_read_versions(versions) if versions else ALL if is_of_all else LAST,
        ),
        limit=_read(_read_limit, "limit", values),
        next=values.get("next"),
        given=frozenset(values) - {"next"},
    )


def _split(raw: str, takes: tuple[str, ...]) -> dict[str, str]:
    """The parameters a query has, each once and not empty."""
    if len(raw) > LONGEST_QUERY + LONGEST_NEXT:
        raise bad_request("query", f"over {LONGEST_QUERY + LONGEST_NEXT} characters")
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS)
    except ValueError:  # UnicodeDecodeError is one
        raise bad_request("query", f"over {_PARAMETERS} parameters, or not UTF-8") from None
    values: dict[str, str] = {}
    for name, value in pairs:
        if name not in takes:
            if name in PAGING or name.startswith("match"):
                raise bad_request(name[:40], "no parameter that this resource takes")
            continue
        if name in values:
            raise bad_request(name, "stands twice; separate several values by commas")
        if not value:
            raise bad_request(name, "has no value")
        values[name] = value
    if len(values.get("next", "")) > LONGEST_NEXT:
        raise bad_request("next", "is none of this server")
    if sum(len(value) for name, value in values.items() if name != "next") > LONGEST_QUERY:
        raise bad_request("query", f"over {LONGEST_QUERY} characters; ask in parts")
    return values


def _read(read: Callable[[str], _Value], name: str, values: Mapping[str, str]) -> _Value | None:
    return read(values[name]) if name in values else None


def _read_added_after(text: str) -> datetime:
    moment = read_moment(text)
    if moment is None:
        wrong = f"{_cut(text)} is no timestamp such as 2026-01-31T09:30:00.000000Z, in UTC with Z"
        raise bad_request("added_after", wrong)
    return moment


def _read_limit(text: str) -> int:
    if not _WHOLE.fullmatch(text) or not 1 <= int(text) <= _GREATEST:
        raise bad_request("limit", f"{_cut(text)} is no whole number from 1")
    return int(text)


def _read_list(name: str, values: Mapping[str, str], form: re.Pattern[str]) -> tuple[str, ...]:
    items = _parts(name, values[name]) if name in values else []
    for item in items:
        if not form.fullmatch(item):
            raise bad_request(name, f"{_cut(item)} is no value of this field")
    return tuple(sorted(set(items)))


def _read_versions(text: str) -> VersionChoice:
    name = "match[version]"
    items = _parts(name, text)
    moments: list[datetime] = []
    for item in items:
        moment = None if item in ("all", "first", "last") else read_moment(item)
        if moment is None:
            if item not in ("all", "first", "last"):
                raise bad_request(name, f"{_cut(item)} is not all, first, last or a timestamp")
        elif is_whole_microseconds(item):  # a version of a finer moment is not kept here
            moments.append(moment)
    if len(set(items)) < len(items) or len(set(moments)) < len(moments):
        raise bad_request(name, "a version stands twice")
    if "all" in items and len(items) > 1:
        raise bad_request(name, "all stands alone")
    return VersionChoice(
        is_all="all" in items,
        is_first="first" in items,
        is_last="last" in items,
        at=tuple(sorted(moments)),
    )


def _parts(name: str, text: str) -> list[str]:
    items = text.split(",")
    if len(items) > _VALUES:
        raise bad_request(name, f"over {_VALUES} values; ask in parts")
    return items


def _cut(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}...")
