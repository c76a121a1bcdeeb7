"""Messages in the six languages: the Fluent catalogues, and how each kind of figure is written.

A desk says what it means as a message's id with figures; each language then writes it its own way.
A figure's name says its kind (FIGURES). Numbers, dates and lists follow Unicode CLDR through Babel;
every figure stands in bidi isolates (UAX #9), so that a Latin code cannot turn an Arabic line.
Catalogues are Fluent 1.0 (projectfluent.org); SIGNED is the one function they use beside Fluent's.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from concord.vocabulary.country import Gazetteer, default_gazetteer
from concord.vocabulary.language import Language
from concord.vocabulary.month import MonthId, first_day

if TYPE_CHECKING:
    from babel import Locale
    from fluent.runtime import FluentBundle
    from fluent.runtime.types import FluentType

Figure = float | str | date


class MessageError(LookupError):
    """A message was asked for that no catalogue holds, or without a figure that it needs."""


class Kind(StrEnum):
    """What a figure is, which decides how a language writes it."""

    AMOUNT = "amount"
    WHOLE = "whole"
    SHARE = "share"
    RATIO = "ratio"
    SCORE = "score"
    MONTH = "month"
    COUNTRY = "country"
    COUNTRIES = "countries"
    DAY = "day"
    MOMENT = "moment"
    TEXT = "text"


FIGURES: Final[Mapping[str, Kind]] = {
    "deaths": Kind.AMOUNT,  # deaths, or deaths a month where the message says so
    "mean": Kind.AMOUNT,
    "before": Kind.AMOUNT,
    "expected": Kind.AMOUNT,
    "low": Kind.AMOUNT,
    "high": Kind.AMOUNT,
    "months": Kind.AMOUNT,  # a number of months; a median may be half a month
    "number": Kind.WHOLE,
    "won": Kind.WHOLE,
    "red": Kind.WHOLE,
    "amber": Kind.WHOLE,
    "yellow": Kind.WHOLE,
    "rows_in": Kind.WHOLE,
    "rows_kept": Kind.WHOLE,
    "rows_quarantined": Kind.WHOLE,
    "share": Kind.SHARE,  # 0 to 1
    "share_low": Kind.SHARE,
    "share_high": Kind.SHARE,
    "ratio": Kind.RATIO,  # a factor
    "score": Kind.SCORE,
    "month": Kind.MONTH,  # a month_id
    "first_month": Kind.MONTH,
    "last_month": Kind.MONTH,
    "country": Kind.COUNTRY,  # a code
    "countries": Kind.COUNTRIES,  # codes with spaces between
    "day": Kind.DAY,
    "moment": Kind.MOMENT,  # an aware time, written in UTC
    "text": Kind.TEXT,
    "organization": Kind.TEXT,
    "first_year": Kind.TEXT,
    "last_year": Kind.TEXT,
}

LONGEST_TEXT: Final = 500
_LEAST_SHOWN: Final = 0.05
_WHOLE_FROM: Final = 9.95  # amounts below have one decimal, where it is not nought
_DIGITS: Final[Mapping[Kind, int]] = {Kind.WHOLE: 0, Kind.RATIO: 1, Kind.SCORE: 3}
_NOT_KNOWN: Final = "not-known"
# English as the United Nations writes it: day before month.
_LOCALES: Final[Mapping[Language, str]] = {
    Language.EN: "en_001",
    Language.FR: "fr",
    Language.RU: "ru",
    Language.ES: "es",
    Language.AR: "ar",
    Language.ZH: "zh_Hans",
}
# UAX #9: characters that embed, override or isolate; a name must not bring its own.
_STEERING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def say(
    message: str,
    language: Language,
    figures: Mapping[str, Figure] | None = None,
    *,
    places: Gazetteer | None = None,
) -> str:
    """A message in a language, its figures written as that language writes them.

    figures: by the names of FIGURES; places: whose names countries take, the world's where none
    are given. MessageError for a message no catalogue holds, a figure it lacks or of no known kind.
    """
    bundle = _bundle(language)
    if not bundle.has_message(message):
        raise MessageError(f"message {message!r}: not in the catalogue {language}.ftl")
    given = {
        name: _figure(kind_of(name), value, language, places or default_gazetteer())
        for name, value in (figures or {}).items()
    }
    text, errors = bundle.format_pattern(bundle.get_message(message).value, given)
    if errors:
        raise MessageError(f"message {message!r} in {language}: {errors[0]}")
    return str(text)


def write(kind: Kind, value: Figure, language: Language, *, places: Gazetteer | None = None) -> str:
    """One figure alone, as messages write it: for the cells of tables and the marks of drawings."""
    from fluent.runtime.types import FluentType

    written = _figure(kind, value, language, places or default_gazetteer())
    return written.format(locale_of(language)) if isinstance(written, FluentType) else str(written)


def kind_of(name: str) -> Kind:
    """The kind of figure that a name stands for; MessageError for a name that has none."""
    try:
        return FIGURES[name]
    except KeyError:
        raise MessageError(f"figure {name!r}: no kind is given for this name") from None


def clean(text: str) -> str:
    """A text from outside made safe to show: no control and no steering characters, not too long.

    Terminal escapes, line breaks and bidi overrides go; what is left is shown as it is.
    """
    shown = _STEERING.sub("", text)
    shown = "".join(" " if unicodedata.category(char) == "Cc" else char for char in shown)
    shown = " ".join(shown.split())
    return shown if len(shown) <= LONGEST_TEXT else shown[: LONGEST_TEXT - 1] + "…"


@cache
def locale_of(language: Language) -> "Locale":
    """The CLDR locale a language is written by."""
    from babel import Locale

    return Locale.parse(_LOCALES[language])


@cache
def catalogue_text(language: Language) -> str:
    """The source of a language's catalogue."""
    return (files("concord.locales") / f"{language}.ftl").read_text(encoding="utf-8")


@cache
def _bundle(language: Language) -> "FluentBundle":
    from fluent.runtime import FluentBundle, FluentResource
    from fluent.syntax.ast import Junk

    resource = FluentResource(catalogue_text(language))
    for entry in resource.body:
        if isinstance(entry, Junk):
            raise MessageError(f"{language}.ftl: not Fluent: {entry.content.splitlines()[0]}")
    bundle = FluentBundle([_LOCALES[language]], functions={"SIGNED": _signed(language)})
    bundle.add_resource(resource)
    return bundle


def _signed(language: Language) -> Callable[[float | str], str]:
    def signed(number: float | str) -> str:
        if isinstance(number, str):  # it was too small, or not known
            return number
        from babel.numbers import format_decimal

        size = format_decimal(abs(number), format="#,##0.#", locale=locale_of(language))
        return ("−" if number < 0 else "+" if number > 0 else "±") + size

    return signed


def _figure(kind: Kind, value: Figure, language: Language, places: Gazetteer) -> "FluentType | str":
    """A figure ready for Fluent: numbers stay numbers, so that plurals can be chosen by them."""
    match kind, value:
        case ((Kind.AMOUNT | Kind.WHOLE | Kind.SHARE | Kind.RATIO | Kind.SCORE), (int() | float())):
            return _number(kind, value, language)
        case Kind.MONTH, (int() | float()):
            return _month(MonthId(int(value)), language)
        case Kind.COUNTRY, str():
            return clean(places.name_in(value, language))
        case Kind.COUNTRIES, str():
            return _countries(value, language, places)
        case ((Kind.DAY | Kind.MOMENT), date()):
            return _time(kind, value, language)
        case Kind.TEXT, _:
            return clean(str(value))
        case _:
            raise MessageError(f"figure {value!r}: it cannot be a {kind}")


def _number(kind: Kind, value: float, language: Language) -> "FluentType | str":
    if not math.isfinite(value):
        return say(_NOT_KNOWN, language)
    if kind is Kind.SHARE:
        return _share(value, language)
    if kind is Kind.AMOUNT and 0 < abs(value) < _LEAST_SHOWN:
        return _tiny(value, language)
    from fluent.runtime.types import fluent_number

    digits = _DIGITS.get(kind, 0 if abs(value) >= _WHOLE_FROM else 1)
    shown = round(value, digits)
    if kind is Kind.AMOUNT and shown == int(shown):
        digits = 0
    return fluent_number(
        shown if digits else int(shown),
        minimumFractionDigits=digits,
        maximumFractionDigits=digits,
    )


def _tiny(value: float, language: Language) -> str:
    """What would be shown as nought and is not."""
    from babel.numbers import format_decimal

    least = format_decimal(0.1, locale=locale_of(language))
    return f"<{least}" if value > 0 else f"±<{least}"


def _share(value: float, language: Language) -> str:
    """Whole per cent; what is possible is never written as 0 % or 100 %."""
    from babel.numbers import format_percent

    shown = min(max(round(value, 2), 0.01), 0.99) if 0 < value < 1 else value
    sign = "<" if 0 < value < 0.005 else ">" if 0.995 <= value < 1 else ""
    return sign + format_percent(shown, locale=locale_of(language))


def _month(month: MonthId, language: Language) -> str:
    from babel.dates import format_skeleton

    day = first_day(month)
    written = format_skeleton("yMMMM", day, locale=locale_of(language))
    if language is Language.AR:
        return f"{_levantine(day.month)}/{written}"
    return written


@cache
def _levantine(month: int) -> str:
    # United Nations Arabic gives both names: the Levant's, then the Nile valley's.
    from babel import Locale

    return str(Locale.parse("ar_SY").months["format"]["wide"][month])


def _countries(codes: str, language: Language, places: Gazetteer) -> str:
    from babel.lists import format_list

    names = [f"\u2068{clean(places.name_in(code, language))}\u2069" for code in codes.split()]
    return format_list(names, locale=locale_of(language))


def _time(kind: Kind, value: date, language: Language) -> str:
    from babel.dates import format_date

    if kind is Kind.DAY or not isinstance(value, datetime):
        return format_date(value, "long", locale=locale_of(language))
    if value.tzinfo is None:
        raise MessageError(f"figure {value}: a moment needs its time zone")
    there = value.astimezone(UTC)
    locale = locale_of(language)
    day = format_date(there, "long", locale=locale)
    return str(locale.datetime_formats["medium"]).format(f"{there:%H:%M} UTC", day)
