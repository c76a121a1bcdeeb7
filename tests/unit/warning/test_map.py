"""The map as SVG: projection, classes, signs, what is not known, and the disclaimer."""

import re
from xml.etree import ElementTree as ET

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief_sample import HOSTILE_PLACES, OUTLINES, PLACES, brief, square
from concord.locales.catalogue import say
from concord.vocabulary.country import default_gazetteer
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language
from concord.vocabulary.status import Status
from concord.warning.brief import Brief
from concord.warning.drawing import as_file
from concord.warning.map import CLASSES, Outlines, class_of, cut, draw_map, key_of
from concord.warning.notice import Level
from concord.warning.sign import draw_sign


def drawn(
    shown: Brief | None = None,
    outlines: Outlines = OUTLINES,
    language: Language = Language.EN,
    *,
    alone: bool = False,
) -> str:
    return draw_map(
        shown or brief(), outlines, name="map", language=language, places=PLACES, alone=alone
    )


def places(drawing: str) -> dict[str, ET.Element]:
    """The shapes by the name in their title."""
    shapes = [each for each in ET.fromstring(drawing).iter() if each.find("title") is not None]
    return {
        (each.findtext("title") or "").split(":")[0]: each
        for each in shapes
        if each.tag in {"path", "circle"}
    }


def corners(element: ET.Element) -> np.ndarray:
    pairs = re.findall(r"(-?[\d.]+) (-?[\d.]+)", element.get("d", ""))
    return np.array([[float(x), float(y)] for x, y in pairs])


def area(points: np.ndarray) -> float:
    x, y = points.T
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


@pytest.mark.parametrize(
    ("chance", "css"),
    [
        (0.0, "step-1"),
        (0.0199, "step-1"),
        (0.02, "step-2"),  # a class begins at its lower end
        (0.10, "step-3"),
        (0.25, "step-4"),
        (0.50, "step-5"),
        (1.0, "step-5"),
        (None, "no-data"),
    ],
)
def test_a_chance_has_one_of_five_classes(chance: float | None, css: str) -> None:
    assert class_of(chance) == css


def test_the_key_names_each_class_and_what_is_not_known() -> None:
    key = dict(key_of(Language.EN))

    assert list(key) == ["step-1", "step-2", "step-3", "step-4", "step-5", "no-data"]
    assert len(CLASSES) == 5
    assert len(set(key.values())) == 6


def test_every_country_bears_the_class_of_its_chance() -> None:
    found = brief()

    shapes = places(drawn(found))

    for row in found.rows:
        name = f"\u2068{row.country}\u2069"
        css = shapes[f"Land {row.country}"].get("class", "")
        assert class_of(row.chance_25) in css.split(), name


def test_no_forecast_is_hatched_and_differs_from_the_lowest_class() -> None:
    found = brief()
    some = msgspec.structs.replace(found, rows=found.rows[:-1])

    shapes = places(drawn(some))

    missing = found.rows[-1].country
    assert "no-data" in shapes[f"Land {missing}"].get("class", "")
    assert 'id="hatch"' in drawn(some)


def test_a_country_too_small_to_be_drawn_stands_as_a_dot() -> None:
    few = {code: shapes for code, shapes in OUTLINES.items() if code != "XAB"}

    shape = places(drawn(outlines=few))["Land XAB"]

    assert shape.tag == "circle"


def test_equal_land_has_equal_area() -> None:
    north = {"XAA": square(-125.0), "XAB": ((square(-115.0)[0][0] + [0, 60],),)}
    shapes = places(drawn(outlines=north))

    south, far = (area(corners(shapes[f"Land {code}"])) for code in ("XAA", "XAB"))
    # A cap of ten degrees between 20 and 30 holds more land than between 30 and 40 degrees south.
    true = (np.sin(np.radians(30)) - np.sin(np.radians(20))) / (
        np.sin(np.radians(40)) - np.sin(np.radians(30))
    )
    assert far / south == pytest.approx(true, rel=0.03)


def test_a_region_fills_the_drawing() -> None:
    root = ET.fromstring(drawn())

    box = [float(each) for each in (root.get("viewBox") or "").split()]
    spots = np.concatenate([corners(shape) for shape in places(drawn()).values()])
    assert spots.min() >= 0
    assert (spots.max(axis=0) <= box[2:]).all()
    assert np.ptp(spots[:, 0]) > 0.9 * box[2]


def test_north_is_up_and_east_is_right() -> None:
    shapes = places(drawn())

    west, east = corners(shapes["Land XAA"]), corners(shapes["Land XAD"])
    assert west[:, 0].mean() < east[:, 0].mean()
    start, north = west[0], west[2]  # (-125, -40), then (-115, -30)
    assert north[1] < start[1]


def test_warnings_bear_a_shape_with_a_letter() -> None:
    root = ET.fromstring(drawn())

    signs = [each for each in root.iter("g") if each.get("class") == "sign-mark"]
    assert [each.findtext("text") for each in signs] == ["Y", "A", "R"]  # the gravest on top


def test_each_level_has_a_shape_of_its_own() -> None:
    shapes = set()
    for level in Level:
        root = ET.fromstring(draw_sign(level, Language.EN))
        shapes |= {each.get("d") for each in root.iter("path")}

    assert len(shapes) == len(Level)


@pytest.mark.parametrize("language", Language)
def test_the_disclaimer_is_in_the_map(language: Language) -> None:
    disclaimer = say("map-disclaimer", language)

    about = ET.fromstring(drawn(language=language)).findtext("desc") or ""

    assert disclaimer in about


@pytest.mark.parametrize("language", Language)
def test_a_map_alone_has_key_and_disclaimer_drawn_in(language: Language) -> None:
    root = ET.fromstring(as_file(drawn(language=language, alone=True)))

    text = [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]
    burned = "".join(text).replace(" ", "")
    assert say("map-disclaimer", language).replace(" ", "") in burned
    assert all(words in text for _, words in key_of(language))


def test_a_map_alone_keeps_every_line_inside_its_box() -> None:
    root = ET.fromstring(drawn(alone=True))

    height = float((root.get("viewBox") or "").split()[3])
    assert max(float(each.get("y", "0")) for each in root.iter("text")) < height


def test_an_exercise_says_so_on_the_map() -> None:
    assert "EXERCISE" in drawn()
    assert "EXERCISE" not in drawn(brief(status=Status.ACTUAL))


def test_the_scale_bar_is_true_in_the_middle() -> None:
    drawing = drawn()
    root = ET.fromstring(drawing)

    (bar,) = [each for each in root.iter("path") if each.get("class") == "scale"]
    start, end = re.match(r"M([\d.]+) .*H([\d.]+)", bar.get("d", "")).groups()  # type: ignore[union-attr]
    (label,) = [each.text or "" for each in root.iter("text") if "km" in (each.text or "")]
    km = float(re.sub(r"[^\d]", "", label))
    west = corners(places(drawing)["Land XAA"])
    degrees = 40.0 / np.ptp(np.concatenate([corners(s)[:, 0] for s in places(drawing).values()]))
    at_35 = 111.19 * np.cos(np.radians(35))
    assert km == pytest.approx((float(end) - float(start)) * degrees * at_35, rel=0.06)
    assert len(west)


def test_a_name_cannot_leave_its_title() -> None:
    drawing = draw_map(brief(), OUTLINES, name="map", language=Language.EN, places=HOSTILE_PLACES)

    assert "<script" not in drawing
    ET.fromstring(drawing)


def test_the_same_brief_is_mapped_in_the_same_bytes() -> None:
    backwards = dict(reversed(OUTLINES.items()))

    assert drawn() == drawn(outlines=backwards)


def test_an_empty_atlas_still_makes_a_map() -> None:
    assert ET.fromstring(drawn(outlines={})).tag == "svg"


def ring(*points: tuple[float, float]) -> np.ndarray:
    return np.array([*points, points[0]], dtype=float)


def test_land_over_the_date_line_is_cut_in_two() -> None:
    land = ring((170, 60), (-170, 60), (-170, 70), (170, 70))

    parts = cut(land, 0.0)

    assert len(parts) == 2
    assert sorted(np.ptp(part[:, 0]) for part in parts) == pytest.approx([10, 10])


def test_land_over_the_date_line_is_whole_around_its_own_meridian() -> None:
    land = ring((170, 60), (-170, 60), (-170, 70), (170, 70))

    (part,) = cut(land, 180.0)

    assert np.ptp(part[:, 0]) == pytest.approx(20)


def test_land_elsewhere_is_left_as_it_is() -> None:
    land = ring((10, 0), (20, 0), (20, 10))

    (part,) = cut(land, 0.0)

    assert part.tolist() == land.tolist()


@given(st.floats(-180, 180), st.floats(1, 100), st.floats(-180, 180))
def test_cutting_loses_no_land(west: float, width: float, meridian: float) -> None:
    east = west + width
    land = ring((west, 0), (east, 0), (east, 10), (west, 10))

    parts = cut(land, meridian)

    assert sum(area(part) for part in parts) == pytest.approx(width * 10, rel=1e-6)
    assert all(np.abs(part[:, 0]).max() <= 180 + 1e-9 for part in parts)
    assert all((part[0] == part[-1]).all() for part in parts)


def test_the_world_is_drawn_without_lines_across_it() -> None:
    from concord.vocabulary.atlas import load_atlas

    try:
        outlines = load_atlas().polygons
    except InputError as missing:
        pytest.skip(str(missing))
    drawing = draw_map(
        brief(), outlines, name="map", language=Language.EN, places=default_gazetteer()
    )

    assert "Antarctica" not in drawing
    for element in ET.fromstring(drawing).iter("path"):
        if "place" not in element.get("class", "").split():
            continue
        for part in element.get("d", "").split("Z")[:-1]:
            xs = [float(x) for x, _ in re.findall(r"(-?[\d.]+) (-?[\d.]+)", part)]
            steps = np.abs(np.diff([*xs, xs[0]]))
            assert steps.max() < 200, element.findtext("title")
