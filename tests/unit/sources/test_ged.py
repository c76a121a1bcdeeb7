import gzip
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concord.sources.ged import parse_ged
from concord.sources.limit import Limits
from concord.sources.model import EXCERPT_CHARS, Parsed, event_schema
from concord.vocabulary.country import Gazetteer, default_gazetteer
from concord.vocabulary.errors import InputError
from unit.sources.ged_rows import HEADER, TODAY, event, to_csv

Write = Callable[..., Path]

COLUMN_ORDERS = [HEADER, list(reversed(HEADER)), sorted(HEADER)]


def parsed(path: Path, region: Gazetteer, limits: Limits | None = None) -> Parsed:
    return parse_ged(path, gazetteer=region, today=TODAY, limits=limits or Limits())


def refusals(result: Parsed) -> list[tuple[int, str, str]]:
    rows = result.quarantined.to_pylist()
    return [(row["row"], row["field"], row["reason"]) for row in rows]


@pytest.mark.parametrize("header", COLUMN_ORDERS)
def test_an_event_keeps_its_values_whatever_the_order_of_columns(
    header: list[str], written: Write, region: Gazetteer
) -> None:
    result = parsed(written(to_csv([event(7)], header)), region)

    assert result.kept.schema.equals(event_schema())
    assert result.kept.to_pylist() == [
        {
            "event_id": 7,
            "country": "XAA",
            "date_start": date(2020, 3, 1),
            "date_end": date(2020, 3, 2),
            "date_precision": 1,
            "place_precision": 1,
            "gid": 144300,
            "latitude": 10.25,
            "longitude": -30.25,
            "violence": 1,
            "best": 3,
            "low": 2,
            "high": 5,
        }
    ]
    assert result.rows_in == 1


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"id": ""}, "id", "is missing"),
        ({"id": "abc"}, "id", "is not a number"),
        ({"id": "1_000"}, "id", "is not a number"),
        ({"id": "7.5"}, "id", "is not a whole number"),
        ({"id": "0"}, "id", "is not a positive id"),
        ({"id": "-4"}, "id", "is not a positive id"),
        ({"id": "1e300"}, "id", "is not a positive id"),
        ({"id": "inf"}, "id", "is not a whole number"),
        ({"best": ""}, "best", "is missing"),
        ({"best": "many"}, "best", "is not a number"),
        ({"best": "3,5"}, "best", "is not a number"),
        ({"best": "3.5"}, "best", "is not a whole number"),
        ({"best": "-1"}, "best", "is a negative number of deaths"),
        ({"low": "-1"}, "low", "is a negative number of deaths"),
        ({"high": "-1"}, "high", "is a negative number of deaths"),
        ({"high": "3000000000"}, "high", "is more than 2,147,483,647 deaths"),
        ({"type_of_violence": "4"}, "type_of_violence", "is not 1 (state-based), 2"),
        ({"type_of_violence": "0"}, "type_of_violence", "is not 1 (state-based), 2"),
        ({"type_of_violence": "1.5"}, "type_of_violence", "is not a whole number"),
        ({"date_start": ""}, "date_start", "is missing"),
        ({"date_start": "March"}, "date_start", "is not a date"),
        ({"date_start": "2020-02-30"}, "date_start", "is not a date"),
        ({"date_start": "01/03/2020"}, "date_start", "is not a date"),
        ({"date_start": "1945-12-31"}, "date_start", "is outside 1946-01-01 to 2026-11-01"),
        ({"date_start": "0000-01-01"}, "date_start", "is outside 1946-01-01"),
        ({"date_end": "2026-11-02"}, "date_end", "is outside 1946-01-01 to 2026-11-01"),
        ({"date_end": "12020-03-02"}, "date_end", "is not a date"),
        ({"date_end": "2020-02-29"}, "date_end", "is before date_start"),
        ({"latitude": "90.001"}, "latitude", "is off the earth"),
        ({"latitude": "-91"}, "latitude", "is off the earth"),
        ({"longitude": "181"}, "longitude", "is off the earth"),
        ({"longitude": "-inf"}, "longitude", "is off the earth"),
        ({"longitude": ""}, "latitude", "and longitude must be given together"),
        ({"longitude": "10 E"}, "longitude", "is not a number"),
        ({"priogrid_gid": "0"}, "priogrid_gid", "is not a PRIO-GRID cell"),
        ({"priogrid_gid": "259201"}, "priogrid_gid", "is not a PRIO-GRID cell"),
        ({"country_id": ""}, "country_id", "is missing"),
        ({"country_id": "8888"}, "country_id", "is no country's Gleditsch-Ward number"),
        ({"country_id": "-9001"}, "country_id", "is no country's Gleditsch-Ward number"),
        ({"country_id": "1e30"}, "country_id", "is no country's Gleditsch-Ward number"),
        ({"date_prec": "11"}, "date_prec", "is not a precision code"),
        ({"where_prec": "-1"}, "where_prec", "is not a precision code"),
    ],
)
def test_a_wrong_row_is_set_aside_with_its_reason_and_its_text(
    changes: dict[str, str], field: str, reason: str, written: Write, region: Gazetteer
) -> None:
    rows = [event(1), event(2, source_headline="line one\nline two") | changes, event(3)]

    result = parsed(written(to_csv(rows)), region)

    assert result.kept.column("event_id").to_pylist() == [1, 3]
    (refused,) = result.quarantined.to_pylist()
    assert (refused["row"], refused["field"]) == (2, field)
    assert refused["reason"].startswith(reason)
    assert "line one\nline two" in refused["text"]
    assert result.rows_in == 3


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [
        ({"id": "300380.0"}, "event_id", 300380),
        ({"id": " 12 "}, "event_id", 12),
        ({"country_id": "9001.0"}, "country", "XAA"),
        ({"country_id": "9002", "date_start": "2010-12-31"}, "country", "XBB"),
        ({"country_id": "9002", "date_start": "2011-01-01"}, "country", "XCC"),
        ({"date_start": "2020-03-01T00:00:00"}, "date_start", date(2020, 3, 1)),
        ({"date_start": "2020-03-01 00:00:00.000"}, "date_start", date(2020, 3, 1)),
        ({"date_start": "2020-03-01T00:00:00Z"}, "date_start", date(2020, 3, 1)),
        ({"date_start": "1946-01-01"}, "date_start", date(1946, 1, 1)),
        ({"date_end": "2026-11-01"}, "date_end", TODAY),
        ({"best": "0", "low": "0", "high": "0"}, "best", 0),
        ({"best": "2147483647"}, "best", 2147483647),
        ({"latitude": "90", "longitude": "180"}, "longitude", 180.0),
        ({"latitude": "", "longitude": ""}, "latitude", None),
        ({"priogrid_gid": ""}, "gid", 144300),
        ({"priogrid_gid": "", "latitude": "", "longitude": ""}, "gid", 0),
        ({"date_prec": ""}, "date_precision", 0),
        ({"where_prec": "7"}, "place_precision", 7),
    ],
)
@pytest.mark.parametrize("company", [[], [event(99, best="many")]], ids=["fast way", "as text"])
def test_what_published_files_write_is_read_the_fast_way_and_as_text(
    *,
    changes: dict[str, str],
    column: str,
    value: object,
    company: list[dict[str, str]],
    written: Write,
    region: Gazetteer,
) -> None:
    result = parsed(written(to_csv([event(1) | changes, *company])), region)

    assert result.kept.column(column).to_pylist() == [value]
    assert result.quarantined.num_rows == len(company)


@pytest.mark.parametrize(("low", "best", "high"), [(3, 2, 3), (1, 5, 2), (4, 4, 3)])
def test_bounds_that_cross_the_best_estimate_are_kept_as_published(
    low: int, best: int, high: int, written: Write, region: Gazetteer
) -> None:
    crossed = event(1, low=str(low), best=str(best), high=str(high))

    result = parsed(written(to_csv([crossed])), region)

    assert result.kept.select(["low", "best", "high"]).to_pylist() == [
        {"low": low, "best": best, "high": high}
    ]


def test_of_rows_with_one_id_the_first_is_kept(written: Write, region: Gazetteer) -> None:
    rows = [event(5), event(6), event(5), event(5, best="4"), event(6)]

    result = parsed(written(to_csv(rows)), region)

    assert result.kept.select(["event_id", "best"]).to_pylist() == [
        {"event_id": 5, "best": 3},
        {"event_id": 6, "best": 3},
    ]
    assert refusals(result) == [
        (3, "id", "duplicate id"),
        (4, "id", "duplicate id, and the rows differ"),
        (5, "id", "duplicate id"),
    ]
    assert "event_id=5" in result.quarantined.column("text")[0].as_py()


def test_events_without_coordinates_can_repeat_an_id_and_be_the_same(
    written: Write, region: Gazetteer
) -> None:
    nowhere = event(5, latitude="", longitude="", priogrid_gid="")

    result = parsed(written(to_csv([nowhere, nowhere])), region)

    assert refusals(result) == [(2, "id", "duplicate id")]


def test_records_with_too_many_or_too_few_fields_are_set_aside(
    written: Write, region: Gazetteer
) -> None:
    lines = to_csv([event(1), event(2), event(3, best="x")]).splitlines()
    text = "\n".join([lines[0], "8,2020", lines[1], "", lines[2] + ",extra", lines[3], ""])

    result = parsed(written(text), region)

    assert result.kept.column("event_id").to_pylist() == [1]
    assert refusals(result) == [
        (1, "record", "2 fields where the header has 17"),
        (3, "record", "18 fields where the header has 17"),
        (4, "best", "is not a number"),
    ]
    assert result.quarantined.column("text").to_pylist()[2] == lines[3]


def test_a_quarantined_text_is_cut_to_an_excerpt(written: Write, region: Gazetteer) -> None:
    long = event(1, conflict_name="x" * 5000, best="-1")

    result = parsed(written(to_csv([long])), region)

    assert len(result.quarantined.column("text")[0].as_py()) == EXCERPT_CHARS


def test_the_row_of_hxl_tags_under_the_header_is_no_record(
    written: Write, region: Gazetteer
) -> None:
    tags = dict.fromkeys(HEADER, "") | {"latitude": "#geo+lat", "best": "#affected+killed"}

    result = parsed(written(to_csv([tags, event(1)])), region)

    assert (result.rows_in, result.kept.num_rows) == (1, 1)


def test_iso3_says_the_country_where_there_is_no_country_id(
    written: Write, region: Gazetteer
) -> None:
    header = ["iso3" if name == "country_id" else name for name in HEADER]
    rows = [event(n, iso3=code) for n, code in enumerate(("XAA", "XCD", "YYY", ""), 1)]

    result = parsed(written(to_csv(rows, header)), region)

    assert result.kept.column("country").to_pylist() == ["XAA", "XCC"]
    assert refusals(result) == [
        (3, "iso3", "is not a known alpha-3 code"),
        (4, "iso3", "is not a known alpha-3 code"),
    ]


def test_optional_columns_may_be_absent(written: Write, region: Gazetteer) -> None:
    absent = {"latitude", "longitude", "priogrid_gid", "date_prec", "where_prec"}
    header = [name for name in HEADER if name not in absent]

    result = parsed(written(to_csv([event(1)], header)), region)

    (kept,) = result.kept.to_pylist()
    assert (kept["gid"], kept["date_precision"], kept["place_precision"]) == (0, 0, 0)
    assert kept["latitude"] is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a,b,c\n1,2,3\n", "column id, type_of_violence, best, low, high, date_start, date_end,"),
        (to_csv([event(1)], [n for n in HEADER if n != "best"]), "column best missing; found id,"),
        (to_csv([event(1)], [n for n in HEADER if n != "country_id"]), "column country_id missing"),
        (to_csv([event(1)]).replace(",", ";"), "found id;year;type_of_violence"),
        (to_csv([event(1)], [*HEADER, "best"]), "column best is there twice"),
        (to_csv([]), "has a header but no events under it"),
        (to_csv([event(1), event(2)])[:-40], "ends in the middle of record 2"),
        (to_csv([event(1, conflict_name='a "b')])[:-60] + '"', "ends inside a quoted field"),
    ],
)
def test_a_file_that_is_no_ged_release_is_refused_whole(
    text: str, complaint: str, written: Write, region: Gazetteer
) -> None:
    path = written(text)

    with pytest.raises(InputError, match=complaint) as caught:
        parsed(path, region)

    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_a_zip_and_a_gz_read_as_the_plain_file_does(
    tmp_path: Path, written: Write, region: Gazetteer
) -> None:
    text = to_csv([event(1), event(2, best="x"), event(3)])
    plain = parsed(written(text), region)
    with zipfile.ZipFile(tmp_path / "ged.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._GEDEvent.csv", b"\0")
        archive.writestr("GEDEvent_v25_1.csv", text)
    (tmp_path / "ged.csv.gz").write_bytes(gzip.compress(text.encode()))

    for name in ("ged.zip", "ged.csv.gz"):
        packed = parsed(tmp_path / name, region)

        assert packed.kept.equals(plain.kept)
        assert packed.quarantined.equals(plain.quarantined)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "best": st.sampled_from(["0", "3", "17.0", "-1", "x", ""]),
                "source_headline": st.text(
                    st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=60
                ),
                "date_end": st.sampled_from(["2020-03-02", "2020-03-02T00:00:00", "1999-01-01"]),
            }
        ),
        min_size=1,
        max_size=30,
    ),
    record_bytes=st.integers(700, 4000),
)
def test_where_the_blocks_are_cut_changes_nothing(
    rows: list[dict[str, str]], record_bytes: int, tmp_path: Path, region: Gazetteer
) -> None:
    path = tmp_path / "cut.csv"
    records = [event(number) | row for number, row in enumerate(rows, 1)]
    path.write_text(to_csv(records), encoding="utf-8", newline="")
    good = [
        number
        for number, row in enumerate(rows, 1)
        if row["best"] in ("0", "3", "17.0") and row["date_end"] != "1999-01-01"
    ]

    whole = parsed(path, region)
    cut = parsed(path, region, Limits(record_bytes=record_bytes))

    assert whole.kept.column("event_id").to_pylist() == good
    assert cut.kept.equals(whole.kept)
    assert cut.quarantined.equals(whole.quarantined)


def test_progress_is_told_how_far_the_file_is_read(written: Write, region: Gazetteer) -> None:
    path = written(to_csv([event(n) for n in range(1, 400)]))
    told: list[tuple[str, int, int]] = []

    parse_ged(
        path,
        gazetteer=region,
        today=TODAY,
        limits=Limits(record_bytes=10_000),
        progress=lambda doing, done, total: told.append((doing, done, total)),
    )

    assert len(told) > 3
    assert told[-1] == ("reading events", path.stat().st_size, path.stat().st_size)


REAL = {
    "forecasting/events/ged231_central_african_republic_to_2018.csv": (1458, {"CAF"}),
    "forecasting/events/ged_syria_2016_2018.csv": (14522, {"SYR"}),
    "forecasting/events/ged231_sample_1000.csv": (1000, None),
    "relief/ucdp/ged_bangladesh_sample.csv": (601, {"BGD"}),
}


@pytest.mark.parametrize("name", REAL)
def test_published_events_are_all_kept(name: str, shared_data: Path) -> None:
    path = shared_data / name
    rows, countries = REAL[name]

    result = parse_ged(path, gazetteer=default_gazetteer(), today=TODAY)

    assert result.rows_in == rows
    assert refusals(result) == []
    if countries is not None:
        assert set(result.kept.column("country").to_pylist()) == countries


@pytest.mark.parametrize("name", REAL)
def test_published_events_agree_with_another_reader(name: str, shared_data: Path) -> None:
    polars = pytest.importorskip("polars")
    path = shared_data / name

    kept = parse_ged(path, gazetteer=default_gazetteer(), today=TODAY).kept

    theirs = polars.read_csv(path, infer_schema=False)
    theirs = theirs.filter(~polars.col("date_start").str.starts_with("#"))
    for ours, column in (
        ("event_id", "id"),
        ("best", "best"),
        ("low", "low"),
        ("high", "high"),
        ("gid", "priogrid_gid"),
        ("violence", "type_of_violence"),
        ("latitude", "latitude"),
        ("longitude", "longitude"),
        ("date_precision", "date_prec"),
        ("place_precision", "where_prec"),
    ):
        wanted = theirs[column].cast(polars.Float64).to_list()
        assert kept.column(ours).cast(pa.float64()).to_pylist() == wanted, ours
    for column in ("date_start", "date_end"):
        days = theirs[column].str.slice(0, 10).str.to_date().to_list()
        assert kept.column(column).to_pylist() == days


def test_a_release_reads_at_a_steady_memory(shared_data: Path, tmp_path: Path) -> None:
    source = (shared_data / "forecasting/events/ged_syria_2016_2018.csv").read_bytes()
    header, body = source.split(b"\n", 1)
    path = tmp_path / "three.csv"
    path.write_bytes(header + b"\n" + body * 3)
    before = pa.total_allocated_bytes()

    result = parse_ged(path, gazetteer=default_gazetteer(), today=TODAY)

    assert result.rows_in == 3 * 14522
    assert result.quarantined.num_rows == 2 * 14522
    assert pa.total_allocated_bytes() - before < 8_000_000
