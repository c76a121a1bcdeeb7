"""The areas in which organizations cooperate: a closed tree that agreements and records name.

The list, its names in six languages and its source: data/areas.csv, data/areas.source.md.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language

_SEPARATOR: Final = "."


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """An area of cooperation; its id holds its place: peacekeeping.police is in peacekeeping."""

    id: str
    names: tuple[tuple[Language, str], ...]

    @property
    def parent(self) -> str | None:
        """The id of the area this one is part of; None at the top."""
        above, separator, _ = self.id.rpartition(_SEPARATOR)
        return above if separator else None

    def covers(self, other: "Area") -> bool:
        """Whether the other area is this one or part of it."""
        return other.id == self.id or other.id.startswith(self.id + _SEPARATOR)

    def name_in(self, language: Language) -> str:
        """The area's name in one of the six languages."""
        return dict(self.names)[language]


@cache
def areas() -> Mapping[str, Area]:
    """Every area by id, each before its parts."""
    text = (files("concord.vocabulary") / "data" / "areas.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["id"]: _area(row) for row in rows}


def parse_area(text: str) -> Area:
    """The area of an id; InputError for one that is not in the list."""
    area = areas().get(text.strip().lower())
    if area is None:
        top = ", ".join(known.id for known in areas().values() if known.parent is None)
        raise InputError(f"area {text!r}: not in the list of areas, whose first level is {top}")
    return area


def parts(area: Area) -> tuple[Area, ...]:
    """The areas one level below."""
    return tuple(other for other in areas().values() if other.parent == area.id)


def _area(row: Mapping[str, str]) -> Area:
    names = tuple((language, row[language]) for language in Language)
    return Area(id=row["id"], names=names)
