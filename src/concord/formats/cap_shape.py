"""Shapes as CAP writes them: pairs of latitude and longitude in WGS 84, divided by spaces."""

import math
from collections.abc import Sequence

from concord.formats.cap_model import Circle, Point


def parse_point(text: str) -> Point | None:
    """The point "latitude,longitude" names in decimal degrees; None for anything else."""
    numbers = _numbers(text.split(","))
    if len(numbers) != 2 or abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        return None
    return Point(latitude=numbers[0], longitude=numbers[1])


def parse_polygon(text: str) -> tuple[Point, ...] | None:
    """The corners of a ring, first and last the same; None if any pair or the ring is wrong.

    CAP 1.2 section 3.2.4: at least four pairs, and the first and last are the same.
    """
    points = tuple(parse_point(word) for word in text.split())
    whole = tuple(point for point in points if point is not None)
    if len(whole) < len(points) or len(whole) < 4 or whole[0] != whole[-1]:
        return None
    return whole


def parse_circle(text: str) -> Circle | None:
    """The circle "latitude,longitude radius" names, kilometres; None for anything else."""
    words = text.split()
    if len(words) != 2:
        return None
    centre, radius = parse_point(words[0]), _numbers(words[1:])
    if centre is None or not radius or radius[0] < 0:
        return None
    return Circle(centre=centre, radius_km=radius[0])


def _numbers(words: Sequence[str]) -> tuple[float, ...]:
    """The words as finite numbers in plain digits; empty if one is not."""
    try:
        numbers = tuple(float(word) for word in words if "_" not in word)
    except ValueError:
        return ()
    whole = len(numbers) == len(words) and all(math.isfinite(number) for number in numbers)
    return numbers if whole else ()
