"""Fans, bars and calibration as SVG: what is drawn, where, and with which words."""

import re
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief_sample import HOSTILE_PLACES, ORIGIN, PLACES, brief, reliability
from concord.skill.calibration import ReliabilityBin
from concord.vocabulary.language import Language
from concord.vocabulary.month import MonthId
from concord.vocabulary.status import Status
from concord.warning.brief import Fan
from concord.warning.drawing import as_file, drawing_css, number, round_step
from concord.warning.plot import Frame, draw_calibration, draw_fan, draw_interval, draw_share


def fan() -> Fan:
    return brief().fans[0]


def drawn(shown: Fan, language: Language = Language.EN, status: Status = Status.ACTUAL) -> str:
    return draw_fan(shown, name="fan", language=language, places=PLACES, status=status)


def parsed(drawing: str) -> ET.Element:
    return ET.fromstring(drawing)


def of_class(root: ET.Element, css: str) -> list[ET.Element]:
    return [each for each in root.iter() if css in each.get("class", "").split()]


def points(element: ET.Element) -> list[tuple[float, float]]:
    pairs = re.findall(r"(-?[\d.]+) (-?[\d.]+)", element.get("d", ""))
    return [(float(x), float(y)) for x, y in pairs]


def words(root: ET.Element) -> str:
    return " ".join(each.text or "" for each in root.iter("text"))


def test_a_fan_is_an_image_with_a_title_and_a_description() -> None:
    root = parsed(drawn(fan()))

    assert root.get("role") == "img"
    ids = {each.get("id") for each in root if each.tag in {"title", "desc"}}
    assert set(root.get("aria-labelledby", "").split()) == ids
    assert "Land XAB" in (root.findtext("title") or "")
    assert "63%" in (root.findtext("desc") or "")


@pytest.mark.parametrize(
    ("css", "low", "high"),
    [("band-90", "q05", "q95"), ("band-80", "q10", "q90"), ("band-50", "q25", "q75")],
)
def test_an_interval_runs_between_its_quantiles(css: str, low: str, high: str) -> None:
    shown = fan()
    bands = tuple(
        msgspec.structs.replace(each, q05=1, q10=2, q25=4, q50=8, q75=16, q90=32, q95=64)
        for each in shown.bands
    )
    top = max(*(deaths or 0.0 for deaths in shown.recorded), *(each.q95 for each in shown.last))
    frame = Frame(first=shown.first_month, last=bands[-1].month, top=max(1.25 * top, 80))

    root = parsed(drawn(msgspec.structs.replace(shown, bands=bands)))

    ys = {y for _, y in points(of_class(root, css)[0])}
    ends = {round(frame.y(getattr(bands[0], each)), 1) for each in (low, high)}
    assert sorted(ys) == pytest.approx(sorted(ends), abs=0.11)


def test_every_recorded_month_has_a_point() -> None:
    assert len(of_class(parsed(drawn(fan())), "point")) == 36


def test_a_month_no_one_observed_breaks_the_line() -> None:
    recorded = list(fan().recorded)
    recorded[10] = None
    gap = msgspec.structs.replace(fan(), recorded=tuple(recorded))

    root = parsed(drawn(gap))

    assert len(of_class(root, "recorded")) == 2
    assert len(of_class(root, "point")) == 35


def test_the_forecast_begins_after_the_last_recorded_month() -> None:
    root = parsed(drawn(fan()))

    last_recorded = max(x for x, _ in points(of_class(root, "recorded")[-1]))
    first_forecast = min(x for x, _ in points(of_class(root, "median")[0]))
    assert last_recorded < first_forecast


def test_the_threshold_bears_its_chance() -> None:
    root = parsed(drawn(fan()))

    assert len(of_class(root, "threshold")) == 1
    assert "63%" in (of_class(root, "rule-label")[0].text or "")


def test_the_last_forecast_is_an_outline_and_no_area() -> None:
    root = parsed(drawn(fan()))

    assert len(of_class(root, "last")) == 2
    assert all("Z" not in each.get("d", "") for each in of_class(root, "last"))


def test_without_a_last_forecast_there_is_no_outline() -> None:
    assert of_class(parsed(drawn(msgspec.structs.replace(fan(), last=()))), "last") == []


def test_the_last_forecast_fits_into_the_drawing() -> None:
    root = parsed(drawn(fan()))

    assert all(y >= 0 for each in of_class(root, "last") for _, y in points(each))


@pytest.mark.parametrize("status", [Status.EXERCISE, Status.TEST])
@pytest.mark.parametrize("language", Language)
def test_what_is_not_actual_says_so_in_the_drawing(language: Language, status: Status) -> None:
    root = parsed(drawn(fan(), language, status))

    assert len(of_class(root, "standing")) == 1


def test_what_is_actual_bears_no_mark() -> None:
    assert of_class(parsed(drawn(fan())), "standing") == []


def test_a_drawing_has_no_style_that_a_strict_policy_forbids() -> None:
    calibration = draw_calibration(
        reliability(), name="c", language=Language.EN, status=Status.EXERCISE
    )
    for drawing in (drawn(fan()), calibration, draw_share(0.3)):
        assert "style" not in drawing
        assert "#" not in drawing  # no colour beside the style sheet's


def test_arabic_text_runs_from_the_right_and_stands_where_latin_does() -> None:
    latin, arabic = (parsed(drawn(fan(), each)) for each in (Language.EN, Language.AR))

    for one, other in zip(latin.iter("text"), arabic.iter("text"), strict=True):
        assert other.get("direction") == "rtl"
        assert (one.get("x"), one.get("y")) == (other.get("x"), other.get("y"))
        ends = {"start": "end", "end": "start", "middle": "middle"}
        assert other.get("text-anchor") == ends[one.get("text-anchor", "")]


def test_a_name_cannot_leave_its_text() -> None:
    drawing = draw_fan(
        fan(), name="fan", language=Language.EN, places=HOSTILE_PLACES, status=Status.ACTUAL
    )

    assert "<script" not in drawing
    assert "<script>" in (parsed(drawing).findtext("title") or "")


def test_the_same_fan_is_drawn_in_the_same_bytes() -> None:
    assert drawn(fan()) == drawn(fan())


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_deaths_stand_higher(one: float, other: float) -> None:
    frame = Frame(first=MonthId(1), last=MonthId(48), top=1e6)

    low, high = sorted((one, other))
    assert frame.y(high) <= frame.y(low)


@given(st.lists(st.floats(0, 1e5) | st.none(), min_size=1, max_size=36))
def test_any_record_fits_into_the_drawing(recorded: list[float | None]) -> None:
    months = MonthId(ORIGIN - len(recorded) + 1)
    shown = msgspec.structs.replace(fan(), recorded=tuple(recorded), first_month=months)

    root = parsed(drawn(shown))

    box = [float(each) for each in (root.get("viewBox") or "").split()]
    for spot in of_class(root, "point"):
        assert box[0] <= float(spot.get("cx", "nan")) <= box[2]
        assert box[1] <= float(spot.get("cy", "nan")) <= box[3]


def test_a_country_with_no_deaths_still_has_a_scale() -> None:
    calm = msgspec.structs.replace(fan(), recorded=(0.0,) * 36)

    assert "10" in words(parsed(drawn(calm)))


def test_an_interval_bar_stays_in_its_box_and_is_hidden_from_readers() -> None:
    band = fan().bands[0]

    root = parsed(draw_interval(band, most=band.q95))

    assert root.get("aria-hidden") == "true"
    for rect in root.iter("rect"):
        assert float(rect.get("x", "nan")) >= 0
        assert float(rect.get("x", "nan")) + float(rect.get("width", "nan")) <= 97


def test_an_interval_of_no_deaths_is_still_seen() -> None:
    none = msgspec.structs.replace(fan().bands[0], q05=0, q25=0, q50=0, q75=0, q95=0)

    root = parsed(draw_interval(none, most=0))

    assert all(float(rect.get("width", "0")) >= 1 for rect in root.iter("rect"))


@pytest.mark.parametrize(("share", "width"), [(0.0, "0"), (0.5, "24"), (1.0, "48")])
def test_a_share_fills_its_part_of_the_bar(share: float, width: str) -> None:
    (bar,) = of_class(parsed(draw_share(share)), "bar-share")

    assert bar.get("width") == width


def calibration(bins: tuple[ReliabilityBin, ...]) -> ET.Element:
    return parsed(draw_calibration(bins, name="c", language=Language.EN, status=Status.ACTUAL))


def test_calibration_shows_each_bin_that_holds_a_case() -> None:
    root = calibration(reliability())

    assert len(of_class(root, "came")) == len(of_class(root, "whisker")) == 2


def test_a_perfect_forecast_lies_on_the_diagonal() -> None:
    even = msgspec.structs.replace(reliability()[0], forecast_mean=0.12)

    root = calibration((even,))

    (x0, y0), (x1, y1) = points(of_class(root, "diagonal")[0])
    (came,) = of_class(root, "came")
    share = (float(came.get("cx", "nan")) - x0) / (x1 - x0)
    assert y0 + share * (y1 - y0) == pytest.approx(float(came.get("cy", "nan")), abs=0.2)
    assert share == pytest.approx(0.12, abs=0.01)


def test_a_file_of_its_own_brings_its_colours() -> None:
    content = as_file(drawn(fan()))

    root = ET.fromstring(content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawing_css() in content.decode()


@pytest.mark.parametrize(
    ("value", "written"),
    [(1.0, "1"), (1.25, "1.2"), (-0.01, "0"), (719.96, "720"), (123456.7, "123457")],
)
def test_coordinates_are_written_short(value: float, written: str) -> None:
    assert number(value) == written


@given(st.floats(1e-3, 1e6), st.integers(1, 10))
def test_a_round_step_is_one_two_or_five_tens(span: float, steps: int) -> None:
    step = round_step(span, steps)

    digits = f"{step:.0e}".split("e")[0]
    assert digits in {"1", "2", "5"}
    assert 0.5 < step * steps / span < 2.01
