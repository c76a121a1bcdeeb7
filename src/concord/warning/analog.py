"""Analog forests: past situations like this one, found by random trees, and what followed.

A forest of extremely randomised trees (Geurts, Ernst & Wehenkel 2006) learns what resembles what;
the outcomes of the situations that share leaves with today are the forecast, weighted as quantile
regression forests weigh them (Meinshausen 2006). An outcome is told again at today's level: its
ratio to its own country's level, not its count, so that a war larger than any before it is not cut
down to the largest in the record. Levels are means of log deaths: one month cannot make a level.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
import numpy as np

from concord.warning.model import Analogs, Floats, History, Ints
from concord.warning.training import Situations, level_at

LEAD_BLOCKS: Final = 3


class AnalogForest(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A grown forest with the situations in its leaves.

    leaf: (trees, r) the leaf of each situation, ascending within a tree; row: (trees, r) the
    situation it is of; level: (r,) log level each situation's outcomes are ratios to.
    """

    forest: Any
    past: Situations
    leaf: Ints
    row: Ints
    level: Floats
    rule: Analogs


class Likeness(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The past situations that resemble one situation: their rows and weights (sum 1)."""

    row: Ints
    weight: Floats


def grow(history: History, past: Situations, rule: Analogs, *, seed: int) -> AnalogForest:
    """A forest grown on past situations; the same seed grows the same forest."""
    from sklearn.ensemble import ExtraTreesRegressor

    forest = ExtraTreesRegressor(
        rule.trees,
        min_samples_leaf=rule.leaf,
        max_features=rule.features_tried,
        random_state=seed,
        n_jobs=1,
    ).fit(past.features, _targets(history, past, rule))
    leaves = forest.apply(past.features).T
    row = np.argsort(leaves, axis=1, kind="stable")
    return AnalogForest(
        forest=forest,
        past=past,
        leaf=np.take_along_axis(leaves, row, axis=1),
        row=row,
        level=level_at(history, rule.level_months, past.unit, past.column),
        rule=rule,
    )


def likenesses(grown: AnalogForest, features: Floats) -> Iterator[Likeness]:
    """For each situation asked (rows of (q, k) features), the past ones that resemble it."""
    asked = grown.forest.apply(features)
    for leaves in asked:
        rows, shares = [], []
        for tree, leaf in enumerate(leaves):
            start, stop = np.searchsorted(grown.leaf[tree], [leaf, leaf + 1])
            rows.append(grown.row[tree, start:stop])
            shares.append(np.full(stop - start, 1.0 / (stop - start)))
        weight = np.bincount(np.concatenate(rows), np.concatenate(shares))
        row = np.flatnonzero(weight)
        yield Likeness(row=row, weight=weight[row] / weight.sum())


def outcomes_at_level(grown: AnalogForest, like: Likeness, level: float) -> Floats:
    """What followed each resembling situation, told at a log level, (rows, leads) deaths.

    None stays none; other outcomes keep their ratio to their own level.
    """
    followed = grown.past.outcomes[like.row]
    moved = np.expm1(np.log1p(followed) + (level - grown.level[like.row])[:, None])
    return np.where(followed > 0, np.maximum(np.round(moved), 0.0), 0.0)


def analog_draws(grown: AnalogForest, features: Floats, level: Floats, count: int) -> Ints:
    """Draws of each situation asked: evenly spaced quantiles of what followed its likes.

    features: (q, k); level: (q,) log level now; returns (q, leads, count) deaths.
    """
    draws = np.empty((len(features), grown.past.outcomes.shape[1], count), dtype=np.int64)
    for asked, like in enumerate(likenesses(grown, features)):
        outcomes = outcomes_at_level(grown, like, float(level[asked]))
        draws[asked] = _weighted_quantiles(outcomes, like.weight, count)
    return draws


def _targets(history: History, past: Situations, rule: Analogs) -> Floats:
    """What the trees split on: log deaths by blocks of leads, as such and against the usual."""
    logs = np.log1p(past.outcomes)
    blocks = [part.mean(axis=1) for part in _blocks(logs)]
    usual = level_at(history, rule.usual_months, past.unit, past.column)
    return np.stack([*blocks, *(block - usual for block in blocks)], axis=1)


def _blocks(logs: Floats) -> Sequence[Floats]:
    return np.array_split(logs, min(LEAD_BLOCKS, logs.shape[1]), axis=1)


def _weighted_quantiles(outcomes: Floats, weight: Floats, count: int) -> Floats:
    """Evenly spaced quantiles of weighted outcomes, per lead, (leads, count)."""
    order = np.argsort(outcomes, axis=0, kind="stable")
    ranked = np.take_along_axis(outcomes, order, axis=0)
    share = np.cumsum(weight[order], axis=0)
    asked = (np.arange(count) + 0.5) / count
    places = [np.searchsorted(column / column[-1], asked) for column in share.T]
    return np.stack([ranked[place, lead] for lead, place in enumerate(places)])
