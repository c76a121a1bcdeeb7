"""The nouns of what the desk says: a sentence with its figures, an explanation, a warning."""

from enum import StrEnum
from typing import Annotated

import msgspec

from concord.skill.record import TrackRecord
from concord.vocabulary.month import MonthId
from concord.vocabulary.status import Status


class Level(StrEnum):
    """How much a warning asks for attention, lowest first."""

    YELLOW = "yellow"
    AMBER = "amber"
    RED = "red"


class Situation(StrEnum):
    """What a warning is about: a quiet place turning violent, a rise, or a surge already seen."""

    ONSET = "onset"
    ESCALATION = "escalation"
    SURGE = "surge"


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of a sentence: a count, a share, a month_id or a code, by its name there."""

    name: str
    value: float | str


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence before it is in a language: the message's id and its figures.

    Names of figures say their kind, so that every language writes them its own way: deaths and
    mean are deaths, share is 0 to 1, ratio a factor, months a number of months, month a month_id,
    country a code (several: countries, separated by spaces).
    """

    message: str
    figures: tuple[Figure, ...] = ()


class Precedent(msgspec.Struct, frozen=True, kw_only=True):
    """A past situation like today's and what followed it.

    weight: its share of the analog forecast; before: deaths in its last 12 months; followed:
    deaths in the months forecast, summed.
    """

    country: str
    month: MonthId
    weight: float
    before: float
    followed: float


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """The distribution of one month: mean and quantiles in deaths, chance of at least 1 and 25."""

    month: MonthId
    mean: float
    q05: float
    q10: float
    q25: float
    q50: float
    q75: float
    q90: float
    q95: float
    chance_any: float
    chance_25: float


class MemberView(msgspec.Struct, frozen=True, kw_only=True):
    """What one member of the pool says on its own: mean deaths a month, chance of 25 in a month."""

    model: str
    mean: float
    chance_25: float


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Why the expected deaths over the shared months changed since the last forecast.

    before, after: mean deaths a month; by_revision: what later corrections of past months changed;
    by_new_months: what the months since then changed. before + both = after.
    """

    since: MonthId
    before: float
    after: float
    by_revision: float
    by_new_months: float


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Why the forecast of one country is what it is, in sentences and the figures behind them."""

    country: str
    origin: MonthId
    bands: tuple[Band, ...]
    sentences: tuple[Sentence, ...]
    precedents: tuple[Precedent, ...]
    members: tuple[MemberView, ...]
    change: Change | None = None


class Warning(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal to warn: level, place, period, distribution, drivers and the rule's track record.

    threshold: deaths in a month the warning is about; probability: the highest chance over the
    period's months of reaching it, at peak_month; record: how past warnings of this rule did, or
    None where that is not known. A named office decides whether it is issued.
    """

    id: str
    rule: str
    situation: Situation
    level: Level
    country: str
    origin: MonthId
    first_month: MonthId
    last_month: MonthId
    peak_month: MonthId
    threshold: Annotated[float, msgspec.Meta(ge=1)]
    probability: Annotated[float, msgspec.Meta(ge=0, le=1)]
    bands: tuple[Band, ...]
    drivers: tuple[Sentence, ...]
    record: TrackRecord | None
    status: Status
