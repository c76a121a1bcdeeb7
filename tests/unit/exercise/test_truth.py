"""The truth kept beside the history: what was drawn agrees with what was said to drive it."""

import msgspec
import numpy as np
import pytest

from concord.exercise import conflict
from concord.exercise.history import setting_of, state_at
from concord.exercise.model import Fragility, Regime, World
from concord.vocabulary.month import MonthId

FIVE_SIGMA = 5.0


def test_the_truth_covers_every_country_and_month(world: World) -> None:
    shape = (24, world.last_month - world.first_month + 1)

    for name in ("regimes", "level", "wobble", "expected", "probability_25", "deaths", "planted"):
        assert getattr(world.truth, name).shape == shape, name


def test_regimes_of_the_history_follow_the_transition_table(worlds: list[World]) -> None:
    came, mean, variance = np.zeros((5, 5)), np.zeros((5, 5)), np.zeros((5, 5))
    for world in worlds:
        drawn = ~world.truth.planted[:, 1:]
        now, later = world.truth.regimes[:, :-1], world.truth.regimes[:, 1:]
        # A planted neighbour is what the world became, not what its neighbours' draws saw.
        drawn &= ~world.truth.planted.any(axis=0)[1:]
        chance = conflict.chances(setting_of(world.truth, world.neighbours), now.T)
        chance = chance.transpose(1, 0, 2)[drawn]
        np.add.at(came, (now[drawn], later[drawn]), 1)
        np.add.at(mean, now[drawn], chance)
        np.add.at(variance, now[drawn], chance * (1 - chance))

    assert came.sum() > 50_000
    assert (np.abs(came - mean) <= FIVE_SIGMA * np.sqrt(variance) + 1e-9).all()


def test_deaths_average_to_the_expected_ones_in_each_regime(worlds: list[World]) -> None:
    for regime in Regime:
        ratio, count = [], 0
        for world in worlds:
            here = (world.truth.regimes == regime) & ~world.truth.planted
            ratio.append(world.truth.deaths[here] / world.truth.expected[here])
            count += int(here.sum())
        values = np.concatenate(ratio)
        error = values.std() / np.sqrt(count)
        assert abs(values.mean() - 1) < FIVE_SIGMA * error, regime


def test_the_probability_of_25_deaths_is_calibrated(worlds: list[World]) -> None:
    chance = np.concatenate([world.truth.probability_25.ravel() for world in worlds])
    came = np.concatenate([world.truth.deaths.ravel() >= 25 for world in worlds])

    for low, high in [(0.0, 0.05), (0.05, 0.3), (0.3, 0.6), (0.6, 0.9), (0.9, 1.0)]:
        here = (chance >= low) & (chance <= high)
        error = np.sqrt((chance[here] * (1 - chance[here])).sum())
        assert here.sum() > 100
        assert abs(came[here].sum() - chance[here].sum()) < FIVE_SIGMA * error + 1e-9


def test_the_world_is_as_calm_and_as_violent_as_the_real_one(worlds: list[World]) -> None:
    """UCDP 1990-2018: 85 % of country-months without a death, 6 % with 25 or more."""
    zero = np.mean([(world.truth.deaths == 0).mean() for world in worlds])
    severe = np.mean([(world.truth.deaths >= 25).mean() for world in worlds])
    at_war = np.mean([(world.truth.regimes == Regime.WAR).sum(axis=0).mean() for world in worlds])

    assert 0.82 < zero < 0.91
    assert 0.03 < severe < 0.09
    assert 0.5 < at_war < 4


def test_deaths_are_heavy_tailed(worlds: list[World]) -> None:
    deaths = np.concatenate([world.truth.deaths[world.truth.deaths > 0] for world in worlds])

    assert deaths.var() > 20 * deaths.mean()
    assert deaths.max() > 20 * np.quantile(deaths, 0.9)


def test_fragile_countries_hold_most_of_the_violence(worlds: list[World]) -> None:
    by_kind = {kind: 0 for kind in Fragility}
    for world in worlds:
        for kind in Fragility:
            by_kind[kind] += int(world.truth.deaths[world.truth.fragility == kind].sum())

    assert by_kind[Fragility.STEADY] < by_kind[Fragility.MIDDLING] < by_kind[Fragility.FRAGILE]


def test_each_countrys_province_shares_sum_to_one_and_some_are_hot_spots(world: World) -> None:
    owner = np.array([province.country for province in world.provinces])

    share = [world.truth.province_share[owner == country.code] for country in world.countries]

    assert [one.sum() for one in share] == pytest.approx([1.0] * 24)
    assert all((one > 0).all() for one in share)
    assert np.mean([one.max() * len(one) for one in share]) > 2


def test_the_state_of_a_month_is_that_of_the_truth(world: World) -> None:
    state = state_at(world.truth, 100)

    assert state.regime[0].tolist() == world.truth.regimes[:, 100].tolist()
    assert state.level.shape == (1, 24)


def test_expected_deaths_follow_from_regime_intensity_and_season(world: World) -> None:
    setting = setting_of(world.truth, world.neighbours)
    month = MonthId(world.first_month + 200)

    mean = conflict.base_mean(setting, state_at(world.truth, 200), month)[0]

    regimes = world.truth.regimes[:, 200]
    assert conflict.expected(regimes, mean) == pytest.approx(world.truth.expected[:, 200])


def test_the_truth_is_frozen(world: World) -> None:
    with pytest.raises(AttributeError):
        world.truth.plants = ()  # type: ignore[misc]
    assert msgspec.structs.replace(world.truth, plants=()).plants == ()
