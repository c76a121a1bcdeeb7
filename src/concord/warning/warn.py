"""From forecasts and signals to warnings: a rule set that is data, applied the same way each time.

A rule names a situation, a threshold of deaths in a month and the chance of reaching it that makes
a level. What a rule's past warnings came to is measured by backtest.py with these same functions.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Final
from uuid import UUID, uuid5

import msgspec
import numpy as np

from concord.skill.record import TrackRecord
from concord.skill.signal import Signals, exceedance
from concord.vocabulary.month import MonthId, label
from concord.vocabulary.status import Status
from concord.warning.explain import bands
from concord.warning.model import Bools, Floats, Forecast, History, Ints
from concord.warning.notice import Figure, Level, Sentence, Situation, Warning

YEAR: Final = 12
_NAMESPACE: Final = UUID("6f0f3a52-6f0b-5d0e-9a5d-2f6f1f4a8c11")


class WarnRule(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the rule set.

    least_deaths: deaths in a month the rule is about; rise: the factor by which a month must pass
    the last year's monthly mean to be an escalation (0 for an onset); chance: of the likeliest
    month reaching both, from which on the level holds.
    """

    situation: Situation
    level: Level
    least_deaths: Annotated[float, msgspec.Meta(ge=1)]
    rise: Annotated[float, msgspec.Meta(ge=0)]
    chance: Annotated[float, msgspec.Meta(gt=0, le=1)]


class SurgeRule(msgspec.Struct, frozen=True, kw_only=True):
    """When a count already seen is a warning: the budget of false alarms a year and country."""

    level: Level
    budget_per_year: Annotated[float, msgspec.Meta(gt=0)]
    least_deaths: Annotated[float, msgspec.Meta(ge=1)]


class WarnRules(msgspec.Struct, frozen=True, kw_only=True):
    """A rule set; within a situation the highest level that holds is the warning's."""

    id: str
    rules: tuple[WarnRule, ...]
    surge: SurgeRule

    def of(self, situation: Situation) -> tuple[WarnRule, ...]:
        """The rules of a situation, lowest level first."""
        return tuple(rule for rule in self.rules if rule.situation is situation)


class Assessment(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One situation assessed for every unit forecast; arrays of (n,).

    applies: whether the unit is in the state the situation starts from; before: the last year's
    mean deaths a month; threshold: deaths in a month; chance: of the likeliest month; peak: its
    lead's place; grade: 0 none, 1 yellow up.
    """

    situation: Situation
    applies: Bools
    before: Floats
    threshold: Floats
    chance: Floats
    peak: Ints
    grade: Ints


LEVELS: Final = tuple(Level)


@cache
def frozen_rules() -> WarnRules:
    """The warning rules as they were frozen."""
    import tomllib

    text = files("concord.warning").joinpath("data", "warn-1.toml").read_bytes()
    return msgspec.convert(tomllib.loads(text.decode()), WarnRules)


def assess(history: History, forecast: Forecast, rules: WarnRules) -> tuple[Assessment, ...]:
    """The forecast situations, onset and escalation, for every unit forecast."""
    row = {unit: index for index, unit in enumerate(history.units)}
    past = np.nan_to_num(history.counts[[row[unit] for unit in forecast.units], -YEAR:])
    quiet = np.asarray(past.sum(axis=1) == 0)
    return (
        _assess(Situation.ONSET, quiet, past, forecast, rules),
        _assess(Situation.ESCALATION, ~quiet, past, forecast, rules),
    )


def surges(history: History, rules: WarnRules) -> Signals:
    """Counts above what each unit's own past explains, within the rule's false-alarm budget."""
    return exceedance(history.counts, period=YEAR, budget_per_year=rules.surge.budget_per_year)


def raise_warnings(
    history: History,
    forecast: Forecast,
    rules: WarnRules,
    *,
    records: Mapping[tuple[Situation, Level], TrackRecord],
    drivers: Mapping[str, Sequence[Sentence]],
    status: Status,
) -> tuple[Warning, ...]:
    """Proposals to warn, the gravest first; each with the record of its rule where it is known."""
    found = [
        _warning(forecast, each, int(unit), rules)
        for each in assess(history, forecast, rules)
        for unit in np.flatnonzero(each.grade)
    ]
    found += _surge_warnings(history, forecast, rules)
    finished = [
        msgspec.structs.replace(
            warning,
            record=records.get((warning.situation, warning.level)),
            drivers=(*warning.drivers, *drivers.get(warning.country, ())),
            status=status,
        )
        for warning in found
    ]
    return tuple(sorted(finished, key=_gravest_first))


def _assess(
    situation: Situation, applies: Bools, past: Floats, forecast: Forecast, rules: WarnRules
) -> Assessment:
    ladder = rules.of(situation)
    before = past.mean(axis=1)
    threshold = np.maximum(ladder[0].least_deaths, ladder[0].rise * before)
    chances = (forecast.draws >= threshold[:, None, None]).mean(axis=2)
    peak = chances.argmax(axis=1)
    chance = chances[np.arange(len(peak)), peak]
    steps = np.array([rule.chance for rule in ladder])
    held = (chance[:, None] >= steps).sum(axis=1)
    grades = np.array([0, *(LEVELS.index(rule.level) + 1 for rule in ladder)])
    return Assessment(
        situation=situation,
        applies=applies,
        before=before,
        threshold=threshold,
        chance=chance,
        peak=peak,
        grade=np.where(applies, grades[held], 0),
    )


def _warning(forecast: Forecast, found: Assessment, unit: int, rules: WarnRules) -> Warning:
    level = LEVELS[found.grade[unit] - 1]
    peak = forecast.months[int(found.peak[unit])]
    threshold, chance = float(np.ceil(found.threshold[unit])), float(found.chance[unit])
    driver = Sentence(
        message=f"warn-{found.situation}",
        figures=(
            Figure(name="share", value=chance),
            Figure(name="deaths", value=threshold),
            Figure(name="month", value=peak),
            Figure(name="before", value=float(found.before[unit])),
        ),
    )
    return _proposal(
        forecast,
        rules,
        forecast.units[unit],
        situation=found.situation,
        level=level,
        peak=peak,
        threshold=threshold,
        chance=chance,
        driver=driver,
    )


def _surge_warnings(history: History, forecast: Forecast, rules: WarnRules) -> list[Warning]:
    signals = surges(history, rules)
    latest = history.counts[:, -1]
    seen = signals.exceeds[:, -1] & (latest >= rules.surge.least_deaths)
    warnings = []
    for row in np.flatnonzero(seen):
        driver = Sentence(
            message="warn-surge",
            figures=(
                Figure(name="deaths", value=float(latest[row])),
                Figure(name="expected", value=float(signals.expected[row, -1])),
                Figure(name="month", value=history.last_month),
            ),
        )
        country = history.units[row]
        again = (forecast.draws[forecast.units.index(country)] >= latest[row]).mean(axis=1)
        warnings.append(
            _proposal(
                forecast,
                rules,
                country,
                situation=Situation.SURGE,
                level=rules.surge.level,
                peak=forecast.months[int(again.argmax())],
                threshold=float(latest[row]),
                chance=float(again.max()),
                driver=driver,
            )
        )
    return warnings


def _proposal(
    forecast: Forecast,
    rules: WarnRules,
    country: str,
    *,
    situation: Situation,
    level: Level,
    peak: MonthId,
    threshold: float,
    chance: float,
    driver: Sentence,
) -> Warning:
    name = f"{rules.id}/{situation}/{country}/{label(forecast.origin)}/{forecast.rule}"
    return Warning(
        id=f"early-warning--{uuid5(_NAMESPACE, name)}",
        rule=rules.id,
        situation=situation,
        level=level,
        country=country,
        origin=forecast.origin,
        first_month=forecast.months[0],
        last_month=forecast.months[-1],
        peak_month=peak,
        threshold=threshold,
        probability=chance,
        bands=bands(forecast, country),
        drivers=(driver,),
        record=None,
        status=Status.TEST,
    )


def _gravest_first(warning: Warning) -> tuple[int, float, str, str]:
    return (
        -LEVELS.index(warning.level),
        -warning.probability,
        warning.country,
        warning.situation.value,
    )
