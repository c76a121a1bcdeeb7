"""The invented land in the vocabulary's form of an atlas, so that one map draws real and fictional.

Outer rings run counter-clockwise (RFC 7946, section 3.1.6), holes clockwise.
"""

import numpy as np

from concord.exercise.model import Province, World
from concord.vocabulary.atlas import Atlas, Ring


def country_atlas(world: World) -> Atlas:
    """The countries' outlines by alpha-3 code, and which of them share a border."""
    codes = [country.code for country in world.countries]
    pairs = np.argwhere(np.triu(world.neighbours)).tolist()
    return Atlas(
        polygons={code: (rings,) for code, rings in zip(codes, world.outlines, strict=True)},
        borders=frozenset((codes[one], codes[other]) for one, other in pairs),
    )


def province_atlas(world: World) -> Atlas:
    """The provinces' outlines by code (XAA-01), and which of them share a border."""
    users: dict[tuple[float, ...], list[str]] = {}
    for province in world.provinces:
        for side in _sides(province):
            users.setdefault(side, []).append(province.code)
    return Atlas(
        polygons={
            province.code: ((np.column_stack([province.lon, province.lat]),),)
            for province in world.provinces
        },
        borders=frozenset((min(codes), max(codes)) for codes in users.values() if len(codes) == 2),
    )


def _sides(province: Province) -> list[tuple[float, ...]]:
    """The sides of a province's ring, each written the same from both its sides."""
    points: Ring = np.column_stack([province.lon, province.lat])
    ends = zip(points[:-1].tolist(), points[1:].tolist(), strict=True)
    return [(*min(one, other), *max(one, other)) for one, other in ends]
