"""Plots of the brief as SVG: the forecast fan, the interval in a row, calibration.

The fan: recorded months as a line with points, then the median with 50, 80 and 90 % intervals, the
threshold as a rule with its chance written on it, the last forecast as an outline. Deaths are on a
log(1 + deaths) scale: months differ by powers of ten, and many are 0.
"""

import math
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final
from xml.etree import ElementTree as ET

import msgspec

from concord.locales.catalogue import Kind, say, write
from concord.skill.calibration import ReliabilityBin
from concord.vocabulary.country import Gazetteer
from concord.vocabulary.language import Language
from concord.vocabulary.month import MonthId, year_month
from concord.vocabulary.status import Status
from concord.warning.brief import Fan
from concord.warning.drawing import (
    Point,
    area,
    canvas,
    line,
    mark_status,
    markup,
    number,
    put,
    write_text,
)
from concord.warning.notice import Band

_WIDTH, _HEIGHT = 440.0, 230.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 8.0, 30.0, 26.0
_LEAST_TOP: Final = 60.0
_INTERVALS: Final = (
    ("q05", "q95", "band-90"),
    ("q10", "q90", "band-80"),
    ("q25", "q75", "band-50"),
)
_SQUARE: Final = 280.0
_BAR_WIDTH, _BAR_HEIGHT = 96.0, 14.0


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """Where months and deaths lie in the fan."""

    first: MonthId
    last: MonthId
    top: float

    def x(self, month: float) -> float:
        """From the left edge of the first month's place to the right edge of the last's."""
        share = (month - self.first) / max(self.last - self.first, 1)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(self, deaths: float) -> float:
        """Nought at the foot."""
        share = math.log1p(max(deaths, 0.0)) / math.log1p(self.top)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def draw_fan(fan: Fan, *, name: str, language: Language, places: Gazetteer, status: Status) -> str:
    """The fan of one country, as SVG for a page; name: unlike any other drawing's there."""
    frame = _frame(fan)
    root = _fan_canvas(fan, name, language, places)
    _scale(root, frame, language)
    for low, high, css in _INTERVALS:
        put(root, "path", css, d=_between(fan.bands, low, high, frame))
    for edge in ("q05", "q95"):
        points = [(frame.x(band.month), frame.y(getattr(band, edge))) for band in _last(fan)]
        if points:
            put(root, "path", "last", d=line(points))
    median = [(frame.x(band.month), frame.y(band.q50)) for band in fan.bands]
    put(root, "path", "median", d=line(median))
    _recorded(root, fan, frame)
    _threshold(root, fan, frame, language)
    mark_status(root, status, language, x=_WIDTH - _RIGHT)
    return markup(root)


def draw_interval(band: Band, *, most: float) -> str:
    """The 90 and 50 % intervals of one month as a bar for a table's row; most: its right end.

    The row tells the figures in words, so the bar is hidden from screen readers.
    """

    def x(deaths: float) -> float:
        return 1 + math.log1p(deaths) / math.log1p(max(most, 1.0)) * (_BAR_WIDTH - 2)

    root = ET.Element(
        "svg",
        {
            "class": "drawing bar",
            "viewBox": f"0 0 {number(_BAR_WIDTH)} {number(_BAR_HEIGHT)}",
            "aria-hidden": "true",
        },
    )
    for low, high, css in _INTERVALS[::2]:
        start, stop = x(getattr(band, low)), x(getattr(band, high))
        put(root, "rect", css, x=start, y=3, width=max(stop - start, 1.0), height=8)
    put(root, "rect", "median-mark", x=x(band.q50) - 1, y=1, width=2, height=12)
    return markup(root)


def draw_share(share: float) -> str:
    """A chance as a bar for a table's row, hidden from screen readers as its figure is beside."""
    root = ET.Element(
        "svg", {"class": "drawing bar", "viewBox": "0 0 48 14", "aria-hidden": "true"}
    )
    put(root, "rect", "bar-ground", x=0, y=3, width=48, height=8)
    put(root, "rect", "bar-share", x=0, y=3, width=48 * share, height=8)
    return markup(root)


def draw_calibration(
    bins: Sequence[ReliabilityBin], *, name: str, language: Language, status: Status
) -> str:
    """Stated chances against the share that came, with its interval; the diagonal is perfect."""
    root = canvas(
        name,
        _SQUARE,
        _SQUARE,
        title=say("calibration-title", language),
        about=say("calibration-about", language),
        language=language,
    )
    left, foot, side = _LEFT, _SQUARE - 40.0, _SQUARE - 40.0 - 32.0

    def at(stated: float, came: float) -> Point:
        return left + stated * side, foot - came * side

    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        put(root, "path", "grid", d=line([at(0, share), at(1, share)]))
        label = write(Kind.WHOLE, 100 * share, language)
        write_text(
            root, label, "tick", x=left - 6, y=at(0, share)[1] + 4, language=language, align="right"
        )
        write_text(
            root, label, "tick", x=at(share, 0)[0], y=foot + 15, language=language, align="middle"
        )
    put(root, "path", "diagonal", d=line([at(0, 0), at(1, 1)]))
    _reliability(root, bins, at)
    percent = say("axis-stated", language)
    write_text(
        root, percent, "axis", x=at(0.5, 0)[0], y=foot + 32, language=language, align="middle"
    )
    write_text(root, say("axis-came", language), "axis", x=4, y=14, language=language)
    mark_status(root, status, language, x=_SQUARE - 4)
    return markup(root)


def _frame(fan: Fan) -> Frame:
    recorded = [deaths for deaths in fan.recorded if deaths is not None]
    ahead = [band.q95 for band in (*fan.bands, *_last(fan))]
    highest = max([*recorded, *ahead, fan.threshold])
    return Frame(
        first=fan.first_month, last=fan.bands[-1].month, top=max(1.25 * highest, _LEAST_TOP)
    )


def _last(fan: Fan) -> list[Band]:
    """The months of the last forecast that the drawing has room for."""
    return [band for band in fan.last if fan.first_month <= band.month <= fan.bands[-1].month]


def _fan_canvas(fan: Fan, name: str, language: Language, places: Gazetteer) -> ET.Element:
    about = say(
        "fan-about",
        language,
        {
            "month": fan.first_month + len(fan.recorded) - 1,
            "last_month": fan.bands[-1].month,
            "deaths": fan.threshold,
            "share": fan.probability,
        },
    )
    title = say("fan-title", language, {"country": fan.country}, places=places)
    return canvas(name, _WIDTH, _HEIGHT, title=title, about=about, language=language)


def _scale(root: ET.Element, frame: Frame, language: Language) -> None:
    """Lines at 0, 1, 10, 100 ... deaths, a mark at each January."""
    ticks = [0.0] + [10.0**power for power in range(8) if 10.0**power <= frame.top]
    for deaths in ticks:
        y = frame.y(deaths)
        put(root, "path", "grid", d=line([(_LEFT, y), (_WIDTH - _RIGHT, y)]))
        label = write(Kind.WHOLE, deaths, language)
        write_text(root, label, "tick", x=_LEFT - 6, y=y + 4, language=language, align="right")
    foot = _HEIGHT - _BOTTOM
    for month in range(frame.first, frame.last + 1):
        year, month_of_year = year_month(MonthId(month))
        if month_of_year == 1:
            x = frame.x(month)
            put(root, "path", "mark", d=line([(x, foot), (x, foot + 5)]))
            write_text(root, str(year), "tick", x=x, y=foot + 18, language=language, align="middle")
    write_text(root, say("axis-deaths", language), "axis", x=4, y=14, language=language)


def _between(bands: Sequence[Band], low: str, high: str, frame: Frame) -> str:
    lower = [(frame.x(band.month), frame.y(getattr(band, low))) for band in bands]
    upper = [(frame.x(band.month), frame.y(getattr(band, high))) for band in bands]
    return area(lower, upper)


def _recorded(root: ET.Element, fan: Fan, frame: Frame) -> None:
    """The months recorded: a point each, lines between those next to each other."""
    spots = enumerate(fan.recorded, start=fan.first_month)
    for is_known, run in groupby(spots, key=lambda spot: spot[1] is not None):
        if not is_known:
            continue
        points = [(frame.x(month), frame.y(deaths or 0.0)) for month, deaths in run]
        put(root, "path", "recorded", d=line(points))
        for x, y in points:
            put(root, "circle", "point", cx=x, cy=y, r=1.8)


def _threshold(root: ET.Element, fan: Fan, frame: Frame, language: Language) -> None:
    y = frame.y(fan.threshold)
    put(root, "path", "threshold", d=line([(_LEFT, y), (_WIDTH - _RIGHT, y)]))
    label = say("fan-threshold", language, {"deaths": fan.threshold, "share": fan.probability})
    write_text(root, label, "rule-label", x=_LEFT + 4, y=y - 5, language=language)


def _reliability(
    root: ET.Element, bins: Sequence[ReliabilityBin], at: Callable[[float, float], Point]
) -> None:
    for each in bins:
        if each.forecast_mean is None or each.observed is None:
            continue
        low = at(each.forecast_mean, each.observed.low)
        high = at(each.forecast_mean, each.observed.high)
        put(root, "path", "whisker", d=line([low, high]))
        x, y = at(each.forecast_mean, each.observed.share)
        put(root, "circle", "came", cx=x, cy=y, r=3.5)
