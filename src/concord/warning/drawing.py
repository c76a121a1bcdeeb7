"""The ground that drawings share: SVG elements, text in any script, scales.

Drawings are written as SVG elements here, not by a plotting library, for what the brief's page
asks: a content security policy without inline styles, colours that follow day and night, text of
six scripts laid out by the reader's own fonts, and the same bytes each time. Colours stand in
templates/drawing.css alone, by class.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Final
from xml.etree import ElementTree as ET

from concord.locales.catalogue import say
from concord.vocabulary.language import Direction, Language
from concord.vocabulary.status import Status

Point = tuple[float, float]

_NAMESPACE: Final = "http://www.w3.org/2000/svg"


def canvas(
    name: str, width: float, height: float, *, title: str, about: str, language: Language
) -> ET.Element:
    """An empty drawing that screen readers announce by its title and description.

    name: unlike that of any other drawing on the page.
    """
    root = ET.Element(
        "svg",
        {
            "class": "drawing",
            "viewBox": f"0 0 {number(width)} {number(height)}",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-about",
            "lang": language.value,
        },
    )
    ET.SubElement(root, "title", {"id": f"{name}-title"}).text = title
    ET.SubElement(root, "desc", {"id": f"{name}-about"}).text = about
    return root


def markup(root: ET.Element) -> str:
    """The drawing as it stands in a page."""
    return ET.tostring(root, encoding="unicode")


def as_file(drawing: str) -> bytes:
    """A drawing as a file of its own, with its colours in it."""
    style = f"<style>{drawing_css()}</style>"
    head, rest = drawing.split(">", 1)
    text = f'{head} xmlns="{_NAMESPACE}">{style}{rest}\n'
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + text).encode()


@cache
def drawing_css() -> str:
    """The colours and lines of drawings, by class, for day and night."""
    return (files("concord.warning") / "templates" / "drawing.css").read_text(encoding="utf-8")


def put(parent: ET.Element, tag: str, css: str, **attributes: float | str) -> ET.Element:
    """One more element; numbers are written short, underscores in names become hyphens."""
    written = {
        name.replace("_", "-"): value if isinstance(value, str) else number(value)
        for name, value in attributes.items()
    }
    return ET.SubElement(parent, tag, {"class": css, **written})


def write_text(
    parent: ET.Element,
    text: str,
    css: str,
    *,
    x: float,
    y: float,
    language: Language,
    align: str = "left",
) -> ET.Element:
    """Text at a point; align says which end of it, as seen, stands there: left, middle, right."""
    is_rtl = language.writing.direction is Direction.RTL
    ends = {"left": "start", "middle": "middle", "right": "end"}
    if is_rtl:  # SVG 2 §11.10.2: start and end follow the direction of the text
        ends |= {"left": "end", "right": "start"}
    element = put(parent, "text", css, x=x, y=y, text_anchor=ends[align])
    if is_rtl:
        element.set("direction", "rtl")
    element.text = text
    return element


def mark_status(root: ET.Element, status: Status, language: Language, *, x: float) -> None:
    """The word EXERCISE or TEST in the drawing's corner; nothing where it is actual."""
    words = {Status.EXERCISE: "status-exercise", Status.TEST: "status-test"}
    if status in words:
        word = say(words[status], language)
        write_text(root, word, "standing", x=x, y=14, language=language, align="right")


def line(points: Iterable[Point]) -> str:
    """The path through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def area(lower: Sequence[Point], upper: Sequence[Point]) -> str:
    """The closed path along one side and back along the other."""
    return line([*upper, *reversed(lower)]) + "Z"


def number(value: float) -> str:
    """A coordinate to a tenth, written short."""
    return f"{round(float(value), 1) + 0.0:g}" if abs(value) < 1e5 else f"{value:.0f}"


def round_step(span: float, steps: int) -> float:
    """The 1, 2 or 5 times a power of ten that cuts a span into about so many steps."""
    rough = span / steps
    power = 10.0 ** math.floor(math.log10(rough))
    return min((1.0, 2.0, 5.0, 10.0), key=lambda size: abs(size * power - rough)) * power
