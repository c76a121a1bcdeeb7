from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concord.sources.counts import parse_counts
from concord.sources.limit import Limits
from concord.sources.model import Parsed, country_month_schema
from concord.vocabulary.country import Gazetteer
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import label

TODAY = date(2026, 11, 1)  # month_id 563
Write = Callable[..., Path]


def parse(path: Path, region: Gazetteer) -> Parsed:
    return parse_counts(path, gazetteer=region, today=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "country,month,count\nXAA,2018-10,4\nXCC,2018-11,0\n",
        "country_id,month,count\n901,2018-10,4.0\n903,2018-11,0\n",
        "gw,month,count\n9001,2018-10,4\n9002,2018-11,0\n",
        "count,note,month_id,country\n4,a,466,XAA\n0,b,467,XCD\n",
        '"country","month","count"\r\n"XAA","2018-10","4"\r\n"XCC","2018-11","0"\r\n',
        "\ufeffcountry,month,count\nXAA, 2018-10 , 4 \nXCC,2018-11,0",
    ],
)
def test_the_header_says_how_country_and_month_are_written(
    text: str, written: Write, region: Gazetteer
) -> None:
    result = parse(written(text), region)

    assert result.kept.schema.equals(country_month_schema())
    assert result.kept.to_pylist() == [
        {"country": "XAA", "month": 466, "count": 4.0},
        {"country": "XCC", "month": 467, "count": 0.0},
    ]
    assert result.rows_in == 2


@pytest.mark.parametrize(
    ("header", "row", "field", "reason"),
    [
        ("country,month,count", "ZZZ,2018-10,1", "country", "is no known country"),
        ("country,month,count", "xaa,2018-10,1", "country", "is no known country"),
        ("country,month,count", ",2018-10,1", "country", "is no known country"),
        ("country_id,month,count", "1.5,2018-10,1", "country_id", "is no known country"),
        ("country_id,month,count", "x,2018-10,1", "country_id", "is no known country"),
        ("gw,month,count", "8888,2018-10,1", "gw", "is no known country"),
        ("country,month,count", "XAA,2018-13,1", "month", "is no month from 1980-01 to 2026-11"),
        ("country,month,count", "XAA,2018-00,1", "month", "is no month from 1980-01"),
        ("country,month,count", "XAA,1979-12,1", "month", "is no month from 1980-01"),
        ("country,month,count", "XAA,2026-12,1", "month", "is no month from 1980-01"),
        ("country,month,count", "XAA,Oct 2018,1", "month", "is no month from 1980-01"),
        ("country,month,count", "XAA,466,1", "month", "is no month from 1980-01"),
        ("country,month_id,count", "XAA,466.5,1", "month_id", "is no month from 1980-01"),
        ("country,month_id,count", "XAA,564,1", "month_id", "is no month from 1980-01"),
        ("country,month_id,count", "XAA,1e300,1", "month_id", "is no month from 1980-01"),
        ("country,month_id,count", "XAA,inf,1", "month_id", "is no month from 1980-01"),
        ("country,month,count", "XAA,2018-10,many", "count", "is not a number"),
        ("country,month,count", "XAA,2018-10,-1", "count", "is negative"),
        ("country,month,count", "XAA,2018-10,inf", "count", "is infinite"),
        ("country,month,count", "XAA,2018-10", "record", "2 fields where the header has 3"),
        ("country,month,count", 'XAA,2018-10,"1,0"', "count", "is not a number"),
    ],
)
def test_a_wrong_row_is_set_aside_with_its_reason_and_its_text(
    *, header: str, row: str, field: str, reason: str, written: Write, region: Gazetteer
) -> None:
    result = parse(written(f"{header}\n{row}\n"), region)

    (refused,) = result.quarantined.to_pylist()
    assert (refused["row"], refused["field"]) == (1, field)
    assert refused["reason"].startswith(reason)
    assert refused["text"] == row.replace('"', "")
    assert (result.rows_in, result.kept.num_rows) == (1, 0)


def test_of_rows_with_one_country_and_month_the_first_is_kept(
    written: Write, region: Gazetteer
) -> None:
    text = "country,month,count\nXCC,2018-10,1\nXAA,2018-10,2\nXCD,2018-10,3\nbad\nXAA,2018-10,2\n"

    result = parse(written(text), region)

    assert result.kept.column("count").to_pylist() == [1.0, 2.0]
    assert result.quarantined.column("row").to_pylist() == [3, 4, 5]


def test_an_empty_count_is_no_figure_and_not_zero(written: Write, region: Gazetteer) -> None:
    result = parse(written("country,month,count\nXAA,2018-10,\nXAA,2018-11,NaN\n"), region)

    assert result.kept.column("count").to_pylist() == [None, None]


def test_a_number_may_be_a_country_on_the_last_days_of_a_month_only(
    written: Write, region: Gazetteer
) -> None:
    text = "gw,month,count\n9002,2010-12,1\n9002,2011-01,2\n"

    result = parse(written(text), region)

    assert result.kept.column("country").to_pylist() == ["XBB", "XCC"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("land,month,count\n", "exactly one column of country, country_id, gw; none is there"),
        ("country,gw,month,count\n", "of country, country_id, gw; country, gw are there"),
        ("country,year,count\n", "exactly one column of month, month_id; none is there, found"),
        ("country,month,deaths\nXAA,2018-10,1\n", "exactly one column of count; none is there"),
        ("country;month;count\nXAA;2018-10;1\n", "found country;month;count"),
        ("country,month,count,count\n", "of count; count, count are there"),
        ("country,month,count\n", "has a header but no rows under it"),
        ("", "the file is empty"),
        ('country,month,count\nXAA,2018-10,"1\n', "ends inside a quoted field"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_whole(
    text: str, complaint: str, written: Write, region: Gazetteer
) -> None:
    with pytest.raises(InputError) as caught:
        parse(written(text), region)

    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.dictionaries(
        st.tuples(st.sampled_from(["XAA", "XBB", "XCC"]), st.integers(1, 563)),
        st.one_of(st.none(), st.floats(0, 1e12)),
        min_size=1,
        max_size=30,
    ),
    record_bytes=st.integers(40, 400),
)
def test_counts_come_back_as_they_were_written(
    rows: dict[tuple[str, int], float | None],
    record_bytes: int,
    tmp_path: Path,
    region: Gazetteer,
) -> None:
    lines = [
        f"{country},{label(month)},{'' if count is None else repr(count)}"
        for (country, month), count in rows.items()
    ]
    path = tmp_path / "counts.csv"
    path.write_text("\n".join(["country,month,count", *lines]) + "\n")

    result = parse_counts(
        path, gazetteer=region, today=TODAY, limits=Limits(record_bytes=record_bytes)
    )

    assert result.quarantined.num_rows == 0
    assert [tuple(row.values()) for row in result.kept.to_pylist()] == [
        (country, month, count) for (country, month), count in rows.items()
    ]
