"""How good a forecast was: the scores of the VIEWS 2023/24 prediction challenge, and four more.

A forecast is a row of equally likely draws of deaths; what happened is one number. CRPS, ignorance
and interval score agree row for row with the challenge's published evaluation (Hegre et al. 2024,
"The 2023/24 VIEWS Prediction Challenge", arXiv:2407.11045); how that was found out stands in
docs/decisions/0005-ignorance-resampling.md, each formula in docs/reference/skill.md.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from concord.vocabulary.errors import InputError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Lower edges of the challenge's eleven classes of deaths; the last has no upper end.
IGNORANCE_BINS: Final = (0.0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5)
OFFICIAL_DRAWS: Final = 1000
ONSET_CALM_MONTHS: Final = 12
BATTLE_DEATHS_THRESHOLD: Final = 25
_CHUNK_VALUES: Final = 1_000_000


def crps(draws: ArrayLike, observed: ArrayLike) -> Floats:
    """Continuous ranked probability score of an ensemble, per forecast (lower is better).

    draws: (n, m) deaths, m equally likely draws; observed: (n,) deaths. Returns (n,) deaths.
    mean |X - y| - mean |X - X'| / 2 with the 1/m^2 (not the "fair") spread term, as the VIEWS
    challenge scores it; the spread by ranks of the sorted draws. Gneiting & Raftery 2007, eq. 21.
    InputError: shapes that do not fit, empty arrays, values that are negative or not finite.

    >>> crps([[0, 0, 4, 4]], [4])
    array([1.])
    """
    ensemble, truth = checked(draws, observed)
    return _crps(ensemble, truth, np.asarray)


def log_crps(draws: ArrayLike, observed: ArrayLike) -> Floats:
    """CRPS of log(1 + deaths), per forecast (lower is better): errors count by ratio.

    draws: (n, m) deaths; observed: (n,) deaths. Returns (n,) natural-log units. No single large
    war dominates its mean. Bosse et al. 2023, "Scoring epidemiological forecasts on transformed
    scales", doi:10.1371/journal.pcbi.1011393. Errors as in crps.

    >>> log_crps([[0, 0]], [np.e - 1])
    array([1.])
    """
    ensemble, truth = checked(draws, observed)
    return _crps(ensemble, truth, np.log1p)


def ignorance(
    draws: ArrayLike, observed: ArrayLike, *, expected_draws: int | None = OFFICIAL_DRAWS
) -> Floats:
    """Ignorance score in bits, per forecast (lower is better): surprise at the class that came.

    draws: (n, m) deaths; observed: (n,) deaths. Returns (n,) bits: -log2((c + 1) / (m + 11)), c
    the draws in the observed value's class among IGNORANCE_BINS; one pseudo-draw a class keeps it
    finite. An ensemble of another size than expected_draws is first brought to it by resample_to,
    as the challenge does; None scores the draws as they are. Roulston & Smith 2002; Hegre et al.
    2024. Errors as in crps.

    >>> ignorance(np.zeros((1, 1000)), [0]).round(4)
    array([0.0143])
    """
    ensemble, truth = checked(draws, observed)
    edges = np.asarray(IGNORANCE_BINS)
    came = np.searchsorted(edges, truth, side="right")
    lower = edges[came - 1][:, None]
    upper = np.append(edges, np.inf)[came][:, None]
    score = np.empty(len(truth))
    for rows in _chunks(ensemble):
        part = ensemble[rows]
        if expected_draws is not None:
            part = resample_to(part, expected_draws)
        hits = np.count_nonzero((part >= lower[rows]) & (part < upper[rows]), axis=1)
        score[rows] = -np.log2((hits + 1) / (part.shape[1] + len(edges)))
    return score


def resample_to(draws: ArrayLike, count: int) -> Floats:
    """The draws as the challenge's evaluation stretches them to `count`; unchanged if they fit.

    draws: (n, m) deaths; returns (n, count), never below 0. The challenge reads the m draws as one
    period of a signal and interpolates it by Fourier transform, so the result is certain but
    depends on the order of the draws, and it is not whole numbers. Meant for scoring by the
    challenge's rule only: a forecast should have 1,000 draws of its own. InputError as in crps.

    >>> resample_to([[1.0, 3.0]], 4).round(3)
    array([[1., 2., 3., 2.]])
    """
    ensemble = _checked_draws(draws)
    have = ensemble.shape[1]
    if count < 1:
        raise InputError(f"resampling to {count} draws: ask for at least 1")
    if have == count:
        return ensemble.astype(np.float64)
    spectrum = np.fft.rfft(ensemble.astype(np.float64), axis=1)
    kept = min(have, count)
    wanted = np.zeros((len(ensemble), count // 2 + 1), dtype=np.complex128)
    wanted[:, : kept // 2 + 1] = spectrum[:, : kept // 2 + 1]
    if kept % 2 == 0:  # The highest shared frequency stands for two bins of a full transform.
        wanted[:, kept // 2] *= 0.5 if count > have else 2.0
    stretched = np.fft.irfft(wanted * (count / have), n=count, axis=1)
    return np.maximum(stretched, 0.0)


def interval_score(draws: ArrayLike, observed: ArrayLike, level: float = 0.9) -> Floats:
    """Interval score of the central prediction interval, per forecast (lower is better).

    draws: (n, m) deaths; observed: (n,) deaths; level: share the interval should hold. Returns (n,)
    deaths: the width, plus 2 / (1 - level) for each death that the observed value lies outside.
    Quantiles interpolate linearly between draws (Hyndman & Fan type 7); the ends belong to the
    interval. Gneiting & Raftery 2007, eq. 43. Errors as in crps, and a level outside 0 to 1.

    >>> interval_score([[0, 10]], [12], level=0.5)
    array([23.])
    """
    ensemble, truth = checked(draws, observed)
    lower, upper = prediction_interval(ensemble, level)
    penalty = 2 / (1 - level)
    below = np.maximum(lower - truth, 0.0)
    above = np.maximum(truth - upper, 0.0)
    return (upper - lower) + penalty * below + penalty * above


def prediction_interval(draws: ArrayLike, level: float = 0.9) -> tuple[Floats, Floats]:
    """The lower and upper end of the central prediction interval, each (n,) deaths.

    draws: (n, m) deaths; level: share between the ends. Quantiles as in interval_score.

    >>> prediction_interval([[0, 10]], level=0.5)
    (array([2.5]), array([7.5]))
    """
    ensemble = _checked_draws(draws)
    if not 0 < level < 1:
        raise InputError(f"interval level {level}: give a share between 0 and 1, for example 0.9")
    tail = (1 - level) / 2
    ends = np.empty((2, len(ensemble)))
    for rows in _chunks(ensemble):
        ends[:, rows] = np.quantile(ensemble[rows], (tail, 1 - tail), axis=1)
    return ends[0], ends[1]


def is_covered(draws: ArrayLike, observed: ArrayLike, level: float = 0.9) -> Bools:
    """Whether each observed value lies in its central prediction interval, ends included: (n,).

    >>> is_covered([[0, 10], [0, 10]], [7, 8], level=0.5)
    array([ True, False])
    """
    ensemble, truth = checked(draws, observed)
    lower, upper = prediction_interval(ensemble, level)
    return np.asarray((lower <= truth) & (truth <= upper))


def coverage(draws: ArrayLike, observed: ArrayLike, level: float = 0.9) -> float:
    """The share of observed values inside their central prediction interval; near `level` is best.

    Draws that are whole numbers tie at the ends, so that a perfect forecast of counts covers more.

    >>> coverage([[0, 10], [0, 10]], [7, 8], level=0.5)
    0.5
    """
    return float(is_covered(draws, observed, level).mean())


def probability_of(draws: ArrayLike, threshold: float) -> Floats:
    """The forecast probability of at least `threshold` deaths: the share of draws, (n,).

    >>> probability_of([[0, 25, 30, 24]], 25)
    array([0.5])
    """
    return np.asarray((_checked_draws(draws) >= threshold).mean(axis=1))


def brier(probability: ArrayLike, event: ArrayLike) -> Floats:
    """Brier score, per forecast (0 to 1, lower is better): the squared error of a probability.

    probability: (n,) of 0 to 1; event: (n,) whether it came. Returns (n,). Brier 1950.
    InputError: shapes that do not fit, empty arrays, probabilities outside 0 to 1.

    >>> brier([0.5, 1.0], [True, True])
    array([0.25, 0.  ])
    """
    chance, came = checked_events(probability, event)
    return np.asarray((chance - came) ** 2)


def brier_at(
    draws: ArrayLike, observed: ArrayLike, threshold: float = BATTLE_DEATHS_THRESHOLD
) -> Floats:
    """Brier score of "at least `threshold` deaths in the month", per forecast (lower is better).

    The default is UCDP's 25 battle-related deaths, here within one month. Errors as in crps.

    >>> brier_at([[0, 25, 30, 24]], [25])
    array([0.25])
    """
    ensemble, truth = checked(draws, observed)
    return brier(probability_of(ensemble, threshold), truth >= threshold)


def is_onset_case(history: ArrayLike) -> Bools:
    """Whether each row can see an onset: its last 12 known months had no death. (n,).

    history: (n, k) deaths by month up to the last month known when the forecast was made, k >= 12;
    NaN where the state did not exist or the month is not known, which makes the row no case.

    >>> is_onset_case([[3.0] + [0.0] * 12, [0.0] * 12 + [1.0]])
    array([ True, False])
    """
    deaths = np.asarray(history, dtype=np.float64)
    if deaths.ndim != 2 or deaths.shape[1] < ONSET_CALM_MONTHS:
        raise InputError(
            f"onset history of shape {deaths.shape}: "
            f"give rows of at least {ONSET_CALM_MONTHS} months"
        )
    return np.asarray((deaths[:, -ONSET_CALM_MONTHS:] == 0).all(axis=1))


def average_precision(probability: ArrayLike, event: ArrayLike) -> float | None:
    """Area under the precision-recall steps (higher is better); None where no event came.

    probability: (n,) of 0 to 1; event: (n,). Sum over distinct probabilities of (recall gained) x
    (precision), so ties count once and do not depend on row order; without skill it is the share
    of events. The same as scikit-learn's average_precision_score.

    >>> average_precision([0.9, 0.8, 0.1], [True, False, True])
    0.8333333333333333
    """
    chance, came = checked_events(probability, event)
    if not came.any():
        return None
    hits, alarms = _cumulative_by_probability(chance, came)
    gained = np.diff(hits, prepend=0) / hits[-1]
    return float((gained * hits / alarms).sum())


def roc_auc(probability: ArrayLike, event: ArrayLike) -> float | None:
    """The chance that an event row has the higher probability (ties half); 0.5 is no skill.

    probability: (n,) of 0 to 1; event: (n,). None where all or none of the rows are events. The
    same as scikit-learn's roc_auc_score; Hanley & McNeil 1982.

    >>> roc_auc([0.9, 0.8, 0.1], [True, False, True])
    0.5
    """
    chance, came = checked_events(probability, event)
    if came.all() or not came.any():
        return None
    hits, alarms = _cumulative_by_probability(chance, came)
    true_rate = np.concatenate(([0.0], hits / hits[-1]))
    false_rate = np.concatenate(([0.0], (alarms - hits) / (alarms[-1] - hits[-1])))
    return float(np.trapezoid(true_rate, false_rate))


def checked(draws: ArrayLike, observed: ArrayLike) -> tuple[NDArray[Any], Floats]:
    """Draws and observed values as arrays that fit each other; InputError says what does not."""
    ensemble = _checked_draws(draws)
    truth = np.asarray(observed)
    if truth.shape != ensemble.shape[:1]:
        raise InputError(
            f"observed deaths of shape {truth.shape} for draws of shape {ensemble.shape}: "
            "give one observed value for each row of draws"
        )
    _check_deaths(truth, "observed deaths")
    return ensemble, truth.astype(np.float64)


def checked_events(probability: ArrayLike, event: ArrayLike) -> tuple[Floats, Bools]:
    """Probabilities and events as arrays that fit each other; InputError says what does not."""
    chance = np.asarray(probability, dtype=np.float64)
    came = np.asarray(event)
    if chance.ndim != 1 or chance.shape != came.shape or not chance.size:
        raise InputError(
            f"probabilities of shape {chance.shape} for events of shape {came.shape}: "
            "give one event for each probability, and at least one"
        )
    if not ((chance >= 0) & (chance <= 1)).all():
        raise InputError("probabilities: each must lie between 0 and 1; correct the forecast")
    if not np.isin(came, (0, 1)).all():
        raise InputError("events: each must be true or false (1 or 0); correct the outcomes")
    return chance, came.astype(np.bool_)


def _checked_draws(draws: ArrayLike) -> NDArray[Any]:
    ensemble = np.asarray(draws)
    if ensemble.ndim != 2 or not ensemble.size:
        raise InputError(
            f"draws of shape {ensemble.shape}: give a table of forecasts by draws, "
            "with at least one of each"
        )
    _check_deaths(ensemble, "draws")
    return ensemble


def _check_deaths(values: NDArray[Any], what: str) -> None:
    """Refuse what no count of deaths can be; one pass each, no copy of a large ensemble."""
    if values.dtype.kind not in "iufb":
        raise InputError(f"{what}: numbers are needed, found {values.dtype}")
    low, high = values.min(), values.max()
    if not (np.isfinite(low) and np.isfinite(high)):  # min and max carry every NaN
        raise InputError(f"{what}: a value is missing or infinite; give a finite number of deaths")
    if low < 0:
        raise InputError(f"{what}: a value is negative ({low}); deaths are 0 or more")


def _crps(
    ensemble: NDArray[Any], truth: Floats, scale: Callable[[NDArray[Any]], NDArray[Any]]
) -> Floats:
    size = ensemble.shape[1]
    rank_weights = (2.0 * np.arange(1, size + 1) - size - 1) / size**2
    score = np.empty(len(truth))
    on_scale = scale(truth)
    for rows in _chunks(ensemble):
        part = np.sort(ensemble[rows], axis=1)
        part = scale(part).astype(np.float64, copy=False)
        spread = part @ rank_weights
        score[rows] = np.abs(part - on_scale[rows, None]).mean(axis=1) - spread
    return score


def _chunks(ensemble: NDArray[Any]) -> Iterator[slice]:
    """Slices of rows that hold about a million draws, so that a large ensemble is never copied."""
    step = max(1, _CHUNK_VALUES // max(ensemble.shape[1], OFFICIAL_DRAWS))
    for start in range(0, len(ensemble), step):
        yield slice(start, min(start + step, len(ensemble)))


def _cumulative_by_probability(chance: Floats, came: Bools) -> tuple[Floats, Floats]:
    """Events and rows at or above each distinct probability, from the highest down."""
    order = np.argsort(-chance, kind="stable")
    last_of_tie = np.append(np.diff(chance[order]) != 0, True)
    hits = np.cumsum(came[order], dtype=np.float64)[last_of_tie]
    alarms = np.arange(1, len(chance) + 1, dtype=np.float64)[last_of_tie]
    return hits, alarms
