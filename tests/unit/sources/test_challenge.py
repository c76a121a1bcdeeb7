import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pyarrow import parquet

from concord.sources.challenge import read_actuals, read_predictions, write_predictions
from concord.vocabulary.errors import InputError

BENCHMARK = "forecasting/challenge/benchmarks/bm_{0}/cm/window=Y2018/bm_{1}_cm_2018.parquet"
FILES = {
    BENCHMARK.format("zero", "zero"): 2_292_000,
    BENCHMARK.format("boot_240", "boot_240"): 2_292_000,
    BENCHMARK.format("conflictology", "conflictology"): 27_504,
    BENCHMARK.format("last_historical_poisson", "last"): 2_292_000,
    "forecasting/challenge/submissions/cm_hurdle_test_window_2018.parquet": 2_289_708,
    "forecasting/challenge/submissions/cm_NeuralNet_test_window_2018.parquet": 458_400,
}


def predictions(path: Path, **changes: Any) -> Path:
    columns = {
        "month_id": [457, 457, 457],
        "country_id": [1, 1, 2],
        "draw": [0, 1, 0],
        "outcome": [0, 4, 9],
    }
    parquet.write_table(pa.table(columns | changes), path)
    return path


def test_predictions_are_read_from_plain_columns(tmp_path: Path) -> None:
    found = read_predictions(predictions(tmp_path / "p.parquet"))

    assert found.month_id.tolist() == [457, 457, 457]
    assert found.country_id.tolist() == [1, 1, 2]
    assert found.draw.tolist() == [0, 1, 0]
    assert found.outcome.tolist() == [0.0, 4.0, 9.0]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"outcome": [0, -4, 9]}, "row 2: outcome -4 is negative"),
        ({"outcome": [0.0, 4.0, float("inf")]}, "row 3: outcome inf is infinite"),
        ({"outcome": [0.0, None, 9.0]}, "row 2: outcome nan is missing"),
        ({"outcome": [0.0, float("nan"), 9.0]}, "row 2: outcome nan is missing"),
        ({"outcome": ["0", "4", "9"]}, "column outcome holds string; it must hold numbers"),
        ({"draw": [0, 0, 0]}, "rows 1 and 2 are both of month_id 457, country_id 1, draw 0"),
        ({"draw": [0.5, 1.0, 2.0]}, "row 1: draw 0.5 is not a whole number"),
        ({"country_id": [1, None, 2]}, "row 2: country_id nan is not a whole number"),
    ],
)
def test_a_wrong_prediction_is_named(
    changes: dict[str, Any], complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        read_predictions(predictions(tmp_path / "p.parquet", **changes))

    assert complaint in str(caught.value)


def test_a_file_of_actuals_is_no_file_of_predictions(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"month_id": [1], "country_id": [1], "outcome": [0]}), path)

    with pytest.raises(InputError, match="column draw missing; found month_id, country_id, outc"):
        read_predictions(path)


def test_predictions_given_as_actuals_repeat_their_months(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="rows 1 and 2 are both of month_id 457, country_id 1"):
        read_actuals(predictions(tmp_path / "p.parquet"))


def test_repeated_rows_are_found_however_far_apart_the_keys_lie(tmp_path: Path) -> None:
    far = {"month_id": [1, 2**52, 1], "country_id": [-(2**52), 2**52, -(2**52)], "draw": [7, 0, 7]}

    with pytest.raises(InputError, match="rows 1 and 3 are both of month_id 1"):
        read_predictions(predictions(tmp_path / "p.parquet", **far))


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    draws=arrays.arrays(
        np.int32,
        arrays.array_shapes(min_dims=2, max_dims=2, max_side=12),
        elements=st.integers(0, 2**31 - 1),
    )
)
def test_predictions_come_back_as_they_were_written(draws: Any, tmp_path: Path) -> None:
    path = tmp_path / "out" / "p.parquet"
    size, each = draws.shape
    months, countries = np.arange(size) // 3 + 457, np.arange(size) % 3 + 1

    write_predictions(path, months, countries, draws)

    found = read_predictions(path)
    assert found.outcome.reshape(draws.shape).tolist() == draws.tolist()
    assert found.month_id.tolist() == np.repeat(months, each).tolist()
    assert found.country_id.tolist() == np.repeat(countries, each).tolist()
    assert found.draw.tolist() == list(range(each)) * size
    assert [entry.name for entry in path.parent.iterdir()] == ["p.parquet"]


def test_written_predictions_have_the_layout_of_the_published_ones(
    tmp_path: Path, shared_data: Path
) -> None:
    pandas = pytest.importorskip("pandas")
    theirs = pandas.read_parquet(shared_data / BENCHMARK.format("conflictology", "conflictology"))
    draws = theirs["outcome"].to_numpy().reshape(-1, 12)
    keys = theirs.index.droplevel("draw")[::12]

    write_predictions(
        tmp_path / "ours.parquet",
        keys.get_level_values("month_id"),
        keys.get_level_values("country_id"),
        draws,
    )

    ours = pandas.read_parquet(tmp_path / "ours.parquet")
    pandas.testing.assert_frame_equal(ours, theirs)


@pytest.mark.parametrize(
    ("months", "draws", "complaint"),
    [
        ([1, 2], [[1, 2]], "need a month"),
        ([1], [1, 2], "need a month"),
        ([1], [[1, -2]], "between 0 and 2,147,483,647"),
        ([1], [[1, 3e9]], "between 0 and 2,147,483,647"),
        ([1], [[1, float("nan")]], "between 0 and 2,147,483,647"),
    ],
)
def test_draws_that_are_no_deaths_are_not_written(
    months: list[int], draws: Any, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=complaint):
        write_predictions(tmp_path / "p.parquet", months, months, draws)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(InputError, match="cannot be written"):
        write_predictions(tmp_path / "file" / "p.parquet", [1], [1], [[0]])


@pytest.mark.parametrize("name", FILES)
def test_published_predictions_are_read_whole_and_quickly(name: str, shared_data: Path) -> None:
    read_predictions(shared_data / BENCHMARK.format("conflictology", "conflictology"))  # imports
    started = time.process_time()

    found = read_predictions(shared_data / name)

    assert time.process_time() - started < 1.5  # about 0.2 s where nothing else runs
    assert len(found.outcome) == FILES[name]
    assert len(np.unique(found.country_id)) == 191


def test_published_actuals_are_read_whole(shared_data: Path) -> None:
    found = read_actuals(shared_data / "forecasting/challenge/actuals/cm_actuals_2018.parquet")

    assert len(found.outcome) == 191 * 12
    assert (found.month_id.min(), found.month_id.max()) == (457, 468)
