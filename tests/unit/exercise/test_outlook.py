"""The perfect forecast: the process itself, and the score nobody can be expected to beat."""

import numpy as np
import pytest

from concord.exercise import conflict
from concord.exercise.history import setting_of, state_at
from concord.exercise.model import Regime, World
from concord.exercise.outlook import perfect_forecast
from concord.exercise.world import build_world
from concord.skill.score import crps
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId


def test_draws_are_by_country_lead_and_draw(world: World) -> None:
    origin = MonthId(world.last_month - 20)

    draws = perfect_forecast(world, origin, 14, draws=50, rng=np.random.default_rng(0))

    assert draws.shape == (24, 14, 50)
    assert draws.min() >= 0


def test_one_stream_gives_one_forecast(world: World) -> None:
    def forecast() -> np.ndarray:
        rng = np.random.default_rng(9)
        return perfect_forecast(world, world.last_month, 3, draws=20, rng=rng)

    assert (forecast() == forecast()).all()


def test_the_first_lead_is_one_step_of_the_process_in_the_next_month(world: World) -> None:
    draws = perfect_forecast(world, world.last_month, 1, draws=30, rng=np.random.default_rng(3))

    rng = np.random.default_rng(3)
    setting = setting_of(world.truth, world.neighbours)
    state = conflict.step(setting, conflict.spread(state_at(world.truth, -1), 30), rng)
    mean = conflict.base_mean(setting, state, MonthId(world.last_month + 1))
    assert (draws[:, 0] == conflict.draw_deaths(state.regime, mean, rng).T).all()


def test_a_country_at_war_is_expected_to_see_more_than_a_calm_one(world: World) -> None:
    regimes = world.truth.regimes[:, -1]

    rng = np.random.default_rng(1)
    mean = perfect_forecast(world, world.last_month, 3, draws=2000, rng=rng).mean(axis=(1, 2))

    assert mean[regimes == Regime.WAR].min() > 5 * mean[regimes == Regime.CALM].max()


@pytest.mark.parametrize("seed", [1, 4])
def test_the_perfect_forecast_beats_the_last_twelve_months_by_far(seed: int) -> None:
    """Leads 3 to 14 of sixteen yearly windows, as the VIEWS challenge sets its task."""
    world = build_world(seed)
    deaths = world.truth.deaths
    perfect, recent = [], []
    for year in range(18, 34):
        last = year * 12 + 9  # the position of October
        rng = np.random.default_rng(year)
        origin = MonthId(world.first_month + last)
        draws = perfect_forecast(world, origin, 14, draws=200, rng=rng)[:, 2:]
        observed = deaths[:, last + 3 : last + 15].ravel()
        twelve = np.repeat(deaths[:, None, last - 11 : last + 1], 12, axis=1)
        perfect.append(crps(draws.reshape(-1, 200), observed).mean())
        recent.append(crps(twelve.reshape(-1, 12), observed).mean())

    assert np.mean(perfect) < 0.92 * np.mean(recent)


@pytest.mark.parametrize("beyond", [-1, 1])
def test_an_origin_outside_the_world_is_refused_by_name(world: World, beyond: int) -> None:
    origin = MonthId((world.first_month if beyond < 0 else world.last_month) + beyond)

    with pytest.raises(InputError, match="the exercise runs from 1990-01 to 2024-12"):
        perfect_forecast(world, origin, 3, draws=5, rng=np.random.default_rng(0))
