"""The brief: what one forecast says, gathered so that any face can show it in any language.

Nothing here is in words: sentences are messages with figures, places are codes. The faces are
brief_text.py (terminal) and brief_html.py (page).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

import msgspec
import numpy as np

from concord.skill.calibration import ReliabilityBin
from concord.skill.record import TrackRecord
from concord.vocabulary.month import MonthId
from concord.vocabulary.status import Status
from concord.warning.evaluate import Evaluation
from concord.warning.explain import bands
from concord.warning.model import Forecast, History
from concord.warning.notice import Band, Explanation, Figure, Level, Sentence, Warning
from concord.warning.store import Kept

YEAR: Final = 12
RECORDED_MONTHS: Final = 36
BATTLE_DEATHS: Final = 25
NAMED: Final = 3
_SAME_WITHIN: Final = 1.1  # as explain.changed draws the line


class Trend(StrEnum):
    """Which way the expected deaths moved since the last forecast, over the months both hold."""

    UP = "up"
    FLAT = "flat"
    DOWN = "down"


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of the data behind the forecast: in = kept + quarantined."""

    rows_in: int
    rows_kept: int
    rows_quarantined: int


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One country's line in the table of all.

    past_year: deaths of the last 12 months, None where no one observed them; expected: deaths of
    the months forecast, summed; chance_25: the highest month's chance of 25 deaths; moved: change
    of expected deaths a month since the last forecast, with its trend, None where none was made.
    """

    country: str
    level: Level | None
    past_year: float | None
    expected: float
    chance_25: float
    moved: float | None
    trend: Trend | None


class Fan(msgspec.Struct, frozen=True, kw_only=True):
    """What a country's drawing shows: recorded months, the forecast, the one before it, a rule.

    recorded: deaths from first_month on, None where no one observed; threshold: deaths in a month,
    reached with `probability` in the likeliest month.
    """

    country: str
    first_month: MonthId
    recorded: tuple[float | None, ...]
    bands: tuple[Band, ...]
    last: tuple[Band, ...]
    threshold: float
    probability: float


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """All that a brief says.

    rows: every country, those to look at first; fans, explanations: of the countries warned of, in
    the order of their warnings, or where there are none of those with the highest chance.
    """

    organization: str
    status: Status
    made_at: Annotated[datetime, msgspec.Meta(tz=True)]
    origin: MonthId
    months: tuple[MonthId, ...]
    vintage: str
    source: str
    licence: str
    rules: tuple[str, ...]
    counts: Counts
    short: tuple[Sentence, ...]
    warnings: tuple[Warning, ...]
    explanations: tuple[Explanation, ...]
    rows: tuple[Row, ...]
    fans: tuple[Fan, ...]
    evaluation: Evaluation | None
    reliability: tuple[ReliabilityBin, ...]

    def explanation_of(self, country: str) -> Explanation | None:
        """Why the forecast of a country is what it is, where that is told."""
        return next((each for each in self.explanations if each.country == country), None)

    def warnings_of(self, country: str) -> tuple[Warning, ...]:
        """The warnings about a country, the gravest first."""
        return tuple(each for each in self.warnings if each.country == country)


def compose(
    kept: Kept,
    history: History,
    *,
    organization: str,
    last: Forecast | None = None,
    evaluation: Evaluation | None = None,
    reliability: Sequence[ReliabilityBin] = (),
) -> Brief:
    """The brief of a run: its warnings and explanations, set beside the forecast before it.

    history: what the run was made from; last: the forecast before, None where there is none;
    evaluation, reliability: how forecasts of this rule did, None and empty where not known.
    """
    run = kept.run
    rows = _rows(kept.forecast, history, kept.warnings, last)
    told = _told(kept.warnings, rows)
    return Brief(
        organization=organization,
        status=run.status,
        made_at=run.made_at,
        origin=run.origin,
        months=kept.forecast.months,
        vintage=run.vintage,
        source=run.source,
        licence=run.licence,
        rules=(run.rule, run.warn_rule),
        counts=Counts(
            rows_in=run.rows_in,
            rows_kept=run.rows_kept,
            rows_quarantined=run.rows_quarantined,
        ),
        short=_short(kept, rows),
        warnings=kept.warnings,
        explanations=tuple(each for each in kept.explanations if each.country in told),
        rows=rows,
        fans=tuple(_fan(kept, history, last, country) for country in told),
        evaluation=evaluation,
        reliability=tuple(reliability),
    )


def tell_record(record: TrackRecord | None) -> tuple[Sentence, ...]:
    """What past warnings like one came to, beside how often it came anyway, as sentences.

    "Not known" where there were too few.
    """
    if record is None or record.false_alarm_ratio is None:
        return (Sentence(message="record-unknown"),)
    known: dict[str, float | str] = {
        "number": record.warnings,
        "share": 1.0 - record.false_alarm_ratio.share,
    }
    if record.median_lead_time_months is None:
        told = _sentence("record-known-lead-unknown", **known)
    else:
        told = _sentence("record-known", **known, months=record.median_lead_time_months)
    if record.base_rate is None:
        return (told,)
    return (told, _sentence("record-base", share=record.base_rate.share))


def figures_of(sentence: Sentence) -> Mapping[str, float | str]:
    """A sentence's figures by name."""
    return {figure.name: figure.value for figure in sentence.figures}


def _sentence(message: str, **figures: float | str) -> Sentence:
    pairs = tuple(Figure(name=name, value=value) for name, value in figures.items())
    return Sentence(message=message, figures=pairs)


def _rows(
    forecast: Forecast, history: History, warnings: Sequence[Warning], last: Forecast | None
) -> tuple[Row, ...]:
    levels: dict[str, Level] = {}
    for warning in warnings:  # the gravest first
        levels.setdefault(warning.country, warning.level)
    place = {unit: index for index, unit in enumerate(history.units)}
    means, chances = forecast.expected(), forecast.probability(BATTLE_DEATHS).max(axis=1)
    moved = _moved(forecast, last)
    rows = [
        Row(
            country=country,
            level=levels.get(country),
            past_year=_past_year(history, place.get(country)),
            expected=float(means[index].sum()),
            chance_25=float(chances[index]),
            moved=moved[country][1] - moved[country][0] if country in moved else None,
            trend=_trend(*moved[country]) if country in moved else None,
        )
        for index, country in enumerate(forecast.units)
    ]
    return tuple(sorted(rows, key=_first_to_look_at))


def _first_to_look_at(row: Row) -> tuple[int, float, float, str]:
    grade = 0 if row.level is None else 1 + tuple(Level).index(row.level)
    return (-grade, -row.chance_25, -row.expected, row.country)


def _past_year(history: History, place: int | None) -> float | None:
    if place is None:
        return None
    year = history.counts[place, -YEAR:]
    return None if np.isnan(year).all() else float(np.nansum(year))


def _moved(forecast: Forecast, last: Forecast | None) -> dict[str, tuple[float, float]]:
    """For countries in both, expected deaths a month before and now, over the months both hold."""
    if last is None:
        return {}
    shared = [month for month in forecast.months if month in last.months]
    if not shared:
        return {}
    now = forecast.expected()[:, [forecast.months.index(month) for month in shared]].mean(axis=1)
    then = last.expected()[:, [last.months.index(month) for month in shared]].mean(axis=1)
    before = dict(zip(last.units, then.tolist(), strict=True))
    pairs = zip(forecast.units, now.tolist(), strict=True)
    return {unit: (before[unit], mean) for unit, mean in pairs if unit in before}


def _trend(before: float, after: float) -> Trend:
    ratio = (after + 1.0) / (before + 1.0)
    if 1 / _SAME_WITHIN < ratio < _SAME_WITHIN:
        return Trend.FLAT
    return Trend.UP if ratio > 1 else Trend.DOWN


def _short(kept: Kept, rows: Sequence[Row]) -> tuple[Sentence, ...]:
    """The brief in a few sentences."""
    months = kept.forecast.months
    sentences = [_warned(kept.warnings)]
    if rows:
        highest = max(rows, key=lambda row: (row.chance_25, row.expected))
        sentences += [
            _sentence(
                "short-expected",
                first_month=months[0],
                last_month=months[-1],
                deaths=sum(row.expected for row in rows),
            ),
            _sentence("short-highest", country=highest.country, share=highest.chance_25),
        ]
    for message, trend in (("short-worse", Trend.UP), ("short-better", Trend.DOWN)):
        moved = [row for row in rows if row.trend is trend]
        moved.sort(key=lambda row: (-abs(row.moved or 0.0), row.country))
        if moved:
            names = " ".join(row.country for row in moved[:NAMED])
            sentences.append(_sentence(message, countries=names))
    return tuple(sentences)


def _warned(warnings: Sequence[Warning]) -> Sentence:
    if not warnings:
        return Sentence(message="short-none")
    at_level = {level.value: sum(each.level is level for each in warnings) for level in Level}
    return _sentence("short-warnings", number=len(warnings), **at_level)


def _told(warnings: Sequence[Warning], rows: Sequence[Row]) -> tuple[str, ...]:
    """The countries told of one by one, each once."""
    if warnings:
        return tuple(dict.fromkeys(warning.country for warning in warnings))
    return tuple(row.country for row in rows[:NAMED])


def _fan(kept: Kept, history: History, last: Forecast | None, country: str) -> Fan:
    ahead = bands(kept.forecast, country)
    warning = next((each for each in kept.warnings if each.country == country), None)
    counts = history.counts[history.units.index(country), -RECORDED_MONTHS:]
    return Fan(
        country=country,
        first_month=MonthId(history.last_month - len(counts) + 1),
        recorded=tuple(None if np.isnan(count) else float(count) for count in counts),
        bands=ahead,
        last=bands(last, country) if last is not None and country in last.units else (),
        threshold=warning.threshold if warning else BATTLE_DEATHS,
        probability=warning.probability if warning else max(band.chance_25 for band in ahead),
    )
