"""The nouns of the exercise world: places, organizations, events and the truth behind them.

Everything here is fictional and says so: each struct carries Status.EXERCISE.
"""

from collections.abc import Iterator
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from concord.vocabulary.country import Country, Gazetteer, GwSpell
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language
from concord.vocabulary.month import MonthId
from concord.vocabulary.status import Status

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Days = NDArray[np.datetime64]

REGION_NAME: Final = "Exercise region"


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """One fictional name in the six languages."""

    en: str
    fr: str
    ru: str
    es: str
    ar: str
    zh: str

    def by_language(self) -> tuple[tuple[Language, str], ...]:
        """Each language with the name in it."""
        return tuple((language, getattr(self, language.value)) for language in Language)


class Regime(IntEnum):
    """What a country goes through in a month; the order is the path into war and out of it."""

    CALM = 0
    TENSION = 1
    ESCALATION = 2
    WAR = 3
    DE_ESCALATION = 4


class Fragility(IntEnum):
    """How easily a country leaves calm; it never changes."""

    STEADY = 0
    MIDDLING = 1
    FRAGILE = 2


class Province(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One province; its borders repeat its neighbours' points exactly.

    lon, lat: (n,) degrees, a closed counter-clockwise ring. centre: (lon, lat) inside it.
    settlements: (s, 2) lon, lat inside it.
    """

    code: str
    country: str
    names: Names
    lon: Floats
    lat: Floats
    centre: tuple[float, float]
    settlements: Floats
    settlement_names: tuple[str, ...]
    status: Status = Status.EXERCISE


class ExerciseCountry(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One fictional country, under codes that ISO 3166 leaves to users.

    gw and views are numbers above 9000, where neither coding has real countries.
    label: (lon, lat) of the map label, inside the country.
    """

    code: str
    alpha2: str
    numeric: int
    gw: int
    views: int
    names: Names
    label: tuple[float, float]
    population: int
    status: Status = Status.EXERCISE

    def in_vocabulary(self) -> Country:
        """The same country in the vocabulary's form."""
        longitude, latitude = self.label
        return Country(
            code=self.code,
            name=self.names.en,
            latitude=latitude,
            longitude=longitude,
            alpha2=self.alpha2,
            numeric=str(self.numeric),
            gw=(GwSpell(number=self.gw),),
            views=self.views,
            note="EXERCISE: a fictional country",
            names=self.names.by_language(),
        )


class ExerciseOrganization(msgspec.Struct, frozen=True, kw_only=True):
    """One fictional organization and its member countries (alpha-3)."""

    code: str
    kind: str
    names: Names
    members: tuple[str, ...]
    status: Status = Status.EXERCISE


class Event(NamedTuple):
    """One event; the fields are those of Events."""

    id: int
    country: int
    province: int
    settlement: int
    violence: int
    start: date
    end: date
    month: int
    where_precision: int
    date_precision: int
    lon: float
    lat: float
    best: int
    low: int
    high: int
    civilians: int


class Events(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Events as columns of one length, ordered by (end day, id).

    country, province: positions in World.countries and World.provinces. settlement: position
    in the province's settlements. start, end: days (datetime64[D]). month: month_id of the end.
    where_precision, date_precision: as GED codes them. low <= best <= high, deaths.
    """

    id: Ints
    country: Ints
    province: Ints
    settlement: Ints
    violence: Ints
    start: Days
    end: Days
    month: Ints
    where_precision: Ints
    date_precision: Ints
    lon: Floats
    lat: Floats
    best: Ints
    low: Ints
    high: Ints
    civilians: Ints

    def __len__(self) -> int:
        """How many events there are."""
        return len(self.id)

    def each(self) -> Iterator[Event]:
        """The events one by one."""
        columns = [getattr(self, name).tolist() for name in Event._fields]
        return map(Event._make, zip(*columns, strict=True))

    def take(self, which: NDArray[Any]) -> "Events":
        """The events that an index or a mask picks, in its order."""
        return Events(**{name: getattr(self, name)[which] for name in self.__struct_fields__})

    @staticmethod
    def none() -> "Events":
        """No events."""
        days, whole, real = np.array([], "datetime64[D]"), np.array([], np.int64), np.array([])
        kinds = {"start": days, "end": days, "lon": real, "lat": real}
        return Events(**{name: kinds.get(name, whole) for name in Events.__struct_fields__})

    def renumbered(self, first_id: int) -> "Events":
        """The same events with ids counted up from first_id."""
        return msgspec.structs.replace(self, id=np.arange(first_id, first_id + len(self)))

    def joined(self, other: "Events") -> "Events":
        """Both, in the order of (end day, id)."""
        both = {
            name: np.concatenate([getattr(self, name), getattr(other, name)])
            for name in self.__struct_fields__
        }
        return Events(**both).take(np.lexsort((both["id"], both["end"])))


class PlantKind(StrEnum):
    """What kind of known story was planted into the drawn history."""

    ONSET = "onset"
    SPILL_OVER = "spill-over"
    SURGE = "surge"


class Plant(msgspec.Struct, frozen=True, kw_only=True):
    """One planted story: where, from which month to which, and from where it came."""

    kind: PlantKind
    country: str
    first_month: MonthId
    last_month: MonthId
    source: str | None = None


class Truth(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What really drives the world, which no real analyst ever sees.

    c countries, m months, p provinces, in the order of World. Deaths are state-based.
    regimes: (c, m) Regime. level, wobble: (c, m) log intensity of the episode, of the month.
    expected: (c, m) mean deaths given the regime and intensity of the month.
    probability_25: (c, m) probability of at least 25 deaths, given the same.
    deaths: (c, m) what was drawn. fragility: (c,) Fragility. season: (c, 12) log factor.
    province_share: (p,) share of its country's violence, summing to 1 in each country.
    planted: (c, m) true where a planted story overrides the drawn regime.
    """

    regimes: Ints
    level: Floats
    wobble: Floats
    expected: Floats
    probability_25: Floats
    deaths: Ints
    fragility: Ints
    season: Floats
    province_share: Floats
    planted: Flags
    plants: tuple[Plant, ...]


class World(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A seeded fictional region: same seed and months, same world, byte for byte.

    neighbours: (c, c) true where two countries share a land border. outlines: for each country
    its closed rings, (n, 2) lon, lat; the outer one first, counter-clockwise.
    """

    seed: int
    name: str
    organizations: tuple[ExerciseOrganization, ...]
    countries: tuple[ExerciseCountry, ...]
    provinces: tuple[Province, ...]
    neighbours: Flags
    outlines: tuple[tuple[Floats, ...], ...]
    first_month: MonthId
    last_month: MonthId
    events: Events
    truth: Truth
    status: Status = Status.EXERCISE

    def gazetteer(self) -> Gazetteer:
        """The fictional countries alone, as the vocabulary knows countries; no real one is in."""
        return Gazetteer.of(country.in_vocabulary() for country in self.countries)

    def country(self, code: str) -> int:
        """The position of a country in `countries` and in the truth's first axis."""
        for position, country in enumerate(self.countries):
            if country.code == code:
                return position
        first, last = self.countries[0].code, self.countries[-1].code
        raise InputError(f"exercise country {code!r}: there is none; codes run {first} to {last}")
