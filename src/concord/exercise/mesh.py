"""A plane cut into convex cells, and the ragged lines between them.

Cells are the Voronoi cells of a jittered hexagonal lattice. A ridge between two cells becomes
a fractal line (midpoint displacement) that stays inside the two triangles which the ridge
spans with its cells' sites. Those triangles tile the plane without overlap, so that no two
lines can ever cross: "noisy edges", A. Patel, Polygonal Map Generation, 2010.
"""

from typing import Final

import msgspec
import numpy as np

from concord.exercise.model import Flags, Floats, Ints

_ROOM: Final = 0.8  # share of a triangle's height that a line may use


class Mesh(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Cells and ridges. sites: (n, 2), corners: (v, 2); ridge_cells, ridge_ends: (r, 2)."""

    sites: Floats
    corners: Floats
    ridge_cells: Ints
    ridge_ends: Ints


def hexagons(width: float, height: float, spacing: float, rng: np.random.Generator) -> Floats:
    """Sites of a hexagonal lattice over a box, each moved by up to a third of the spacing."""
    row_height = spacing * np.sqrt(3) / 2
    rows, columns = int(height / row_height) + 1, int(width / spacing) + 1
    row, column = np.divmod(np.arange(rows * columns), columns)
    lattice = np.column_stack([(column + row % 2 / 2) * spacing, row * row_height])
    return lattice + rng.uniform(-spacing / 3, spacing / 3, lattice.shape)


def voronoi(sites: Floats) -> Mesh:
    """The cells of the sites; ridges that run to infinity are left out."""
    from scipy.spatial import Voronoi

    diagram = Voronoi(sites)
    ends = np.asarray(diagram.ridge_vertices, dtype=np.int64)
    finite = (ends >= 0).all(axis=1)
    cells = np.asarray(diagram.ridge_points, dtype=np.int64)[finite]
    ends = ends[finite]
    order = np.lexsort((cells.max(axis=1), cells.min(axis=1)))
    return Mesh(
        sites=sites,
        corners=np.asarray(diagram.vertices, dtype=np.float64),
        ridge_cells=cells[order],
        ridge_ends=ends[order],
    )


def ragged(
    mesh: Mesh, ridge: int, *, depth: int, roughness: float, rng: np.random.Generator
) -> Floats:
    """The fractal line of one ridge: (2**depth + 1, 2) points from its first end to its second.

    roughness: first displacement as a share of the ridge's length; each halving of the step
    takes the displacement down to 0.6 of itself.
    """
    start, end = mesh.corners[mesh.ridge_ends[ridge]]
    along = end - start
    length = float(np.hypot(*along))
    offsets = _bridge(depth, roughness * length, rng)
    t = np.linspace(0.0, 1.0, len(offsets))
    normal = np.array([-along[1], along[0]]) / length
    room: dict[bool, Floats] = {}
    for site in mesh.sites[mesh.ridge_cells[ridge]]:
        height = float((site - start) @ normal)
        room[height > 0] = _ROOM * abs(height) * _tent(t, float((site - start) @ along) / length**2)
    offsets = np.clip(offsets, -room[False], room[True])
    line: Floats = start + t[:, None] * along + offsets[:, None] * normal
    return line


def _bridge(depth: int, amplitude: float, rng: np.random.Generator) -> Floats:
    """Midpoint displacement from 0 to 0."""
    line = np.zeros(2)
    for _ in range(depth):
        middle = (line[:-1] + line[1:]) / 2 + rng.normal(0.0, amplitude, len(line) - 1)
        grown = np.empty(2 * len(line) - 1)
        grown[::2], grown[1::2] = line, middle
        line, amplitude = grown, amplitude * 0.6
    return line


def _tent(t: Floats, foot: float) -> Floats:
    """Height, relative to the apex, of a triangle over the unit base, apex above `foot`."""
    rising = t / foot if foot > 0 else np.full_like(t, np.inf)
    falling = (1 - t) / (1 - foot) if foot < 1 else np.full_like(t, np.inf)
    return np.minimum(rising, falling)


def outline(mesh: Mesh, lines: dict[int, Floats], inside: set[int]) -> list[Floats]:
    """The closed rings around a set of cells, from the lines of its outer ridges.

    Outer rings run counter-clockwise, holes clockwise; the largest outer ring stands first.
    """
    onward: dict[int, tuple[int, Floats]] = {}
    for ridge, line in lines.items():
        first, second = (int(cell) in inside for cell in mesh.ridge_cells[ridge])
        if first == second:
            continue
        start, end = (int(corner) for corner in mesh.ridge_ends[ridge])
        inner = mesh.sites[mesh.ridge_cells[ridge, 0 if first else 1]]
        if _is_left(inner, mesh.corners[start], mesh.corners[end]):
            onward[start] = (end, line)
        else:
            onward[end] = (start, line[::-1])
    return sorted(_chain(onward), key=area, reverse=True)


def area(ring: Floats) -> float:
    """The area of a closed ring, in square units of its points; negative where clockwise."""
    x, y = (ring - ring[0]).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def _is_left(point: Floats, start: Floats, end: Floats) -> bool:
    """Whether a point lies to the left of a line from start to end."""
    along, across = end - start, point - start
    return bool(along[0] * across[1] - along[1] * across[0] > 0)


def _chain(onward: dict[int, tuple[int, Floats]]) -> list[Floats]:
    """Closed rings from lines that each say at which corner they end."""
    rings = []
    while onward:
        first = min(onward)
        corner, parts = first, []
        while corner in onward:
            corner, line = onward.pop(corner)
            parts.append(line[:-1])
        rings.append(np.vstack([*parts, parts[0][:1]]))
    return rings


def contains(lon: Floats, lat: Floats, points: Floats) -> Flags:
    """Whether each of (n, 2) points lies inside a closed ring (even-odd rule)."""
    x, y = points[:, :1], points[:, 1:]
    crosses = (lat[:-1] > y) != (lat[1:] > y)
    rise = np.where(lat[1:] == lat[:-1], 1.0, lat[1:] - lat[:-1])
    at = lon[:-1] + (y - lat[:-1]) * (lon[1:] - lon[:-1]) / rise
    inside: Flags = (crosses & (x < at)).sum(axis=1) % 2 == 1
    return inside
