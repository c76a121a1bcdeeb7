"""How figures and messages are written in each of the six languages."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief_sample import HOSTILE, PLACES
from concord.locales.catalogue import (
    FIGURES,
    LONGEST_TEXT,
    Kind,
    MessageError,
    clean,
    kind_of,
    say,
    write,
)
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language
from concord.vocabulary.month import month_id

EN, FR, RU, ES, AR, ZH = Language
OCTOBER = month_id(2018, 10)


def plain(text: str) -> str:
    """Without isolates and with every kind of space as a space."""
    for mark in "\u2068\u2069":
        text = text.replace(mark, "")
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (EN, "October 2018"),
        (FR, "octobre 2018"),
        (RU, "октябрь 2018 г."),
        (ES, "octubre de 2018"),
        (AR, "تشرين الأول/أكتوبر 2018"),  # both names, as the United Nations writes them
        (ZH, "2018年10月"),
    ],
)
def test_a_month_is_written_as_the_language_writes_it(language: Language, expected: str) -> None:
    assert plain(write(Kind.MONTH, OCTOBER, language)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0"),
        (0.04, "<0.1"),  # not nought
        (0.05, "0.1"),
        (1.0, "1"),
        (9.94, "9.9"),
        (9.96, "10"),
        (12.4, "12"),
        (1234.5, "1,234"),
        (-3.25, "-3.2"),
    ],
)
def test_amounts_have_one_decimal_below_ten(value: float, expected: str) -> None:
    assert write(Kind.AMOUNT, value, EN) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.0, "0%"),
        (0.0004, "<1%"),  # possible is never 0 %
        (0.005, "1%"),
        (0.634, "63%"),
        (0.994, "99%"),
        (0.9996, ">99%"),  # and never certain
        (1.0, "100%"),
    ],
)
def test_what_is_possible_is_never_nought_or_certain(share: float, expected: str) -> None:
    assert write(Kind.SHARE, share, EN) == expected


@given(st.floats(0, 1))
def test_a_share_is_0_or_100_per_cent_only_when_it_is(share: float) -> None:
    written = write(Kind.SHARE, share, EN)

    assert (written == "0%") == (share == 0)
    assert (written == "100%") == (share == 1)


@given(st.floats(-1e9, 1e9))
def test_an_amount_is_written_as_nought_only_when_it_is(amount: float) -> None:
    assert (write(Kind.AMOUNT, amount, EN) in {"0", "-0"}) == (amount == 0)


def test_numbers_are_grouped_by_locale() -> None:
    written = [plain(write(Kind.WHOLE, 41234.0, language)) for language in Language]

    assert written == ["41,234", "41 234", "41 234", "41.234", "41,234", "41,234"]


def test_scores_and_ratios_keep_their_decimals() -> None:
    assert write(Kind.SCORE, 0.6, EN) == "0.600"
    assert plain(write(Kind.RATIO, 2.0, FR)) == "2,0"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("kind", [Kind.AMOUNT, Kind.WHOLE, Kind.SHARE, Kind.RATIO, Kind.SCORE])
def test_what_is_no_number_is_not_known(kind: Kind, value: float) -> None:
    assert write(kind, value, EN) == "not known"


def test_a_moment_is_written_in_utc() -> None:
    there = datetime(2018, 11, 1, 7, 30, tzinfo=timezone(timedelta(hours=1)))

    assert write(Kind.MOMENT, there, EN) == "1 November 2018, 06:30 UTC"
    assert plain(write(Kind.MOMENT, there, ZH)) == "2018年11月1日 06:30 UTC"


def test_a_day_has_no_clock() -> None:
    assert plain(write(Kind.DAY, date(2018, 11, 1), FR)) == "1 novembre 2018"


def test_a_moment_needs_its_time_zone() -> None:
    with pytest.raises(MessageError, match="time zone"):
        write(Kind.MOMENT, datetime(2018, 11, 1, 7), EN)  # noqa: DTZ001


def test_countries_are_named_and_listed_in_the_language() -> None:
    listed = [plain(write(Kind.COUNTRIES, "SDN TCD MLI", each)) for each in (EN, FR, ES)]

    assert listed == ["Sudan, Chad and Mali", "Soudan, Tchad et Mali", "Sudán, Chad y Mali"]


def test_each_name_of_a_list_is_isolated() -> None:
    written = write(Kind.COUNTRIES, "SDN TCD", AR)

    assert written.count("\u2068") == written.count("\u2069") == 2


def test_names_come_from_the_places_given() -> None:
    assert write(Kind.COUNTRY, "XAA", ZH, places=PLACES) == "国家XAA"
    with pytest.raises(InputError, match="XAA"):
        write(Kind.COUNTRY, "XAA", ZH)


@pytest.mark.parametrize(
    ("deaths", "expected"),
    [
        (0, "0 وفاة"),
        (1, "وفاة واحدة"),
        (2, "وفاتان"),
        (3, "3 وفيات"),
        (11, "11 وفاة"),
        (100, "100 وفاة"),
        (1.5, "1.5 وفاة"),
    ],
)
def test_arabic_counts_in_six_forms(deaths: float, expected: str) -> None:
    assert plain(say("part-deaths", AR, {"deaths": deaths})) == expected


@pytest.mark.parametrize(
    ("deaths", "expected"),
    [
        (1, "1 погибший"),
        (2, "2 погибших"),
        (5, "5 погибших"),
        (21, "21 погибший"),
        (1.5, "1,5 погибшего"),
    ],
)
def test_russian_counts_by_the_last_figure(deaths: float, expected: str) -> None:
    assert plain(say("part-deaths", RU, {"deaths": deaths})) == expected


def test_the_plural_follows_what_is_written() -> None:
    assert plain(say("part-deaths", EN, {"deaths": 0.96})) == "1 death"
    assert plain(say("part-deaths", EN, {"deaths": 0.01})) == "<0.1 deaths"


@pytest.mark.parametrize(
    ("deaths", "expected"),
    [
        (12.4, "New months: +12 deaths a month."),
        (-3.0, "New months: −3 deaths a month."),
        (-1, "New months: −1 death a month."),
        (0.0, "New months: ±0 deaths a month."),
        (-0.01, "New months: ±<0.1 deaths a month."),
    ],
)
def test_changes_bear_their_sign(deaths: float, expected: str) -> None:
    assert plain(say("change-by-new-months", EN, {"deaths": deaths})) == expected


def test_figures_stand_in_isolates_so_that_they_cannot_turn_the_line() -> None:
    written = say("short-highest", AR, {"country": "XAA", "share": 0.63}, places=PLACES)

    assert "\u2068بلد XAA\u2069" in written
    assert "\u206863" in written


@pytest.mark.parametrize("deaths", [1, 2, 3, 31, 5.5])
def test_a_signed_number_and_its_noun_share_the_arabic_line(deaths: float) -> None:
    # UAX #9, P2: an isolate takes its direction from its own first strong letter, not from one in
    # an isolate within it; number and noun must therefore stand in one isolate.
    written = say("change-by-new-months", AR, {"deaths": deaths})

    number, noun = written.index("+"), written.index("وف")
    between = written[number:noun]
    assert between.count("\u2068") == 0
    assert between.count("\u2069") == 1


def test_a_message_no_catalogue_holds_is_an_error() -> None:
    with pytest.raises(MessageError, match=r"why-moon.*en\.ftl"):
        say("why-moon", EN)


def test_a_figure_that_a_message_lacks_is_an_error() -> None:
    with pytest.raises(MessageError, match="months"):
        say("why-level-quiet", EN)


def test_a_figure_of_no_known_kind_is_an_error() -> None:
    with pytest.raises(MessageError, match="phase"):
        say("why-level-quiet", EN, {"months": 3, "phase": 1})


@pytest.mark.parametrize(
    ("kind", "value"),
    [(Kind.MONTH, "2018-10"), (Kind.AMOUNT, "many"), (Kind.COUNTRY, 4), (Kind.DAY, 5)],
)
def test_a_figure_that_is_not_of_its_kind_is_an_error(kind: Kind, value: float | str) -> None:
    with pytest.raises(MessageError, match=str(kind)):
        write(kind, value, EN)


def test_every_name_of_a_figure_has_a_kind() -> None:
    assert all(kind_of(name) is kind for name, kind in FIGURES.items())


def test_text_from_outside_loses_what_could_act() -> None:
    shown = clean(HOSTILE)

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "<script>" in shown  # shown as it is; a page escapes it


def test_line_breaks_become_spaces() -> None:
    assert clean("one\r\n two\tthree\x00") == "one two three"


@given(st.text())
def test_cleaning_is_done_once_and_leaves_no_control(text: str) -> None:
    shown = clean(text)

    assert clean(shown) == shown
    assert len(shown) <= LONGEST_TEXT
    assert all(ord(char) >= 32 and char != "\x7f" for char in shown)


@given(st.text(min_size=0, max_size=2000))
def test_any_text_can_stand_in_a_message(text: str) -> None:
    assert clean(text) in say("quality-windows", EN, _windows(text))


def _windows(text: str) -> dict[str, float | str]:
    return {"first_year": text, "last_year": "2018", "won": 1, "number": 2}


def test_the_moment_of_now_can_be_said_in_every_language() -> None:
    now = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)

    assert all("04:05 UTC" in say("brief-made", each, {"moment": now}) for each in Language)
