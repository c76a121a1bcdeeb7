"""Whether forecasts mean what they say: PIT histogram, reliability of probabilities, coverage.

Formulas and references: docs/reference/skill.md. Pure: arrays in, small structs out.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from concord.skill.proportion import Proportion, proportion
from concord.skill.score import Floats, checked, checked_events, is_covered
from concord.vocabulary.errors import InputError

# Finer near 0, where most probabilities of rare events lie.
RELIABILITY_EDGES: Final = (0.0, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
COVERAGE_LEVELS: Final = (0.5, 0.8, 0.9, 0.95)
ALL_GROUPS: Final = "all"


class PitHistogram(msgspec.Struct, frozen=True, kw_only=True):
    """How the observed values lie in their forecasts, in equal bins from lowest to highest.

    Shares add up to 1. Flat is calibrated; a U is too narrow, a hump too wide, a slope biased.
    """

    shares: tuple[float, ...]
    cases: int


class ReliabilityBin(msgspec.Struct, frozen=True, kw_only=True):
    """Forecasts of about the same probability, and how often the event came.

    `low` belongs to the bin, `high` only to the last one. None where no forecast fell in it.
    """

    low: float
    high: float
    cases: int
    forecast_mean: float | None
    observed: Proportion | None


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How often the central interval of a level held the observed value, in a group of cases."""

    group: str
    level: float
    held: Proportion


def pit(draws: ArrayLike, observed: ArrayLike, *, rng: Generator) -> Floats:
    """Randomised probability integral transform, per forecast: uniform if calibrated. (n,).

    draws: (n, m) deaths; observed: (n,). The place of the observed value among the m draws and
    itself, ties (counts have many) broken by `rng`. Czado, Gneiting & Held 2009, eq. 1
    (doi:10.1111/j.1541-0420.2009.01191.x).
    """
    below, through = _steps(draws, observed)
    return np.asarray(below + rng.random(len(below)) * (through - below))


def pit_histogram(draws: ArrayLike, observed: ArrayLike, *, bins: int = 10) -> PitHistogram:
    """The PIT histogram for counts without randomness: each case spread over its own step.

    draws: (n, m) deaths; observed: (n,). Czado, Gneiting & Held 2009, eq. 2; the observed value
    counts as one more draw, so that every step has a width and equal chances give equal shares.

    >>> pit_histogram([[1, 2, 3]], [2], bins=4).shares
    (0.0, 0.5, 0.5, 0.0)
    """
    if bins < 2:
        raise InputError(f"PIT histogram of {bins} bins: ask for at least 2")
    below, through = _steps(draws, observed)
    edges = np.linspace(0, 1, bins + 1)
    reached = (edges[None, :] - below[:, None]) / (through - below)[:, None]
    shares = np.diff(np.clip(reached, 0, 1).mean(axis=0))
    return PitHistogram(shares=tuple(shares.tolist()), cases=len(below))


def reliability_curve(
    probability: ArrayLike,
    event: ArrayLike,
    *,
    edges: Sequence[float] = RELIABILITY_EDGES,
    confidence: float = 0.9,
) -> tuple[ReliabilityBin, ...]:
    """How often events came that were given about the same probability, bin by bin.

    probability: (n,) of 0 to 1; event: (n,); edges: rising from 0 to 1. Calibrated forecasts have
    their mean within the Wilson interval of the observed share, at the stated confidence.

    >>> first, second = reliability_curve([0.2, 0.2, 0.8], [False, True, True], edges=(0, 0.5, 1))
    >>> first.cases, first.observed.share, second.observed.share
    (2, 0.5, 1.0)
    """
    chance, came = checked_events(probability, event)
    limits = np.asarray(edges, dtype=np.float64)
    if len(limits) < 2 or limits[0] != 0 or limits[-1] != 1 or not (np.diff(limits) > 0).all():
        raise InputError("reliability edges: give rising values that begin at 0 and end at 1")
    place = np.minimum(np.searchsorted(limits, chance, side="right") - 1, len(limits) - 2)
    return tuple(
        _reliability_bin(chance[place == i], came[place == i], limits[i : i + 2], confidence)
        for i in range(len(limits) - 1)
    )


def interval_coverage(
    draws: ArrayLike,
    observed: ArrayLike,
    *,
    levels: Sequence[float] = COVERAGE_LEVELS,
    group: Sequence[str] | NDArray[np.str_] | None = None,
    confidence: float = 0.9,
) -> tuple[Coverage, ...]:
    """How often central intervals held what came, by level, of all cases and of each group.

    draws: (n, m) deaths; observed: (n,); group: (n,) names. "all" comes first, then the groups by
    name; levels as given. Whole-number draws tie at the ends, so calm places cover more.

    >>> [(c.group, c.held.share) for c in interval_coverage([[0, 9], [0, 9]], [5, 99],
    ...     levels=[0.9], group=["calm", "war"])]
    [('all', 0.5), ('calm', 1.0), ('war', 0.0)]
    """
    ensemble, truth = checked(draws, observed)
    held = {level: is_covered(ensemble, truth, level) for level in levels}
    rows = []
    for name, cases in members(group, len(truth)):
        for level, inside in held.items():
            share = proportion(int(inside[cases].sum()), int(cases.sum()), confidence=confidence)
            if share is not None:
                rows.append(Coverage(group=name, level=level, held=share))
    return tuple(rows)


def _steps(draws: ArrayLike, observed: ArrayLike) -> tuple[Floats, Floats]:
    """The share of the m + 1 values (draws and observed) below, and up to, the observed one."""
    ensemble, truth = checked(draws, observed)
    size = ensemble.shape[1] + 1
    below = (ensemble < truth[:, None]).sum(axis=1) / size
    through = ((ensemble <= truth[:, None]).sum(axis=1) + 1) / size
    return below, through


def _reliability_bin(
    chance: Floats, came: NDArray[np.bool_], limits: Floats, confidence: float
) -> ReliabilityBin:
    return ReliabilityBin(
        low=float(limits[0]),
        high=float(limits[1]),
        cases=len(chance),
        forecast_mean=float(chance.mean()) if len(chance) else None,
        observed=proportion(int(came.sum()), len(chance), confidence=confidence),
    )


def members(
    group: Sequence[str] | NDArray[np.str_] | None, cases: int
) -> list[tuple[str, NDArray[np.bool_]]]:
    """Each group's name with its cases, all of them first."""
    everyone = [(ALL_GROUPS, np.ones(cases, dtype=np.bool_))]
    if group is None:
        return everyone
    names = np.asarray(group)
    if names.shape != (cases,):
        raise InputError(f"groups of shape {names.shape} for {cases} cases: name one for each")
    if (names == ALL_GROUPS).any():
        raise InputError(f"groups: {ALL_GROUPS!r} stands for every case; name the group otherwise")
    return everyone + [(str(name), names == name) for name in np.unique(names)]
