"""The exercise world: always the same for a seed, fictional throughout, with its stories."""

from concord.exercise.model import PlantKind
from concord.exercise.world import build_world
from concord.vocabulary.status import Status


def test_one_seed_makes_one_world() -> None:
    one, other = build_world(7), build_world(7)

    assert (one.events.best == other.events.best).all()
    assert (one.events.lon == other.events.lon).all()


def test_another_seed_makes_another_world() -> None:
    assert len(build_world(7).events) != len(build_world(8).events)


def test_everything_says_exercise() -> None:
    world = build_world()

    everything = [world, *world.countries, *world.provinces, *world.organizations]
    assert {one.status for one in everything} == {Status.EXERCISE}


def test_the_stories_are_planted() -> None:
    planted = {plant.kind for plant in build_world().truth.plants}

    assert planted == set(PlantKind)
