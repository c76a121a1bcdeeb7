"""Two releases: the later one knows more, and mostly worse, of what the earlier one told."""

import numpy as np
import pytest

from concord.exercise import world as building
from concord.exercise.model import World
from concord.exercise.release import Release, Version, release, revisions
from concord.exercise.world import build_world
from concord.vocabulary.errors import InputError
from concord.vocabulary.status import Status


@pytest.fixture(scope="module")
def first(world: World) -> Release:
    return release(world, "EX.1")


@pytest.fixture(scope="module")
def second(world: World) -> Release:
    return release(world, "EX.2")


def test_the_later_release_is_the_whole_world(world: World, second: Release) -> None:
    assert second.events is world.events
    assert second.last_month == world.last_month


def test_the_earlier_release_ends_a_month_before(world: World, first: Release) -> None:
    assert first.last_month == world.last_month - 1
    assert first.events.month.max() == world.last_month - 1


def test_the_earlier_release_knows_no_event_that_the_later_one_does_not(
    first: Release, second: Release
) -> None:
    assert set(first.events.id.tolist()) < set(second.events.id.tolist())


def test_events_missing_from_the_earlier_release_are_those_the_truth_calls_late(
    world: World, first: Release
) -> None:
    late = revisions(world).is_late & (world.events.month < world.last_month)
    over = world.events.month < world.last_month

    missing = set(world.events.id[over].tolist()) - set(first.events.id.tolist())
    assert missing == set(world.events.id[late].tolist())
    assert len(missing) > 10


def test_revisions_are_mostly_upward(worlds: list[World]) -> None:
    up = down = 0
    for one in worlds:
        change = one.events.best - revisions(one).earlier_best
        up, down = up + int((change > 0).sum()), down + int((change < 0).sum())

    assert up > 2 * down > 0


def test_recent_months_are_revised_most(world: World) -> None:
    changed = revisions(world)
    touched = changed.is_late | (changed.earlier_best != world.events.best)
    age = world.last_month - 1 - world.events.month

    recent, old = touched[(age >= 0) & (age < 6)].mean(), touched[age > 60].mean()

    assert recent > 0.1
    assert old < 0.01


def test_history_older_than_five_years_is_settled(
    world: World, first: Release, second: Release
) -> None:
    def settled(one: Release) -> list[int]:
        return one.events.best[one.events.month < world.last_month - 120].tolist()

    assert settled(first) == settled(second)


def test_the_earlier_release_keeps_bounds_around_its_counts(first: Release) -> None:
    assert (first.events.low <= first.events.best).all()
    assert (first.events.best <= first.events.high).all()
    assert (first.events.civilians <= first.events.best).all()
    assert (first.events.best >= 0).all()


def test_the_surge_is_news_of_the_later_release(
    world: World, first: Release, second: Release
) -> None:
    (surge,) = [plant for plant in world.truth.plants if plant.kind == "surge"]
    country = world.country(surge.country)

    def deaths(one: Release) -> int:
        here = (one.events.country == country) & (one.events.month == world.last_month)
        return int(one.events.best[here].sum())

    assert deaths(first) == 0
    assert deaths(second) > 300


def test_a_story_does_not_change_how_other_events_are_revised(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "PLANTS", ())
    bare = build_world()

    def by_id(one: World) -> dict[int, tuple[bool, int]]:
        changed = revisions(one)
        values = zip(changed.is_late.tolist(), changed.earlier_best.tolist(), strict=True)
        return dict(zip(one.events.id.tolist(), values, strict=True))

    told, untold = by_id(world), by_id(bare)
    common = told.keys() & untold.keys()
    assert len(common) > 5000
    assert {key: told[key] for key in common} == {key: untold[key] for key in common}


def test_releases_say_exercise(first: Release, second: Release) -> None:
    assert first.status == second.status == Status.EXERCISE
    assert all(version.startswith("EX.") for version in Version)


@pytest.mark.parametrize("version", ["", "EX.3", "25.1", "ex.1"])
def test_a_release_that_is_none_is_refused_by_name(world: World, version: str) -> None:
    with pytest.raises(InputError, match=r"exercise release .*EX\.1, EX\.2"):
        release(world, version)


def test_chances_are_uniform(world: World) -> None:
    late = revisions(world).is_late
    age = np.maximum(world.last_month - 1 - world.events.month, 0)
    stated = (0.22 * np.exp(-age / 4.0)).sum()

    assert abs(late.sum() - stated) < 5 * np.sqrt(stated)
