"""Why a forecast is what it is, and why it changed: figures first, sentences from them.

Every sentence is a message with its figures, so that each language says it in its own words; every
figure comes from the same history and the same fitted pool that made the forecast.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np

from concord.vocabulary.month import MonthId
from concord.warning.analog import Likeness, likenesses, outcomes_at_level
from concord.warning.forecast import Fitted
from concord.warning.model import Floats, Forecast, History
from concord.warning.notice import (
    Band,
    Change,
    Explanation,
    Figure,
    MemberView,
    Precedent,
    Sentence,
)
from concord.warning.training import level_at, with_neighbours

YEAR: Final = 12
RECENT: Final = 3
RISE: Final = 1.5
SPIKE_SHARE: Final = 0.5
BATTLE_DEATHS: Final = 25
PRECEDENTS: Final = 5
AGREE_WITHIN: Final = 2.0
_QUANTILES: Final = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)


def explain_all(
    history: History,
    fitted: Fitted,
    forecast: Forecast,
    *,
    changes: Mapping[str, Change] = MappingProxyType({}),
) -> tuple[Explanation, ...]:
    """Why the forecast of each country is what it is, in the order of the forecast's units."""
    likes = _likes(history, fitted, forecast)
    return tuple(
        _explain(history, fitted, forecast, country, like=like, change=changes.get(country))
        for country, like in zip(forecast.units, likes, strict=True)
    )


def _explain(
    history: History,
    fitted: Fitted,
    forecast: Forecast,
    country: str,
    *,
    like: Likeness | None,
    change: Change | None,
) -> Explanation:
    past = history.counts[history.units.index(country)]
    precedents, likely = _precedents(history, fitted, country, like)
    members = _members(forecast, country)
    sentences = [
        *_level(past),
        *_trend(past),
        *_spike(past, history),
        _neighbours(history, country),
        _likely(likely),
        *_agreement(members),
        *(changed(change) if change else ()),
    ]
    return Explanation(
        country=country,
        origin=forecast.origin,
        bands=bands(forecast, country),
        sentences=tuple(sentences),
        precedents=precedents,
        members=members,
        change=change,
    )


def bands(forecast: Forecast, country: str) -> tuple[Band, ...]:
    """The distribution of each month forecast for one country."""
    draws = forecast.draws[forecast.units.index(country)]
    quantiles = np.quantile(draws, _QUANTILES, axis=1)
    mean = draws.mean(axis=1)
    chance = [(draws >= deaths).mean(axis=1) for deaths in (1, BATTLE_DEATHS)]
    return tuple(
        Band(
            month=month,
            mean=float(mean[lead]),
            q05=float(quantiles[0, lead]),
            q10=float(quantiles[1, lead]),
            q25=float(quantiles[2, lead]),
            q50=float(quantiles[3, lead]),
            q75=float(quantiles[4, lead]),
            q90=float(quantiles[5, lead]),
            q95=float(quantiles[6, lead]),
            chance_any=float(chance[0][lead]),
            chance_25=float(chance[1][lead]),
        )
        for lead, month in enumerate(forecast.months)
    )


def why_changed(
    before: Forecast, revised: Forecast, after: Forecast, country: str
) -> Change | None:
    """What changed the expected deaths a month since the last forecast, over the months both hold.

    before: as it was made; revised: made again from the same last month on today's data; after:
    today's. None where the country or no month is in all three.
    """
    shared = sorted(set(before.months) & set(revised.months) & set(after.months))
    if not shared or any(country not in each.units for each in (before, revised, after)):
        return None
    mean = [_mean_over(each, country, shared) for each in (before, revised, after)]
    return Change(
        since=before.origin,
        before=mean[0],
        after=mean[2],
        by_revision=mean[1] - mean[0],
        by_new_months=mean[2] - mean[1],
    )


def changed(change: Change) -> tuple[Sentence, ...]:
    """The change in sentences: up, down or flat, then what brought it about."""
    ratio = (change.after + 1.0) / (change.before + 1.0)
    if 1 / 1.1 < ratio < 1.1:
        return (_say("change-flat", mean=change.after),)
    way = "change-up" if ratio > 1 else "change-down"
    return (
        _say(way, before=change.before, mean=change.after),
        _say("change-by-new-months", deaths=change.by_new_months),
        _say("change-by-revision", deaths=change.by_revision),
    )


def _say(message: str, **figures: float | str) -> Sentence:
    return Sentence(
        message=message,
        figures=tuple(Figure(name=name, value=value) for name, value in figures.items()),
    )


def _level(past: Floats) -> list[Sentence]:
    known = np.nan_to_num(past)
    year = known[-YEAR:]
    if year.sum() > 0:
        return [
            _say("why-level-active", mean=float(year.mean()), deaths=float(year.sum()), months=YEAR)
        ]
    quiet = len(known) if not known.any() else len(known) - 1 - int(np.flatnonzero(known)[-1])
    return [_say("why-level-quiet", months=quiet)]


def _trend(past: Floats) -> list[Sentence]:
    known = np.nan_to_num(past)
    recent, before = known[-RECENT:], known[-RECENT - YEAR : -RECENT]
    if not before.size or not (recent.any() or before.any()):
        return []
    now, then = float(recent.mean()), float(before.mean())
    ratio = (now + 1.0) / (then + 1.0)
    if 1 / RISE < ratio < RISE:
        return [_say("why-trend-flat", mean=now)]
    way = "why-trend-up" if ratio > 1 else "why-trend-down"
    return [_say(way, ratio=ratio, mean=now, before=then)]


def _spike(past: Floats, history: History) -> list[Sentence]:
    year = np.nan_to_num(past[-YEAR:])
    total = float(year.sum())
    if total < BATTLE_DEATHS or year.max() < SPIKE_SHARE * total:
        return []
    month = history.last_month - len(year) + 1 + int(year.argmax())
    deaths = float(year.max())
    return [_say("why-spike", month=month, deaths=deaths, share=deaths / total)]


def _neighbours(history: History, country: str) -> Sentence:
    beside = np.flatnonzero(history.borders[history.units.index(country)])
    if not beside.size:
        return _say("why-neighbours-unknown")
    mean = np.nan_to_num(history.counts[beside, -YEAR:]).mean(axis=1)
    active = mean >= 1.0
    if not active.any():
        return _say("why-neighbours-quiet")
    order = np.argsort(-mean[active])
    names = np.array(history.units)[beside[active]][order]
    return _say("why-neighbours-active", countries=" ".join(names), mean=float(mean[active].sum()))


def _likes(
    history: History, fitted: Fitted, forecast: Forecast
) -> Sequence[Likeness] | Sequence[None]:
    if fitted.analogs is None:
        return [None] * len(forecast.units)
    row = {unit: index for index, unit in enumerate(history.units)}
    features = with_neighbours(history)[[row[unit] for unit in forecast.units], -1]
    return list(likenesses(fitted.analogs, features))


def _precedents(
    history: History, fitted: Fitted, country: str, like: Likeness | None
) -> tuple[tuple[Precedent, ...], tuple[int, float] | None]:
    """The heaviest precedents, one a country and year, and what all of them say together."""
    if fitted.analogs is None or like is None:
        return (), None
    grown, unit = fitted.analogs, history.units.index(country)
    now = history.counts.shape[1] - 1
    level = level_at(history, grown.rule.level_months, np.array([unit]), np.array([now]))[0]
    violent = (outcomes_at_level(grown, like, float(level)) >= BATTLE_DEATHS).any(axis=1)
    share = float(like.weight[violent].sum())
    return _heaviest(history, fitted, like), (len(like.row), share)


def _heaviest(history: History, fitted: Fitted, like: Likeness) -> tuple[Precedent, ...]:
    assert fitted.analogs is not None
    past = fitted.analogs.past
    chosen: dict[tuple[int, int], Precedent] = {}
    for place in np.argsort(-like.weight, kind="stable"):
        row = int(like.row[place])
        unit, column = int(past.unit[row]), int(past.column[row])
        episode = (unit, column // YEAR)
        if episode in chosen:
            continue
        chosen[episode] = Precedent(
            country=history.units[unit],
            month=MonthId(history.first_month + column),
            weight=float(like.weight[place]),
            before=float(np.nansum(history.counts[unit, max(0, column - YEAR + 1) : column + 1])),
            followed=float(past.outcomes[row].sum()),
        )
        if len(chosen) == PRECEDENTS:
            break
    return tuple(chosen.values())


def _likely(likely: tuple[int, float] | None) -> Sentence:
    if likely is None:
        return _say("why-precedents-none")
    return _say("why-precedents", number=likely[0], share=likely[1])


def _members(forecast: Forecast, country: str) -> tuple[MemberView, ...]:
    unit = forecast.units.index(country)
    views = []
    for model in forecast.models:
        draws = forecast.of_model(model)[unit]
        chance = float((draws >= BATTLE_DEATHS).mean(axis=1).max())
        views.append(MemberView(model=model, mean=float(draws.mean()), chance_25=chance))
    return tuple(views)


def _agreement(members: Sequence[MemberView]) -> list[Sentence]:
    means = [member.mean for member in members]
    if max(means) < 1.0:
        return []
    if (max(means) + 1.0) / (min(means) + 1.0) <= AGREE_WITHIN:
        return [_say("why-members-agree")]
    return [_say("why-members-differ", low=min(means), high=max(means))]


def _mean_over(forecast: Forecast, country: str, months: Sequence[int]) -> float:
    leads = [forecast.months.index(month) for month in forecast.months if month in months]
    return float(forecast.draws[forecast.units.index(country), leads].mean())
