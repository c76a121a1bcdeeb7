"""One exercise world for all tests of the room, never changed, and a test of crossing lines."""

from collections.abc import Callable

import pytest

from concord.exercise.model import Floats, World
from concord.exercise.world import build_world


@pytest.fixture(scope="session")
def world() -> World:
    return build_world()


@pytest.fixture(scope="session")
def worlds() -> list[World]:
    """Worlds of several seeds, the default one not among them."""
    return [build_world(seed) for seed in range(2, 8)]


@pytest.fixture(scope="session")
def crossings() -> Callable[[Floats], int]:
    return _crossings


def _crossings(ring: Floats) -> int:
    """How many pairs of sides of a closed ring cross between their ends."""
    a, b = ring[:-1, None], ring[1:, None]
    c, d = ring[None, :-1], ring[None, 1:]

    def side(p: Floats, q: Floats, r: Floats) -> Floats:
        return (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (
            r[..., 0] - p[..., 0]
        )

    apart = (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)
    return int(apart.sum()) // 2
