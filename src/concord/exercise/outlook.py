"""The perfect forecast: the true process itself, run onward from where it truly stands.

No forecaster that sees deaths only can expect a better score; what it reaches between the
last twelve months and this is its skill.
"""

import numpy as np

from concord.exercise import conflict
from concord.exercise.history import setting_of, state_at
from concord.exercise.model import Ints, World
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId, label


def perfect_forecast(
    world: World, origin: MonthId, leads: int, *, draws: int, rng: np.random.Generator
) -> Ints:
    """Draws of deaths (countries, leads, draws) for the months origin+1 to origin+leads.

    Planted stories after the origin are not foreseen. InputError outside the world's months.
    """
    if not world.first_month <= origin <= world.last_month:
        raise InputError(
            f"forecast from {label(origin)}: the exercise runs from {label(world.first_month)} "
            f"to {label(world.last_month)}"
        )
    setting = setting_of(world.truth, world.neighbours)
    state = conflict.spread(state_at(world.truth, origin - world.first_month), draws)
    deaths = np.empty((len(world.countries), leads, draws), dtype=np.int64)
    for lead in range(1, leads + 1):
        state = conflict.step(setting, state, rng)
        mean = conflict.base_mean(setting, state, MonthId(origin + lead))
        deaths[:, lead - 1] = conflict.draw_deaths(state.regime, mean, rng).T
    return deaths
