"""Forecasts: 1,000 predictive draws of deaths for every country and lead, all countries at once.

An equal-weight linear pool (Stone 1961) of models that fail differently: recent windows as they
were, analog forests, gradient-boosted quantiles. A linear pool keeps every member's doubt, which
averaging quantiles would throw away (Lichtendahl, Grushka-Cockayne & Winkler 2013). The rule was
chosen on windows up to 2018 and is frozen in data/pool-1.toml; docs/forecast-rule.md says how.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import numpy as np

from concord.vocabulary.errors import InputError
from concord.vocabulary.month import label
from concord.vocabulary.progress import Progress, silent
from concord.warning.analog import AnalogForest, analog_draws, grow
from concord.warning.boost import BoostedQuantiles, boost, boosted_draws
from concord.warning.model import Floats, Forecast, History, Ints, PoolRule
from concord.warning.training import (
    level_at,
    own_and_covariates,
    situations,
    with_neighbours,
)
from concord.warning.window import window_draws

DRAWS: Final = 1000
SEED: Final = 2018
YEAR: Final = 12
ENOUGH_SITUATIONS: Final = 500
"""Fewer past situations than this teach a forest nothing; the pool is then its windows alone."""


class Fitted(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A pool fitted on a history: what its learning members learnt, or None where it was short."""

    rule: PoolRule
    leads: tuple[int, ...]
    analogs: AnalogForest | None
    boosted: BoostedQuantiles | None


@cache
def frozen_rule() -> PoolRule:
    """The forecasting rule as it was frozen."""
    text = files("concord.warning").joinpath("data", "pool-1.toml").read_bytes()
    import tomllib

    return msgspec.convert(tomllib.loads(text.decode()), PoolRule)


def fit(
    history: History,
    leads: Sequence[int],
    *,
    rule: PoolRule,
    seed: int = SEED,
    progress: Progress = silent,
) -> Fitted:
    """The pool's learning members, fitted on all situations whose outcomes the history knows.

    leads: months ahead, each at least 1. InputError for leads or a history that cannot serve.
    """
    _check(history, leads)
    first = rule.first_origin_months - 1
    if history.counts.shape[1] <= first + max(leads):
        return Fitted(rule=rule, leads=tuple(leads), analogs=None, boosted=None)
    progress("growing the analog forest", 0, 2)
    past = situations(
        history, with_neighbours(history), leads, first=first, every=rule.analogs.every_months
    )
    if len(past.unit) < ENOUGH_SITUATIONS:
        return Fitted(rule=rule, leads=tuple(leads), analogs=None, boosted=None)
    analogs = grow(history, past, rule.analogs, seed=seed)
    progress("boosting the quantiles", 1, 2)
    past = situations(
        history, own_and_covariates(history), leads, first=first, every=rule.boosted.every_months
    )
    boosted = boost(history, past, leads, rule.boosted, seed=seed)
    progress("fitted", 2, 2)
    return Fitted(rule=rule, leads=tuple(leads), analogs=analogs, boosted=boosted)


def draw(fitted: Fitted, history: History, *, count: int = DRAWS) -> Forecast:
    """Draws from the end of a history, for every unit that exists there.

    The history may be longer than the one fitted on, never of other units. count: draws per unit
    and lead, a multiple of the members of the pool.
    """
    present = np.flatnonzero(~np.isnan(history.counts[:, -1]))
    models = _members(fitted)
    if count % len(models):
        raise InputError(f"{count} draws: give a multiple of the pool's {len(models)} members")
    share = count // len(models)
    counts, leads = history.counts[present], len(fitted.leads)
    drawn = [window_draws(counts, window, leads, share) for window in fitted.rule.windows]
    drawn += _learned(fitted, history, present, share)
    return Forecast(
        units=tuple(history.units[unit] for unit in present),
        origin=history.last_month,
        leads=fitted.leads,
        draws=np.concatenate(drawn, axis=2),
        models=models,
        rule=fitted.rule.id,
    )


def forecast(
    history: History,
    leads: Sequence[int],
    *,
    rule: PoolRule | None = None,
    seed: int = SEED,
    progress: Progress = silent,
) -> Forecast:
    """Fit the pool on a history and draw from its end."""
    fitted = fit(history, leads, rule=rule or frozen_rule(), seed=seed, progress=progress)
    return draw(fitted, history)


def _members(fitted: Fitted) -> tuple[str, ...]:
    windows = tuple(f"window-{window.months}" for window in fitted.rule.windows)
    return windows if fitted.analogs is None else (*windows, "analogs", "boosted")


def _learned(fitted: Fitted, history: History, present: Ints, share: int) -> list[Ints]:
    if fitted.analogs is None or fitted.boosted is None:
        return []
    now = np.full(len(present), history.counts.shape[1] - 1)
    level = [
        level_at(history, rule.level_months, present, now)
        for rule in (fitted.rule.analogs, fitted.rule.boosted)
    ]
    return [
        analog_draws(fitted.analogs, with_neighbours(history)[present, -1], level[0], share),
        boosted_draws(fitted.boosted, own_and_covariates(history)[present, -1], level[1], share),
    ]


def _check(history: History, leads: Sequence[int]) -> None:
    if not leads or min(leads) < 1 or len(set(leads)) != len(leads):
        raise InputError(f"leads {list(leads)}: give different whole months ahead, each at least 1")
    months = history.counts.shape[1]
    if months < YEAR:
        raise InputError(
            f"history to {label(history.last_month)}: {months} months are too few; give at least 12"
        )
    counts: Floats = history.counts
    if np.any(counts < 0) or np.isinf(counts).any():
        raise InputError("history: deaths must be finite and not negative; correct the file")
