"""How good the forecasts would have been: walk-forward windows, beside the benchmark to beat.

A window is the task of the VIEWS 2023/24 challenge: data to October of the year before, the months
January to December forecast (leads 3 to 14). The benchmark is conflictology, the last 12 months.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np

from concord.skill import score
from concord.skill.calibration import (
    PitHistogram,
    ReliabilityBin,
    pit_histogram,
    reliability_curve,
)
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId, label, month_id
from concord.vocabulary.progress import Progress, silent
from concord.vocabulary.status import Status
from concord.warning.forecast import SEED, draw, fit
from concord.warning.model import (
    CHALLENGE_LEADS,
    Floats,
    Forecast,
    History,
    Ints,
    PoolRule,
)

YEAR: Final = 12
ORIGIN_MONTH: Final = 10
INTERVAL: Final = 0.9
BATTLE_DEATHS: Final = 25


class Scores(msgspec.Struct, frozen=True, kw_only=True):
    """Scores of one forecast over a window, means over its country-months (skill/score.py).

    crps, mis: deaths; ign: bits; coverage90: share of country-months of active countries (a death
    in the last 12 known months) inside the 90 % interval; onset_ap, onset_auc: over countries with
    no death in those 12 months, how well the forecast ranks those where the window saw any; None
    where there was none. Lower is better for crps, ign, mis, log_crps, brier25.
    """

    crps: float
    ign: float
    mis: float
    coverage90: float | None
    log_crps: float
    brier25: float
    onset_ap: float | None
    onset_auc: float | None


class Window(Scores, frozen=True, kw_only=True):
    """One window's scores, beside the benchmark's in conflictology.

    crps_ratio: forecast / conflictology, below 1 is better; dominating: the unit with the largest
    share of conflictology's CRPS, and what the ratio is without it.
    """

    year: int
    units: int
    deaths: float
    conflictology: Scores
    crps_ratio: float
    dominating: str
    crps_ratio_without: float
    cpu_seconds: float


class Overall(Scores, frozen=True, kw_only=True):
    """The means of the windows' scores and ratios; onset over all windows' countries together."""

    conflictology: Scores
    crps_ratio: float
    crps_ratio_without: float
    windows_won: int
    cpu_seconds: float


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """All windows, and overall.

    reliability: how often a month saw 25 deaths, by the chance given; pit: where the deaths of
    active countries fell in their forecasts. Both over all windows.
    """

    rule: str
    windows: tuple[Window, ...]
    overall: Overall
    status: Status
    reliability: tuple[ReliabilityBin, ...]
    pit: PitHistogram | None


class Scored(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A window's forecast with what happened, to look into: actual is (n, leads) deaths."""

    forecast: Forecast
    conflictology: Ints
    actual: Floats
    was_active: np.ndarray
    was_quiet: np.ndarray
    window: Window


def evaluate(
    history: History,
    years: Sequence[int],
    *,
    rule: PoolRule,
    clock: Callable[[], float],
    status: Status = Status.ACTUAL,
    seed: int = SEED,
    progress: Progress = silent,
    keep: Callable[[Scored], None] = lambda _: None,
) -> Evaluation:
    """Forecast and score each window as if it lay ahead; keep is given each one as it is made.

    clock: CPU seconds of this process. InputError where the history does not hold a window.
    """
    for year in years:
        _check_window(history, year)
    windows, onsets, judged = [], [], []
    for done, year in enumerate(years):
        progress(f"window {year}", done, len(years))
        scored = _window(history, year, rule=rule, clock=clock, seed=seed)
        keep(scored)
        windows.append(scored.window)
        onsets.append(_onset_rows(scored))
        judged.append(_judged_rows(scored))
    progress("scored", len(years), len(years))
    return _overall(rule.id, windows, onsets, judged, status)


def conflictology(history: History, present: Ints, leads: int) -> Ints:
    """The benchmark: the last 12 months of each unit, in their order, as draws for every lead.

    Twelve draws, as the challenge scores its own: their order matters to its ignorance score,
    which stretches them to 1,000 (docs/decisions/0005-ignorance-resampling.md).
    """
    year = np.round(np.nan_to_num(history.counts[present, -YEAR:])).astype(np.int64)
    return np.repeat(year[:, None, :], leads, axis=1)


def window_origin(year: int) -> MonthId:
    """The last month known to a window: October of the year before."""
    return month_id(year - 1, ORIGIN_MONTH)


def _check_window(history: History, year: int) -> None:
    origin, end = window_origin(year), month_id(year, 12)
    if origin - history.first_month + 1 < YEAR or end > history.last_month:
        raise InputError(
            f"window {year}: needs {label(MonthId(origin - YEAR + 1))} to {label(end)}, the history"
            f" holds {label(history.first_month)} to {label(history.last_month)}; "
            "choose other windows"
        )


def _window(
    history: History, year: int, *, rule: PoolRule, clock: Callable[[], float], seed: int
) -> Scored:
    started = clock()
    known = history.until(window_origin(year))
    forecast = draw(fit(known, CHALLENGE_LEADS, rule=rule, seed=seed), known)
    row = {unit: index for index, unit in enumerate(history.units)}
    present = np.array([row[unit] for unit in forecast.units])
    columns = np.array([history.column(month) for month in forecast.months])
    actual = history.counts[present][:, columns]
    seen = ~np.isnan(actual).any(axis=1)
    if not seen.any():
        raise InputError(f"window {year}: no country has all twelve months; choose other windows")
    forecast = msgspec.structs.replace(
        forecast,
        units=tuple(np.array(forecast.units)[seen].tolist()),
        draws=forecast.draws[seen],
    )
    past = known.counts[present[seen]][:, -YEAR:]
    naive = conflictology(known, present[seen], len(forecast.leads))
    return _scored(
        year,
        forecast=forecast,
        naive=naive,
        actual=actual[seen],
        past=past,
        spent=lambda: clock() - started,
    )


def _scored(
    year: int,
    *,
    forecast: Forecast,
    naive: Ints,
    actual: Floats,
    past: Floats,
    spent: Callable[[], float],
) -> Scored:
    quiet = score.is_onset_case(past)
    active = np.nansum(past, axis=1) > 0
    ours, theirs = _rows(forecast.draws, actual), _rows(naive, actual)
    scores = _scores(forecast.draws, actual, ours, active, quiet)
    benchmark = _scores(naive, actual, theirs, active, quiet)
    share = theirs.reshape(actual.shape).sum(axis=1)
    without = np.arange(len(share)) != share.argmax()
    window = Window(
        year=year,
        units=len(actual),
        deaths=float(actual.sum()),
        conflictology=benchmark,
        crps_ratio=_ratio(ours, theirs),
        dominating=forecast.units[int(share.argmax())],
        crps_ratio_without=_ratio(
            ours.reshape(actual.shape)[without], theirs.reshape(actual.shape)[without]
        ),
        cpu_seconds=spent(),
        **msgspec.structs.asdict(scores),
    )
    return Scored(
        forecast=forecast,
        conflictology=naive,
        actual=actual,
        was_active=active,
        was_quiet=quiet,
        window=window,
    )


def _rows(draws: Ints, actual: Floats) -> Floats:
    return score.crps(draws.reshape(-1, draws.shape[2]), actual.ravel())


def _ratio(ours: Floats, theirs: Floats) -> float:
    return float(ours.sum() / theirs.sum()) if theirs.sum() > 0 else 1.0


def _scores(
    draws: Ints, actual: Floats, crps: Floats, active: np.ndarray, quiet: np.ndarray
) -> Scores:
    flat, truth = draws.reshape(-1, draws.shape[2]), actual.ravel()
    is_active = np.repeat(active, actual.shape[1])
    chance, came = _onset(draws, actual, quiet)
    return Scores(
        crps=float(crps.mean()),
        ign=float(score.ignorance(flat, truth).mean()),
        mis=float(score.interval_score(flat, truth, INTERVAL).mean()),
        coverage90=score.coverage(flat[is_active], truth[is_active]) if active.any() else None,
        log_crps=float(score.log_crps(flat, truth).mean()),
        brier25=float(score.brier_at(flat, truth).mean()),
        onset_ap=score.average_precision(chance, came) if len(came) else None,
        onset_auc=score.roc_auc(chance, came) if len(came) else None,
    )


def _onset(draws: Ints, actual: Floats, quiet: np.ndarray) -> tuple[Floats, np.ndarray]:
    """For each quiet unit, the mean chance of a death over the months, and whether any came."""
    chance = (draws[quiet] >= 1).mean(axis=(1, 2))
    return chance, actual[quiet].sum(axis=1) > 0


def _onset_rows(scored: Scored) -> tuple[Floats, Floats, np.ndarray]:
    ours, came = _onset(scored.forecast.draws, scored.actual, scored.was_quiet)
    theirs, _ = _onset(scored.conflictology, scored.actual, scored.was_quiet)
    return ours, theirs, came


class _Judged(NamedTuple):
    """What calibration needs of a window: chance of 25 deaths and whether they came, per month;
    draws and deaths of the active countries alone."""

    chance: Floats
    came: np.ndarray
    draws: Ints
    deaths: Floats


def _judged_rows(scored: Scored) -> _Judged:
    active = scored.was_active
    return _Judged(
        chance=scored.forecast.probability(BATTLE_DEATHS).ravel(),
        came=(scored.actual >= BATTLE_DEATHS).ravel(),
        draws=scored.forecast.draws[active].reshape(-1, scored.forecast.draws.shape[2]),
        deaths=scored.actual[active].ravel(),
    )


def _overall(
    rule: str,
    windows: Sequence[Window],
    onsets: Sequence[tuple[Floats, Floats, np.ndarray]],
    judged: Sequence[_Judged],
    status: Status,
) -> Evaluation:
    ours, theirs, came = (np.concatenate(parts) for parts in zip(*onsets, strict=True))
    chance, over, draws, deaths = (np.concatenate(parts) for parts in zip(*judged, strict=True))
    overall = Overall(
        conflictology=_mean([each.conflictology for each in windows], theirs, came),
        crps_ratio=float(np.mean([each.crps_ratio for each in windows])),
        crps_ratio_without=float(np.mean([each.crps_ratio_without for each in windows])),
        windows_won=sum(each.crps_ratio < 1 for each in windows),
        cpu_seconds=sum(each.cpu_seconds for each in windows),
        **msgspec.structs.asdict(_mean(windows, ours, came)),
    )
    return Evaluation(
        rule=rule,
        windows=tuple(windows),
        overall=overall,
        status=status,
        reliability=reliability_curve(chance, over),
        pit=pit_histogram(draws, deaths) if len(deaths) else None,
    )


def _mean(scores: Sequence[Scores], chance: Floats, came: np.ndarray) -> Scores:
    def mean(field: str) -> float:
        return float(np.mean([getattr(each, field) for each in scores]))

    coverages = [each.coverage90 for each in scores if each.coverage90 is not None]
    return Scores(
        crps=mean("crps"),
        ign=mean("ign"),
        mis=mean("mis"),
        coverage90=float(np.mean(coverages)) if coverages else None,
        log_crps=mean("log_crps"),
        brier25=mean("brier25"),
        onset_ap=score.average_precision(chance, came) if len(came) else None,
        onset_auc=score.roc_auc(chance, came) if len(came) else None,
    )
