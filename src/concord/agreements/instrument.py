"""Instruments between organizations: declarations, memoranda, agreements, resolutions.

The facts, their sources and certainty: vocabulary/data/instruments.toml, its .source.md beside it.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

import msgspec

from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language
from concord.vocabulary.organization import Certainty, read_date
from concord.vocabulary.partial_date import PartialDate


class InstrumentStatus(StrEnum):
    """Where an instrument stands; a class stands for several not listed one by one."""

    IN_EFFECT = "in-effect"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    HISTORIC = "historic"
    CLASS = "class"
    NOT_APPLICABLE = "not-applicable"


class DateClaim(msgspec.Struct, frozen=True, kw_only=True):
    """The date one source gives."""

    date: PartialDate
    source: str


class Instrument(msgspec.Struct, frozen=True, kw_only=True):
    """An instrument with what is known of it and how surely.

    parties: organization ids, alpha-3 codes, or the source's words; dates: of signature or
    adoption, one per source, side by side where they disagree, empty where none was found.
    """

    id: str
    type: str
    titles: Mapping[Language, str]
    status: InstrumentStatus
    source: str
    certainty: Certainty
    parties: tuple[str, ...] = ()
    former_parties: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    dates: tuple[DateClaim, ...] = ()
    in_force: PartialDate | None = None
    place: str | None = None
    symbol: str | None = None
    part_of: str | None = None
    supersedes: str | None = None
    signed_by: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    follow_up: str | None = None
    note: str | None = None

    @property
    def sources_disagree(self) -> bool:
        """Whether two sources give different dates."""
        return len({claim.date for claim in self.dates}) > 1

    def title_in(self, language: Language) -> str:
        """The title in a language, in English where the record has none."""
        return self.titles.get(language, self.titles[Language.EN])


@cache
def instruments() -> Mapping[str, Instrument]:
    """Every instrument of the registry by id, in the order of the file."""
    text = (files("concord.vocabulary") / "data" / "instruments.toml").read_text("utf-8")
    rows = tomllib.loads(text)["instrument"]
    return {row["id"]: msgspec.convert(row, Instrument, dec_hook=read_date) for row in rows}


def require_instrument(text: str) -> Instrument:
    """The instrument of an id; InputError when the registry has none."""
    found = instruments().get(text.strip().upper())
    if found is None:
        raise InputError(
            f"instrument {text!r}: not in the registry; `concord agreement list` lists them"
        )
    return found


def instruments_of(party: str) -> tuple[Instrument, ...]:
    """The instruments a party is named in: as party, former party or observer."""
    return tuple(
        each
        for each in instruments().values()
        if party in (*each.parties, *each.former_parties, *each.observers)
    )
