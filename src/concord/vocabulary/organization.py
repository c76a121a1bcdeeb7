"""International organizations: their names, their members on a day, and what is not known of both.

The facts, their sources and certainty: data/organizations.toml, data/organizations.source.md.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language
from concord.vocabulary.partial_date import Known, PartialDate, parse_partial_date


class Certainty(StrEnum):
    """How far a fact was checked: a source opened, well known, or to be checked before use."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Spell(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of membership: from a date, up to a date from which it no longer held.

    since None: not known when it began; until None: it held when the list was made. source and
    certainty None: those of the organization's record.
    """

    country: str
    since: PartialDate | None = None
    until: PartialDate | None = None
    source: str | None = None
    certainty: Certainty | None = None
    note: str | None = None


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many members one source counts, as of a date; sources may disagree."""

    members: int
    as_of: PartialDate
    source: str


class Observer(msgspec.Struct, frozen=True, kw_only=True):
    """An act that made the organization an observer in the General Assembly."""

    act: str
    certainty: Certainty
    date: PartialDate | None = None


class Organization(msgspec.Struct, frozen=True, kw_only=True):
    """An organization, organ or office, with what its record says and how sure that is.

    members: alpha-3 codes of members of whom no date is known; spells: the dated ones, former ones
    too; as_of: when that list was true; traps: acronyms that mean something else elsewhere.
    """

    id: str
    type: str
    seat: str
    source: str
    certainty: Certainty
    names: Mapping[Language, str]
    acronyms: Mapping[Language, str] = {}
    aliases: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()
    parent: str | None = None
    founded: PartialDate | None = None
    founded_by: str | None = None
    as_of: PartialDate | None = None
    members: tuple[str, ...] = ()
    spells: tuple[Spell, ...] = ()
    associates: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    membership_note: str | None = None
    observer: tuple[Observer, ...] = ()
    chapter_viii: str | None = None
    assembly_item: str | None = None
    instruments: tuple[str, ...] = ()
    note: str | None = None

    def name_in(self, language: Language) -> str:
        """The name in a language, in English where the record has none."""
        return self.names.get(language, self.names[Language.EN])


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """A country of which it is not known whether it was a member, and the spell that leaves it."""

    country: str
    spell: Spell


class Roll(msgspec.Struct, frozen=True, kw_only=True):
    """The members of an organization on a day: those known, and those not known to be or not.

    as_of: when the list behind it was true; what changed later is not in it.
    """

    organization: str
    day: date
    members: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    as_of: PartialDate


@cache
def organizations() -> Mapping[str, Organization]:
    """Every organization of the registry by id, in the order of the file."""
    text = (files("concord.vocabulary") / "data" / "organizations.toml").read_text("utf-8")
    rows = tomllib.loads(text)["organization"]
    return {row["id"]: msgspec.convert(row, Organization, dec_hook=read_date) for row in rows}


def require_organization(text: str) -> Organization:
    """The organization of an id, or of a name or acronym only it has; InputError otherwise."""
    found = organizations().get(text.strip().upper())
    if found is not None:
        return found
    meant = named(text)
    if len(meant) == 1:
        return meant[0]
    if meant:
        ids = ", ".join(each.id for each in meant)
        raise InputError(f"organization {text!r}: it may be any of {ids}; write one of these ids")
    raise InputError(
        f"organization {text!r}: not in the registry; write an id or a name such as CSTO"
    )


def named(text: str, language: Language | None = None) -> tuple[Organization, ...]:
    """Every organization a name, alias or acronym may mean, in one language or in any."""
    wanted = text.strip().casefold()
    return tuple(
        each
        for each in organizations().values()
        if any(wanted == name.casefold() for name in _names(each, language))
    )


def members(organization: Organization, on: date) -> Roll:
    """Who was a member on a day, and of whom that is not known; InputError without a list."""
    if organization.as_of is None:
        raise InputError(f"organization {organization.id}: the registry holds no list of members")
    spells = (*(Spell(country=code) for code in organization.members), *organization.spells)
    sure: set[str] = set()
    doubts: dict[str, Doubt] = {}
    for spell in spells:
        held = _held(spell, organization, on)
        if held is Known.YES:
            sure.add(spell.country)
        elif held is Known.UNSURE:
            doubts.setdefault(spell.country, Doubt(country=spell.country, spell=spell))
    return Roll(
        organization=organization.id,
        day=on,
        members=tuple(sorted(sure)),
        doubts=tuple(doubts[code] for code in sorted(doubts.keys() - sure)),
        as_of=organization.as_of,
    )


def read_date(kind: type, value: Any) -> Any:  # noqa: ANN401 - msgspec's hook
    """A partial date from its text, for msgspec.convert."""
    if kind is PartialDate and isinstance(value, str):
        return parse_partial_date(value)
    raise NotImplementedError(f"{kind} from {value!r}")


def _names(organization: Organization, language: Language | None) -> Iterator[str]:
    for table in (organization.names, organization.acronyms):
        yield from (name for key, name in table.items() if language in (None, key))
    yield from organization.aliases


def _held(spell: Spell, organization: Organization, day: date) -> Known:
    began = _began(spell, organization, day)
    if began is Known.NO or spell.until is None:
        return began
    match spell.until.reached(day):
        case Known.YES:
            return Known.NO
        case Known.UNSURE:
            return Known.UNSURE
        case Known.NO:
            return began


def _began(spell: Spell, organization: Organization, day: date) -> Known:
    if spell.since is not None:
        return spell.since.reached(day)
    if organization.founded is not None and organization.founded.reached(day) is Known.NO:
        return Known.NO
    listed = organization.as_of if spell.until is None else None
    return Known.YES if listed is not None and listed.reached(day) is Known.YES else Known.UNSURE
