"""The open feeds there are, from feeds.toml: where each version lies, under which licence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from concord.sources.fetch import Request
from concord.vocabulary.errors import InputError

_VERSION: Final = re.compile(r"\d{1,4}(\.\d{1,4})*", re.A)


class Layout(StrEnum):
    """Which reader a feed's files are for."""

    GED = "ged"


class Certainty(StrEnum):
    """How sure it is that a version lies under its address."""

    CORROBORATED = "corroborated"
    PRESUMED = "presumed"


class Feed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An open data set, released in versions.

    pattern: the address, with {0}, {1} ... for the parts of a version; known: versions whose
    address is corroborated; current: those of them fetched unless others are asked for.
    """

    id: str
    title: str
    pattern: str
    layout: Layout
    licence: str
    cite: str
    page: str
    known: tuple[str, ...]
    current: tuple[str, ...]

    def __post_init__(self) -> None:
        unknown = [version for version in self.current if version not in self.known]
        if unknown:
            raise ValueError(f"feed {self.id}: {unknown[0]} is current but not known")

    def certainty(self, version: str) -> Certainty:
        """How sure the address of a version is."""
        return Certainty.CORROBORATED if version in self.known else Certainty.PRESUMED

    def request(self, version: str) -> Request:
        """What to fetch for a version; InputError when it is not written as this feed's are."""
        parts = version.split(".")
        if not _VERSION.fullmatch(version) or len(parts) != self._parts:
            example = self.known[-1]
            raise InputError(f"feed {self.id}: no version {version!r}; write it as {example}")
        return Request(
            source=self.id,
            version=version,
            licence=self.licence,
            url=self.pattern.format(*parts),
        )

    @property
    def _parts(self) -> int:
        return len(self.known[-1].split("."))


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What feeds.toml holds."""

    feed: tuple[Feed, ...]


@cache
def all_feeds() -> tuple[Feed, ...]:
    """The feeds of the packaged table."""
    text = (files("concord.sources") / "feeds.toml").read_bytes()
    return msgspec.toml.decode(text, type=_Table).feed


def feed_of(feed_id: str, table: Sequence[Feed] | None = None) -> Feed:
    """The feed of this id, in a table or the packaged one; InputError names those there are."""
    feeds = all_feeds() if table is None else table
    for feed in feeds:
        if feed.id == feed_id:
            return feed
    known = ", ".join(feed.id for feed in feeds)
    raise InputError(f"feed {feed_id!r}: no such feed; there are {known}")
