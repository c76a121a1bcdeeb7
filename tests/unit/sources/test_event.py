from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.sources.columns import NO_DAY, day_of, number_of
from concord.sources.countries import CountryLookup
from concord.sources.event import DATES, NUMBERS, EventRows, check_events
from concord.sources.fault import Faults
from concord.sources.quarantine import Quarantine
from concord.vocabulary.country import Gazetteer
from unit.sources.ged_rows import TODAY

EPOCH = date(1970, 1, 1).toordinal()
LAST = TODAY.toordinal() - EPOCH
GOOD = {
    "id": 1.0,
    "type_of_violence": 1.0,
    "best": 3.0,
    "low": 2.0,
    "high": 5.0,
    "country_id": 9001.0,
    "priogrid_gid": 144300.0,
    "date_prec": 1.0,
    "where_prec": 1.0,
    "latitude": 10.25,
    "longitude": -30.25,
}
ODD = st.sampled_from(
    [-1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 0.5, 1e6, 1e300, -1e300, np.nan, np.inf, -np.inf, 9001.0, 91.0]
)
DAY = st.sampled_from([0, LAST, LAST + 1, -8766, -8767, NO_DAY, 18_000, 18_001])


def rows_of(records: list[dict[str, float]], days: list[tuple[int, int]]) -> EventRows:
    return EventRows(
        size=len(records),
        numbers={name: np.array([one[name] for one in records]) for name in NUMBERS},
        days={
            name: np.array([pair[at] for pair in days], np.int64) for at, name in enumerate(DATES)
        },
        unreadable={},
    )


def may_be_kept(record: dict[str, float], days: tuple[int, int]) -> bool:
    """The rules once more, one row at a time."""
    start, end = days
    gid, latitude, longitude = (record[n] for n in ("priogrid_gid", "latitude", "longitude"))
    whole = ["id", "type_of_violence", "best", "low", "high", "country_id"]
    vague = ["priogrid_gid", "date_prec", "where_prec"]
    return bool(
        all(np.isfinite(record[name]) and record[name] == int(record[name]) for name in whole)
        and all(np.isnan(record[n]) or float(record[n]).is_integer() for n in vague)
        and 1 <= record["id"] <= 2**53
        and record["type_of_violence"] in (1, 2, 3)
        and all(0 <= record[name] <= 2**31 - 1 for name in ("best", "low", "high"))
        and all(np.isnan(record[n]) or 0 <= record[n] <= 9 for n in ("date_prec", "where_prec"))
        and (np.isnan(gid) or 1 <= gid <= 259_200)
        and (np.isnan(latitude) or abs(latitude) <= 90)
        and (np.isnan(longitude) or abs(longitude) <= 180)
        and np.isnan(latitude) == np.isnan(longitude)
        and -8766 <= start <= end <= LAST
        and record["country_id"] in (9001, 9002)
    )


@settings(deadline=None, max_examples=200)
@given(
    changes=st.lists(
        st.tuples(st.dictionaries(st.sampled_from(NUMBERS), ODD, max_size=3), DAY, DAY),
        min_size=1,
        max_size=20,
    )
)
def test_an_event_is_kept_exactly_when_every_rule_holds_for_it(
    changes: list[tuple[dict[str, float], int, int]], region: Gazetteer
) -> None:
    records = [GOOD | changed for changed, _, _ in changes]
    days = [(start, end) for _, start, end in changes]

    events, faults = check_events(rows_of(records, days), CountryLookup(region), TODAY)

    wanted = [may_be_kept(*pair) for pair in zip(records, days, strict=True)]
    assert faults.is_clean.tolist() == wanted
    assert len(events.event_id) == sum(wanted)
    assert [row for row, _, _ in faults.each()] == [n for n, good in enumerate(wanted) if not good]


def test_the_first_fault_of_a_row_is_the_one_that_stays() -> None:
    faults = Faults.none(3)

    faults.mark(np.array([True, False, False]), "id", "is missing")
    faults.mark(np.array([True, True, False]), "best", "is missing")
    faults.mark(np.array([False, False, False]), "low", "is missing")

    assert list(faults.each()) == [(0, "id", "is missing"), (1, "best", "is missing")]
    assert faults.is_clean.tolist() == [False, False, True]


def test_a_quarantine_is_handed_over_in_the_order_of_the_file() -> None:
    quarantine = Quarantine()
    quarantine.add(7, "id", "duplicate id", "seven")
    quarantine.add(2, "best", "is missing", "é" * 600)

    table = quarantine.table()

    assert len(quarantine) == 2
    assert table.column("row").to_pylist() == [2, 7]
    assert table.column("text").to_pylist() == ["é" * 500, "seven"]
    assert Quarantine().table().num_rows == 0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3.0),
        (" 3.0 ", 3.0),
        ("+3", 3.0),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("inf", np.inf),
        ("1e999", np.inf),
        ("", np.nan),
        ("NA", np.nan),
        ("nan", np.nan),
        ("x", None),
        ("1_0", None),
        ("1,5", None),
        ("0x1F", None),
        ("١٢", None),
        ("3 4", None),
    ],
)
def test_a_field_says_a_number_or_none_or_is_unreadable(text: str, number: Any) -> None:
    found = number_of(text)

    if number is None:
        assert found is None
    else:
        np.testing.assert_equal(found, number)


@settings(deadline=None)
@given(
    day=st.dates(),
    time=st.sampled_from(["", "T00:00:00", " 00:00:00.000", "T23:59:59Z", " 12:30"]),
)
def test_every_day_is_read_with_or_without_a_time(day: date, time: str) -> None:
    assert day_of(f"{day.isoformat()}{time}") == day.toordinal() - EPOCH


@pytest.mark.parametrize("text", ["2020-13-01", "2020-1-1", "20200101", "yesterday", "2020-01-01x"])
def test_what_is_no_day_is_unreadable(text: str) -> None:
    assert day_of(text) is None


def test_an_empty_field_says_no_day() -> None:
    assert day_of("") == NO_DAY == day_of(" NA ")
