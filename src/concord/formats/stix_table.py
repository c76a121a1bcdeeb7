"""The facts of STIX that records need, from data/stix.toml, and ids made from names."""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final
from uuid import UUID, uuid5

import msgspec

from concord.vocabulary.kind import RecordKind
from concord.vocabulary.marking import Tlp

NAMESPACE: Final = UUID("5b0f3c1e-7d0a-5c5e-9b5f-2a7c1d94e6a8")
"""Of every id made from a name here; never to be changed, or partners see strangers."""

FIRST_DAY: Final = "2026-11-01T00:00:00.000Z"
"""created of the objects that are made from names and never change."""


class TlpFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The TLP 2.0 extension and the marking definition of each label."""

    extension: str
    created: str
    ids: Mapping[Tlp, str]


class IncidentCore(msgspec.Struct, frozen=True, kw_only=True):
    """The Incident Core extension and what is said where a body says nothing."""

    extension: str
    determination: str
    investigation_status: str


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """One of our own extensions."""

    name: str
    types: tuple[str, ...]
    description: str
    schema: str

    @property
    def id(self) -> str:
        """The id of its extension definition."""
        return id_of("extension-definition", self.name)


class StixTable(msgspec.Struct, frozen=True, kw_only=True):
    """All of data/stix.toml."""

    tlp: TlpFacts
    incident_core: IncidentCore
    types: Mapping[RecordKind, str]
    extensions: Mapping[str, Extension]
    states: Mapping[str, Mapping[str, str]]


@cache
def stix_table() -> StixTable:
    """The facts, read once."""
    text = files("concord.formats").joinpath("data/stix.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), StixTable)


def id_of(stix_type: str, name: str) -> str:
    """The id of an object that is made from a name: the same at every node."""
    # Names come from outside: only short ones are remembered, so that memory stays bounded.
    return _remembered(stix_type, name) if len(name) <= _SHORT else _made(stix_type, name)


def _made(stix_type: str, name: str) -> str:
    return f"{stix_type}--{uuid5(NAMESPACE, f'{stix_type}:{name}')}"


_SHORT: Final = 400
_remembered = lru_cache(maxsize=4096)(_made)
