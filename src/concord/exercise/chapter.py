"""Overriding some country-months of a world: the tool with which stories are planted."""

from typing import Final

import msgspec
import numpy as np

from concord.exercise import conflict
from concord.exercise.event import make_events
from concord.exercise.history import SIDE_SHARE
from concord.exercise.model import (
    Events,
    Flags,
    Floats,
    Ints,
    Plant,
    Regime,
    Truth,
    World,
)
from concord.sources.model import Violence
from concord.vocabulary.month import MonthId

Column = Floats | Ints | Flags

_SIDE_SIZE: Final = 0.4  # of the negative binomial of the other types of violence


def events_of(
    world: World,
    truth: Truth,
    months: tuple[MonthId, MonthId],
    *,
    first_id: int,
    rng: np.random.Generator,
    only: int | None = None,
) -> Events:
    """The events of a truth from the first to the last of `months`, all countries or one."""
    span = slice(months[0] - world.first_month, months[1] - world.first_month + 1)
    counts = np.stack([truth.deaths[:, span], *_side_deaths(truth.expected[:, span], rng)])
    if only is not None:
        counts[:, np.arange(len(world.countries)) != only] = 0
    return make_events(
        counts,
        first_id=first_id,
        first_month=world.first_month,
        months=months,
        countries=world.countries,
        provinces=world.provinces,
        share=truth.province_share,
        rng=rng,
    )


def _side_deaths(expected: Floats, rng: np.random.Generator) -> list[Ints]:
    drawn = []
    for kind in (Violence.NON_STATE, Violence.ONE_SIDED):
        mean = SIDE_SHARE[kind] * expected
        drawn.append(rng.negative_binomial(_SIDE_SIZE, _SIDE_SIZE / (_SIDE_SIZE + mean)))
    return drawn


def override(
    world: World,
    plant: Plant,
    regimes: list[Regime],
    *,
    level: float,
    first_id: int,
    rng: np.random.Generator,
    certain: float | None = None,
) -> World:
    """The world with one country's months of a plant replaced: truth, deaths and events.

    regimes: one for each month from the plant's first to its last. level: log intensity.
    certain: mean deaths of each month, drawn Poisson instead of from the regime.
    """
    country = world.country(plant.country)
    months = np.arange(plant.first_month, plant.last_month + 1)
    chapter = _chapter(
        world.truth.season[country], months, regimes, level=level, certain=certain, rng=rng
    )
    span = slice(plant.first_month - world.first_month, plant.last_month - world.first_month + 1)
    truth = msgspec.structs.replace(
        world.truth,
        plants=(*world.truth.plants, plant),
        **{
            name: _with(getattr(world.truth, name), country, span, chapter[name])
            for name in chapter
        },
    )
    events = world.events
    gone = (events.country == country) & np.isin(events.month, months)
    added = events_of(
        world,
        truth,
        (plant.first_month, plant.last_month),
        first_id=first_id,
        rng=rng,
        only=country,
    )
    return msgspec.structs.replace(world, truth=truth, events=events.take(~gone).joined(added))


def _chapter(
    season: Floats,
    months: Ints,
    regimes: list[Regime],
    *,
    level: float,
    certain: float | None,
    rng: np.random.Generator,
) -> dict[str, Column]:
    """What the truth says of the months, by the truth's field."""
    regime = np.array([int(one) for one in regimes])
    if certain is None:
        mean = conflict.BASE_MEAN[regime] * np.exp(level + season[(months - 1) % 12])
        expected = conflict.expected(regime, mean)
        probability = conflict.probability_of(25, regime, mean)
        deaths = conflict.draw_deaths(regime, mean, rng)
    else:
        expected = np.full(len(months), certain)
        probability = conflict.certain_probability_of(25, expected)
        deaths = rng.poisson(expected)
    return {
        "regimes": regime,
        "level": np.full(len(months), level),
        "wobble": np.zeros(len(months)),
        "expected": expected,
        "probability_25": probability,
        "deaths": deaths,
        "planted": np.ones(len(months), dtype=np.bool_),
    }


def _with(table: Column, country: int, span: slice, new: Column) -> Column:
    changed = table.copy()
    changed[country, span] = new
    return changed
