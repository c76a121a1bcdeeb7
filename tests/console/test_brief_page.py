"""The brief's page in a real browser: nothing leaves it, keys reach it, it fits every width."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from brief_sample import HOSTILE, HOSTILE_PLACES, OUTLINES, PLACES, brief
from concord.vocabulary.country import Gazetteer
from concord.vocabulary.language import Language
from concord.vocabulary.status import Status
from concord.warning.brief import Brief
from concord.warning.brief_html import render_page

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it the tests are skipped."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("needs a Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


class Opened:
    """A page that is open, with what it asked for and what it complained of."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path.as_uri())


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator["Show"]:
    """Renders a brief and opens it."""
    shown = Show(browser, tmp_path)
    yield shown
    shown.close()


class Show:
    """Opens briefs, each in a context of its own."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder
        self.open: list[Page] = []

    def __call__(
        self,
        found: Brief | None = None,
        language: Language = Language.EN,
        places: Gazetteer = PLACES,
        *,
        size: tuple[int, int] = (1440, 900),
        scheme: str = "light",
    ) -> Opened:
        path = self.folder / f"{language}-{len(self.open)}.html"
        text = render_page(found or brief(), language=language, places=places, outlines=OUTLINES)
        path.write_text(text, encoding="utf-8")
        page = self.browser.new_page(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        self.open.append(page)
        return Opened(page, path)

    def close(self) -> None:
        for page in self.open:
            page.close()


@pytest.mark.parametrize("language", Language)
def test_nothing_leaves_the_page_and_nothing_is_wrong(show: Show, language: Language) -> None:
    opened = show(language=language)

    assert len(opened.requests) == 1
    assert opened.requests[0].startswith("file://")
    assert opened.complaints == []


def test_the_policy_lets_the_style_in(show: Show) -> None:
    opened = show()

    weight = opened.page.evaluate("getComputedStyle(document.body).margin")
    assert weight == "0px"


def test_the_policy_keeps_a_script_out(show: Show) -> None:
    opened = show()

    opened.page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            document.body.append(script);
        }"""
    )
    assert opened.page.evaluate("window.ran") is None


def test_hostile_names_run_nothing(show: Show) -> None:
    opened = show(brief(text=HOSTILE), places=HOSTILE_PLACES)

    assert opened.complaints == []
    assert opened.page.locator("script").count() == 0
    assert "<script>alert(1)</script>" in opened.page.locator("h1").inner_text()


@pytest.mark.parametrize("language", [Language.EN, Language.RU, Language.AR])
def test_the_page_never_scrolls_sideways(show: Show, language: Language) -> None:
    """WCAG 2.2, 1.4.10: down to 320 px, which is 1280 px at 400 %."""
    page = show(language=language).page

    for width in (320, 360, 390, 720, 1080, 1440, 2560):
        page.set_viewport_size({"width": width, "height": 800})
        beyond = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert beyond == 0, width


def test_the_first_tab_reaches_the_skip_link_and_enter_follows_it(show: Show) -> None:
    page = show().page

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "warnings"


def test_tabs_reach_every_table_that_may_scroll(show: Show) -> None:
    page = show().page
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")

    reached = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.getAttribute('aria-labelledby')")
        tag = page.evaluate("document.activeElement.tagName")
        if tag == "BODY":
            break
        reached.add(name)

    wide = page.evaluate(
        "[...document.querySelectorAll('.wide')].map(each => each.getAttribute('aria-labelledby'))"
    )
    assert set(wide) <= reached


def test_a_country_of_the_table_leads_to_its_reasons(show: Show) -> None:
    page = show().page

    page.get_by_role("link", name="Land XAC").click()

    assert page.url.endswith("#case-XAC")
    assert page.locator("#case-XAC").is_visible()


def test_arabic_runs_from_the_right(show: Show) -> None:
    page = show(language=Language.AR).page

    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    name = page.locator("#countries + .wide tbody th").first.bounding_box()
    trend = page.locator("#countries + .wide tbody td").last.bounding_box()
    assert name is not None
    assert trend is not None
    assert name["x"] > trend["x"]


def test_an_arabic_label_stands_left_of_its_axis_as_a_latin_one_does(show: Show) -> None:
    spots = []
    for language in (Language.EN, Language.AR):
        page = show(language=language).page
        label = page.locator(".fan .tick").first.bounding_box()
        line = page.locator(".fan .grid").first.bounding_box()
        assert label is not None
        assert line is not None
        spots.append(label["x"] + label["width"] <= line["x"])
    assert spots == [True, True]


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
@pytest.mark.parametrize("language", [Language.EN, Language.FR, Language.RU, Language.AR])
def test_no_text_of_a_drawing_is_cut_off(
    show: Show, language: Language, size: tuple[int, int]
) -> None:
    page = show(language=language, size=size).page

    cut = page.evaluate(
        """() => [...document.querySelectorAll('svg.drawing[role=img]')].flatMap(drawing => {
            const box = drawing.getBoundingClientRect();
            return [...drawing.querySelectorAll('text')].filter(text => {
                const own = text.getBoundingClientRect();
                return own.left < box.left - 1 || own.right > box.right + 1
                    || own.top < box.top - 1 || own.bottom > box.bottom + 1;
            }).map(text => text.textContent);
        })"""
    )
    assert cut == []


def test_by_night_the_paper_is_dark(show: Show) -> None:
    day, night = (
        show(scheme=scheme).page.evaluate(
            "getComputedStyle(document.documentElement).backgroundColor"
        )
        for scheme in ("light", "dark")
    )

    assert day == "rgb(255, 255, 255)"
    assert night == "rgb(20, 23, 27)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read_on_what_is_behind_it(show: Show, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1, for the texts of the page outside its drawings."""
    page = show(scheme=scheme).page

    assert page.evaluate(CONTRAST) == []


CONTRAST = """() => {
    const parse = colour => colour.match(/[\\d.]+/g).map(Number);
    const linear = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const light = colour => {
        const [red, green, blue] = parse(colour).slice(0, 3).map(part => linear(part / 255));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = element => {
        for (let each = element; each; each = each.parentElement) {
            const colour = getComputedStyle(each).backgroundColor;
            if (parse(colour)[3] !== 0) return colour;
        }
    };
    const texts = [...document.querySelectorAll('body *:not(svg *)')].filter(element =>
        [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()));
    return texts.filter(element => {
        const pair = [light(getComputedStyle(element).color), light(behind(element))];
        const [high, low] = pair.sort((one, other) => other - one);
        return (high + 0.05) / (low + 0.05) < 4.5;
    }).map(element => element.textContent.trim());
}"""


def test_an_exercise_frames_the_page_in_violet(show: Show) -> None:
    width, colour = (
        show().page.evaluate(f"getComputedStyle(document.body).border{part}")
        for part in ("LeftWidth", "LeftColor")
    )
    actual = show(brief(status=Status.ACTUAL)).page.evaluate(
        "getComputedStyle(document.body).borderLeftWidth"
    )

    assert (width, colour) == ("8px", "rgb(107, 31, 168)")
    assert actual == "0px"


def test_an_exercise_is_framed_and_named_on_paper_too(show: Show) -> None:
    page = show().page
    page.emulate_media(media="print")

    assert page.locator(".standing-print").is_visible()
    assert page.evaluate("getComputedStyle(document.body).borderTopColor") == "rgb(107, 31, 168)"


def test_paper_is_white_even_at_night(show: Show) -> None:
    page = show(scheme="dark").page
    page.emulate_media(media="print", color_scheme="dark")

    colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert colour == "rgb(255, 255, 255)"


def test_text_on_the_map_is_readable_on_a_phone(show: Show) -> None:
    page = show(size=(390, 844)).page

    sizes = page.evaluate(
        """() => {
            const map = document.querySelector('svg.map');
            const scale = map.getBoundingClientRect().width / map.viewBox.baseVal.width;
            return [...map.querySelectorAll('.tick, .standing')].map(
                text => parseFloat(getComputedStyle(text).fontSize) * scale);
        }"""
    )
    assert min(sizes) >= 9
