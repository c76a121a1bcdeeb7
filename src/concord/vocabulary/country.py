"""Countries by ISO 3166 alpha-3 code, with dated existence and the numbers other sources use.

The facts, their sources and how sure they are stand in data/countries.csv and
data/countries.source.md. A row says that a code is in use, nothing about anyone's status.
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Self

import msgspec

from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language

# ISO 3166-1:2020, clause 5.6: these alpha-3 ranges are left to users; the exercise world draws
# from XAA-XZZ. XKX (Kosovo) is user-assigned too, but by common use names a real place.
_USER_ASSIGNED: Final = (("AAA", "AAZ"), ("QMA", "QZZ"), ("XAA", "XZZ"), ("ZZA", "ZZZ"))
_IN_COMMON_USE: Final = frozenset({"XKX"})


class GwSpell(msgspec.Struct, frozen=True, kw_only=True):
    """The days, both included, on which a Gleditsch-Ward number meant a country; None is open."""

    number: int
    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the number meant the country on that day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class Country(msgspec.Struct, frozen=True, kw_only=True):
    """A country, territory or former state, with the codes others know it by.

    code: ISO 3166-1 alpha-3, ISO 3166-3 alpha-3 once withdrawn, or user-assigned. alpha2, numeric:
    the same standard's other codes. region: the innermost UN M49 code that holds it. gw: spells of
    Gleditsch-Ward numbers, the list's own first, then UCDP's where that differs. views: VIEWS
    country_id; views_from: first day of the first month in which it means this country, None if
    always (VIEWS gives a state that lost land a new id). exists_from, exists_until: first and last
    day, None where it was before 1945 or still is. continued_by: the code under which statistical
    series go on. latitude, longitude: a point for a label, degrees.
    """

    code: str
    name: str
    latitude: float
    longitude: float
    alpha2: str | None = None
    numeric: str | None = None
    region: str | None = None
    gw: tuple[GwSpell, ...] = ()
    views: int | None = None
    views_from: date | None = None
    exists_from: date | None = None
    exists_until: date | None = None
    former_codes: tuple[str, ...] = ()
    continued_by: str | None = None
    note: str | None = None
    names: tuple[tuple[Language, str], ...] = ()

    def existed_on(self, day: date) -> bool:
        """Whether the country, so far as the file knows, existed on that day."""
        return (self.exists_from is None or self.exists_from <= day) and (
            self.exists_until is None or day <= self.exists_until
        )

    @property
    def is_user_assigned(self) -> bool:
        """Whether the code is left to users by ISO 3166-1, as every exercise country's is."""
        in_range = any(low <= self.code <= high for low, high in _USER_ASSIGNED)
        return in_range and self.code not in _IN_COMMON_USE

    def name_in(self, language: Language) -> str:
        """The country's name: its own where given, else Unicode CLDR's, else the English one."""
        own = dict(self.names).get(language)
        if own is not None:
            return own
        if language is Language.EN or self.alpha2 is None:
            return self.name
        if self.is_user_assigned or self.exists_until is not None:
            return self.name  # CLDR gives such two letters to something else, or to nothing
        return cldr_territories(language).get(self.alpha2, self.name)


class Gazetteer:
    """A closed set of countries, asked by any of their codes; unknown codes give None."""

    def __init__(self, countries: Iterable[Country]) -> None:
        """Index the countries; InputError where a code or a VIEWS id is given twice."""
        self.countries: tuple[Country, ...] = tuple(countries)
        self._by_code: dict[str, Country] = {}
        self._by_views: dict[int, Country] = {}
        self._by_gw: dict[int, list[tuple[GwSpell, Country]]] = {}
        self._by_alpha2: dict[str, list[Country]] = {}
        for country in self.countries:
            self._index(country)
        for country in self.countries:
            for code in country.former_codes:
                self._by_code.setdefault(code, country)

    @classmethod
    def of(cls, countries: Iterable[Country]) -> Self:
        """A gazetteer of these countries alone, such as an exercise world's."""
        return cls(countries)

    def extended(self, countries: Iterable[Country]) -> "Gazetteer":
        """This gazetteer with more countries; InputError where they clash with those it has."""
        return Gazetteer((*self.countries, *countries))

    def by_code(self, code: str) -> Country | None:
        """The country of an alpha-3 code; a former code of the same state (ZAR) finds it (COD)."""
        return self._by_code.get(code)

    def require(self, code: str) -> Country:
        """The country of an alpha-3 code; InputError when there is none."""
        country = self.by_code(code)
        if country is None:
            raise InputError(
                f"country {code!r}: no such code here; use an ISO 3166-1 alpha-3 code such as NAM"
            )
        return country

    def by_alpha2(self, alpha2: str, on: date | None = None) -> Country | None:
        """The country of a two-letter code on a day; without a day, the one that still is."""
        found = self._by_alpha2.get(alpha2, [])
        if on is None:
            return max(found, key=lambda country: country.exists_until or date.max, default=None)
        return next((country for country in found if country.existed_on(on)), None)

    def by_views(self, country_id: int) -> Country | None:
        """The country of a VIEWS country_id."""
        return self._by_views.get(country_id)

    def by_gw(self, number: int, on: date) -> Country | None:
        """The country a Gleditsch-Ward (or UCDP) number meant on a day."""
        spells = self._by_gw.get(number, [])
        return next((country for spell, country in spells if spell.covers(on)), None)

    def existing(self, on: date) -> tuple[Country, ...]:
        """The countries that existed on a day."""
        return tuple(country for country in self.countries if country.existed_on(on))

    def today(self, code: str) -> Country | None:
        """The country under which a former state's series go on; None where several took over."""
        country = self.by_code(code)
        while country is not None and country.exists_until is not None:
            country = self.by_code(country.continued_by) if country.continued_by else None
        return country

    def name_in(self, code: str, language: Language) -> str:
        """A country's name in a language; InputError for a code unknown here."""
        return self.require(code).name_in(language)

    def _index(self, country: Country) -> None:
        if country.code in self._by_code:
            raise InputError(f"country {country.code}: given twice; a code names one country")
        self._by_code[country.code] = country
        if country.views is not None:
            if country.views in self._by_views:
                other = self._by_views[country.views].code
                raise InputError(
                    f"country {country.code}: VIEWS id {country.views} already means {other}"
                )
            self._by_views[country.views] = country
        for spell in country.gw:
            self._by_gw.setdefault(spell.number, []).append((spell, country))
        if country.alpha2 is not None:
            self._by_alpha2.setdefault(country.alpha2, []).append(country)


@cache
def default_gazetteer() -> Gazetteer:
    """The world's countries, from the packaged data/countries.csv."""
    return Gazetteer(read_countries(_packaged("countries.csv"), _packaged("country_names.csv")))


def read_countries(text: str, names_text: str = "") -> list[Country]:
    """The countries of a CSV with the header of data/countries.csv, names of others beside it."""
    names = {row["code"]: _own_names(row) for row in csv.DictReader(names_text.splitlines())}
    rows = csv.DictReader(text.splitlines())
    # An empty field is the only absence: "NA" is Namibia's alpha-2 code.
    return [_country(row, names.get(row["code"], ())) for row in rows]


@cache
def cldr_territories(language: Language) -> Mapping[str, str]:
    """Unicode CLDR's names of territories in a language, by alpha-2 or UN M49 code."""
    from babel import Locale

    return {str(code): str(name) for code, name in Locale.parse(language).territories.items()}


def _packaged(name: str) -> str:
    return (files("concord.vocabulary") / "data" / name).read_text(encoding="utf-8")


def _own_names(row: Mapping[str, str]) -> tuple[tuple[Language, str], ...]:
    return tuple((Language(key), name) for key, name in row.items() if key != "code" and name)


def _country(row: Mapping[str, str], names: tuple[tuple[Language, str], ...]) -> Country:
    return Country(
        code=row["code"],
        name=row["name"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        alpha2=row["alpha2"] or None,
        numeric=row["numeric"] or None,
        region=row["region"] or None,
        gw=tuple(_spell(text) for text in row["gw"].split(";") if text),
        views=int(row["views"]) if row["views"] else None,
        views_from=_day(row["views_from"]),
        exists_from=_day(row["exists_from"]),
        exists_until=_day(row["exists_until"]),
        former_codes=tuple(row["former_codes"].split()),
        continued_by=row["continued_by"] or None,
        note=row["note"] or None,
        names=names,
    )


def _spell(text: str) -> GwSpell:
    """A spell written NUMBER, or NUMBER:FIRST..LAST with either day left out."""
    number, _, days = text.partition(":")
    first, _, last = days.partition("..")
    return GwSpell(number=int(number), first=_day(first), last=_day(last))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
