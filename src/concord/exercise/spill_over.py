"""Planted: a war crosses a border into a calm neighbour in the last half year."""

from typing import Final

import numpy as np

from concord.exercise.chapter import override
from concord.exercise.model import Plant, PlantKind, Regime, World
from concord.exercise.onset import calm_countries
from concord.vocabulary.month import MonthId

NAME: Final = "spill-over"
FIRST_ID: Final = 9_800_000
_BEFORE: Final = [Regime.WAR] * 12
_ACROSS: Final = [Regime.TENSION] * 3 + [Regime.ESCALATION] * 3


def plant(world: World, rng: np.random.Generator) -> World:
    """The world with one spill-over; where no neighbour of a war is calm, a war is made."""
    at_war = np.flatnonzero(world.truth.regimes[:, -1] == Regime.WAR).tolist()
    borders = _choices(world, at_war)
    if not borders:
        return world
    source, target = borders[int(rng.integers(len(borders)))]
    if source not in at_war:
        world = override(
            world,
            _story(world, source, None, _BEFORE),
            _BEFORE,
            level=0.2,
            first_id=FIRST_ID,
            rng=rng,
        )
    return override(
        world,
        _story(world, target, source, _ACROSS),
        _ACROSS,
        level=0.5,
        first_id=FIRST_ID + 50_000,
        rng=rng,
    )


def _choices(world: World, at_war: list[int]) -> list[tuple[int, int]]:
    """Borders of a war with a calm country, else of two calm ones; calm for as long as can be."""
    for months in (24, 12, 6):
        calm = calm_countries(world, months=months)
        borders = _borders(world, at_war, calm) or _borders(world, calm, calm)
        if borders:
            return borders
    return []


def _borders(world: World, sources: list[int], targets: list[int]) -> list[tuple[int, int]]:
    """The pairs of a source and a target that share a border."""
    return [
        (source, target)
        for source in sources
        for target in targets
        if world.neighbours[source, target]
    ]


def _story(world: World, country: int, source: int | None, story: list[Regime]) -> Plant:
    return Plant(
        kind=PlantKind.SPILL_OVER,
        country=world.countries[country].code,
        first_month=MonthId(world.last_month - len(story) + 1),
        last_month=world.last_month,
        source=None if source is None else world.countries[source].code,
    )
