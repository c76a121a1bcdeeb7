"""Planted: in the last month one quiet country sees far more deaths than in years before."""

from typing import Final

import numpy as np

from concord.exercise.chapter import override
from concord.exercise.model import Plant, PlantKind, Regime, World

NAME: Final = "surge"
FIRST_ID: Final = 9_900_000
_DEATHS: Final = 400.0


def plant(world: World, rng: np.random.Generator) -> World:
    """The world with a surge where the last five years held few deaths but not none."""
    truth = world.truth
    recent = truth.deaths[:, -60:]
    quiet = (
        (recent[:, -12:].max(axis=1) < 25)
        & (truth.regimes[:, -1] <= Regime.TENSION)
        & ~truth.planted.any(axis=1)
    )
    order = np.lexsort((rng.random(len(recent)), -recent.sum(axis=1), ~quiet))
    story = Plant(
        kind=PlantKind.SURGE,
        country=world.countries[int(order[0])].code,
        first_month=world.last_month,
        last_month=world.last_month,
    )
    return override(
        world, story, [Regime.ESCALATION], level=1.0, first_id=FIRST_ID, rng=rng, certain=_DEATHS
    )
