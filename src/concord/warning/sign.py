"""The sign of a warning's level: a shape with a letter, so that colour never stands alone."""

from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree as ET

from concord.locales.catalogue import say
from concord.vocabulary.language import Language
from concord.warning.drawing import markup, number, put, write_text
from concord.warning.notice import Level
from concord.warning.wording import LETTERS

# Around (0, 0), about 18 wide, each with room for a letter: a disc, a square, a diamond.
_SHAPES: Final[Mapping[Level, str]] = {
    Level.YELLOW: "M-7.5 0a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0-15 0Z",
    Level.AMBER: "M-7-7H7V7H-7Z",
    Level.RED: "M0-9.5L9.5 0L0 9.5L-9.5 0Z",
}
_FOOT: Final = 4.0


def put_sign(
    parent: ET.Element,
    level: Level,
    language: Language,
    *,
    x: float,
    y: float,
    size: float = 1.0,
) -> ET.Element:
    """The sign with its middle at a point of a drawing; size: as a factor."""
    where = f"translate({number(x)} {number(y)}) scale({number(size)})"
    place = put(parent, "g", "place-of-sign", transform=where)
    sign = put(place, "g", "sign-mark")
    put(sign, "path", f"sign sign-{level}", d=_SHAPES[level])
    letter = say(LETTERS[level], language)
    css = f"letter letter-{level}"
    write_text(sign, letter, css, x=0, y=_FOOT, language=language, align="middle")
    return place


def draw_sign(level: Level, language: Language) -> str:
    """The sign alone, for a line of text that also names the level."""
    root = ET.Element(
        "svg",
        {"class": "drawing sign-only", "viewBox": "-10 -10 20 20", "aria-hidden": "true"},
    )
    put_sign(root, level, language, x=0, y=0)
    return markup(root)
