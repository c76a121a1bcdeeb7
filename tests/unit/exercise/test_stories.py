"""Planted stories: what they tell is in the world, and the rest of the world is untouched."""

import msgspec
import numpy as np
import pytest

from concord.exercise import world as building
from concord.exercise.chapter import override
from concord.exercise.history import setting_of
from concord.exercise.model import Plant, PlantKind, Regime, World
from concord.exercise.onset import calm_countries
from concord.exercise.world import build_world
from concord.sources.model import Violence
from concord.vocabulary.month import MonthId


@pytest.fixture(scope="module")
def bare() -> World:
    """The default world with no story in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "PLANTS", ())
        return build_world()


def plants(world: World, kind: PlantKind) -> list[Plant]:
    return [plant for plant in world.truth.plants if plant.kind == kind]


def months_of(world: World, plant: Plant) -> slice:
    first = plant.first_month - world.first_month
    return slice(first, plant.last_month - world.first_month + 1)


def test_a_world_without_stories_has_nothing_planted(bare: World) -> None:
    assert bare.truth.plants == ()
    assert not bare.truth.planted.any()


def test_stories_change_nothing_but_their_own_months(world: World, bare: World) -> None:
    told = world.truth.planted
    assert told.any()

    for name in ("regimes", "level", "wobble", "expected", "probability_25", "deaths"):
        assert (getattr(world.truth, name)[~told] == getattr(bare.truth, name)[~told]).all(), name


def test_stories_leave_all_other_events_as_they_were(world: World, bare: World) -> None:
    def elsewhere(one: World) -> list[tuple]:
        position = one.events.month - one.first_month
        return list(one.events.take(~world.truth.planted[one.events.country, position]).each())

    assert elsewhere(world) == elsewhere(bare)


def test_another_module_does_not_change_what_the_others_plant(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def idle(given: World, rng: np.random.Generator) -> World:
        rng.random(1000)
        return given

    monkeypatch.setattr(building, "PLANTS", (("pledges", idle), *building.PLANTS))
    other = build_world()

    assert other.truth.plants == world.truth.plants
    assert list(other.events.each()) == list(world.events.each())


def test_each_module_has_a_random_stream_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []

    def listen(given: World, rng: np.random.Generator) -> World:
        drawn.append(rng.random())
        return given

    monkeypatch.setattr(building, "PLANTS", (("pledges", listen), ("seizures", listen)))
    build_world(1)
    monkeypatch.setattr(building, "PLANTS", (("seizures", listen),))
    build_world(1)

    pledges, seizures, seizures_alone = drawn
    assert pledges != seizures == seizures_alone


def test_every_month_a_story_tells_is_marked_and_no_other(worlds: list[World]) -> None:
    for world in worlds:
        marked = np.zeros_like(world.truth.planted)
        for plant in world.truth.plants:
            marked[world.country(plant.country), months_of(world, plant)] = True
        assert (marked == world.truth.planted).all()


def test_every_world_has_all_stories(worlds: list[World]) -> None:
    for world in worlds:
        assert len(plants(world, PlantKind.ONSET)) == 3
        assert len([one for one in plants(world, PlantKind.SPILL_OVER) if one.source]) == 1
        assert len(plants(world, PlantKind.SURGE)) == 1


def test_a_country_has_one_story_at_most(worlds: list[World]) -> None:
    for world in worlds:
        countries = [plant.country for plant in world.truth.plants]
        assert len(set(countries)) == len(countries)


def test_an_onset_follows_two_calm_years(worlds: list[World]) -> None:
    for world in worlds:
        for plant in plants(world, PlantKind.ONSET):
            country, first = world.country(plant.country), months_of(world, plant).start
            before = slice(first - 16, first)
            assert (world.truth.regimes[country, before] == Regime.CALM).all()
            assert world.truth.deaths[country, before].sum() == 0
            assert world.truth.regimes[country, -1] in (Regime.TENSION, Regime.ESCALATION)


def test_the_surge_is_in_the_last_month_and_dwarfs_the_year_before(worlds: list[World]) -> None:
    for world in worlds:
        (surge,) = plants(world, PlantKind.SURGE)
        deaths = world.truth.deaths[world.country(surge.country)]

        assert surge.first_month == surge.last_month == world.last_month
        assert deaths[-1] > 300
        assert deaths[-1] > 10 * deaths[-13:-1].max()
        assert world.truth.probability_25[world.country(surge.country), -1] > 0.999


def test_a_spill_over_crosses_a_border_from_a_country_at_war(worlds: list[World]) -> None:
    for world in worlds:
        (story,) = [one for one in plants(world, PlantKind.SPILL_OVER) if one.source]
        source, target = world.country(story.source or ""), world.country(story.country)

        assert world.neighbours[source, target]
        assert world.truth.regimes[source, -1] == Regime.WAR
        assert world.truth.regimes[target, -6:].tolist() == [1, 1, 1, 2, 2, 2]


def test_a_story_overrides_regimes_deaths_and_events_together(bare: World) -> None:
    country = int(np.bincount(bare.events.country).argmax())
    busiest = MonthId(int(np.bincount(bare.events.month[bare.events.country == country]).argmax()))
    story = Plant(
        kind=PlantKind.ONSET,
        country=bare.countries[country].code,
        first_month=busiest,
        last_month=MonthId(busiest + 2),
    )

    told = override(
        bare,
        story,
        [Regime.WAR] * 3,
        level=0.5,
        first_id=9_600_000,
        rng=np.random.default_rng(1),
        certain=120.0,
    )

    months = months_of(told, story)
    assert told.truth.regimes[country, months].tolist() == [Regime.WAR] * 3
    assert told.truth.expected[country, months].tolist() == [120.0] * 3
    here = (told.events.country == country) & np.isin(told.events.month, busiest + np.arange(3))
    state_based = here & (told.events.violence == Violence.STATE_BASED)
    assert told.events.best[state_based].sum() == told.truth.deaths[country, months].sum()
    assert (told.events.id[here] >= 9_600_000).all()
    assert told.truth.plants == (story,)


def test_overriding_leaves_the_given_world_as_it_was(bare: World) -> None:
    deaths, events = bare.truth.deaths.copy(), list(bare.events.id)
    story = Plant(
        kind=PlantKind.SURGE, country="XAA", first_month=bare.last_month, last_month=bare.last_month
    )

    override(bare, story, [Regime.WAR], level=1.0, first_id=1, rng=np.random.default_rng(0))

    assert (bare.truth.deaths == deaths).all()
    assert list(bare.events.id) == events


def test_a_story_of_the_process_has_the_means_of_its_regimes(bare: World) -> None:
    story = Plant(
        kind=PlantKind.ONSET, country="XAB", first_month=MonthId(400), last_month=MonthId(401)
    )

    told = override(
        bare,
        story,
        [Regime.TENSION, Regime.WAR],
        level=0.0,
        first_id=1,
        rng=np.random.default_rng(0),
    )

    season = setting_of(told.truth, told.neighbours).season[1, [(400 - 1) % 12, (401 - 1) % 12]]
    mean = told.truth.expected[1, months_of(told, story)] / np.exp(season)
    assert mean == pytest.approx([0.8 * 1.036, 90 * 1.18])


def test_calm_countries_have_neither_deaths_nor_stories(world: World) -> None:
    for position in calm_countries(world, months=24):
        assert world.truth.deaths[position, -24:].sum() == 0
        assert not world.truth.planted[position].any()


def test_no_country_is_calm_where_all_have_stories(world: World) -> None:
    truth = msgspec.structs.replace(
        world.truth, planted=np.ones_like(world.truth.planted, dtype=np.bool_)
    )

    assert calm_countries(msgspec.structs.replace(world, truth=truth), months=24) == []
