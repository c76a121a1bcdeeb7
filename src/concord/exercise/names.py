"""Fictional names in six languages, invented for the exercise and composed from two tables.

Countries and organizations stand in data/; provinces and settlements are put together from
syllables (data/syllables.csv) that carry their own transliteration.
"""

import csv
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np

from concord.exercise.model import Names


class Syllable(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a name, written in the four scripts."""

    place: str
    latin: str
    ru: str
    ar: str
    zh: str


def rows(table: str) -> list[dict[str, str]]:
    """The rows of one of the room's tables, by column."""
    text = (files("concord.exercise") / "data" / table).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def names_of(row: dict[str, str]) -> Names:
    """The six names that a row of a table holds."""
    return msgspec.convert({key: row[key] for key in Names.__struct_fields__}, Names)


@cache
def syllables(place: str) -> tuple[Syllable, ...]:
    """The syllables that stand first, middle or last in a name."""
    every = msgspec.convert(rows("syllables.csv"), list[Syllable])
    return tuple(syllable for syllable in every if syllable.place == place)


def _compose(parts: tuple[Syllable, ...]) -> Names:
    latin, ru, ar, zh = (
        "".join(getattr(part, script) for part in parts) for script in ("latin", "ru", "ar", "zh")
    )
    return Names(en=latin, fr=latin, ru=ru, es=latin, ar=ar, zh=zh)


def province_names(count: int, rng: np.random.Generator) -> list[Names]:
    """So many different two-syllable names."""
    first, last = syllables("first"), syllables("last")
    picks = rng.permutation(len(first) * len(last))[:count]
    return [_compose((first[pick // len(last)], last[pick % len(last)])) for pick in picks]


def settlement_names(count: int, rng: np.random.Generator) -> list[str]:
    """So many different three-syllable names, in Latin script as GED writes places."""
    first, middle, last = syllables("first"), syllables("middle"), syllables("last")
    picks = rng.permutation(len(first) * len(middle) * len(last))[:count]
    outer, ends = np.divmod(picks, len(last))
    starts, joints = np.divmod(outer, len(middle))
    return [
        first[start].latin + middle[joint].latin + last[end].latin
        for start, joint, end in zip(starts, joints, ends, strict=True)
    ]
