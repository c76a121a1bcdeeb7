"""Planted: three countries that have been calm slide towards war before the last month."""

from typing import Final

import numpy as np

from concord.exercise.chapter import override
from concord.exercise.model import Plant, PlantKind, Regime, World
from concord.vocabulary.month import MonthId

NAME: Final = "onset"
FIRST_ID: Final = 9_700_000
# How long before the last month each story begins, and what it goes through until then.
_STORIES: Final = (
    [Regime.TENSION] * 4 + [Regime.ESCALATION] * 4,
    [Regime.TENSION] * 4 + [Regime.ESCALATION] * 2,
    [Regime.TENSION] * 5,
)


def plant(world: World, rng: np.random.Generator) -> World:
    """The world with an onset in up to three countries that were calm for two years."""
    ready = calm_countries(world, months=24)
    for number, (position, story) in enumerate(
        zip(rng.permutation(ready).tolist(), _STORIES, strict=False)
    ):
        world = override(
            world,
            Plant(
                kind=PlantKind.ONSET,
                country=world.countries[position].code,
                first_month=MonthId(world.last_month - len(story) + 1),
                last_month=world.last_month,
            ),
            story,
            level=0.3,
            first_id=FIRST_ID + 10_000 * number,
            rng=rng,
        )
    return world


def calm_countries(world: World, *, months: int) -> list[int]:
    """Positions of the countries without regime, story or death but calm in the last months."""
    truth = world.truth
    recent = slice(-months, None)
    calm = (
        (truth.regimes[:, recent] == Regime.CALM).all(axis=1)
        & (truth.deaths[:, recent] == 0).all(axis=1)
        & ~truth.planted[:, recent].any(axis=1)
    )
    return np.flatnonzero(calm).tolist()
