"""The map of the brief as SVG: countries by five classes of chance, warnings by their signs.

Equal Earth, so that no country looks larger than it is (vocabulary.projection). A part of the
world is drawn around its own middle meridian. No boundary or name on it is a statement on anyone's
status: the disclaimer stands in its description, beside it in a page, in it as a file.
"""

import textwrap
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final
from xml.etree import ElementTree as ET

import msgspec
import numpy as np

from concord.locales.catalogue import Kind, say, write
from concord.vocabulary.atlas import Polygon, Ring
from concord.vocabulary.country import Gazetteer
from concord.vocabulary.language import Language
from concord.vocabulary.projection import equal_earth
from concord.warning.brief import Brief
from concord.warning.drawing import (
    canvas,
    line,
    mark_status,
    markup,
    number,
    put,
    round_step,
    write_text,
)
from concord.warning.notice import Level
from concord.warning.sign import put_sign

CLASSES: Final = (0.0, 0.02, 0.10, 0.25, 0.50)
"""Where each of the five classes of chance begins; the last ends at 1."""

Outlines = Mapping[str, tuple[Polygon, ...]]

_WIDTH, _TALLEST, _MARGIN = 720.0, 460.0, 10.0
_NOT_DRAWN: Final = "ATA"  # no one lives there, and it would take a third of the page
_KM_PER_DEGREE: Final = 111.19  # of a great circle on a sphere of 6,371 km
_BAR_PIXELS: Final = 100.0
_BAR_ROOM: Final = 22.0  # below the land, so that the bar stands in the sea
_WORLD_SIGN: Final = 0.7
_KEY_LINE: Final = 16.0
_LINE_CHARACTERS: Final = 130


class View(msgspec.Struct, frozen=True, kw_only=True):
    """How degrees become places on the drawing.

    meridian: the one in the middle; scale: drawing units for a unit of the plane; left, top: the
    plane's x and y at the drawing's corner; latitude: of the drawing's middle, where the bar holds;
    sign_size: as a factor, smaller where countries are small.
    """

    meridian: float
    scale: float
    left: float
    top: float
    height: float
    latitude: float
    sign_size: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point lies on the drawing."""
        around = (longitude - self.meridian + 180) % 360 - 180
        x, y = self.points(np.array([[around, latitude]]))[0]
        return float(x), float(y)

    def points(self, ring: Ring) -> Ring:
        """Where a ring that `cut` made lies on the drawing, (n, 2), to a tenth of a unit."""
        x, y = equal_earth(ring[:, 0], ring[:, 1])
        flat = np.column_stack([(x - self.left) * self.scale, (self.top - y) * self.scale])
        return np.asarray(np.round(flat, 1))


def draw_map(
    brief: Brief,
    outlines: Outlines,
    *,
    name: str,
    language: Language,
    places: Gazetteer,
    alone: bool = False,
) -> str:
    """The map of a brief as SVG; alone: with its key and the disclaimer drawn in, for a file.

    outlines: polygons by alpha-3 code, of the world or of a part; a country forecast that has none
    stands as a dot.
    """
    shown = {code: shapes for code, shapes in outlines.items() if code != _NOT_DRAWN}
    view = _view(shown)
    chances = {row.country: row.chance_25 for row in brief.rows}
    root = _map_canvas(
        brief, name, view.height + (_foot_height(language) if alone else 0), language
    )
    for code in sorted(shown):
        _country(root, code, shown[code], view, chances.get(code), language=language, places=places)
    for code in sorted(chances.keys() - shown.keys()):
        _dot(root, code, view, chances[code], language=language, places=places)
    for row in reversed(brief.rows):  # the gravest on top
        if row.level is not None:
            _sign(root, row.country, row.level, view, language=language, places=places)
    _scale_bar(root, view, language)
    if alone:
        _foot(root, view, language)
    mark_status(root, brief.status, language, x=_WIDTH - 4)
    return markup(root)


def class_of(chance: float | None) -> str:
    """The class of a chance, step-1 to step-5; no-data where there is no forecast."""
    if chance is None:
        return "no-data"
    return f"step-{int(np.searchsorted(CLASSES, chance, side='right'))}"


def key_of(language: Language) -> tuple[tuple[str, str], ...]:
    """The key in words: each class with what it means, the last for no data."""
    lines = [("step-1", say("map-below", language, {"share": CLASSES[1]}))]
    for step, (low, high) in enumerate(pairwise(CLASSES[1:]), start=2):
        words = say("map-between", language, {"share_low": low, "share_high": high})
        lines.append((f"step-{step}", words))
    lines.append(("step-5", say("map-from", language, {"share": CLASSES[-1]})))
    lines.append(("no-data", say("map-no-data", language)))
    return tuple(lines)


def cut(ring: Ring, meridian: float) -> tuple[Ring, ...]:
    """A closed ring as degrees east of a meridian, cut where it runs over the far side.

    ring: (n, 2) longitude and latitude; returns closed rings whose longitudes are within 180 of 0.
    """
    east = np.unwrap(ring[:, 0] - meridian, period=360.0)
    parts = []
    for turn in (-360.0, 0.0, 360.0):
        moved = np.column_stack([east + turn, ring[:, 1]])
        if moved[:, 0].min() >= 180 or moved[:, 0].max() <= -180:
            continue
        part = _clip(_clip(moved, 180.0, 1.0), -180.0, -1.0)
        if len(part) > 3:
            parts.append(part)
    return tuple(parts)


def _clip(ring: Ring, limit: float, side: float) -> Ring:
    """What of a closed ring lies on one side of a meridian (Sutherland & Hodgman 1974)."""
    out = side * (ring[:, 0] - limit) > 0
    if not out.any():
        return ring
    kept: list[tuple[float, float]] = []
    for (one, is_out), (other, next_out) in pairwise(zip(ring.tolist(), out.tolist(), strict=True)):
        if not is_out:
            kept.append((one[0], one[1]))
        if is_out != next_out:
            share = (limit - one[0]) / (other[0] - one[0])
            kept.append((limit, one[1] + share * (other[1] - one[1])))
    return np.array([*kept, kept[0]]) if kept else np.empty((0, 2))


def _view(outlines: Outlines) -> View:
    """The view that holds all outlines; over half the world around, it is the world's."""
    rings = [polygon[0] for shapes in outlines.values() for polygon in shapes]
    every = np.concatenate(rings) if rings else np.array([[-180.0, -58.0], [180.0, 84.0]])
    west, east = float(every[:, 0].min()), float(every[:, 0].max())
    is_world = east - west > 180
    meridian = 0.0 if is_world else (west + east) / 2
    around = (every[:, 0] - meridian + 180) % 360 - 180
    x, y = equal_earth(around, every[:, 1])
    width, height = max(float(np.ptp(x)), 1e-6), max(float(np.ptp(y)), 1e-6)
    scale = min((_WIDTH - 2 * _MARGIN) / width, (_TALLEST - 2 * _MARGIN) / height)
    return View(
        meridian=meridian,
        scale=scale,
        left=float(x.min() + x.max()) / 2 - _WIDTH / 2 / scale,
        top=float(y.max()) + _MARGIN / scale,
        height=height * scale + 2 * _MARGIN + _BAR_ROOM,
        latitude=float(every[:, 1].min() + every[:, 1].max()) / 2,
        sign_size=_WORLD_SIGN if is_world else 1.0,
    )


def _map_canvas(brief: Brief, name: str, height: float, language: Language) -> ET.Element:
    title = say(
        "map-title",
        language,
        {"first_month": brief.months[0], "last_month": brief.months[-1]},
    )
    about = f"{say('map-about', language)} {say('map-disclaimer', language)}"
    root = canvas(name, _WIDTH, height, title=title, about=about, language=language)
    root.set("class", "drawing map")
    hatch = ET.SubElement(root, "defs")
    pattern = ET.SubElement(
        hatch,
        "pattern",
        {"id": "hatch", "width": "5", "height": "5", "patternUnits": "userSpaceOnUse"},
    )
    put(pattern, "rect", "hatch-ground", x=0, y=0, width=5, height=5)
    put(pattern, "path", "hatch-line", d="M-1 1L1-1M0 5L5 0M4 6L6 4")
    return root


def _country(
    root: ET.Element,
    code: str,
    shapes: Iterable[Polygon],
    view: View,
    chance: float | None,
    *,
    language: Language,
    places: Gazetteer,
) -> None:
    rings = (part for polygon in shapes for ring in polygon for part in cut(ring, view.meridian))
    d = "".join(_closed(view.points(part)) for part in rings)
    if d:
        path = put(root, "path", f"place {class_of(chance)}", d=d, fill_rule="evenodd")
        ET.SubElement(path, "title").text = _named(code, chance, language, places)


def _closed(points: Ring) -> str:
    """The closed path through points; nothing where they fall together on the drawing."""
    moved = np.any(points[1:] != points[:-1], axis=1)
    kept = points[np.concatenate([[True], moved])]
    return line((float(x), float(y)) for x, y in kept[:-1]) + "Z" if len(kept) > 3 else ""


def _dot(
    root: ET.Element,
    code: str,
    view: View,
    chance: float,
    *,
    language: Language,
    places: Gazetteer,
) -> None:
    country = places.by_code(code)
    if country is not None:
        x, y = view.at(country.longitude, country.latitude)
        dot = put(root, "circle", f"place {class_of(chance)}", cx=x, cy=y, r=2.5)
        ET.SubElement(dot, "title").text = _named(code, chance, language, places)


def _named(code: str, chance: float | None, language: Language, places: Gazetteer) -> str:
    figure = say("map-no-data", language) if chance is None else write(Kind.SHARE, chance, language)
    if places.by_code(code) is None:  # a shape that is given to no country
        return figure
    return f"{write(Kind.COUNTRY, code, language, places=places)}: {figure}"


def _sign(
    root: ET.Element,
    code: str,
    level: Level,
    view: View,
    *,
    language: Language,
    places: Gazetteer,
) -> None:
    country = places.by_code(code)
    if country is not None:
        x, y = view.at(country.longitude, country.latitude)
        put_sign(root, level, language, x=x, y=y, size=view.sign_size)


def _scale_bar(root: ET.Element, view: View, language: Language) -> None:
    """A bar of round length, true at the drawing's middle."""
    x, _ = equal_earth(np.array([0.0, 1.0]), np.full(2, view.latitude))
    km = _KM_PER_DEGREE * np.cos(np.radians(view.latitude))
    units_per_km = float(x[1] - x[0]) * view.scale / km
    length = round_step(_BAR_PIXELS / units_per_km, 1)
    end, foot = _MARGIN + length * units_per_km, view.height - _MARGIN
    put(
        root,
        "path",
        "scale",
        d=f"M{number(_MARGIN)} {number(foot - 4)}v4H{number(end)}v-4",
    )
    words = say("map-scale", language, {"number": length})
    write_text(root, words, "tick", x=_MARGIN, y=foot - 8, language=language)


def _foot_height(language: Language) -> float:
    return _KEY_LINE * (len(key_of(language)) + len(_disclaimer(language)) + 1)


def _foot(root: ET.Element, view: View, language: Language) -> None:
    y = view.height + _KEY_LINE
    for css, words in key_of(language):
        put(root, "rect", f"place {css}", x=_MARGIN, y=y - 10, width=18, height=12)
        write_text(root, words, "tick", x=_MARGIN + 26, y=y, language=language)
        y += _KEY_LINE
    is_rtl = language is Language.AR
    x, align = (_WIDTH - _MARGIN, "right") if is_rtl else (_MARGIN, "left")
    for words in _disclaimer(language):
        write_text(root, words, "burned", x=x, y=y, language=language, align=align)
        y += _KEY_LINE


def _disclaimer(language: Language) -> list[str]:
    # A Chinese sign is twice as wide as a letter and has no spaces around it.
    width = _LINE_CHARACTERS // 2 if language is Language.ZH else _LINE_CHARACTERS
    return textwrap.wrap(say("map-disclaimer", language), width)
