"""Histories to forecast from: rows or a panel made dense, with borders where they are known."""

from collections.abc import Iterable, Sequence

import numpy as np

from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId, label
from concord.warning.model import Floats, History, Ints

LARGEST_SPAN_MONTHS = 1200


def of_rows(
    units: Sequence[str], months: Ints, values: Floats, *, pairs: Iterable[tuple[str, str]]
) -> History:
    """A dense history from rows of (unit, month, deaths), in any order; units come out sorted.

    A month without a row is NaN: the state did not exist or nobody observed. pairs: who shares a
    land border; pairs of unknown units are passed over. InputError for a unit and month given
    twice, for no rows, for a span over a hundred years.
    """
    if not len(months):
        raise InputError("history: it holds no rows; give (country, month, deaths)")
    names, unit = np.unique(np.asarray(units), return_inverse=True)
    first, last = int(months.min()), int(months.max())
    if last - first >= LARGEST_SPAN_MONTHS:
        raise InputError(f"history: months {first} to {last} span over a hundred years")
    counts = np.full((len(names), last - first + 1), np.nan)
    place = unit * counts.shape[1] + (months - first)
    twice = np.flatnonzero(np.bincount(place, minlength=counts.size) > 1)
    if twice.size:
        row, column = divmod(int(twice[0]), counts.shape[1])
        raise InputError(
            f"history: {names[row]} has {label(MonthId(first + column))} twice; keep one row each"
        )
    counts.ravel()[place] = values
    return of_counts(tuple(str(name) for name in names), MonthId(first), counts, pairs=pairs)


def of_counts(
    units: tuple[str, ...],
    first_month: MonthId,
    counts: Floats,
    *,
    pairs: Iterable[tuple[str, str]],
    covariates: Floats | None = None,
) -> History:
    """A history from dense counts, (n, t) deaths, with the borders among its units."""
    row = {unit: index for index, unit in enumerate(units)}
    borders = np.zeros((len(units), len(units)))
    for one, other in pairs:
        if one in row and other in row:
            borders[row[one], row[other]] = borders[row[other], row[one]] = 1.0
    return History(
        units=units,
        first_month=first_month,
        counts=counts,
        borders=borders,
        covariates=covariates,
    )
