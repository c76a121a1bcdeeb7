"""Recent windows: the last months as they were, taken as what the next ones may be.

With a window of 12 months this is "conflictology", the benchmark of the VIEWS 2023/24 challenge
that none of its entries beat in the true future (Hegre et al. 2025).
"""

import numpy as np

from concord.warning.model import Floats, Ints


def window_draws(counts: Floats, months: int, leads: int, count: int) -> Ints:
    """Draws from the last months of each unit, the same for every lead, (n, leads, count) deaths.

    counts: (n, t) deaths, NaN read as none. Evenly spaced quantiles of the window, so that each
    of its months is drawn equally often, give or take one.
    """
    window = np.sort(np.nan_to_num(counts[:, -months:]), axis=1)
    have = window.shape[1]
    place = ((np.arange(count) + 0.5) * have / count).astype(np.int64)
    draws = np.round(window[:, place]).astype(np.int64)
    return np.repeat(draws[:, None, :], leads, axis=1)
