"""Past situations with what followed them: the rows every learning member learns from."""

from collections.abc import Sequence

import msgspec
import numpy as np

from concord.warning.feature import log_level, neighbour_features, own_features
from concord.warning.model import Floats, History, Ints


class Situations(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """r past situations: which unit, at the end of which column, and the deaths that followed.

    features: (r, k); outcomes: (r, leads) deaths, all of them known by the end of the history.
    """

    unit: Ints
    column: Ints
    features: Floats
    outcomes: Floats


def own_and_covariates(history: History) -> Floats:
    """Features of each unit's own past and what else was given, (n, t, k)."""
    own = own_features(history.counts)
    if history.covariates is None:
        return own
    return np.concatenate([own, history.covariates], axis=2)


def with_neighbours(history: History) -> Floats:
    """The same with what happens next door, (n, t, k)."""
    beside = neighbour_features(history.counts, history.borders)
    return np.concatenate([own_and_covariates(history), beside], axis=2)


def situations(
    history: History, features: Floats, leads: Sequence[int], *, first: int, every: int
) -> Situations:
    """Every unit at every so many months, newest first month kept, whose outcomes are all known.

    first: the earliest column used; every: the step in months, counted back from the newest
    column with known outcomes, so that the newest is always among them.
    """
    newest = history.counts.shape[1] - 1 - max(leads)
    columns = np.arange(newest, first - 1, -every)[::-1]
    unit, column = (
        grid.ravel() for grid in np.meshgrid(np.arange(len(history.units)), columns, indexing="ij")
    )
    outcomes = np.stack([history.counts[unit, column + lead] for lead in leads], axis=1)
    known = ~np.isnan(outcomes).any(axis=1) & ~np.isnan(history.counts[unit, column])
    unit, column = unit[known], column[known]
    return Situations(
        unit=unit, column=column, features=features[unit, column], outcomes=outcomes[known]
    )


def level_at(history: History, months: int, unit: Ints, column: Ints) -> Floats:
    """The log level of units at columns, (r,)."""
    level: Floats = log_level(history.counts, months)[unit, column]
    return level
