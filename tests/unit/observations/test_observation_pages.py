"""The pages on observations and engines say what the code says."""

import re
from pathlib import Path

import pytest

import concord.observations
from concord.observations.model import Booking, Vintage

PROJECT = Path(__file__).resolve().parents[3]
REFERENCE = (PROJECT / "docs" / "reference" / "observations.md").read_text(encoding="utf-8")
ENGINES = (PROJECT / "docs" / "engines.md").read_text(encoding="utf-8")
CODE = "".join(
    path.read_text(encoding="utf-8")
    for path in Path(concord.observations.__file__).parent.glob("*.py")
)


def test_every_field_of_a_vintage_is_explained() -> None:
    assert [field for field in Vintage.__struct_fields__ if f"`{field}`" not in REFERENCE] == []


def test_every_booking_is_explained() -> None:
    assert [it for it in Booking if f"| `{it}` |" not in REFERENCE] == []


@pytest.mark.parametrize(
    "words",
    re.findall(r"^\| ([^|`]+?) \| [^|]+ \| [23] \|$", ENGINES, re.M),
)
def test_every_error_on_the_engines_page_is_one_the_seam_gives(words: str) -> None:
    code = " ".join(re.sub(r'"\s*(f?)"', "", CODE).split())

    assert [part for part in re.split(r"\.\.\.|,", words) if part.strip() not in code] == []
