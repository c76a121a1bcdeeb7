"""Building the exercise world: land, organizations, history, and the stories planted in it."""

from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np

from concord.exercise import onset, spill_over, surge
from concord.exercise.chapter import events_of
from concord.exercise.conflict import make_setting
from concord.exercise.history import make_truth
from concord.exercise.land import make_land
from concord.exercise.model import REGION_NAME, Events, ExerciseCountry, ExerciseOrganization, World
from concord.exercise.names import names_of, rows
from concord.exercise.stream import stream
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId, label, parse_month

DEFAULT_SEED: Final = 1
FIRST_MONTH: Final = parse_month("1990-01")
LAST_MONTH: Final = parse_month("2024-12")
SHORTEST: Final = 36  # months of history that the planted stories need
_FIRST_ID: Final = 9_000_000

# A story is planted by a module of its own, from a random stream of its own name; later ones
# see what earlier ones planted. A desk adds a line here.
PLANTS: Final[tuple[tuple[str, Callable[[World, np.random.Generator], World]], ...]] = (
    (onset.NAME, onset.plant),
    (spill_over.NAME, spill_over.plant),
    (surge.NAME, surge.plant),
)


def build_world(
    seed: int = DEFAULT_SEED,
    *,
    first_month: MonthId = FIRST_MONTH,
    last_month: MonthId = LAST_MONTH,
) -> World:
    """The exercise world of a seed, always the same; InputError for a bad seed or months."""
    _check(seed, first_month, last_month)
    land = make_land(seed)
    setting = make_setting(land.neighbours, stream(seed, "setting"))
    truth = make_truth(seed, setting, land.provinces, first_month, last_month)
    bare = World(
        seed=seed,
        name=REGION_NAME,
        organizations=organizations(land.countries),
        countries=land.countries,
        provinces=land.provinces,
        neighbours=land.neighbours,
        outlines=land.outlines,
        first_month=first_month,
        last_month=last_month,
        events=Events.none(),
        truth=truth,
    )
    events = events_of(
        bare, truth, (first_month, last_month), first_id=_FIRST_ID, rng=stream(seed, "events")
    )
    world = msgspec.structs.replace(bare, events=events)
    for name, plant in PLANTS:
        world = plant(world, stream(seed, name))
    return world


def _check(seed: int, first: MonthId, last: MonthId) -> None:
    if seed < 0:
        raise InputError(f"seed {seed}: give a whole number from 0 up")
    if last - first + 1 < SHORTEST:
        raise InputError(
            f"exercise from {label(first)} to {label(last)}: give at least {SHORTEST} months"
        )


def organizations(countries: tuple[ExerciseCountry, ...]) -> tuple[ExerciseOrganization, ...]:
    """The two fictional organizations: a regional centre for all, a community of the west."""
    codes = tuple(country.code for country in countries)
    members = {"all": codes, "west": codes[: len(codes) // 2]}
    return tuple(
        ExerciseOrganization(
            code=row["code"], kind=row["kind"], names=names_of(row), members=members[row["members"]]
        )
        for row in rows("organizations.csv")
    )
