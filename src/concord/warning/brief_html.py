"""The brief as a page of its own: one file, no request, no script, for screen and paper.

Every text is escaped by the template; drawings are made as elements and escaped by their writer.
The content security policy stands in the page: nothing may be loaded, and one style, named by its
hash, may be used.
"""

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import msgspec

from concord.locales.catalogue import Figure, Kind, clean, say, write
from concord.vocabulary.country import Gazetteer
from concord.vocabulary.language import Language
from concord.warning.brief import Brief, Fan, Row, figures_of, tell_record
from concord.warning.drawing import drawing_css
from concord.warning.map import Outlines, draw_map, key_of
from concord.warning.notice import Band, Explanation, Level, Sentence, Warning
from concord.warning.plot import draw_calibration, draw_fan, draw_interval, draw_share
from concord.warning.sign import draw_sign
from concord.warning.wording import (
    LEVEL_NAMES,
    MEASURES,
    SITUATION_NAMES,
    STANDING,
    TREND_NAMES,
    TREND_SIGNS,
    lacks_skill,
    name_member,
)

if TYPE_CHECKING:
    from jinja2 import Template

TOP_ROWS: Final = 10


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One country in the section that says why: its drawing, its warnings, its explanation."""

    country: str
    drawing: str
    warnings: tuple[Warning, ...]
    explanation: Explanation | None


def render_page(brief: Brief, *, language: Language, places: Gazetteer, outlines: Outlines) -> str:
    """The page, HTML: the same brief gives the same bytes.

    places: whose names countries take; outlines: what the map shows (map.draw_map).
    """
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _template().render(
        brief=brief,
        language=language,
        style=style,
        policy=(
            "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
            f"style-src 'sha256-{digest}'"
        ),
        standing=STANDING.get(brief.status),
        map=draw_map(brief, outlines, name="map", language=language, places=places),
        map_key=key_of(language),
        cases=_cases(brief, language, places),
        # Few warnings leave room under them; many leave it under the map.
        top_first=len(brief.warnings) <= TOP_ROWS,
        top=sorted(brief.rows, key=lambda row: (-row.chance_25, row.country))[:TOP_ROWS],
        calibration=_calibration(brief, language),
        measures=MEASURES,
        lacks_skill=lacks_skill(brief.evaluation) if brief.evaluation else (),
        **_words(brief, language, places),
    )


@cache
def _style() -> str:
    page = (files("concord.warning") / "templates" / "brief.css").read_text(encoding="utf-8")
    return f"{drawing_css()}{page}"


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("concord.warning", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    ).get_template("brief.html.j2")


def _words(brief: Brief, language: Language, places: Gazetteer) -> dict[str, Callable[..., Any]]:
    """What the template writes with; drawings come as markup, all else is text."""
    from markupsafe import Markup

    most = max((each.q95 for warning in brief.warnings for each in _peak(warning)), default=1.0)

    def told(message: str, **figures: Figure) -> str:
        return say(message, language, figures, places=places)

    def tell(sentence: Sentence) -> str:
        return told(sentence.message, **figures_of(sentence))

    def figure(kind: str, value: Figure | None) -> str:
        if value is None:
            return say("not-known", language)
        return write(Kind(kind), value, language, places=places)

    def drawn(drawing: str) -> Markup:
        return Markup(drawing)  # noqa: S704  (made by drawing.py, which escapes)

    return {
        "say": told,
        "tell": tell,
        "figure": figure,
        "drawn": drawn,
        "sign": lambda level: Markup(draw_sign(level, language)),  # noqa: S704
        "share_bar": lambda share: Markup(draw_share(share)),  # noqa: S704
        "interval_bar": lambda band: Markup(draw_interval(band, most=most)),  # noqa: S704
        "level_name": lambda level: say(LEVEL_NAMES[Level(level)], language),
        "situation_name": lambda situation: say(SITUATION_NAMES[situation], language),
        "member_name": lambda model: name_member(model, language),
        "record": lambda warning: " ".join(map(tell, tell_record(warning.record))),
        "peak": lambda warning: next(iter(_peak(warning)), None),
        "trend": lambda row: _trend(row, language),
        "clean": clean,
    }


def _peak(warning: Warning) -> tuple[Band, ...]:
    return tuple(band for band in warning.bands if band.month == warning.peak_month)


def _trend(row: Row, language: Language) -> str:
    if row.trend is None:
        return say("not-known", language)
    return f"{TREND_SIGNS[row.trend]} {say(TREND_NAMES[row.trend], language)}"


def _cases(brief: Brief, language: Language, places: Gazetteer) -> tuple[Case, ...]:
    def drawing(fan: Fan) -> str:
        return draw_fan(
            fan,
            name=f"fan-{fan.country}",
            language=language,
            places=places,
            status=brief.status,
        )

    return tuple(
        Case(
            country=fan.country,
            drawing=drawing(fan),
            warnings=brief.warnings_of(fan.country),
            explanation=brief.explanation_of(fan.country),
        )
        for fan in brief.fans
    )


def _calibration(brief: Brief, language: Language) -> str | None:
    if not any(each.cases for each in brief.reliability):
        return None
    return draw_calibration(
        brief.reliability, name="calibration", language=language, status=brief.status
    )
