"""Countries: codes, dated existence, and the numbers other sources use."""

from datetime import date

import pytest

from concord.vocabulary.country import default_gazetteer


def test_namibias_two_letters_are_not_read_as_missing() -> None:
    namibia = default_gazetteer().require("NAM")

    assert namibia.alpha2 == "NA"


@pytest.mark.parametrize(
    ("number", "day", "code"),
    [
        (345, date(1999, 3, 24), "YUG"),
        (345, date(2003, 2, 3), "YUG"),  # last day of the name
        (345, date(2003, 2, 4), "SCG"),
        (345, date(2010, 1, 1), "SRB"),  # UCDP keeps the number
        (340, date(2010, 1, 1), "SRB"),  # Gleditsch-Ward's own
        (365, date(1991, 12, 25), "SUN"),
        (365, date(1991, 12, 26), "RUS"),
        (678, date(2015, 1, 1), "YEM"),
        (260, date(1989, 1, 1), "DEU"),
        (315, date(1992, 12, 31), "CSK"),
        (316, date(1993, 1, 1), "CZE"),
    ],
)
def test_a_gleditsch_ward_number_means_a_country_on_a_day(
    number: int, day: date, code: str
) -> None:
    country = default_gazetteer().by_gw(number, day)

    assert country is not None
    assert country.code == code
