"""docs/exercise.md: what it says of the world is so."""

import re
from pathlib import Path

import numpy as np
import pytest

from concord.exercise import conflict
from concord.exercise import world as building
from concord.exercise.chapter import SIDE_SHARE
from concord.exercise.ged_csv import ged_file
from concord.exercise.land import EAST, NORTH, SOUTH, WEST
from concord.exercise.model import Fragility, World
from concord.exercise.release import Version, release

PAGE = Path(__file__).resolve().parents[3] / "docs" / "exercise.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def rows_under(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table after some text."""
    table = page[page.index(heading) :].split("\n|", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.split("\n")][2:]


def test_the_page_gives_the_transition_table(page: str) -> None:
    rows = rows_under(page, "For a middling country")

    said = np.array([[float(cell or 0) / 100 for cell in row[1:]] for row in rows])
    assert said == pytest.approx(conflict.STEPS)


def test_the_page_gives_the_factors_and_means(page: str) -> None:
    factors = conflict.FRAGILITY_FACTOR
    low, high = factors[Fragility.STEADY], factors[Fragility.FRAGILE]
    assert f"multiplied by {low} in steady countries and {high} in fragile ones" in page
    _, one, two, more = conflict.SPILL_OVER_FACTOR
    assert f"by {one}, {two} or {more:g} when one, two or more neighbours" in page
    assert f"({', '.join(f'{mean:g}' for mean in conflict.BASE_MEAN)})" in page
    assert f"{100 * sum(SIDE_SHARE.values()):g} % of the expected deaths" in page


def test_the_page_names_every_story_and_release(page: str) -> None:
    for name, plant in building.PLANTS:
        assert f"| {name} | `{plant.__module__.rsplit('.', maxsplit=1)[-1]}.py` |" in page
    for version in Version:
        assert f'"{version}"' in page or f"`{version}`" in page


def test_the_page_names_every_way_a_row_is_broken(page: str, world: World) -> None:
    told = page[page.index("Six rows are broken") :].split("\n\n", maxsplit=1)[0]
    told = re.sub(r"\s+", " ", told)

    broken = ged_file(world, release(world, "EX.2")).broken
    assert len(broken) == 6
    words = {"not a number": "a count that is no number"}
    assert [one.fault for one in broken if words.get(one.fault, one.fault) not in told] == []


def test_the_page_gives_the_box_of_the_land(page: str) -> None:
    assert f"{-NORTH:g}° and {-SOUTH:g}° S, {-EAST:g}° and {-WEST:g}° W" in page


def test_counts_of_the_default_world_are_within_those_of_the_page(page: str, world: World) -> None:
    fewest, most = re.search(r"\| events \| ([\d,]+) to ([\d,]+) ", page).groups()  # type: ignore[union-attr]

    assert int(fewest.replace(",", "")) <= len(world.events) <= int(most.replace(",", ""))
    zero = (world.truth.deaths == 0).mean()
    severe = (world.truth.deaths >= 25).mean()
    low, high, few, many = re.search(  # type: ignore[union-attr]
        r"(\d+) to (\d+) % of country-months have no death and (\d+) to (\d+) % have 25", page
    ).groups()
    assert int(low) <= 100 * zero <= int(high)
    assert int(few) <= 100 * severe <= int(many)


def test_the_pages_first_lines_build_a_world(page: str) -> None:
    example = re.findall(r"(?:^(?:    .*)?\n)+", page, re.MULTILINE)
    first = next(block for block in example if "build_world" in block)

    names: dict[str, object] = {}
    exec("\n".join(line[4:] for line in first.split("\n")), names)

    assert isinstance(names["world"], World)
