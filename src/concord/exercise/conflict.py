"""The process that makes violence in the exercise world, with every probability known.

Each country walks month by month through five regimes. The walk depends on how fragile the
country is and on how many neighbours are at war (spill-over); deaths are negative binomial
around a mean that the regime, the episode's intensity and the season set, and now and then a
month holds ten times its mean. All functions work on n parallel runs at once, so that the
history (n = 1) and the perfect forecast (n draws) come from the same code.
"""

from typing import Final

import msgspec
import numpy as np

from concord.exercise.model import Flags, Floats, Fragility, Ints, Regime
from concord.vocabulary.month import MonthId

# Rows: regime now; columns: regime next month; for a middling country without war next door.
STEPS: Final = np.array(
    [
        [0.9930, 0.0068, 0.0002, 0.0000, 0.0000],
        [0.0700, 0.9150, 0.0150, 0.0000, 0.0000],
        [0.0000, 0.0000, 0.7800, 0.1000, 0.1200],
        [0.0000, 0.0000, 0.0000, 0.9700, 0.0300],
        [0.0600, 0.0500, 0.0350, 0.0000, 0.8550],
    ]
)
# How the steps towards war (calm to tension, calm or tension to escalation) are multiplied.
FRAGILITY_FACTOR: Final = {Fragility.STEADY: 0.15, Fragility.MIDDLING: 1.0, Fragility.FRAGILE: 2.5}
SPILL_OVER_FACTOR: Final = (1.0, 1.8, 2.5, 3.0)  # 0, 1, 2, 3 or more neighbours at war
# By regime: mean deaths of a month, size of the negative binomial, chance of a tenfold month.
BASE_MEAN: Final = np.array([0.02, 0.8, 22.0, 90.0, 6.0])
SIZE: Final = np.array([0.10, 0.25, 0.7, 1.6, 0.5])
TAIL_CHANCE: Final = np.array([0.0, 0.004, 0.03, 0.02, 0.01])
TAIL_FACTOR: Final = 10.0
EPISODE_SIGMA: Final = 0.8  # spread of log intensity between episodes
WOBBLE_SIGMA: Final = 0.25  # monthly shock of log intensity within an episode
WOBBLE_MEMORY: Final = 0.8
_HOT: Final = (Regime.ESCALATION, Regime.WAR)


class Setting(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What never changes. neighbours: (c, c); fragility: (c,); season: (c, 12) log factor."""

    neighbours: Flags
    fragility: Ints
    season: Floats


class State(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Where n runs of c countries stand in one month, each (n, c): regime, log intensities."""

    regime: Ints
    level: Floats
    wobble: Floats


def transition_table() -> Floats:
    """Chance of each next regime: (fragility, neighbours at war 0 to 3, regime now, next)."""
    table = np.empty((len(Fragility), len(SPILL_OVER_FACTOR), 5, 5))
    for fragility, fragile in FRAGILITY_FACTOR.items():
        for hot, spill in enumerate(SPILL_OVER_FACTOR):
            steps = STEPS.copy()
            steps[Regime.CALM, 1:] *= fragile * spill
            steps[Regime.TENSION, 2:] *= fragile * spill
            for regime in (Regime.CALM, Regime.TENSION):
                steps[regime, regime] += 1 - steps[regime].sum()
            table[fragility, hot] = steps
    return table


def chances(setting: Setting, regime: Ints) -> Floats:
    """The true chance of each regime next month, (n, c, 5), from regimes now, (n, c)."""
    hot = np.isin(regime, _HOT).astype(np.int64) @ setting.neighbours.astype(np.int64)
    spill = np.minimum(hot, len(SPILL_OVER_FACTOR) - 1)
    chosen: Floats = transition_table()[setting.fragility[None, :], spill, regime]
    return chosen


def step(setting: Setting, state: State, rng: np.random.Generator) -> State:
    """One month later: every country draws its next regime and intensity."""
    ladder = chances(setting, state.regime).cumsum(axis=-1)
    draw = rng.random(state.regime.shape)
    regime = np.minimum((draw[..., None] >= ladder).sum(axis=-1), len(Regime) - 1)
    fresh = rng.normal(0.0, EPISODE_SIGMA, state.level.shape)
    shock = rng.normal(0.0, WOBBLE_SIGMA, state.wobble.shape)
    begins = (regime == Regime.ESCALATION) & ~np.isin(state.regime, _HOT)
    return State(
        regime=regime,
        level=np.where(begins, fresh, state.level),
        wobble=WOBBLE_MEMORY * state.wobble + shock,
    )


def quiet(countries: int, runs: int = 1) -> State:
    """Everybody calm, with average intensity."""
    return State(
        regime=np.zeros((runs, countries), dtype=np.int64),
        level=np.zeros((runs, countries)),
        wobble=np.zeros((runs, countries)),
    )


def spread(state: State, runs: int) -> State:
    """The one run of a state, so many times."""
    fields = (getattr(state, name) for name in State.__struct_fields__)
    regime, level, wobble = (np.repeat(field, runs, axis=0) for field in fields)
    return State(regime=regime, level=level, wobble=wobble)


def base_mean(setting: Setting, state: State, month: MonthId) -> Floats:
    """Mean deaths in a month without a tenfold event, (n, c)."""
    log_factor = state.level + state.wobble + setting.season[:, (month - 1) % 12]
    mean: Floats = BASE_MEAN[state.regime] * np.exp(log_factor)
    return mean


def expected(regime: Ints, mean: Floats) -> Floats:
    """Mean deaths, tenfold months included, from the regime and the base mean."""
    value: Floats = mean * (1 + TAIL_CHANCE[regime] * (TAIL_FACTOR - 1))
    return value


def probability_of(deaths: int, regime: Ints, mean: Floats) -> Floats:
    """Chance of at least so many deaths in a month, from the regime and the base mean.

    P(X >= k) of a negative binomial with mean mu and size r is I(mu / (r + mu); k, r).
    """
    from scipy.special import betainc

    size, tail = SIZE[regime], TAIL_CHANCE[regime]
    usual = betainc(deaths, size, mean / (size + mean))
    tenfold = betainc(deaths, size, TAIL_FACTOR * mean / (size + TAIL_FACTOR * mean))
    value: Floats = (1 - tail) * usual + tail * tenfold
    return value


def certain_probability_of(deaths: int, mean: Floats) -> Floats:
    """Chance of at least so many deaths where they are Poisson around the mean."""
    from scipy.special import gammainc

    value: Floats = gammainc(deaths, mean)
    return value


def draw_deaths(regime: Ints, mean: Floats, rng: np.random.Generator) -> Ints:
    """Deaths of each month, of the shape of regime and base mean."""
    tenfold = rng.random(regime.shape) < TAIL_CHANCE[regime]
    mean = np.where(tenfold, TAIL_FACTOR * mean, mean)
    size = SIZE[regime]
    drawn: Ints = rng.negative_binomial(size, size / (size + mean))
    return drawn


def make_setting(neighbours: Flags, rng: np.random.Generator) -> Setting:
    """Who is fragile (a third), middling, steady; and each country's bad season."""
    count = len(neighbours)
    fragility = np.array([Fragility.STEADY] * count)
    order = rng.permutation(count)
    fragility[order[: count // 3]] = Fragility.FRAGILE
    fragility[order[count // 3 : 2 * count // 3]] = Fragility.MIDDLING
    peak = rng.normal(5.0, 1.5, count)  # around the southern winter
    amplitude = rng.uniform(0.1, 0.5, count)
    phase = 2 * np.pi * (np.arange(12)[None, :] - peak[:, None]) / 12
    return Setting(
        neighbours=neighbours,
        fragility=fragility.astype(np.int64),
        season=amplitude[:, None] * np.cos(phase),
    )
