from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.sources.countries import UNKNOWN, CountryLookup
from concord.vocabulary.country import Country, Gazetteer, GwSpell, default_gazetteer

EPOCH = date(1970, 1, 1).toordinal()
WORLD = CountryLookup(default_gazetteer())
NUMBERS = sorted({spell.number for it in default_gazetteer().countries for spell in it.gw})


def days(*on: date) -> np.ndarray:
    return np.array([day.toordinal() - EPOCH for day in on], np.int64)


def codes(lookup: CountryLookup, indices: np.ndarray) -> list[str | None]:
    return [None if at == UNKNOWN else lookup.codes[at] for at in indices]


@pytest.mark.parametrize(
    ("number", "on", "code"),
    [
        (652, date(2018, 1, 1), "SYR"),
        (345, date(2003, 2, 3), "YUG"),
        (345, date(2003, 2, 4), "SCG"),
        (345, date(2006, 6, 4), "SCG"),
        (345, date(2006, 6, 5), "SRB"),
        (365, date(1991, 12, 25), "SUN"),
        (365, date(1991, 12, 26), "RUS"),
        (9999, date(2000, 1, 1), None),
        (0, date(2000, 1, 1), None),
        (-652, date(2000, 1, 1), None),
        (2**40, date(2000, 1, 1), None),
    ],
)
def test_a_number_means_a_country_on_a_day(number: int, on: date, code: str | None) -> None:
    assert codes(WORLD, WORLD.by_gw(np.array([number]), days(on))) == [code]


@settings(deadline=None)
@given(
    asked=st.lists(
        st.tuples(st.sampled_from([*NUMBERS, 1, 346, 999]), st.dates()), min_size=1, max_size=50
    )
)
def test_a_whole_column_is_looked_up_as_the_gazetteer_would_one_by_one(
    asked: list[tuple[int, date]],
) -> None:
    gazetteer = default_gazetteer()
    wanted = [gazetteer.by_gw(number, on=on) for number, on in asked]

    found = WORLD.by_gw(np.array([number for number, _ in asked]), days(*(on for _, on in asked)))

    assert codes(WORLD, found) == [None if one is None else one.code for one in wanted]


def test_days_that_are_none_find_no_country() -> None:
    never = np.array([np.iinfo(np.int64).min, np.iinfo(np.int64).max, -(10**9), 10**9])

    assert codes(WORLD, WORLD.by_gw(np.full(4, 652), never)) == [None] * 4


def test_every_views_id_finds_its_country() -> None:
    gazetteer = default_gazetteer()
    ids = np.arange(-5, 400)

    found = codes(WORLD, WORLD.by_views(ids))

    wanted = [gazetteer.by_views(int(it)) for it in ids]
    assert found == [None if one is None else one.code for one in wanted]


def test_former_codes_find_the_state_that_goes_on() -> None:
    assert codes(WORLD, WORLD.by_code(["COD", "ZAR", "", "zzz"])) == ["COD", "COD", None, None]


def test_a_column_of_codes_is_the_codes_in_order() -> None:
    indices = WORLD.by_code(["SYR", "CAF", "SYR"])

    assert WORLD.column(indices).to_pylist() == ["SYR", "CAF", "SYR"]
    assert WORLD.column(indices[:0]).to_pylist() == []


def test_a_gazetteer_without_numbers_finds_nothing() -> None:
    bare = CountryLookup(Gazetteer([Country(code="XAA", name="Alpha", latitude=0, longitude=0)]))

    assert bare.by_gw(np.array([1]), days(date(2000, 1, 1))).tolist() == [UNKNOWN]
    assert bare.by_views(np.array([1])).tolist() == [UNKNOWN]


def test_the_days_between_two_spells_belong_to_neither() -> None:
    early = GwSpell(number=7, last=date(1990, 12, 31))
    late = GwSpell(number=7, first=date(1995, 1, 1))
    lookup = CountryLookup(
        Gazetteer(
            [
                Country(code="XAA", name="Alpha", latitude=0, longitude=0, gw=(early,)),
                Country(code="XBB", name="Beta", latitude=0, longitude=0, gw=(late,)),
            ]
        )
    )
    on = [date(1990, 12, 31), date(1991, 1, 1), date(1994, 12, 31), date(1995, 1, 1)]

    found = lookup.by_gw(np.full(4, 7), days(*on))

    assert codes(lookup, found) == ["XAA", None, None, "XBB"]
