"""Small histories for tests of the desk: made here, seeded, with known properties."""

import numpy as np

from concord.vocabulary.month import MonthId
from concord.warning.history import of_counts
from concord.warning.model import Analogs, Boosted, History, PoolRule, RecentWindow

FIRST = MonthId(121)

SMALL_RULE = PoolRule(
    id="test-pool",
    frozen_on_windows_until=2018,
    first_origin_months=24,
    windows=(
        RecentWindow(months=6, stretched_to=6),
        RecentWindow(months=12, stretched_to=24),
    ),
    analogs=Analogs(
        trees=10, leaf=10, features_tried=0.5, level_months=6, usual_months=12, every_months=2
    ),
    boosted=Boosted(
        quantiles=(0.1, 0.5, 0.9),
        rounds=10,
        leaves=4,
        learning_rate=0.2,
        leaf_rows=20,
        features_tried=1.0,
        leads_drawn=2,
        level_months=6,
        every_months=2,
    ),
)


def some_history(units: int = 20, months: int = 96, seed: int = 1) -> History:
    """Quiet places and wars of several sizes, with lasting levels; a ring of borders."""
    rng = np.random.default_rng(seed)
    scale = np.where(rng.random(units) < 0.5, 0.0, rng.lognormal(2.0, 1.5, units))
    level = np.exp(np.cumsum(rng.normal(0, 0.2, (units, months)), axis=1))
    counts = rng.poisson(scale[:, None] * level * rng.gamma(1.0, 1.0, (units, months)))
    names = tuple(f"T{unit:02d}" for unit in range(units))
    ring = [(names[unit], names[(unit + 1) % units]) for unit in range(units)]
    return of_counts(names, FIRST, counts.astype(float), pairs=ring)
