import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.sources import arrow
from unit.sources.ged_rows import event, to_csv

KINDS = [
    (pa.int8(), np.int8, st.integers(-(2**7), 2**7 - 1)),
    (pa.int32(), np.int32, st.integers(-(2**31), 2**31 - 1)),
    (pa.int64(), np.int64, st.integers(-(2**63), 2**63 - 1)),
    (pa.float64(), np.float64, st.floats(allow_nan=False)),
]


@settings(deadline=None)
@given(data=st.data(), kind=st.sampled_from(KINDS), start=st.integers(0, 3))
def test_numbers_and_nulls_survive_the_way_there_and_back(
    data: Any, kind: tuple[pa.DataType, Any, Any], start: int
) -> None:
    arrow_type, dtype, values = kind
    wanted = data.draw(st.lists(st.one_of(st.none(), values), max_size=40))
    stored = np.array([0 if one is None else one for one in wanted], dtype)
    nulls = np.array([one is None for one in wanted], np.bool_)

    made = arrow.column(stored, arrow_type, nulls)
    found, unknown = arrow.numbers(made.slice(start), dtype)

    made.validate(full=True)
    assert made.to_pylist() == wanted
    assert unknown.tolist() == nulls[start:].tolist()
    assert found[~unknown].tolist() == stored[start:][~nulls[start:]].tolist()


@settings(deadline=None)
@given(texts=st.lists(st.text(max_size=20), max_size=20))
def test_texts_become_a_valid_column(texts: list[str]) -> None:
    made = arrow.strings(texts)

    made.validate(full=True)
    assert made.to_pylist() == [text.encode("utf-8", "replace").decode() for text in texts]


@pytest.mark.parametrize(
    "column",
    [
        pa.chunked_array([[1, 2], [], [3, None]], pa.int64()),
        pa.chunked_array([[1, 2, 3, None]], pa.int64()),
        pa.array([0, 1, 2, 3, None], pa.int64()).slice(1),
    ],
)
def test_chunks_and_slices_are_read_as_one_column(column: Any) -> None:
    found, unknown = arrow.numbers(column, np.int64)

    assert found[:3].tolist() == [1, 2, 3]
    assert unknown.tolist() == [False, False, False, True]


def test_a_column_without_chunks_or_values_is_empty_or_unknown() -> None:
    assert len(arrow.numbers(pa.chunked_array([], pa.int64()), np.int64)[0]) == 0
    assert arrow.numbers(pa.nulls(2, pa.int64()), np.int64)[1].tolist() == [True, True]


def test_reading_a_release_does_not_import_pandas(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    rows = [event(1, country_id="652"), event(1, country_id="652"), event(2, best="x")]
    path.write_text(to_csv(rows))
    program = (
        "import sys; from pathlib import Path; from datetime import date;"
        "from concord.sources.ged import parse_ged;"
        "from concord.vocabulary.country import default_gazetteer;"
        f"parsed = parse_ged(Path({str(path)!r}), gazetteer=default_gazetteer(),"
        " today=date(2026, 11, 1));"
        "assert parsed.rows_in == 3 and parsed.quarantined.num_rows == 2;"
        "sys.exit('pandas' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
