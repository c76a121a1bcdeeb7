"""What a country's own past and its neighbours' say at the end of each month, as numbers.

Each feature at month t uses months up to t alone: one array serves training and forecasting.
"""

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

LEVEL_MONTHS: Final = (1, 3, 6, 12, 24, 60, 120)
ACTIVE_MONTHS: Final = (6, 12, 36, 120)
LOG_MONTHS: Final = (3, 6, 12, 24, 60)
PEAK_MONTHS: Final = (12, 60)
NEIGHBOUR_MONTHS: Final = (3, 12, 60)
NEVER: Final = 200
BATTLE_DEATHS: Final = 25.0


def own_features(counts: Array) -> Array:
    """Features of each unit's own past, (n, t, k): levels, activity, variation, memory.

    counts: (n, t) deaths per month, NaN where not observed (read as none). Levels are log1p of the
    mean over windows of 1 to 120 months.
    """
    known = np.nan_to_num(counts)
    logs = np.log1p(known)
    features = [np.log1p(_mean_over(known, months)) for months in LEVEL_MONTHS]
    features += [_mean_over(known > 0, months) for months in ACTIVE_MONTHS]
    features += [_mean_over(logs, months) for months in LOG_MONTHS]
    year = _windows(logs, 12)
    features += [year.std(axis=-1), np.median(year, axis=-1)]
    features += [_windows(logs, months).max(axis=-1) for months in PEAK_MONTHS]
    features += [_months_since(known > 0), _months_since(known >= BATTLE_DEATHS)]
    return np.stack(features, axis=-1)


def neighbour_features(counts: Array, borders: Array) -> Array:
    """Features of what happens next door, (n, t, 7): sum, worst neighbour, how many at war.

    borders: (n, n) of 0 and 1, symmetric: who shares a land border with whom.
    """
    known = np.nan_to_num(counts)
    features = []
    for months in NEIGHBOUR_MONTHS:
        mean = _mean_over(known, months)
        features.append(np.log1p(borders @ mean))
        features.append(_worst_neighbour(np.log1p(mean), borders))
    features.append(borders @ (_mean_over(known, 12) >= 1.0))
    return np.stack(features, axis=-1)


def log_level(counts: Array, months: int) -> Array:
    """The usual level over the last months, as the mean of log1p deaths, (n, t).

    A mean of logarithms, so that one month holding a year's deaths cannot pass for a level.
    """
    return _mean_over(np.log1p(np.nan_to_num(counts)), months)


def _mean_over(values: ArrayLike, months: int) -> Array:
    """Mean of the last months up to each month; before the start counts as none."""
    total = np.cumsum(np.pad(np.asarray(values, dtype=float), ((0, 0), (1, 0))), axis=1)
    end = np.arange(1, total.shape[1])
    mean: Array = (total[:, end] - total[:, np.maximum(end - months, 0)]) / months
    return mean


def _windows(values: Array, months: int) -> Array:
    return sliding_window_view(np.pad(values, ((0, 0), (months - 1, 0))), months, axis=1)


def _months_since(happened: NDArray[np.bool_]) -> Array:
    """log1p of the months since it last happened, at most 200."""
    month = np.arange(happened.shape[1])
    last = np.maximum.accumulate(np.where(happened, month, -NEVER), axis=1)
    return np.log1p(np.minimum(month - last, NEVER))


def _worst_neighbour(levels: Array, borders: Array) -> Array:
    worst = np.zeros_like(levels)
    for unit, row in enumerate(borders):
        beside = np.flatnonzero(row)
        if beside.size:
            worst[unit] = levels[beside].max(axis=0)
    return worst
