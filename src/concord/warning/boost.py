"""Gradient-boosted quantiles: trees that learn each quantile of log deaths around the recent level.

LightGBM's quantile objective (Koenker & Bassett 1978 pinball loss) on log1p deaths minus the log
level of the last months: what is learnt is the change, so unseen heights are reached. One set of
trees serves all leads; the lead is a feature.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from concord.warning.model import Boosted, Floats, History, Ints
from concord.warning.training import Situations, level_at


class BoostedQuantiles(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One booster a quantile, in the order of the rule's quantiles."""

    boosters: tuple[Any, ...]
    leads: tuple[int, ...]
    rule: Boosted


def boost(
    history: History, past: Situations, leads: Sequence[int], rule: Boosted, *, seed: int
) -> BoostedQuantiles:
    """Boosters trained on past situations, each at a few of its leads drawn by the seed."""
    import lightgbm

    drawn = min(rule.leads_drawn, len(leads))
    pick = np.random.default_rng(seed).random(past.outcomes.shape).argsort(axis=1)[:, :drawn]
    level = level_at(history, rule.level_months, past.unit, past.column)
    change = np.log1p(np.take_along_axis(past.outcomes, pick, axis=1)) - level[:, None]
    rows = np.column_stack(
        [np.repeat(past.features, drawn, axis=0), np.asarray(leads)[pick].ravel()]
    )
    fixed = _parameters(rule, seed)
    data = lightgbm.Dataset(rows, label=change.ravel(), params=fixed).construct()
    return BoostedQuantiles(
        boosters=tuple(
            lightgbm.train({**fixed, "alpha": quantile}, data, num_boost_round=rule.rounds)
            for quantile in rule.quantiles
        ),
        leads=tuple(leads),
        rule=rule,
    )


def boosted_draws(trained: BoostedQuantiles, features: Floats, level: Floats, count: int) -> Ints:
    """Draws of each situation asked: the quantile curve read at evenly spaced heights.

    features: (q, k); level: (q,) log level now; returns (q, leads, count) deaths. Quantiles that
    cross are put in order (Chernozhukov, Fernandez-Val & Galichon 2010); beyond the outermost
    ones the curve is flat.
    """
    asked = np.concatenate(
        [np.column_stack([features, np.full(len(features), lead)]) for lead in trained.leads]
    )
    curve = np.stack([each.predict(asked, num_threads=1) for each in trained.boosters], axis=1)
    curve = np.sort(curve, axis=1) + np.tile(level, len(trained.leads))[:, None]
    heights = (np.arange(count) + 0.5) / count
    logs = np.stack([np.interp(heights, trained.rule.quantiles, row) for row in curve])
    deaths = np.round(np.maximum(np.expm1(logs), 0.0)).astype(np.int64)
    return np.asarray(deaths.reshape(len(trained.leads), len(features), count).swapaxes(0, 1))


def _parameters(rule: Boosted, seed: int) -> dict[str, Any]:
    return {
        "objective": "quantile",
        "num_leaves": rule.leaves,
        "learning_rate": rule.learning_rate,
        "min_data_in_leaf": rule.leaf_rows,
        "feature_fraction": rule.features_tried,
        "max_bin": 63,
        "num_threads": 1,
        "deterministic": True,
        "seed": seed,
        "verbose": -1,
    }
