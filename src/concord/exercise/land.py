"""Where the exercise takes place: an invented land in the empty South Pacific.

Cells of a mesh rise above the sea by a noisy field; connected groups of them are countries,
each cell a province. No real land lies within 300 km of the box (Natural Earth 1:50m, tested).
"""

from typing import Final

import msgspec
import numpy as np

from concord.exercise import mesh as meshes
from concord.exercise.mesh import Mesh
from concord.exercise.model import ExerciseCountry, Flags, Floats, Ints, Province
from concord.exercise.names import names_of, province_names, rows, settlement_names
from concord.exercise.stream import stream

WEST, EAST, SOUTH, NORTH = -130.0, -95.0, -50.0, -31.0  # degrees; no real land inside
_SQUEEZE: Final = float(np.cos(np.radians(40)))  # a degree of longitude at 40 S, in latitude's
_SPACING: Final = 1.45  # degrees between provinces
_LAND_CELLS: Final = 132
_SMALLEST_ISLAND: Final = 3  # provinces
_SETTLEMENTS: Final = 6  # of each province
_PEOPLE_PER_PROVINCE: Final = 900_000
_DEPTH: Final = {"coast": 5, "border": 4, "province": 3}
_ROUGHNESS: Final = {"coast": 0.2, "border": 0.09, "province": 0.06}


class Land(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The invented map: countries, provinces, borders, and each country's outline."""

    countries: tuple[ExerciseCountry, ...]
    provinces: tuple[Province, ...]
    neighbours: Flags
    outlines: tuple[tuple[Floats, ...], ...]


def make_land(seed: int) -> Land:
    """The map of a seed; each part of it draws from a random stream of its own."""
    rng = stream(seed, "land")
    mesh = _ocean(rng)
    pairs = _pairs(mesh)
    land = _rise(mesh, pairs, rng)
    owner = _found_countries(mesh, pairs, land, len(rows("countries.csv")), rng)
    lines = _draw_lines(mesh, owner, stream(seed, "coast"))
    members = [np.flatnonzero(owner == country) for country in range(owner.max() + 1)]
    provinces = _provinces(mesh, lines, members, stream(seed, "places"))
    return Land(
        countries=_countries(mesh, members, stream(seed, "people")),
        provinces=provinces,
        neighbours=_borders(pairs, owner),
        outlines=tuple(
            tuple(meshes.outline(mesh, lines, set(group.tolist()))) for group in members
        ),
    )


def to_degrees(plane: Floats) -> Floats:
    """Plane coordinates as (lon, lat) degrees, to five decimals (about a metre)."""
    degrees: Floats = np.round(plane / [_SQUEEZE, 1.0] + [WEST, SOUTH], 5)
    return degrees


def _ocean(rng: np.random.Generator) -> Mesh:
    return meshes.voronoi(meshes.hexagons((EAST - WEST) * _SQUEEZE, NORTH - SOUTH, _SPACING, rng))


def _pairs(mesh: Mesh) -> list[set[int]]:
    """For each cell, the cells it shares a ridge with."""
    pairs: list[set[int]] = [set() for _ in mesh.sites]
    for one, other in mesh.ridge_cells.tolist():
        pairs[one].add(other)
        pairs[other].add(one)
    return pairs


def _rise(mesh: Mesh, pairs: list[set[int]], rng: np.random.Generator) -> set[int]:
    """The cells above the sea: the highest of a field, without islets and without lakes."""
    centre = mesh.sites.mean(axis=0)
    reach = centre - 1.6 * _SPACING
    away = np.abs(mesh.sites - centre) / reach
    height = -(away**2.5).sum(axis=1)
    for wavelength in (12.0, 8.0, 6.0, 4.5):
        angle, phase = rng.uniform(0, 2 * np.pi, 2)
        wave = mesh.sites @ [np.cos(angle), np.sin(angle)] * 2 * np.pi / wavelength
        height += 0.45 * np.sin(wave + phase)
    height[(away >= 1).any(axis=1)] = -np.inf
    high = set(np.argsort(-height, kind="stable")[:_LAND_CELLS].tolist())
    kept = {cell for part in _parts(high, pairs) if len(part) >= _SMALLEST_ISLAND for cell in part}
    waters = _parts(set(range(len(mesh.sites))) - kept, pairs)
    return kept.union(*(part for part in waters if np.isfinite(height[part]).all()))


def _parts(cells: set[int], pairs: list[set[int]]) -> list[list[int]]:
    """The connected parts of a set of cells, the largest first."""
    left, parts = set(cells), []
    while left:
        part = [min(left)]
        left.discard(part[0])
        for cell in part:
            reached = sorted(pairs[cell] & left)
            left.difference_update(reached)
            part.extend(reached)
        parts.append(part)
    return sorted(parts, key=lambda part: (-len(part), part[0]))


def _found_countries(
    mesh: Mesh, pairs: list[set[int]], land: set[int], count: int, rng: np.random.Generator
) -> Ints:
    """The country of each cell, -1 at sea; connected groups, numbered from west to east."""
    seeds = _capitals(mesh, _parts(land, pairs), count, rng)
    owner = np.full(len(mesh.sites), -1, dtype=np.int64)
    owner[seeds] = np.arange(count)
    appetite = rng.lognormal(0.0, 0.4, count)
    size = np.ones(count)
    open_countries = set(range(count))
    while open_countries:
        country = min(open_countries, key=lambda one: (size[one] / appetite[one], one))
        free = {
            cell
            for mine in np.flatnonzero(owner == country).tolist()
            for cell in pairs[mine]
            if cell in land and owner[cell] < 0
        }
        if not free:
            open_countries.discard(country)
            continue
        home = mesh.sites[seeds[country]]
        owner[min(free, key=lambda cell: (_distance(mesh.sites[cell], home), cell))] = country
        size[country] += 1
    west = np.argsort([mesh.sites[owner == country, 0].mean() for country in range(count)])
    rank = np.empty(count, dtype=np.int64)
    rank[west] = np.arange(count)
    return np.where(owner >= 0, rank[owner], -1)


def _capitals(
    mesh: Mesh, parts: list[list[int]], count: int, rng: np.random.Generator
) -> list[int]:
    """One cell in each island, then those farthest from all before."""
    chosen = [part[int(rng.integers(len(part)))] for part in parts[:count]]
    cells = np.array(sorted(cell for part in parts for cell in part))
    gap = np.full(len(cells), np.inf)
    for cell in chosen:
        gap = np.minimum(gap, np.hypot(*(mesh.sites[cells] - mesh.sites[cell]).T))
    while len(chosen) < count:
        chosen.append(int(cells[np.argmax(gap)]))
        gap = np.minimum(gap, np.hypot(*(mesh.sites[cells] - mesh.sites[chosen[-1]]).T))
    return chosen


def _distance(one: Floats, other: Floats) -> float:
    return float(np.hypot(*(one - other)))


def _draw_lines(mesh: Mesh, owner: Ints, rng: np.random.Generator) -> dict[int, Floats]:
    """The line of every ridge that touches land, in degrees, shared by both its sides."""
    lines = {}
    for ridge, (one, other) in enumerate(owner[mesh.ridge_cells].tolist()):
        if one < 0 and other < 0:
            continue
        kind = "coast" if min(one, other) < 0 else "province" if one == other else "border"
        lines[ridge] = to_degrees(
            meshes.ragged(mesh, ridge, depth=_DEPTH[kind], roughness=_ROUGHNESS[kind], rng=rng)
        )
    return lines


def _provinces(
    mesh: Mesh, lines: dict[int, Floats], members: list[Ints], rng: np.random.Generator
) -> tuple[Province, ...]:
    codes = [row["code"] for row in rows("countries.csv")]
    count = sum(len(group) for group in members)
    names = iter(province_names(count, rng))
    towns = iter(settlement_names(count * _SETTLEMENTS, rng))
    made = []
    for code, group in zip(codes, members, strict=True):
        for place, cell in enumerate(group.tolist(), start=1):
            (ring,) = meshes.outline(mesh, lines, {cell})
            made.append(
                Province(
                    code=f"{code}-{place:02d}",
                    country=code,
                    names=next(names),
                    lon=ring[:, 0],
                    lat=ring[:, 1],
                    centre=_point(to_degrees(mesh.sites[cell])),
                    settlements=_points_inside(ring, _SETTLEMENTS, rng),
                    settlement_names=tuple(next(towns) for _ in range(_SETTLEMENTS)),
                )
            )
    return tuple(made)


def _point(pair: Floats) -> tuple[float, float]:
    return float(pair[0]), float(pair[1])


def _points_inside(ring: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Points spread evenly over a ring's inside, to four decimals."""
    found = np.empty((0, 2))
    while len(found) < count:
        tries = np.round(rng.uniform(ring.min(axis=0), ring.max(axis=0), (4 * count, 2)), 4)
        found = np.vstack([found, tries[meshes.contains(ring[:, 0], ring[:, 1], tries)]])
    return found[:count]


def _countries(
    mesh: Mesh, members: list[Ints], rng: np.random.Generator
) -> tuple[ExerciseCountry, ...]:
    made = []
    for row, group in zip(rows("countries.csv"), members, strict=True):
        sites = mesh.sites[group]
        middle = np.argmin(np.hypot(*(sites - sites.mean(axis=0)).T))
        people = len(group) * _PEOPLE_PER_PROVINCE * rng.lognormal(0.0, 0.8)
        made.append(
            ExerciseCountry(
                code=row["code"],
                alpha2=row["alpha2"],
                numeric=int(row["numeric"]),
                gw=int(row["gw"]),
                views=int(row["views"]),
                names=names_of(row),
                label=_point(to_degrees(sites[middle])),
                population=1000 * round(people / 1000),
            )
        )
    return tuple(made)


def _borders(pairs: list[set[int]], owner: Ints) -> Flags:
    """Which countries share a land border: symmetric, false on the diagonal."""
    count = int(owner.max()) + 1
    neighbours = np.zeros((count, count), dtype=np.bool_)
    for cell, others in enumerate(pairs):
        for other in others:
            if owner[cell] >= 0 and owner[other] >= 0 and owner[cell] != owner[other]:
                neighbours[owner[cell], owner[other]] = True
    return neighbours
