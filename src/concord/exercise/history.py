"""The history that the conflict process draws, and the truth kept beside it."""

from typing import Final

import numpy as np

from concord.exercise import conflict
from concord.exercise.conflict import Setting, State
from concord.exercise.model import Flags, Floats, Ints, Province, Truth
from concord.exercise.stream import stream
from concord.sources.model import Violence
from concord.vocabulary.month import MonthId

_BURN_IN: Final = 120  # months from a calm start until the first one kept
# Mean deaths of the other types of violence, as a share of the state-based mean.
SIDE_SHARE: Final = {Violence.NON_STATE: 0.10, Violence.ONE_SIDED: 0.12}


def make_truth(
    seed: int,
    setting: Setting,
    provinces: tuple[Province, ...],
    first: MonthId,
    last: MonthId,
) -> Truth:
    """What drives the months first to last, without planted stories."""
    regimes, level, wobble, mean = _walk(setting, first, last, stream(seed, "regimes"))
    return Truth(
        regimes=regimes,
        level=level,
        wobble=wobble,
        expected=conflict.expected(regimes, mean),
        probability_25=conflict.probability_of(25, regimes, mean),
        deaths=conflict.draw_deaths(regimes, mean, stream(seed, "deaths")),
        fragility=setting.fragility,
        season=setting.season,
        province_share=_hot_spots(provinces, stream(seed, "hot spots")),
        planted=np.zeros(regimes.shape, dtype=np.bool_),
        plants=(),
    )


def _walk(
    setting: Setting, first: MonthId, last: MonthId, rng: np.random.Generator
) -> tuple[Ints, Floats, Floats, Floats]:
    """Regime, level, wobble and base mean of each country and month, each (c, m)."""
    state = conflict.quiet(len(setting.fragility))
    states: list[State] = []
    for _ in range(_BURN_IN + last - first + 1):
        state = conflict.step(setting, state, rng)
        states.append(state)
    kept = states[_BURN_IN:]
    means = [
        conflict.base_mean(setting, state, MonthId(first + i))[0] for i, state in enumerate(kept)
    ]
    return (
        np.array([state.regime[0] for state in kept]).T.copy(),
        np.array([state.level[0] for state in kept]).T.copy(),
        np.array([state.wobble[0] for state in kept]).T.copy(),
        np.array(means).T.copy(),
    )


def _hot_spots(provinces: tuple[Province, ...], rng: np.random.Generator) -> Floats:
    """Each province's share of its country's violence: few provinces hold most of it."""
    weight = rng.gamma(0.5, 1.0, len(provinces)) + 0.01
    country = np.unique([province.country for province in provinces], return_inverse=True)[1]
    share: Floats = weight / np.bincount(country, weights=weight)[country]
    return share


def state_at(truth: Truth, position: int) -> State:
    """Where every country truly stands in one month, as one run of the process."""
    return State(
        regime=truth.regimes[None, :, position],
        level=truth.level[None, :, position],
        wobble=truth.wobble[None, :, position],
    )


def setting_of(truth: Truth, neighbours: Flags) -> Setting:
    """The unchanging part of the process that a truth was drawn from."""
    return Setting(neighbours=neighbours, fragility=truth.fragility, season=truth.season)
