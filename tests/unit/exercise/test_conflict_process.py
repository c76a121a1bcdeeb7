"""The process of violence: its stated probabilities are the ones it follows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.exercise import conflict
from concord.exercise.conflict import Setting, State
from concord.exercise.model import Fragility, Ints, Regime
from concord.vocabulary.month import MonthId

COUNTRIES = 12
RUNS = 2000
FIVE_SIGMA = 5.0


def ring_setting() -> Setting:
    """Twelve countries in a ring, four of each fragility, one season for all."""
    neighbours = np.zeros((COUNTRIES, COUNTRIES), dtype=np.bool_)
    for one in range(COUNTRIES):
        neighbours[one, [(one - 1) % COUNTRIES, (one + 1) % COUNTRIES]] = True
    return Setting(
        neighbours=neighbours,
        fragility=np.arange(COUNTRIES) % 3,
        season=np.tile(0.3 * np.cos(2 * np.pi * np.arange(12) / 12), (COUNTRIES, 1)),
    )


def any_state(rng: np.random.Generator, runs: int = RUNS) -> State:
    shape = (runs, COUNTRIES)
    return State(
        regime=rng.integers(0, len(Regime), shape),
        level=np.full(shape, 0.7),
        wobble=np.zeros(shape),
    )


def test_every_row_of_the_transition_table_is_a_probability() -> None:
    table = conflict.transition_table()

    assert table.shape == (3, 4, 5, 5)
    assert (table >= 0).all()
    assert table.sum(axis=-1) == pytest.approx(np.ones((3, 4, 5)))


def test_a_middling_country_far_from_war_follows_the_published_steps() -> None:
    assert conflict.transition_table()[Fragility.MIDDLING, 0] == pytest.approx(conflict.STEPS)


@pytest.mark.parametrize(
    ("now", "later"),
    [(Regime.CALM, Regime.TENSION), (Regime.TENSION, Regime.ESCALATION)],
)
def test_war_next_door_and_fragility_each_bring_war_nearer(now: Regime, later: Regime) -> None:
    chance = conflict.transition_table()[:, :, now, later]

    assert (np.diff(chance, axis=0) > 0).all()
    assert (np.diff(chance, axis=1) > 0).all()


def test_no_country_goes_from_calm_to_war_in_a_month_and_none_from_war_to_calm() -> None:
    table = conflict.transition_table()

    assert not table[:, :, Regime.CALM, Regime.WAR].any()
    assert not table[:, :, Regime.WAR, Regime.CALM].any()


def test_regimes_follow_the_transition_table() -> None:
    setting, rng = ring_setting(), np.random.default_rng(1)
    state = any_state(rng)

    later = conflict.step(setting, state, rng)

    chance = conflict.chances(setting, state.regime)
    for regime in Regime:
        came = (later.regime == regime).sum(axis=0)
        mean = chance[..., regime].sum(axis=0)
        spread = np.sqrt((chance[..., regime] * (1 - chance[..., regime])).sum(axis=0))
        assert (np.abs(came - mean) <= FIVE_SIGMA * spread + 1e-9).all(), regime


def test_chances_count_the_neighbours_in_escalation_or_war() -> None:
    regime = np.zeros((1, COUNTRIES), dtype=np.int64)
    regime[0, [0, 2]] = [Regime.WAR, Regime.ESCALATION]

    chance = conflict.chances(ring_setting(), regime)[0]

    table = conflict.transition_table()
    assert chance[1] == pytest.approx(table[1, 2, Regime.CALM])  # both its neighbours
    assert chance[3] == pytest.approx(table[0, 1, Regime.CALM])  # one of them
    assert chance[6] == pytest.approx(table[0, 0, Regime.CALM])  # none


def test_de_escalation_next_door_does_not_spill_over() -> None:
    regime = np.full((1, COUNTRIES), Regime.DE_ESCALATION, dtype=np.int64)
    regime[0, 1] = Regime.CALM

    chance = conflict.chances(ring_setting(), regime)[0, 1]

    assert chance == pytest.approx(conflict.transition_table()[1, 0, Regime.CALM])


def test_an_episode_keeps_its_intensity_until_the_next_one_begins() -> None:
    setting, rng = ring_setting(), np.random.default_rng(2)
    state = any_state(rng)

    later = conflict.step(setting, state, rng)

    hot = (Regime.ESCALATION, Regime.WAR)
    begins = (later.regime == Regime.ESCALATION) & ~np.isin(state.regime, hot)
    assert begins.any()
    assert (later.level[~begins] == 0.7).all()
    assert (later.level[begins] != 0.7).all()


@pytest.mark.parametrize("regime", list(Regime))
def test_deaths_have_the_stated_mean(regime: Regime) -> None:
    rng = np.random.default_rng(3)
    regimes = np.full(400_000, regime, dtype=np.int64)
    mean = np.full(regimes.shape, float(conflict.BASE_MEAN[regime]))

    deaths = conflict.draw_deaths(regimes, mean, rng)

    stated = conflict.expected(regimes, mean)[0]
    error = deaths.std() / np.sqrt(deaths.size)
    assert abs(deaths.mean() - stated) < FIVE_SIGMA * error


@pytest.mark.parametrize("regime", list(Regime))
@pytest.mark.parametrize("threshold", [1, 25, 100])
def test_deaths_reach_a_threshold_as_often_as_stated(regime: Regime, threshold: int) -> None:
    rng = np.random.default_rng(4)
    regimes = np.full(200_000, regime, dtype=np.int64)
    mean = np.full(regimes.shape, float(conflict.BASE_MEAN[regime]))

    share = (conflict.draw_deaths(regimes, mean, rng) >= threshold).mean()

    stated = conflict.probability_of(threshold, regimes, mean)[0]
    error = np.sqrt(stated * (1 - stated) / regimes.size)
    assert abs(share - stated) <= FIVE_SIGMA * error + 1e-6


def test_deaths_of_a_certain_story_reach_a_threshold_as_often_as_stated() -> None:
    drawn = np.random.default_rng(5).poisson(30.0, 200_000)

    stated = conflict.certain_probability_of(25, np.array([30.0]))[0]

    assert (drawn >= 25).mean() == pytest.approx(stated, abs=0.005)


@given(st.sampled_from(list(Regime)), st.floats(0.01, 500.0), st.integers(1, 500))
def test_more_deaths_are_never_more_likely(regime: Regime, mean: float, deaths: int) -> None:
    regimes, means = np.array([int(regime)]), np.array([mean])

    fewer = conflict.probability_of(deaths, regimes, means)[0]
    more = conflict.probability_of(deaths + 1, regimes, means)[0]

    assert 0 <= more <= fewer <= 1


def test_a_single_month_of_war_can_hold_a_years_deaths() -> None:
    rng = np.random.default_rng(6)
    regimes = np.full(1200, Regime.WAR, dtype=np.int64)
    mean = np.full(1200, float(conflict.BASE_MEAN[Regime.WAR]))

    years = conflict.draw_deaths(regimes, mean, rng).reshape(100, 12)

    assert years.max() > np.median(years.sum(axis=1))


def test_the_bad_season_is_worse() -> None:
    setting = ring_setting()
    state = State(
        regime=np.full((1, COUNTRIES), Regime.WAR),
        level=np.zeros((1, COUNTRIES)),
        wobble=np.zeros((1, COUNTRIES)),
    )

    january = conflict.base_mean(setting, state, MonthId(121))
    july = conflict.base_mean(setting, state, MonthId(127))

    assert january == pytest.approx(july * np.exp(0.6))


def test_a_third_of_the_countries_is_of_each_fragility_and_seasons_are_symmetric() -> None:
    neighbours = np.zeros((24, 24), dtype=np.bool_)

    setting = conflict.make_setting(neighbours, np.random.default_rng(7))

    assert np.bincount(setting.fragility).tolist() == [8, 8, 8]
    assert setting.season.sum(axis=1) == pytest.approx(np.zeros(24), abs=1e-9)
    assert (setting.season.max(axis=1) > 0.05).all()


def test_spreading_a_state_repeats_it() -> None:
    one = conflict.quiet(COUNTRIES)

    many = conflict.spread(one, 5)

    assert many.regime.shape == many.level.shape == many.wobble.shape == (5, COUNTRIES)


def calm_share(regimes: Ints) -> float:
    return float((regimes == Regime.CALM).mean())


def test_left_alone_for_long_most_countries_are_calm_most_of_the_time() -> None:
    setting, rng = ring_setting(), np.random.default_rng(8)
    state = conflict.quiet(COUNTRIES, runs=200)
    for _ in range(400):
        state = conflict.step(setting, state, rng)

    by_fragility = [calm_share(state.regime[:, setting.fragility == one]) for one in Fragility]

    assert by_fragility == sorted(by_fragility, reverse=True)
    assert by_fragility[Fragility.STEADY] > 0.9
    assert by_fragility[Fragility.FRAGILE] > 0.3
