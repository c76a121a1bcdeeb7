"""The regions of the world as the United Nations counts them (M49), and the countries in each.

World, regions, sub-regions and, within two of those, intermediate regions. The assignment is for
statistics and says nothing about affiliation. Facts and source: data/regions.csv,
data/regions.source.md; which region holds a country is the country's own `region`.
"""

import csv
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from concord.vocabulary.country import Country, Gazetteer, cldr_territories
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language

WORLD: Final = "001"


class RegionKind(StrEnum):
    """The level of a region in M49."""

    WORLD = "world"
    REGION = "region"
    SUB_REGION = "sub-region"
    INTERMEDIATE = "intermediate"


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """A UN M49 region: its three-digit code, its level, and the code of the one around it."""

    code: str
    kind: RegionKind
    name: str
    parent: str | None = None
    names: tuple[tuple[Language, str], ...] = ()

    def name_in(self, language: Language) -> str:
        """The region's name: M49's where given here, else Unicode CLDR's, else the English one."""
        own = dict(self.names).get(language)
        if own is not None or language is Language.EN:
            return own or self.name
        return cldr_territories(language).get(self.code, self.name)


@cache
def regions() -> Mapping[str, Region]:
    """Every region by its M49 code, each before those inside it."""
    text = (files("concord.vocabulary") / "data" / "regions.csv").read_text(encoding="utf-8")
    return {row["code"]: _region(row) for row in csv.DictReader(text.splitlines())}


def parse_region(text: str) -> Region:
    """The region of an M49 code; InputError for a code that is none."""
    region = regions().get(text.strip())
    if region is None:
        raise InputError(f"region {text!r}: no such UN M49 code; write three digits such as 202")
    return region


def path(code: str) -> tuple[Region, ...]:
    """A region and every region around it, innermost first, the world last."""
    region: Region | None = parse_region(code)
    found: list[Region] = []
    while region is not None:
        found.append(region)
        region = regions()[region.parent] if region.parent else None
    return tuple(found)


def regions_of(country: Country) -> tuple[Region, ...]:
    """The regions a country lies in, innermost first; none for a country outside M49."""
    return path(country.region) if country.region else ()


def holds(code: str, country: Country) -> bool:
    """Whether a region, or one inside it, holds a country."""
    return any(region.code == code for region in regions_of(country))


def countries_in(code: str, gazetteer: Gazetteer) -> tuple[Country, ...]:
    """The countries of a gazetteer that a region holds, former states included."""
    region = parse_region(code)
    return tuple(country for country in gazetteer.countries if holds(region.code, country))


def inside(code: str) -> tuple[Region, ...]:
    """The regions one level inside a region."""
    return tuple(region for region in regions().values() if region.parent == code)


def _region(row: Mapping[str, str]) -> Region:
    own = tuple((language, row[language]) for language in Language if row.get(language))
    return Region(
        code=row["code"],
        kind=RegionKind(row["kind"]),
        name=row["name"],
        parent=row["parent"] or None,
        names=own,
    )
