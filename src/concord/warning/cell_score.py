"""How good the cells' forecasts would have been: walk-forward, beside three ways not to model.

Each origin's forecast sees the history to that month and no further. The benchmarks:
conflictology, each cell's own last 12 months as its chance (the country's benchmark, a storey
below); share, the country's draws divided as the last 12 months' deaths were; uniform, the same
divided evenly over the cells ever hit. Those two let deaths fall one by one (a binomial).
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from concord.skill import score
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId, label
from concord.warning.cell import CELLS_1, CellHistory, CellRule, forecast_cells
from concord.warning.model import Floats

YEAR: Final = 12
LEAST: Final = 1e-6
"""A probability is scored as no nearer to 0 or 1 than this: 20 bits for a certainty that failed."""


class Way(StrEnum):
    """The ways to forecast cells that are scored side by side."""

    CELLS = "cells"
    CONFLICTOLOGY = "conflictology"
    SHARE = "share"
    UNIFORM = "uniform"


class CellOrigin(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A country's forecast to bring down: last month known, leads, (leads, m) draws of deaths."""

    month: MonthId
    leads: tuple[int, ...]
    draws: NDArray[np.int64]


class CellScores(msgspec.Struct, frozen=True, kw_only=True):
    """Scores of the probability of at least one death, means over cells, leads and origins.

    log_score: bits; lower is better for it and for brier; average_precision: higher is better,
    None where no cell was hit; expected_hits: cells, per origin and lead, that were to be hit.
    """

    log_score: float
    brier: float
    average_precision: float | None
    expected_hits: float


class CellEvaluation(msgspec.Struct, frozen=True, kw_only=True):
    """All ways' scores, the share of cell-months that were hit, and how many there were."""

    scores: dict[Way, CellScores]
    base_rate: float
    cell_months: int

    def ratio(self, way: Way, field: str) -> float:
        """A score of the cells' forecast over that of another way, below 1 is better."""
        ours, theirs = (getattr(self.scores[each], field) for each in (Way.CELLS, way))
        return float(ours / theirs)


def evaluate_cells(
    cells: CellHistory, origins: Iterable[CellOrigin], *, rule: CellRule = CELLS_1
) -> CellEvaluation:
    """Score the cells' forecast of each origin against what the history holds after it.

    The outcome is a death booked to the cell; deaths no cell is known for hit none. InputError for
    an origin whose months the history does not hold, and for no origin.
    """
    chances: dict[Way, list[Floats]] = {way: [] for way in Way}
    outcomes: list[NDArray[np.bool_]] = []
    for origin in origins:
        _check(cells, origin)
        known = cells.until(origin.month)
        columns = np.array(origin.leads) + origin.month - cells.first_month
        outcomes.append(cells.deaths[:, columns] > 0)
        chances[Way.CELLS].append(
            forecast_cells(known, origin.draws, origin.leads, rule=rule).probability
        )
        for way, benchmark in BENCHMARKS.items():
            chances[way].append(benchmark(known, origin.draws))
    if not outcomes:
        raise InputError("cell evaluation: no origin was given; give at least one")
    return _evaluation(chances, outcomes)


def conflictology(known: CellHistory, draws: NDArray[np.int64]) -> Floats:
    """Each cell's share of the last 12 months in which it was hit, for every lead, (c, leads).

    Half a month at a tenth is added to the twelve, or one miss would cost it 20 bits.
    """
    recent = known.deaths[:, -YEAR:] > 0
    chance = (recent.sum(axis=1) + 0.05) / (recent.shape[1] + 0.5)
    return np.repeat(chance[:, None], len(draws), axis=1)


def share(known: CellHistory, draws: NDArray[np.int64]) -> Floats:
    """The draws divided as the deaths of the last 12 months were, (c, leads)."""
    return _divided(known.deaths[:, -YEAR:].sum(axis=1), draws)


def uniform(known: CellHistory, draws: NDArray[np.int64]) -> Floats:
    """The draws divided evenly over the cells ever hit, (c, leads)."""
    return _divided(np.where(known.deaths.max(axis=1) > 0, 1.0, 0.0), draws)


BENCHMARKS: Final[dict[Way, Callable[[CellHistory, NDArray[np.int64]], Floats]]] = {
    Way.CONFLICTOLOGY: conflictology,
    Way.SHARE: share,
    Way.UNIFORM: uniform,
}


def _divided(masses: Floats, draws: NDArray[np.int64]) -> Floats:
    """The chance of a death where each falls by itself, a hundredth kept for all cells alike."""
    count, total = len(masses), float(masses.sum())
    shares = np.asarray(masses / total) if total > 0 else np.full(count, 1 / count)
    log_missed = np.log1p(-np.minimum(0.99 * shares + 0.01 / count, 1 - 1e-12))
    chance = np.empty((count, len(draws)))
    for lead, row in enumerate(draws):
        deaths, times = np.unique(row, return_counts=True)
        chance[:, lead] = 1 - np.exp(log_missed[:, None] * deaths) @ times / len(row)
    return np.clip(chance, 0.0, 1.0)


def _evaluation(
    chances: dict[Way, list[Floats]], outcomes: list[NDArray[np.bool_]]
) -> CellEvaluation:
    came = np.concatenate([each.ravel() for each in outcomes])
    months = sum(each.shape[1] for each in outcomes)
    scores = {}
    for way, each in chances.items():
        chance = np.concatenate([part.ravel() for part in each])
        scores[way] = CellScores(
            log_score=float(log_score(chance, came).mean()),
            brier=float(score.brier(chance, came).mean()),
            average_precision=score.average_precision(chance, came),
            expected_hits=float(chance.sum() / months),
        )
    return CellEvaluation(scores=scores, base_rate=float(came.mean()), cell_months=len(came))


def log_score(chance: Floats, came: NDArray[np.bool_]) -> Floats:
    """The surprise of each outcome, bits, (n,), lower is better. Good 1952.

    >>> log_score(np.array([0.5, 0.25]), np.array([True, True]))
    array([1., 2.])
    """
    kept = np.clip(chance, LEAST, 1 - LEAST)
    return np.asarray(-np.log2(np.where(came, kept, 1 - kept)))


def _check(cells: CellHistory, origin: CellOrigin) -> None:
    end = MonthId(origin.month + max(origin.leads, default=0))
    if origin.month < cells.first_month or end > cells.last_month:
        raise InputError(
            f"origin {label(origin.month)}: needs cells to {label(end)}, the history holds "
            f"{label(cells.first_month)} to {label(cells.last_month)}; choose another origin"
        )
