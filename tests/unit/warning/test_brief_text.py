"""The brief in a terminal: the same words, and nothing that a name could do to a terminal."""

import io

import pytest
from rich.console import Console

from brief_sample import HOSTILE, HOSTILE_PLACES, PLACES, brief
from concord.locales.catalogue import say
from concord.vocabulary.country import Gazetteer
from concord.vocabulary.language import Language
from concord.vocabulary.status import Status
from concord.warning.brief import Brief
from concord.warning.brief_text import print_brief


def printed(
    found: Brief | None = None,
    language: Language = Language.EN,
    places: Gazetteer = PLACES,
    *,
    width: int = 110,
    colour: bool = False,
) -> str:
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
    )
    print_brief(found or brief(), console, language=language, places=places)
    return out.getvalue()


def plain(text: str) -> str:
    return " ".join(text.replace("\u2068", "").replace("\u2069", "").split())


@pytest.mark.parametrize("language", Language)
def test_every_section_is_headed_in_the_language(language: Language) -> None:
    text = plain(printed(language=language))

    for message in (
        "brief-title",
        "heading-short",
        "heading-warnings",
        "heading-why",
        "heading-quality",
        "heading-data",
        "people-decide",
    ):
        assert plain(say(message, language)) in text


def test_warnings_stand_with_level_country_and_chance() -> None:
    lines = printed().splitlines()

    (line,) = [each for each in lines if "Land XAB" in each and "escalation" in each]
    assert line.split() == ["R", "red", "Land", "XAB", "escalation", "25", "63%", "January", "2019"]


def test_a_level_is_never_colour_alone() -> None:
    text = printed(colour=False)

    assert " R  red" in text
    assert " A  amber" in text
    assert " Y  yellow" in text


def test_each_warning_tells_its_driver_its_record_and_why() -> None:
    text = plain(printed())

    assert "63% chance of 25 deaths or more in a month, highest in January 2019" in text
    assert "Of 40 past warnings like this, 65% came true" in text
    assert "Over the last 12 months: 40 deaths a month, 480 in all." in text


def test_the_data_behind_it_are_counted() -> None:
    assert "41,234 in = 41,230 kept + 4 quarantined" in plain(printed())


def test_an_exercise_says_so_first_and_last() -> None:
    lines = [line for line in printed().splitlines() if line.strip()]

    assert "EXERCISE" in lines[0]
    assert "EXERCISE" in lines[-1]


def test_what_is_actual_says_nothing_of_exercises() -> None:
    assert "EXERCISE" not in printed(brief(status=Status.ACTUAL))


def test_no_warning_says_why() -> None:
    assert say("warnings-none", Language.EN) in printed(brief(quiet=True))


def test_what_was_not_judged_is_not_known() -> None:
    text = plain(printed(brief(judged=False)))

    assert f"{say('heading-quality', Language.EN)} not known" in text


def test_onset_no_better_than_chance_is_no_skill() -> None:
    assert say("no-skill-onset", Language.EN) in printed(brief(auc=0.5))
    assert say("no-skill-onset", Language.EN) not in printed(brief(auc=0.51))


def test_no_better_than_the_benchmark_is_no_skill() -> None:
    assert say("no-skill", Language.EN) in printed(brief(crps=12.0))
    assert say("no-skill", Language.EN) not in printed()


@pytest.mark.parametrize("colour", [False, True])
def test_a_name_can_neither_colour_nor_hide_anything(colour: bool) -> None:
    text = printed(brief(text=HOSTILE), places=HOSTILE_PLACES, colour=colour, width=300)

    assert "[red]" in text  # rich's markup stays text
    assert "\x1b[31m" not in text
    assert "\u202e" not in text


def test_isolates_stand_only_where_lines_run_from_right_to_left() -> None:
    assert "\u2068" not in printed(language=Language.EN)
    assert "\u2068" in printed(language=Language.AR)


@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    from rich.cells import cell_len

    assert max(cell_len(line) for line in printed(width=width).splitlines()) <= width


def test_the_same_brief_is_printed_the_same() -> None:
    assert printed() == printed()
