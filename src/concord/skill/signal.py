"""Whether a count is higher than its own past explains, within a false-alarm budget the user sets.

For any counts in equal steps: deaths, seizures, arrivals, incidents; by week or by month. The
method is of the family of Farrington et al. 1996 (doi:10.2307/2983331) and Noufaily et al. 2013
(doi:10.1002/sim.5595): an expected count from the same season of past years and from the recent
level, past outbreaks bounded, no trend carried forward, an over-dispersed (negative binomial) upper
tail. It differs in three points, each for the sake of the budget: dispersion is measured on the
method's own errors one step ahead; the tail is averaged over what is not known of that dispersion;
and a count must also be rarer than the series' own past shows as often as the budget allows.
Every value at a time is computed from earlier times only. Formulas: docs/reference/skill.md.
"""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

from concord.vocabulary.errors import InputError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

PERIODS: Final = (12, 52)
BASELINE_YEARS: Final = 5
MINIMUM_YEARS: Final = 2
MINIMUM_ERRORS: Final = 12
SEASON_HALF_WIDTH: Final = {12: 1, 52: 3}  # steps either side that count as the same season
PRIOR_DISPERSION: Final = 2.0  # variance / mean of a series that has shown nothing yet
PRIOR_EVENTS: Final = 1.0  # how many expected events that prior weighs as
SEASON_SPREAD: Final = 0.3  # a season is expected to differ from the year by about 30 %,
STEP_SPREAD: Final = 0.1  # and one step from its neighbours by about 10 %
CLIP_DEVIATIONS: Final = 4.0
LEVEL_EVIDENCE: Final = 2.0
LASTING_SHARE: Final = 0.75
FEWEST_DEGREES: Final = 6.0
# Five-point Gauss-Hermite rule for a standard normal variable (Abramowitz & Stegun, table 25.10).
_NODES: Final = np.array([-2.856970013872806, -1.355626179974266, 0.0, 1.355626179974266,
                          2.856970013872806])  # fmt: skip
_WEIGHTS: Final = np.array([0.011257411327721, 0.222075922005613, 0.533333333333333,
                            0.222075922005613, 0.011257411327721])  # fmt: skip


class Signals(msgspec.Struct, frozen=True, kw_only=True):
    """What each count was against what its past led to expect; arrays of (n_series, n_time).

    The last column is the present; the others are what would have been said at the time. Where
    `known` is false (too little history, or the count itself is missing) the figures are NaN and
    `exceeds` is false: "not known", never "calm".
    """

    expected: Floats  # counts
    dispersion: Floats  # variance / mean of the predicted count
    p_value: Floats  # chance of a count this high or higher
    surprise: Floats  # bits: -log2 of p_value
    threshold: Floats  # the smallest whole count that signals
    exceeds: Bools
    known: Bools
    budget_per_year: float
    budget_is_shared: bool


class Prediction(msgspec.Struct, frozen=True, kw_only=True):
    """The one-step-ahead prediction of every point; NaN where there is none."""

    mean: Floats
    dispersion: Floats
    degrees: Floats


def exceedance(
    series: ArrayLike, *, period: int, budget_per_year: float, shared: bool = False
) -> Signals:
    """Signals of counts above their own seasonal past, at most `budget_per_year` of them false.

    series: (n_series, n_time) or (n_time,) counts, NaN for a gap; period: steps in a year, 12 or
    52. The budget is of expected false alarms per year: of each series, or of all together where
    `shared`. A series has an answer after 30 known months or 104 known weeks. InputError: another
    shape or period, negative or infinite counts, a budget not between 0 and half of all steps.

    >>> calm, surge = [4, 6, 5] * 20, [25]
    >>> signals = exceedance([calm + surge], period=12, budget_per_year=0.5)
    >>> bool(signals.exceeds[0, -1]), int(signals.exceeds[0, :-1].sum())
    (True, 0)
    """
    counts = _checked_series(series)
    share = _checked_share(len(counts), period, budget_per_year, shared=shared)
    predicted = _walk_forward(counts, period)
    known = np.isfinite(predicted.mean) & np.isfinite(counts)
    p_value = np.where(known, tail(counts, predicted), np.nan)
    limit = _limit_of_own_past(p_value, share, shared=shared)
    exceeds = known & (p_value <= limit)
    return Signals(
        expected=predicted.mean,
        dispersion=predicted.dispersion,
        p_value=p_value,
        surprise=-np.log2(np.maximum(p_value, np.finfo(np.float64).tiny)),
        threshold=_threshold(predicted, limit),
        exceeds=exceeds,
        known=known,
        budget_per_year=budget_per_year,
        budget_is_shared=shared,
    )


def tail(counts: Floats, predicted: Prediction) -> Floats:
    """The predicted chance of at least these counts, averaged over the dispersion's uncertainty.

    Each node is a dispersion that the errors seen would fit as a scaled chi-square with `degrees`
    (Wilson & Hilferty 1931); at each the count is negative binomial with that variance / mean.
    """
    from scipy.special import betainc

    chance = np.zeros(counts.shape)
    spread = 2 / (9 * predicted.degrees)
    above_zero = np.maximum(counts, 1e-9)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        quantile = np.maximum(1 - spread + node * np.sqrt(spread), 0.2) ** 3
        excess = np.maximum(predicted.dispersion / quantile - 1, 1e-6)
        chance += weight * betainc(above_zero, predicted.mean / excess, excess / (1 + excess))
    return np.where(counts > 0, np.minimum(chance, 1.0), np.where(np.isnan(chance), np.nan, 1.0))


def _walk_forward(counts: Floats, period: int) -> Prediction:
    """Predict every step from the steps before it."""
    past = _Past(counts, period)
    mean, dispersion, degrees = (np.full(counts.shape, np.nan) for _ in range(3))
    for now in range(period, counts.shape[1]):
        past.accept_new_level(now)
        spread, freedom, errors = past.dispersion(now)
        centre = past.level(now, spread) * past.season(now, spread)
        enough = past.known[:, :now].sum(axis=1) >= MINIMUM_YEARS * period
        ready = enough & (errors >= max(MINIMUM_ERRORS, period // 2)) & np.isfinite(centre)
        mean[:, now] = np.where(ready, centre, np.nan)
        dispersion[:, now] = np.where(ready, spread, np.nan)
        degrees[:, now] = freedom
        past.enter(now, centre, spread)
    return Prediction(mean=mean, dispersion=dispersion, degrees=degrees)


class _Past:
    """What has been seen before a step; each method reads only columns before `now`."""

    def __init__(self, counts: Floats, period: int) -> None:
        self.period = period
        self.known = np.isfinite(counts)
        self.raw = np.where(self.known, counts, 0.0)
        self.clean = self.raw.copy()  # outbreaks bounded
        self.over = np.zeros(counts.shape, dtype=np.bool_)
        self.mean = np.full(counts.shape, np.nan)  # predicted one step ahead
        self.error = np.full(counts.shape, np.nan)  # of that prediction, bounded

    def level(self, now: int, spread: Floats) -> Floats:
        """The year-round level: of up to five years, moved to last year's as far as evidence goes.

        The move is the positive-part James-Stein factor of their difference; no trend is
        carried forward.
        """
        years = min(BASELINE_YEARS, now // self.period)
        long, long_steps = self._mean_of_last(years * self.period, now)
        recent, recent_steps = self._mean_of_last(self.period, now)
        noise = spread * np.maximum(long, recent) / np.maximum(recent_steps, 1)
        evidence = (recent - long) ** 2 / (LEVEL_EVIDENCE * noise)
        moved = np.maximum(0.0, 1 - 1 / np.maximum(evidence, 1e-12))
        usable = recent_steps >= self.period / 4
        level = long + np.where(usable, moved, 0.0) * (recent - long)
        return np.where(long_steps >= self.period / 2, level, np.nan)

    def season(self, now: int, spread: Floats) -> Floats:
        """How this time of year stands to the whole year, nearer to 1 the fewer the counts are."""
        half_year = self.period // 2
        came, due = np.zeros((2, len(self.raw))), np.zeros((2, len(self.raw)))
        for years_back in range(1, BASELINE_YEARS + 1):
            centre = now - years_back * self.period
            if centre < half_year:
                break
            year = slice(centre - half_year, centre - half_year + self.period)
            level = self.clean[:, year].sum(axis=1) / np.maximum(self.known[:, year].sum(axis=1), 1)
            for row, reach in enumerate((SEASON_HALF_WIDTH[self.period], 0)):
                near = slice(centre - reach, centre + reach + 1)
                came[row] += self.clean[:, near].sum(axis=1)
                due[row] += level * self.known[:, near].sum(axis=1)
        wide, narrow = spread / SEASON_SPREAD**2, spread / STEP_SPREAD**2
        season = (came[0] + wide) / (due[0] + wide)
        return np.asarray((came[1] + narrow * season) / (due[1] + narrow))

    def dispersion(self, now: int) -> tuple[Floats, Floats, Floats]:
        """Variance / mean of past errors, the degrees of freedom it is worth, their number."""
        window = slice(max(0, now - BASELINE_YEARS * self.period), now)
        error = self.error[:, window]
        used = np.isfinite(error)
        number = used.sum(axis=1).astype(np.float64)
        squares = (np.where(used, error, 0.0) ** 2).sum(axis=1)
        due = np.where(used, self.mean[:, window], 0.0).sum(axis=1)
        prior = PRIOR_EVENTS * PRIOR_DISPERSION
        spread = np.maximum((squares + prior) / (due + PRIOR_EVENTS), 1.0)
        # Excess kurtosis of a negative binomial count: small means tell little of their variance.
        typical = np.maximum(due / np.maximum(number, 1), 1e-3)
        kurtosis = (6 * (spread - 1) + 1 / spread) / typical
        return spread, np.maximum(2 * number / (2 + kurtosis), FEWEST_DEGREES), number

    def enter(self, now: int, centre: Floats, spread: Floats) -> None:
        """Take the step just seen into the past, an outbreak bounded at four deviations."""
        bound = CLIP_DEVIATIONS * np.sqrt(spread * centre)
        seen = self.known[:, now] & np.isfinite(centre)
        count = self.raw[:, now]
        self.over[:, now] = seen & (count > centre + bound + 1)
        self.clean[:, now] = np.where(self.over[:, now], centre + bound + 1, count)
        if now >= self.period + self.period // 2:  # before, no season could be told apart
            bounded = np.clip(count - centre, -bound, bound + 1)
            self.error[:, now] = np.where(seen, bounded, np.nan)
            self.mean[:, now] = centre

    def accept_new_level(self, now: int) -> None:
        """Take a half-year nearly all above the bound as the new level, not as an outbreak."""
        half_year = self.period // 2
        last = slice(max(0, now - half_year), now)
        lasting = self.over[:, last].sum(axis=1) >= LASTING_SHARE * half_year
        self.clean[lasting, last] = self.raw[lasting, last]

    def _mean_of_last(self, steps: int, now: int) -> tuple[Floats, Floats]:
        """Mean of the last steps with half an event added, so that no past rules an event out."""
        window = slice(max(0, now - steps), now)
        number = self.known[:, window].sum(axis=1).astype(np.float64)
        total = (self.clean[:, window] * self.known[:, window]).sum(axis=1)
        return (total + 0.5) / np.maximum(number, 1), number


def _limit_of_own_past(p_value: Floats, share: float, *, shared: bool) -> Floats:
    """The p-value a step may not be above to signal: the budget's share, or less.

    Less where more than that share of past steps, of the series or of all, had p-values as low: a
    conformal rank, so that errors of the model cannot spend the budget. In a past too short to hold
    one alarm within it, a step must be rarer than all before.
    """
    rows = 1 if shared else len(p_value)
    steps = p_value.size // rows
    most = int(share * (steps + 1)) + 1
    lowest = np.full((rows, most), np.inf)
    number = np.zeros(rows)
    limit = np.full(p_value.shape, share)
    for now in range(p_value.shape[1]):
        allowed = np.maximum(np.floor(share * (number + 1) + 1e-9), 1).astype(np.int64)
        own = np.take_along_axis(lowest, allowed[:, None] - 1, axis=1)[:, 0]
        limit[:, now] = np.minimum(share, np.nextafter(own, 0.0))
        new = p_value[:, now].reshape(rows, -1)
        number += np.isfinite(new).sum(axis=1)
        joined = np.concatenate((lowest, np.where(np.isnan(new), np.inf, new)), axis=1)
        lowest = np.sort(joined, axis=1)[:, :most]
    return limit


def _threshold(predicted: Prediction, limit: Floats) -> Floats:
    """The smallest whole count whose tail is within the limit, by doubling and halving."""
    answered = np.isfinite(predicted.mean)
    flat = Prediction(
        mean=predicted.mean[answered],
        dispersion=predicted.dispersion[answered],
        degrees=predicted.degrees[answered],
    )
    cap = limit[answered]
    low = np.zeros(len(cap))  # always above the limit, as the tail at 0 is 1
    high = np.ceil(flat.mean + 4 * np.sqrt(flat.mean * flat.dispersion) + 4)
    for _ in range(40):
        short = tail(high, flat) > cap
        if not short.any():
            break
        low, high = np.where(short, high, low), np.where(short, 2 * high, high)
    while (high - low > 1).any():
        middle = np.where(high - low > 1, np.floor((low + high) / 2), high)
        within = tail(middle, flat) <= cap
        low, high = np.where(within, low, middle), np.where(within, middle, high)
    threshold = np.full(predicted.mean.shape, np.nan)
    threshold[answered] = high
    return threshold


def _checked_series(series: ArrayLike) -> Floats:
    counts = np.asarray(series)
    if counts.dtype.kind not in "iufb":
        raise InputError(f"series: numbers are needed, found {counts.dtype}")
    counts = np.atleast_2d(counts.astype(np.float64))
    if counts.ndim != 2 or not counts.size:
        raise InputError(f"series of shape {counts.shape}: give a table of series by time steps")
    if np.isinf(counts).any():
        raise InputError("series: a count is infinite; give NaN for a step that is not known")
    if (counts < 0).any():
        raise InputError(
            f"series: a count is negative ({np.nanmin(counts):g}); counts are 0 or more"
        )
    return counts


def _checked_share(number: int, period: int, budget_per_year: float, *, shared: bool) -> float:
    """The share of steps that may signal without cause."""
    if period not in PERIODS:
        raise InputError(f"period {period}: give 12 for months or 52 for weeks")
    steps = period * (number if shared else 1)
    if not 0 < budget_per_year <= steps / 2:
        raise InputError(
            f"budget of {budget_per_year} false alarms per year: give more than 0 and at most "
            f"{steps // 2}, half of the {steps} steps in a year"
        )
    return budget_per_year / steps
