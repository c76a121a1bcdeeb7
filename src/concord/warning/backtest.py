"""What warnings by the rules came to in the past: the track record that stands beside each new one.

Walk-forward: each year the pool is fitted on what was known at its start, then forecasts from it
every three months on the months known by then; nothing later is ever used.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import numpy as np

from concord.skill.record import NO_WARNING, Basis, TrackRecord, track_records
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId, label, month_id
from concord.vocabulary.progress import Progress, silent
from concord.vocabulary.status import Status
from concord.warning.forecast import SEED, draw, fit
from concord.warning.model import OPERATIONAL_LEADS, Bools, Floats, Forecast, History, PoolRule
from concord.warning.notice import Level, Situation
from concord.warning.warn import LEVELS, WarnRules, assess, surges

STEP_MONTHS: Final = 3
SURGE_MONTHS: Final = 3
_NAMES: Final = np.array([NO_WARNING, *(level.value for level in LEVELS)])


class Backtest(msgspec.Struct, frozen=True, kw_only=True):
    """The records of a rule set on one history, and what they were measured on.

    records: one a situation (its group) and level; leads: months ahead each warning was about.
    """

    rule: str
    warn_rule: str
    data: str
    status: Status
    first_origin: MonthId
    last_origin: MonthId
    origins: int
    leads: tuple[int, ...]
    records: tuple[TrackRecord, ...]

    def by_rule(self) -> Mapping[tuple[Situation, Level], TrackRecord]:
        """The record of each situation and level."""
        return {(Situation(each.group), Level(each.level)): each for each in self.records}


@cache
def attached_backtest() -> Backtest:
    """The backtest that stands beside the frozen rules: real country-months to 2018.

    What a node's own history says of the rules replaces it as soon as it is measured.
    """
    packaged = files("concord.warning").joinpath("data", "warn-1.backtest.json")
    return msgspec.json.decode(packaged.read_bytes(), type=Backtest)


class Cases(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Chances to warn of one situation: the level issued ("" for none), what came, how soon."""

    situation: Situation
    issued: np.ndarray
    came: Bools
    lead: Floats


def backtest(
    history: History,
    years: Sequence[int],
    *,
    rule: PoolRule,
    warn_rules: WarnRules,
    data: str,
    status: Status = Status.ACTUAL,
    seed: int = SEED,
    progress: Progress = silent,
) -> Backtest:
    """The records of warnings issued in each of these years, judged by the months after them.

    data: what the history is, in words. InputError where it does not reach a year past the last.
    """
    needed = month_id(max(years), 12)
    if history.last_month < needed or history.first_month > month_id(min(years) - 1, 1):
        raise InputError(
            f"backtest {min(years)}-{max(years)}: needs {min(years) - 1}-01 to {label(needed)}, "
            f"the history holds {label(history.first_month)} to {label(history.last_month)}"
        )
    cases, origins = [], []
    for done, year in enumerate(years):
        progress(f"warnings of {year}", done, len(years))
        for origin, found in _year(history, year, rule=rule, warn_rules=warn_rules, seed=seed):
            cases += found
            origins.append(origin)
    cases.append(_surge_cases(history, warn_rules, min(origins), max(origins)))
    progress("judged", len(years), len(years))
    return Backtest(
        rule=rule.id,
        warn_rule=warn_rules.id,
        data=data,
        status=status,
        first_origin=min(origins),
        last_origin=max(origins),
        origins=len(origins),
        leads=OPERATIONAL_LEADS,
        records=_records(cases, warn_rules, years, data),
    )


def _year(
    history: History, year: int, *, rule: PoolRule, warn_rules: WarnRules, seed: int
) -> Iterator[tuple[MonthId, list[Cases]]]:
    """The cases of each origin from December before the year whose months ahead are all known."""
    first = month_id(year - 1, 12)
    fitted = fit(history.until(first), OPERATIONAL_LEADS, rule=rule, seed=seed)
    for step in range(0, 12, STEP_MONTHS):
        origin = MonthId(first + step)
        if origin + max(OPERATIONAL_LEADS) > history.last_month:
            return
        known = history.until(origin)
        forecast = draw(fitted, known)
        yield origin, _judged(history, known, forecast, warn_rules)


def _judged(
    history: History, known: History, forecast: Forecast, warn_rules: WarnRules
) -> list[Cases]:
    row = {unit: index for index, unit in enumerate(history.units)}
    columns = np.array([history.column(month) for month in forecast.months])
    actual = history.counts[[row[unit] for unit in forecast.units]][:, columns]
    seen = ~np.isnan(actual).any(axis=1)
    cases = []
    for found in assess(known, forecast, warn_rules):
        chance = found.applies & seen
        reached = actual[chance] >= found.threshold[chance, None]
        cases.append(
            Cases(
                situation=found.situation,
                issued=_NAMES[found.grade[chance]],
                came=np.asarray(reached.any(axis=1)),
                lead=_first_lead(reached, forecast.leads),
            )
        )
    return cases


def _surge_cases(history: History, rules: WarnRules, first: MonthId, last: MonthId) -> Cases:
    """Each unit and month with deaths: was a surge signalled, and did more than expected follow?

    It came true where the next three months' mean is above what the past led to expect.
    """
    signals = surges(history, rules)
    columns = range(history.column(first), min(history.column(last), _last_judged(history)) + 1)
    issued, came, lead = [], [], []
    for column in columns:
        count, expected = history.counts[:, column], signals.expected[:, column]
        after = history.counts[:, column + 1 : column + 1 + SURGE_MONTHS]
        known = signals.known[:, column] & ~np.isnan(after).any(axis=1) & (count > 0)
        seen = signals.exceeds[:, column] & (count >= rules.surge.least_deaths)
        above = after[known] > expected[known, None]
        issued.append(np.where(seen[known], rules.surge.level.value, NO_WARNING))
        came.append(after[known].mean(axis=1) > expected[known])
        lead.append(_first_lead(above, range(1, SURGE_MONTHS + 1)))
    return Cases(
        situation=Situation.SURGE,
        issued=np.concatenate(issued),
        came=np.concatenate(came),
        lead=np.concatenate(lead),
    )


def _last_judged(history: History) -> int:
    return int(history.counts.shape[1]) - 1 - SURGE_MONTHS


def _first_lead(reached: Bools, leads: Sequence[int]) -> Floats:
    """Months until the threshold was first reached; NaN where it never was."""
    first = np.asarray(leads, dtype=float)[reached.argmax(axis=1)]
    return np.where(reached.any(axis=1), first, np.nan)


def _records(
    cases: Sequence[Cases], rules: WarnRules, years: Sequence[int], data: str
) -> tuple[TrackRecord, ...]:
    records: list[TrackRecord] = []
    for situation in Situation:
        own = [each for each in cases if each.situation is situation]
        issued, came, lead = (
            np.concatenate([getattr(each, field) for each in own])
            for field in ("issued", "came", "lead")
        )
        if not len(issued):
            continue
        basis = Basis(
            windows=f"{min(years)}-{max(years)}",
            vintage=data,
            rule=rules.id,
            event=_event(situation, rules),
        )
        levels = [rule.level.value for rule in rules.of(situation)] or [rules.surge.level.value]
        for each in track_records(issued, came, lead, levels=levels, basis=basis):
            records.append(msgspec.structs.replace(each, group=situation.value))
    return tuple(records)


def _event(situation: Situation, rules: WarnRules) -> str:
    if situation is Situation.SURGE:
        return f"the next {SURGE_MONTHS} months' mean above what the past led to expect"
    first = rules.of(situation)[0]
    rise = f" and {first.rise:g} times the last year's monthly mean" if first.rise else ""
    least = f"at least {first.least_deaths:g} deaths" if first.least_deaths > 1 else "a death"
    return f"a month with {least}{rise} within 12 months"
