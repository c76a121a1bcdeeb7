"""The world's outlines for maps: TopoJSON decoded into rings of longitude and latitude by country.

The files are brought in when the package is built (hatch_build.py). Format: the TopoJSON Format
Specification (Bostock & Metcalf), version 1.0.0, as far as the atlas uses it: quantized, with
MultiPolygon and Polygon. Shapes without an ISO code are drawn with the country that
data/atlas_overlay.csv names. No boundary or name here is a statement on anyone's status.
"""

import csv
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

import msgspec
import numpy as np
import numpy.typing as npt

from concord.vocabulary.errors import InputError

Ring = npt.NDArray[np.float64]
Polygon = tuple[Ring, ...]


class Resolution(StrEnum):
    """How fine the outlines are: the scale of the map they were drawn for."""

    COARSE = "110m"
    FINE = "50m"


class Overlay(msgspec.Struct, frozen=True, kw_only=True):
    """A shape without an ISO code, and the country it is drawn and counted with, if any."""

    code: str
    drawn_with: str | None
    note: str


class Atlas(msgspec.Struct, frozen=True, kw_only=True):
    """Outlines by alpha-3 code, and which countries share a line.

    polygons: for each code its polygons, each an outer ring and then its holes, each ring an array
    (n, 2) of longitude and latitude in degrees whose last point is its first; a place smaller than
    the file's grid (at 50m the Holy See) has none. borders: the pairs of codes, each in
    alphabetical order, that have a stretch of boundary in common.
    """

    polygons: Mapping[str, tuple[Polygon, ...]]
    borders: frozenset[tuple[str, str]]


_RingArcs = Annotated[list[int], msgspec.Meta(min_length=1)]
_Arc = Annotated[list[tuple[int, int]], msgspec.Meta(min_length=2)]


class _Properties(msgspec.Struct, frozen=True):
    a3: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]


class _MultiPolygon(msgspec.Struct, tag_field="type", tag="MultiPolygon", frozen=True):
    properties: _Properties
    arcs: list[list[_RingArcs]]

    def polygons(self) -> list[list[list[int]]]:
        return self.arcs


class _SinglePolygon(msgspec.Struct, tag_field="type", tag="Polygon", frozen=True):
    properties: _Properties
    arcs: list[_RingArcs]

    def polygons(self) -> list[list[list[int]]]:
        return [self.arcs]


class _Collection(msgspec.Struct, frozen=True):
    geometries: list[_MultiPolygon | _SinglePolygon]


class _Objects(msgspec.Struct, frozen=True):
    countries: _Collection


class _Transform(msgspec.Struct, frozen=True):
    scale: tuple[float, float]
    translate: tuple[float, float]


class _Topology(msgspec.Struct, frozen=True):
    transform: _Transform
    objects: _Objects
    arcs: list[_Arc]


@cache
def load_atlas(resolution: Resolution = Resolution.COARSE) -> Atlas:
    """The packaged atlas; InputError where the package was installed without it."""
    name = f"world-{resolution}.json"
    file = files("concord.vocabulary") / "data" / "atlas" / name
    try:
        content = file.read_bytes()
    except OSError:
        raise InputError(
            f"map outlines {name}: not in this installation; install concord again with a network"
        ) from None
    return decode_atlas(content, overlays())


@cache
def overlays() -> tuple[Overlay, ...]:
    """The shapes of the atlas that have no ISO code, from data/atlas_overlay.csv."""
    file = files("concord.vocabulary") / "data" / "atlas_overlay.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return tuple(
        Overlay(code=row["code"], drawn_with=row["drawn_with"] or None, note=row["note"])
        for row in rows
    )


def decode_atlas(content: bytes, overlay: Iterable[Overlay] = ()) -> Atlas:
    """The atlas of a TopoJSON with an object `countries` whose shapes carry `a3`.

    InputError for anything else, and for a shape that uses an arc the file does not hold.
    """
    try:
        topology = msgspec.json.decode(content, type=_Topology)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"map outlines: not a TopoJSON of countries ({error})") from None
    drawn_with = {shape.code: shape.drawn_with or shape.code for shape in overlay}
    arcs = [_absolute(arc, topology.transform) for arc in topology.arcs]
    polygons: dict[str, tuple[Polygon, ...]] = {}
    users: list[set[str]] = [set() for _ in arcs]
    for geometry in topology.objects.countries.geometries:
        own_code = geometry.properties.a3
        code = drawn_with.get(own_code, own_code)
        shapes = geometry.polygons()
        _note_users(shapes, code, users)
        polygons[code] = polygons.get(code, ()) + _polygons(shapes, arcs)
    return Atlas(polygons=polygons, borders=_pairs(users))


def _absolute(arc: list[tuple[int, int]], transform: _Transform) -> Ring:
    # TopoJSON 1.0.0 §2.1.3 and §2.1.4: the first position is whole, each further one a step from
    # the one before; then scaled and moved.
    steps = np.asarray(arc, dtype=np.int64).reshape(-1, 2)
    absolute = np.cumsum(steps, axis=0) * transform.scale + transform.translate
    return np.asarray(absolute, dtype=np.float64)


def _polygons(shapes: list[list[list[int]]], arcs: list[Ring]) -> tuple[Polygon, ...]:
    # Islands smaller than the grid come as one point twice, which no one can draw.
    rings = (tuple(_ring(ring, arcs) for ring in polygon) for polygon in shapes)
    whole = (tuple(ring for ring in polygon if len(ring) >= 4) for polygon in rings)
    return tuple(polygon for polygon in whole if polygon)


def _ring(indexes: list[int], arcs: list[Ring]) -> Ring:
    # §2.1.4: ~i is arc i backwards; an arc starts where the one before it ended.
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indexes]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _note_users(shapes: list[list[list[int]]], code: str, users: list[set[str]]) -> None:
    for index in (i for polygon in shapes for ring in polygon for i in ring):
        place = index if index >= 0 else ~index
        if place >= len(users):
            raise InputError(f"map outlines: the shape of {code} uses arc {place}, which is absent")
        users[place].add(code)


def _pairs(users: list[set[str]]) -> frozenset[tuple[str, str]]:
    return frozenset((a, b) for codes in users for a in codes for b in codes if a < b)
