"""Two releases of the world's events, so that "as of" and "why did it change" have an answer.

EX.1 ends a month before the world does and knows less: some recent events are not yet in it,
others stand there with an earlier count. EX.2 holds every event with its true count.
"""

from enum import StrEnum
from typing import Final

import msgspec
import numpy as np

from concord.exercise.model import Events, Flags, Floats, Ints, World
from concord.exercise.stream import stream
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId
from concord.vocabulary.status import Status

_LATE_SHARE: Final = 0.22  # of the events of the newest month, falling with age
_LATE_MONTHS: Final = 4.0
_REVISED_SHARE: Final = 0.15
_REVISED_MONTHS: Final = 12.0
_UPWARD: Final = 0.8  # of the revisions raise the count
_BLOCK: Final = 100_000  # ids that share one random stream


class Version(StrEnum):
    """The releases of the exercise world, the older first."""

    FIRST = "EX.1"
    SECOND = "EX.2"


class Release(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The events of a world as one release tells them, up to its last month."""

    version: Version
    last_month: MonthId
    events: Events
    status: Status = Status.EXERCISE


class Revisions(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What EX.2 knows better than EX.1, for each event of the world.

    is_late: (n,) true where EX.1 has no such event though it was over by then.
    earlier_best: (n,) the count that EX.1 gives, where it has the event.
    """

    is_late: Flags
    earlier_best: Ints


def release(world: World, version: str) -> Release:
    """The release of a version, EX.1 or EX.2; InputError for any other."""
    match version:
        case Version.FIRST:
            return _first(world)
        case Version.SECOND:
            return Release(version=Version.SECOND, last_month=world.last_month, events=world.events)
        case _:
            known = ", ".join(Version)
            raise InputError(f"exercise release {version!r}: there is none; choose of {known}")


def revisions(world: World) -> Revisions:
    """What changed between the two releases, most of it upward and in recent months."""
    events = world.events
    late, revised, upward, size = _chances(world).T
    age = np.maximum(world.last_month - 1 - events.month, 0)
    grown = np.floor(events.best * (0.3 + 0.6 * size)).astype(np.int64)
    shrunk = events.best + 1 + np.floor(0.5 * events.best * size).astype(np.int64)
    other = np.where(upward < _UPWARD, grown, shrunk)
    is_revised = revised < _REVISED_SHARE * np.exp(-age / _REVISED_MONTHS)
    return Revisions(
        is_late=late < _LATE_SHARE * np.exp(-age / _LATE_MONTHS),
        earlier_best=np.where(is_revised, other, events.best),
    )


def _first(world: World) -> Release:
    changed = revisions(world)
    best = changed.earlier_best
    known = ~changed.is_late & (world.events.month < world.last_month)
    earlier = msgspec.structs.replace(
        world.events,
        best=best,
        low=np.minimum(world.events.low, best),
        high=np.maximum(world.events.high, best),
        civilians=np.minimum(world.events.civilians, best),
    )
    return Release(
        version=Version.FIRST,
        last_month=MonthId(world.last_month - 1),
        events=earlier.take(known),
    )


def _chances(world: World) -> Floats:
    """Four uniform numbers for each event, (n, 4), that depend on the seed and its id only."""
    block, place = np.divmod(world.events.id, _BLOCK)
    drawn = np.empty((len(block), 4))
    for one in np.unique(block).tolist():
        table = stream(world.seed, f"revisions {one}").random((_BLOCK, 4))
        drawn[block == one] = table[place[block == one]]
    return drawn
