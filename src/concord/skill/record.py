"""The track record of past warnings: how many came true, how many events were missed, how early.

The measures of a 2 x 2 table (Wilks, Statistical Methods in the Atmospheric Sciences, chapter on
forecast verification): false alarm ratio, hit rate (probability of detection), lead time. "Not
known" (None) where there are fewer cases than a stated minimum: never 0, never a guess.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

from concord.skill.calibration import members
from concord.skill.proportion import Proportion, proportion
from concord.skill.score import Floats
from concord.vocabulary.errors import InputError

MINIMUM_CASES: Final = 10
NO_WARNING: Final = ""


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """What a track record rests on, in words a reader can check."""

    windows: str  # "2009-2018"
    vintage: str  # the data release that said what came true
    rule: str  # the rule set that raised the warnings
    event: str  # what counts as come true: "25 deaths or more in the month"


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """A warning level and the probability from which on it is raised."""

    level: str
    at_least: float


class TrackRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What came of past warnings of one level in one group of places.

    Counts are always known. A ratio is None, "not known", when it has fewer cases than
    `minimum_cases`: warnings for the false alarm ratio and the lead time, events for the hit rate.
    """

    level: str
    group: str
    cases: int  # chances to warn, warned or not
    events: int
    warnings: int  # at exactly this level
    came_true: int
    caught: int  # events under a warning of this level or a higher one
    missed: int
    base_rate: Proportion | None  # how often the event came, warned or not
    false_alarm_ratio: Proportion | None  # of warnings
    hit_rate: Proportion | None  # of events
    median_lead_time_months: float | None  # of warnings that came true
    minimum_cases: int
    confidence: float
    basis: Basis


def levels_issued(probability: ArrayLike, thresholds: Sequence[Threshold]) -> NDArray[np.str_]:
    """The level each probability reaches, "" where none. (n,).

    probability: (n,) of 0 to 1; thresholds: lowest level first. InputError if they do not rise.

    >>> ladder = [Threshold(level="watch", at_least=0.2), Threshold(level="alert", at_least=0.6)]
    >>> levels_issued([0.1, 0.2, 0.9], ladder).tolist()
    ['', 'watch', 'alert']
    """
    chance = np.asarray(probability, dtype=np.float64)
    limits = np.asarray([threshold.at_least for threshold in thresholds])
    if not len(limits) or not (np.diff(limits) > 0).all():
        raise InputError("warning thresholds: give at least one, each higher than the one before")
    if np.isnan(chance).any():
        raise InputError("probabilities: one is missing; a level needs every probability")
    names = np.array([NO_WARNING, *(threshold.level for threshold in thresholds)])
    return np.asarray(names[np.searchsorted(limits, chance, side="right")])


def track_records(
    issued: Sequence[str] | NDArray[np.str_],
    came: ArrayLike,
    lead_months: ArrayLike,
    *,
    levels: Sequence[str],
    basis: Basis,
    group: Sequence[str] | NDArray[np.str_] | None = None,
    minimum_cases: int = MINIMUM_CASES,
    confidence: float = 0.9,
) -> tuple[TrackRecord, ...]:
    """The record of each level, lowest first, over all cases and then in each group by name.

    One row a chance to warn (a place and a target month): issued: (n,) level names, "" where no
    warning stood; came: (n,) whether the event came; lead_months: (n,) months from issue to event,
    NaN where not known; levels: lowest first; group: (n,) names of like places.
    InputError: shapes that do not fit, a level that is not in `levels`, lead times below 0,
    a minimum below 1 case.
    """
    if minimum_cases < 1:
        raise InputError(f"minimum of {minimum_cases} cases: a ratio needs at least 1")
    names, event, lead = _checked_warnings(issued, came, lead_months, levels)
    rank = np.zeros(len(names), dtype=np.int64)
    for place, level in enumerate(levels, start=1):
        rank[names == level] = place
    return tuple(
        _record(
            rank[rows],
            event[rows],
            lead[rows],
            place=place,
            level=level,
            group=name,
            minimum_cases=minimum_cases,
            confidence=confidence,
            basis=basis,
        )
        for name, rows in members(group, len(names))
        for place, level in enumerate(levels, start=1)
    )


def _record(
    rank: NDArray[np.int64],
    event: NDArray[np.bool_],
    lead: Floats,
    *,
    place: int,
    level: str,
    group: str,
    minimum_cases: int,
    confidence: float,
    basis: Basis,
) -> TrackRecord:
    warned = rank == place
    warnings, came_true = int(warned.sum()), int((warned & event).sum())
    events, caught = int(event.sum()), int((event & (rank >= place)).sum())

    def known(count: int, cases: int) -> Proportion | None:
        return proportion(count, cases, confidence=confidence) if cases >= minimum_cases else None

    early = lead[warned & event & np.isfinite(lead)]
    return TrackRecord(
        level=level,
        group=group,
        cases=len(rank),
        events=events,
        warnings=warnings,
        came_true=came_true,
        caught=caught,
        missed=events - caught,
        base_rate=known(events, len(rank)),
        false_alarm_ratio=known(warnings - came_true, warnings),
        hit_rate=known(caught, events),
        median_lead_time_months=float(np.median(early)) if len(early) >= minimum_cases else None,
        minimum_cases=minimum_cases,
        confidence=confidence,
        basis=basis,
    )


def _checked_warnings(
    issued: Sequence[str] | NDArray[np.str_],
    came: ArrayLike,
    lead_months: ArrayLike,
    levels: Sequence[str],
) -> tuple[NDArray[np.str_], NDArray[np.bool_], Floats]:
    names, event = np.asarray(issued, dtype=np.str_), np.asarray(came)
    lead = np.asarray(lead_months, dtype=np.float64)
    if names.ndim != 1 or not (names.shape == event.shape == lead.shape):
        raise InputError(
            f"past warnings: {names.shape} levels, {event.shape} outcomes and {lead.shape} lead "
            "times; give one of each for every chance to warn"
        )
    if not np.isin(event, (0, 1)).all():
        raise InputError("past warnings: each outcome must be true or false (1 or 0)")
    strange = sorted(set(names.tolist()) - {NO_WARNING, *levels})
    if strange:
        raise InputError(f"past warnings: level {strange[0]!r} is not one of {', '.join(levels)}")
    if (lead < 0).any():
        raise InputError("past warnings: a lead time is below 0; a warning precedes its event")
    return names, event.astype(np.bool_), lead
