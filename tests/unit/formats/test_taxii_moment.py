"""Timestamps of TAXII 2.1, section 2, and the rule that gives each addition its own."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.formats.taxii_moment import (
    TICK,
    date_added_of,
    is_whole_microseconds,
    read_moment,
    write_moment,
)

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
MOMENTS = st.datetimes(timezones=st.just(UTC))


def test_a_moment_has_six_decimals_and_z_also_on_the_full_second() -> None:
    assert write_moment(NOON) == "2026-01-31T12:00:00.000000Z"


def test_a_moment_of_another_zone_is_written_in_utc() -> None:
    there = datetime(2026, 1, 31, 15, tzinfo=timezone(timedelta(hours=3)))

    assert write_moment(there) == "2026-01-31T12:00:00.000000Z"


def test_an_early_year_keeps_its_four_digits() -> None:
    assert write_moment(datetime(33, 4, 3, tzinfo=UTC)) == "0033-04-03T00:00:00.000000Z"


@given(MOMENTS)
def test_a_moment_written_is_read_as_the_same(moment: datetime) -> None:
    assert read_moment(write_moment(moment)) == moment


@given(st.lists(MOMENTS, min_size=2))
def test_texts_of_moments_sort_as_the_moments_do(moments: list[datetime]) -> None:
    assert sorted(map(write_moment, moments)) == list(map(write_moment, sorted(moments)))


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("2026-01-31T12:00:00Z", 0),  # stock clients leave decimals out
        ("2026-01-31T12:00:00.5Z", 500_000),  # one decimal is a tenth
        ("2026-01-31T12:00:00.123Z", 123_000),  # STIX writes milliseconds
        ("2026-01-31T12:00:00.123456Z", 123_456),  # section 2
        ("2026-01-31T12:00:00.123456999Z", 123_456),  # cut, not rounded
    ],
)
def test_timestamps_of_other_precision_are_read(text: str, microsecond: int) -> None:
    assert read_moment(text) == NOON.replace(microsecond=microsecond)


@pytest.mark.parametrize(
    "text",
    [
        "",  # nothing
        "2026-01-31",  # a day
        "2026-01-31T12:00:00",  # no zone
        "2026-01-31T12:00:00+00:00",  # section 2: "Z"
        "2026-01-31T12:00:00 00:00",  # a plus sign that was not escaped
        "2026-01-31T12:00:00z",  # small letters
        "2026-01-31t12:00:00Z",
        "2026-01-31 12:00:00Z",
        "2026-01-31T12:00:00.Z",  # a point and nothing
        "2026-01-31T12:00:00,5Z",  # ISO 8601 allows it, RFC 3339 does not
        "2026-02-30T12:00:00Z",  # no such day
        "2026-01-31T24:00:00Z",  # no such hour
        "2026-01-31T23:59:60Z",  # a leap second, which clocks here do not have
        "0000-01-31T12:00:00Z",  # no such year
        "2026-W05-6T12:00:00Z",  # a week
        "20260131T120000Z",  # the basic form
        "٢٠٢٦-01-31T12:00:00Z",  # Arabic-Indic digits
        "2026-01-31T12:00:00Z\n",  # a line end
        " 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.1234567890123Z",  # longer than any clock's
        "1769860800",  # seconds
    ],
)
def test_what_is_no_timestamp_in_utc_is_not_read(text: str) -> None:
    assert read_moment(text) is None


@given(st.text(max_size=40))
def test_no_text_fails_to_be_judged(text: str) -> None:
    moment = read_moment(text)

    assert moment is None or moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("2026-01-31T12:00:00Z", True),
        ("2026-01-31T12:00:00.123456Z", True),
        ("2026-01-31T12:00:00.123456000Z", True),
        ("2026-01-31T12:00:00.123456001Z", False),
    ],
)
def test_what_is_finer_than_microseconds_is_told(text: str, is_whole: bool) -> None:
    assert is_whole_microseconds(text) is is_whole


@given(st.lists(MOMENTS.filter(lambda moment: moment.year < 9999), min_size=1, max_size=30))
def test_dates_added_grow_strictly_whatever_the_clock_does(clock: list[datetime]) -> None:
    dates: list[datetime] = []

    for now in clock:
        dates.append(date_added_of(now, last=dates[-1] if dates else None))

    assert all(earlier < later for earlier, later in pairwise(dates))
    assert all(date >= now for date, now in zip(dates, clock, strict=True))


def test_a_date_added_is_the_clock_when_the_clock_has_moved() -> None:
    assert date_added_of(NOON, last=NOON - TICK) == NOON
    assert date_added_of(NOON, last=NOON) == NOON + TICK
    assert date_added_of(NOON, last=None) == NOON
