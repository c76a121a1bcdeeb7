from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from concord.sources import parquet as guarded
from concord.sources.model import country_month_schema
from concord.sources.views import parse_views, read_history
from concord.vocabulary.country import Gazetteer, default_gazetteer
from concord.vocabulary.errors import InputError

TODAY = date(2026, 11, 1)  # month_id 563


def write(path: Path, **columns: Any) -> Path:
    parquet.write_table(pa.table(columns), path)
    return path


def months(path: Path, **changes: Any) -> Path:
    columns = {"month_id": [1, 1, 2], "country_id": [901, 902, 901], "ged_sb": [0.0, 3.0, 5.0]}
    return write(path, **(columns | changes))


def test_views_rows_are_kept_under_alpha3_codes(tmp_path: Path, region: Gazetteer) -> None:
    path = months(tmp_path / "v.parquet", ged_ns=[9.0, 9.0, 9.0])

    result = parse_views(path, gazetteer=region, today=TODAY)

    assert result.kept.schema.equals(country_month_schema())
    assert result.kept.to_pylist() == [
        {"country": "XAA", "month": 1, "count": 0.0},
        {"country": "XBB", "month": 1, "count": 3.0},
        {"country": "XAA", "month": 2, "count": 5.0},
    ]


def test_another_column_of_counts_can_be_asked_for(tmp_path: Path, region: Gazetteer) -> None:
    path = months(tmp_path / "v.parquet", ged_ns=[7, 8, 9])

    result = parse_views(path, gazetteer=region, today=TODAY, count="ged_ns")

    assert result.kept.column("count").to_pylist() == [7.0, 8.0, 9.0]


@pytest.mark.parametrize("absent", [None, float("nan")])
def test_a_row_without_a_figure_is_kept_as_null_not_as_zero(
    absent: float | None, tmp_path: Path, region: Gazetteer
) -> None:
    figures = pa.array([absent, 3.0, 5.0], from_pandas=False)
    path = months(tmp_path / "v.parquet", ged_sb=figures)

    result = parse_views(path, gazetteer=region, today=TODAY)

    assert result.kept.column("count").to_pylist() == [None, 3.0, 5.0]
    assert result.quarantined.num_rows == 0


@pytest.mark.parametrize(
    ("changes", "row", "field", "reason"),
    [
        ({"country_id": [901, 77, 901]}, 2, "country_id", "is no known country"),
        ({"country_id": [901.0, 902.5, 901.0]}, 2, "country_id", "is no known country"),
        ({"country_id": [901, None, 901]}, 2, "country_id", "is no known country"),
        ({"month_id": [1, 0, 2]}, 2, "month_id", "is no month from 1980-01 to 2026-11"),
        ({"month_id": [1, 564, 2]}, 2, "month_id", "is no month from 1980-01 to 2026-11"),
        ({"month_id": [1, 2**40, 2]}, 2, "month_id", "is no month from 1980-01"),
        ({"ged_sb": [0.0, -1.0, 5.0]}, 2, "ged_sb", "is negative"),
        ({"ged_sb": [0.0, float("inf"), 5.0]}, 2, "ged_sb", "is infinite"),
        ({"month_id": [1, 1, 1]}, 3, "month_id", "repeats a country and month"),
    ],
)
def test_a_wrong_row_is_set_aside_with_its_reason(
    *,
    changes: dict[str, Any],
    row: int,
    field: str,
    reason: str,
    tmp_path: Path,
    region: Gazetteer,
) -> None:
    path = months(tmp_path / "v.parquet", **changes)

    result = parse_views(path, gazetteer=region, today=TODAY)

    (refused,) = result.quarantined.to_pylist()
    assert (refused["row"], refused["field"]) == (row, field)
    assert refused["reason"].startswith(reason)
    assert refused["text"].startswith("month_id=")
    assert result.kept.num_rows == 2


def test_a_wrong_row_does_not_keep_out_a_right_one_of_its_month(
    tmp_path: Path, region: Gazetteer
) -> None:
    path = months(tmp_path / "v.parquet", month_id=[1, 1, 1], ged_sb=[-1.0, 3.0, 5.0])

    result = parse_views(path, gazetteer=region, today=TODAY)

    assert result.kept.column("count").to_pylist() == [3.0, 5.0]


def test_columns_kept_as_a_pandas_index_are_found(tmp_path: Path, region: Gazetteer) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"month_id": [1, 2], "country_id": [901, 902], "ged_sb": [4.0, 6.0]})
    frame.set_index(["month_id", "country_id"]).to_parquet(tmp_path / "v.parquet")

    result = parse_views(tmp_path / "v.parquet", gazetteer=region, today=TODAY)
    history = read_history(tmp_path / "v.parquet")

    assert result.kept.column("count").to_pylist() == [4.0, 6.0]
    assert history.country_id.tolist() == [901, 902]


def bad_files(tmp_path: Path) -> dict[str, tuple[Path, str]]:
    good = months(tmp_path / "good.parquet").read_bytes()
    files = {
        "empty": (b"", "the file is empty"),
        "csv": (b"month_id,country_id,ged_sb\n1,1,0\n", "is not a Parquet file"),
        "cut short": (good[:-30], "damaged or cut short"),
        "only magic": (b"PAR1", "damaged or cut short"),
        "overwritten": (good[:4] + bytes(60) + good[64:], "damaged or cut short"),
    }
    found = {}
    for name, (content, complaint) in files.items():
        path = tmp_path / f"{name}.parquet"
        path.write_bytes(content)
        found[name] = (path, complaint)
    renamed = parquet.read_table(tmp_path / "good.parquet").rename_columns(
        ["month_id", "country_id", "other"]
    )
    parquet.write_table(renamed, tmp_path / "columns.parquet")
    missing = "column ged_sb missing; found month_id, country_id, other"
    found["columns"] = (tmp_path / "columns.parquet", missing)
    text = months(tmp_path / "text.parquet", month_id=["2018-01", "x", "y"])
    found["text"] = (text, "column month_id holds string; it must hold numbers")
    none = write(
        tmp_path / "none.parquet",
        **{name: pa.array([], pa.int64()) for name in ("month_id", "country_id", "ged_sb")},
    )
    found["no rows"] = (none, "has columns but no rows")
    found["folder"] = (tmp_path, "is a folder")
    found["missing"] = (tmp_path / "absent.parquet", "no such file")
    return found


def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    tmp_path: Path, region: Gazetteer
) -> None:
    for name, (path, complaint) in bad_files(tmp_path).items():
        for read in (
            lambda path=path: parse_views(path, gazetteer=region, today=TODAY),
            lambda path=path: read_history(path),
        ):
            with pytest.raises(InputError) as caught:
                read()

            assert str(caught.value).startswith(str(path)), name
            assert complaint in str(caught.value), name
            assert "\n" not in str(caught.value), name


def test_a_file_that_claims_too_many_rows_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded, "MOST_ROWS", 2)

    with pytest.raises(InputError, match="claims 3 rows; at most 2 are read"):
        read_history(months(tmp_path / "v.parquet"))


def test_a_history_accepts_any_country_numbers_and_rows_without_a_figure(tmp_path: Path) -> None:
    path = months(
        tmp_path / "v.parquet", country_id=pa.array([5, 6, 5], pa.int16()), ged_sb=[1, None, 2]
    )

    history = read_history(path)

    assert history.month_id.tolist() == [1, 1, 2]
    assert history.country_id.tolist() == [5, 6, 5]
    np.testing.assert_array_equal(history.value, [1.0, np.nan, 2.0])
    month_id, country_id, value = history
    assert (month_id.dtype, country_id.dtype, value.dtype) == (np.int64, np.int64, np.float64)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"month_id": [1, 0, 2]}, "row 2: month_id 0 is below 1"),
        ({"month_id": [1, 2**33, 2]}, "row 2: month_id 8.58993e"),
        ({"month_id": [1.0, 1.5, 2.0]}, "row 2: month_id 1.5 is not a whole number"),
        ({"country_id": [901, None, 901]}, "row 2: country_id nan is not a whole number"),
        ({"ged_sb": [0.0, -2.0, 1.0]}, "row 2: ged_sb -2 is negative"),
        ({"ged_sb": [0.0, 1.0, float("inf")]}, "row 3: ged_sb inf is infinite"),
        ({"month_id": [1, 5, 1]}, "rows 1 and 3 are both of month_id 1, country_id 901"),
        ({"month_id": pa.array([1, 2**64 - 1, 2], pa.uint64())}, "row 2: month_id 1.84467e"),
    ],
)
def test_a_wrong_row_of_a_history_is_named(
    changes: dict[str, Any], complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        read_history(months(tmp_path / "v.parquet", **changes))

    assert complaint in str(caught.value)


@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.dictionaries(
        st.tuples(st.integers(1, 2**31), st.integers(-(2**53), 2**53)),
        st.one_of(st.none(), st.floats(0, 1e9)),
        min_size=1,
        max_size=20,
    )
)
def test_a_history_comes_back_as_it_was_written(
    rows: dict[tuple[int, int], float | None], tmp_path: Path
) -> None:
    keys = list(rows)
    path = write(
        tmp_path / "h.parquet",
        month_id=[month for month, _ in keys],
        country_id=[country for _, country in keys],
        ged_sb=pa.array(rows.values(), pa.float64()),
    )

    history = read_history(path)

    assert list(zip(history.month_id, history.country_id, strict=True)) == keys
    wanted = [np.nan if value is None else value for value in rows.values()]
    np.testing.assert_array_equal(history.value, wanted)


@pytest.mark.parametrize("vintage", ["final", "original"])
def test_the_published_history_is_kept_whole(vintage: str, shared_data: Path) -> None:
    path = shared_data / f"forecasting/ged_sb_country_month_{vintage}_to_2018-12.parquet"

    result = parse_views(path, gazetteer=default_gazetteer(), today=TODAY)
    history = read_history(path)

    assert (result.rows_in, result.quarantined.num_rows) == (66468, 0)
    assert result.kept.column("count").null_count == 2405 == np.isnan(history.value).sum()
    assert len(set(result.kept.column("country").to_pylist())) == 191
