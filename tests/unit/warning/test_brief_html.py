"""The brief's page: its structure, its safety, and its colours' contrast."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import msgspec
import pytest

from brief_sample import CODES, HOSTILE, HOSTILE_PLACES, OUTLINES, PLACES, brief
from concord.locales.catalogue import say
from concord.vocabulary.country import Gazetteer
from concord.vocabulary.language import Language
from concord.vocabulary.status import Status
from concord.warning.brief import Brief
from concord.warning.brief_html import TOP_ROWS, render_page
from concord.warning.drawing import drawing_css
from concord.warning.wording import name_member

VOID = {"meta", "link", "br", "input", "img", "path", "rect", "circle"}


class Page(HTMLParser):
    """The elements of a page with their attributes, and its texts; tags must nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Mapping[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def of(self, tag: str) -> list[Mapping[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        joined = " ".join(" ".join(self.texts).split())
        return joined.replace("\u2068", "").replace("\u2069", "")


def rendered(
    found: Brief | None = None, language: Language = Language.EN, places: Gazetteer = PLACES
) -> str:
    return render_page(found or brief(), language=language, places=places, outlines=OUTLINES)


@pytest.mark.parametrize("language", Language)
def test_the_page_says_its_language_and_direction(language: Language) -> None:
    (html,) = Page(rendered(language=language)).of("html")

    assert html["lang"] == language
    assert html["dir"] == ("rtl" if language is Language.AR else "ltr")


@pytest.mark.parametrize("language", Language)
def test_every_section_is_headed_in_the_language(language: Language) -> None:
    text = Page(rendered(language=language)).text

    for message in (
        "heading-short",
        "heading-warnings",
        "heading-map",
        "heading-why",
        "heading-quality",
        "heading-countries",
        "heading-data",
        "people-decide",
    ):
        assert " ".join(say(message, language).split()) in text


def test_headings_descend_one_step_at_a_time() -> None:
    levels = [int(tag[1]) for tag, _ in Page(rendered()).elements if re.fullmatch(r"h\d", tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - level <= 1 for level, later in pairwise(levels))


def test_no_id_is_given_twice_and_every_reference_has_one() -> None:
    page = Page(rendered())

    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        named = (attributes.get("aria-labelledby") or "").split()
        target = attributes.get("href") or ""
        assert set(named) <= set(ids)
        assert not target.startswith("#") or target[1:] in ids


def test_every_table_has_a_caption_and_scoped_headings() -> None:
    page = Page(rendered())

    assert len(page.of("caption")) == len(page.of("table"))
    assert all(each.get("scope") in {"row", "col"} for each in page.of("th"))


def test_a_table_that_may_scroll_can_be_reached_by_keyboard() -> None:
    wide = [each for each in Page(rendered()).of("div") if each.get("class") == "wide"]

    assert wide
    assert all(
        each.get("tabindex") == "0" and each.get("role") == "region" and each["aria-labelledby"]
        for each in wide
    )


def test_the_first_link_skips_to_the_warnings() -> None:
    assert Page(rendered()).of("a")[0]["href"] == "#warnings"


def test_every_country_is_in_the_table_of_all() -> None:
    page = rendered()

    table = page[page.index('id="countries"') :]
    assert all(f"Land {code}" in table for code in CODES)


def test_the_map_has_a_table_beside_it() -> None:
    page = Page(rendered())

    assert say("table-map", Language.EN) in page.text


def test_with_many_warnings_the_table_stands_under_the_map() -> None:
    many = brief()
    many = msgspec.structs.replace(many, warnings=many.warnings * TOP_ROWS)

    few_page, many_page = rendered(), rendered(many)

    assert few_page.index("top-caption") < few_page.index("map-title")
    assert many_page.index("top-caption") > many_page.index("map-title")


def test_drawings_are_images_with_names() -> None:
    images = [each for each in Page(rendered()).of("svg") if each.get("role") == "img"]
    others = [each for each in Page(rendered()).of("svg") if each.get("role") != "img"]

    assert len(images) == 1 + 3 + 1  # the map, three fans, calibration
    assert all(each["aria-labelledby"] for each in images)
    assert all(each.get("aria-hidden") == "true" for each in others)


def test_a_level_is_named_beside_its_sign() -> None:
    text = Page(rendered()).text

    assert all(level in text for level in ("red", "amber", "yellow"))


def test_sentences_stand_with_their_figures() -> None:
    text = Page(rendered()).text

    assert "63% chance of 25 deaths or more in a month" in text
    assert "came true in the period they were about; median lead 4.5 months. It came in 6%" in text
    assert "Track record: not known" in text
    assert "41,234 in = 41,230 kept + 4 quarantined" in text


def test_scores_stand_beside_the_benchmarks() -> None:
    text = Page(rendered()).text

    assert "9.000 10.000" in text
    assert "Below conflictology in 2 of 2." in text
    assert "not known" in text  # onset precision was not measured


def test_onset_no_better_than_chance_is_no_skill() -> None:
    assert say("no-skill-onset", Language.EN) in Page(rendered(brief(auc=0.5))).text
    assert say("no-skill-onset", Language.EN) not in Page(rendered(brief(auc=0.51))).text


def test_no_better_than_the_benchmark_is_no_skill() -> None:
    assert say("no-skill", Language.EN) not in Page(rendered()).text
    assert say("no-skill", Language.EN) in Page(rendered(brief(crps=10.5))).text


def test_what_was_not_judged_is_not_known() -> None:
    page = rendered(brief(judged=False))

    section = page[page.index('id="quality"') : page.index('id="countries"')]
    assert "not known" in section
    assert "<table" not in section


def test_an_empty_list_says_why() -> None:
    text = Page(rendered(brief(quiet=True))).text

    assert say("warnings-none", Language.EN) in text
    assert say("short-none", Language.EN) in text


@pytest.mark.parametrize(("status", "word"), [(Status.EXERCISE, "EXERCISE"), (Status.TEST, "TEST")])
def test_what_is_not_actual_says_so_above_below_and_in_the_title(status: Status, word: str) -> None:
    text = rendered(brief(status=status))

    assert 'class="marked"' in text
    assert re.search(rf"<title>{word} ·", text)
    assert f"<strong>{word}</strong>" in text
    assert re.search(rf'<p class="standing-print">{word}</p>', text)


def test_what_is_actual_bears_no_frame() -> None:
    text = rendered(brief(status=Status.ACTUAL))

    assert 'class="marked"' not in text
    assert ">EXERCISE<" not in text


def test_hostile_text_is_shown_and_not_run() -> None:
    text = rendered(brief(text=HOSTILE), places=HOSTILE_PLACES)

    page = Page(text)
    assert page.of("script") == []
    assert not any(name.startswith("on") for _, each in page.elements for name in each)
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_hostile_text_adds_no_element() -> None:
    clean_page, hostile_page = (
        Page(rendered(brief(text=text), places=places))
        for text, places in (("", PLACES), (HOSTILE, HOSTILE_PLACES))
    )

    assert [tag for tag, _ in clean_page.elements] == [tag for tag, _ in hostile_page.elements]


def test_a_model_with_an_unknown_name_is_shown_as_it_is() -> None:
    assert name_member("something-new", Language.EN) == "something-new"
    assert name_member("window-new", Language.EN) == "window-new"
    assert "Last" in name_member("window-12", Language.EN)
    assert name_member("analogs", Language.FR) == "Situations passées semblables"


def test_nothing_is_loaded_and_nothing_runs() -> None:
    text = rendered()
    page = Page(text)

    assert page.of("script") == []
    assert {each.get("href") for each in page.of("link")} == {"data:,"}
    assert not any("src" in each or "style" in each for _, each in page.elements)
    assert not re.search(r"https?://|url\((?!#)|@import|@font-face", text)


def test_the_policy_names_the_one_style_by_its_hash() -> None:
    text = rendered()

    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = [
        each["content"]
        for each in Page(text).of("meta")
        if each.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


@pytest.mark.parametrize("language", Language)
def test_the_same_brief_gives_the_same_bytes(language: Language) -> None:
    assert rendered(language=language) == rendered(language=language)


# Colours: WCAG 2.2, contrast ratio of relative luminances; 4.5 for text (1.4.3), 3 for signs and
# lines that carry meaning (1.4.11).
TEXT = [
    ("ink", "paper"),
    ("muted", "paper"),
    ("accent", "paper"),
    ("violet", "paper"),
    ("on-frame", "frame"),
    ("on-red", "red"),
    ("on-amber", "amber"),
    ("on-yellow", "yellow"),
]
SIGNS = [
    ("accent", "paper"),
    ("accent", "band-50"),  # the median
    ("ink", "band-50"),  # the threshold
    ("muted", "band-90"),  # the last forecast
    ("edge", "paper"),
    ("step-5", "paper"),
]


def palettes() -> Iterator[tuple[str, dict[str, str]]]:
    day, night = drawing_css().split("@media (prefers-color-scheme: dark)")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", day))
    yield "day", colours
    yield "night", colours | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", night))


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_21_between_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_can_be_read_by_day_and_by_night(front: str, back: str) -> None:
    for name, colours in palettes():
        assert contrast(colours[front], colours[back]) >= 4.5, name


@pytest.mark.parametrize(("front", "back"), SIGNS)
def test_lines_and_signs_can_be_told_apart_by_day_and_by_night(front: str, back: str) -> None:
    for name, colours in palettes():
        assert contrast(colours[front], colours[back]) >= 3, name


@pytest.mark.parametrize("sign", ["red", "amber", "yellow"])
def test_a_sign_stands_out_by_its_fill_or_by_its_edge(sign: str) -> None:
    for name, colours in palettes():
        fill, edge = (contrast(colours[part], colours["paper"]) for part in (sign, "edge"))
        assert max(fill, edge) >= 3, name


def test_paper_is_printed_in_the_colours_of_the_day() -> None:
    css = (files("concord.warning") / "templates" / "brief.css").read_text(encoding="utf-8")
    _, day = next(palettes())

    printed = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css[css.index("@media print") :]))

    assert {name for name, colour in printed.items() if colour != day[name]} <= {
        "ink",
        "muted",
        "rule",
    }


def test_the_steps_of_the_map_rise_away_from_the_paper() -> None:
    for name, colours in palettes():
        far = [contrast(colours[f"step-{step}"], colours["paper"]) for step in range(1, 6)]
        assert far == sorted(far), name
        assert all(later / step > 1.25 for step, later in pairwise(far)), name
