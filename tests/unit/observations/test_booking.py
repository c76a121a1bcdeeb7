import calendar
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.observations.booking import Unit, book_in_memory, cell_schema
from concord.observations.model import Booking
from concord.sources.model import Violence
from concord.vocabulary.month import MonthId, of_date, parse_month

Cells = dict[tuple[Any, int], int]

DAYS = st.dates(date(1989, 1, 1), date(2024, 12, 31))


def cells_of(table: Any, unit: Unit = Unit.COUNTRY) -> Cells:
    rows = table.to_pylist()
    return {(row[unit.value], row["month"]): row["deaths"] for row in rows}


def deaths_by_month(make: Any, booking: Booking, **event: Any) -> dict[str, int]:
    table = book_in_memory(make.events([make.event(**event)]), booking=booking)
    return {_label(month): deaths for (_, month), deaths in cells_of(table).items()}


def _label(month: int) -> str:
    year, index = divmod(month - 1, 12)
    return f"{1980 + year}-{calendar.month_abbr[index + 1]}"


@pytest.mark.parametrize(
    ("booking", "expected"),
    [
        (Booking.START, {"2017-Dec": 9}),
        (Booking.END, {"2018-Feb": 9}),
        (Booking.SPREAD, {"2017-Dec": 3, "2018-Jan": 3, "2018-Feb": 3}),
    ],
)
def test_summary_event_is_booked_as_the_vintage_says(
    make: Any, booking: Booking, expected: dict[str, int]
) -> None:
    assert deaths_by_month(make, booking, start="2017-12-31", end="2018-02-01", best=9) == expected


@pytest.mark.parametrize(
    ("best", "expected"),
    [
        (1, {"2018-Feb": 1}),  # one death over three months stands in the middle one
        (2, {"2018-Jan": 1, "2018-Mar": 1}),
        (4, {"2018-Jan": 1, "2018-Feb": 2, "2018-Mar": 1}),
        (5, {"2018-Jan": 2, "2018-Feb": 1, "2018-Mar": 2}),
    ],
)
def test_deaths_that_do_not_divide_stay_whole(
    make: Any, best: int, expected: dict[str, int]
) -> None:
    found = deaths_by_month(make, Booking.SPREAD, start="2018-01-05", end="2018-03-05", best=best)

    assert found == expected


@pytest.mark.parametrize("booking", Booking)
def test_event_of_one_month_is_booked_there_however(make: Any, booking: Booking) -> None:
    found = deaths_by_month(make, booking, start="2018-02-01", end="2018-02-28", best=7)

    assert found == {"2018-Feb": 7}


def test_only_the_types_of_violence_asked_for_are_counted(make: Any) -> None:
    events = make.events([make.event(best=10**kind, violence=kind) for kind in Violence])

    state = book_in_memory(events, booking=Booking.START)
    others = {Violence.NON_STATE, Violence.ONE_SIDED}
    rest = book_in_memory(events, booking=Booking.START, violence=others)

    assert list(cells_of(state).values()) == [10]
    assert list(cells_of(rest).values()) == [1100]


def test_cells_come_by_unit_then_month_with_deaths_added_up(make: Any) -> None:
    events = make.events(
        [
            make.event("SYR", "2018-03-10", best=2),
            make.event("AFG", "2018-05-10", best=3),
            make.event("SYR", "2018-01-10", best=4),
            make.event("SYR", "2018-03-31", best=5),
        ]
    )

    table = book_in_memory(events, booking=Booking.START)

    assert table.schema.equals(cell_schema(Unit.COUNTRY))
    assert list(cells_of(table).items()) == [
        (("AFG", parse_month("2018-05")), 3),
        (("SYR", parse_month("2018-01")), 4),
        (("SYR", parse_month("2018-03")), 7),
    ]


def test_grid_cells_come_by_number_not_by_text(make: Any) -> None:
    events = make.events([make.event(gid=gid) for gid in (100_000, 99_999, 0)])

    table = book_in_memory(events, booking=Booking.START, unit=Unit.GID)

    assert table.schema.equals(cell_schema(Unit.GID))
    assert table.column("gid").to_pylist() == [0, 99_999, 100_000]


def test_events_without_deaths_make_no_cell(make: Any) -> None:
    table = book_in_memory(make.events([make.event(best=0)]), booking=Booking.SPREAD)

    assert table.num_rows == 0


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("booking", Booking)
def test_no_events_make_no_cells(make: Any, unit: Unit, booking: Booking) -> None:
    table = book_in_memory(make.events([]), booking=booking, unit=unit)

    assert table.num_rows == 0
    assert table.schema.equals(cell_schema(unit))


def test_events_in_several_chunks_count_as_one_table(make: Any) -> None:
    import pyarrow as pa

    two = pa.concat_tables([make.events([make.event("SYR")]), make.events([make.event("AFG")])])

    table = book_in_memory(two.slice(1), booking=Booking.START)

    assert [code for code, _ in cells_of(table)] == ["AFG"]


def test_largest_death_toll_does_not_overflow(make: Any) -> None:
    found = deaths_by_month(
        make, Booking.SPREAD, start="1980-01-01", end="2020-12-31", best=2**31 - 1
    )

    assert sum(found.values()) == 2**31 - 1
    assert max(found.values()) - min(found.values()) <= 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["AFG", "SYR", "XAA"]),
            DAYS,
            st.integers(0, 900),
            st.integers(0, 5000),
        ),
        max_size=12,
    )
)
def test_no_death_is_lost_or_made_by_any_booking(
    make: Any, drawn: list[tuple[str, date, int, int]]
) -> None:
    events = make.events(
        make.event(code, start.isoformat(), (start + timedelta(days)).isoformat(), best)
        for code, start, days, best in drawn
    )
    by_country = Counter[str]()
    for code, _, _, best in drawn:
        by_country[code] += best

    for booking in Booking:
        found = Counter[str]()
        for (code, _), deaths in cells_of(book_in_memory(events, booking=booking)).items():
            found[code] += deaths
        assert +found == +by_country


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 2000), st.integers(1, 100_000))
def test_spread_is_the_even_share_in_every_month_to_within_a_death(
    make: Any, start: date, days: int, best: int
) -> None:
    end = start + timedelta(days)
    event = make.event("SYR", start.isoformat(), end.isoformat(), best)

    found = cells_of(book_in_memory(make.events([event]), booking=Booking.SPREAD))

    months = range(of_date(start), of_date(end) + 1)
    share = best / len(months)
    assert set(found) <= {("SYR", MonthId(month)) for month in months}
    assert all(abs(found.get(("SYR", month), 0) - share) < 1 for month in months)
