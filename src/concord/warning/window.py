"""Recent windows: the last months as they were, taken as what the next ones may be.

With a window of 12 months this is "conflictology", the benchmark of the VIEWS 2023/24 challenge
that none of its entries beat in the true future (Hegre et al. 2025).
"""

import numpy as np

from concord.warning.model import Floats, Ints, RecentWindow


def window_draws(counts: Floats, window: RecentWindow, leads: int, count: int) -> Ints:
    """Draws from the last months of each unit, the same for every lead, (n, leads, count) deaths.

    counts: (n, t) deaths, NaN read as none. A window without a death is stretched: what last
    happened says more of a quiet country than that it is quiet. Evenly spaced quantiles, so that
    each month of the window is drawn equally often, give or take one.
    """
    draws = _spaced(counts[:, -window.months :], count)
    quiet = ~draws.any(axis=1)
    draws[quiet] = _spaced(counts[quiet, -window.stretched_to :], count)
    return np.repeat(draws[:, None, :], leads, axis=1)


def _spaced(counts: Floats, count: int) -> Ints:
    window = np.sort(np.nan_to_num(counts), axis=1)
    have = window.shape[1]
    place = ((np.arange(count) + 0.5) * have / count).astype(np.int64)
    return np.round(window[:, place]).astype(np.int64)
