"""Predictions and actuals in the layout of the VIEWS 2023/24 prediction challenge.

Parquet with the pandas index month_id, country_id and, for predictions, draw, and the column
outcome, deaths as int32. Hegre et al. 2025, "The 2023/24 VIEWS Prediction challenge", Journal of
Peace Research; layout as in the challenge's own benchmark files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from concord.sources import arrow
from concord.sources.parquet import (
    as_floats,
    as_whole,
    read_columns,
    refuse_first,
    refuse_repeated,
)
from concord.sources.place import replace_whole
from concord.sources.views import COUNTRY, MONTH

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

DRAW: Final = "draw"
OUTCOME: Final = "outcome"
_MOST: Final = np.iinfo(np.int32).max


class Predictions(NamedTuple):
    """Draws (n,) of deaths by month_id, country_id and number of the draw, in the file's order."""

    month_id: Ints
    country_id: Ints
    draw: Ints
    outcome: Floats


class Actuals(NamedTuple):
    """Deaths (n,) that came about, by month_id and country_id, in the file's order."""

    month_id: Ints
    country_id: Ints
    outcome: Floats


def read_predictions(path: Path) -> Predictions:
    """Anyone's draws in the challenge's layout, its keys as index or as columns.

    InputError, naming the row, for keys that are not whole numbers, an outcome that is missing,
    negative or infinite, and a month, country and draw given twice.
    """
    table = read_columns(path, (MONTH, COUNTRY, DRAW, OUTCOME))
    month, country, draw = (as_whole(table, name, path) for name in (MONTH, COUNTRY, DRAW))
    outcome = _read_outcome(table, path)
    refuse_repeated((month, country, draw), (MONTH, COUNTRY, DRAW), path)
    return Predictions(month, country, draw, outcome)


def read_actuals(path: Path) -> Actuals:
    """What came about, in the challenge's layout; InputError as for `read_predictions`."""
    table = read_columns(path, (MONTH, COUNTRY, OUTCOME))
    month, country = (as_whole(table, name, path) for name in (MONTH, COUNTRY))
    outcome = _read_outcome(table, path)
    refuse_repeated((month, country), (MONTH, COUNTRY), path)
    return Actuals(month, country, outcome)


def write_predictions(
    path: Path, month_id: npt.ArrayLike, country_id: npt.ArrayLike, draws: npt.ArrayLike
) -> None:
    """Write draws (n, m) of deaths for n months and countries; a file appears whole or not at all.

    Draws are numbered from 0. Deaths are rounded to whole numbers, as the challenge counts them.
    ValueError for shapes that do not fit, negative deaths, or more than an int32 holds.
    """
    from pyarrow import parquet

    months, countries = np.asarray(month_id), np.asarray(country_id)
    deaths = np.rint(np.asarray(draws))
    if deaths.ndim != 2 or months.shape != countries.shape or months.shape != deaths.shape[:1]:
        raise ValueError(
            f"draws {deaths.shape} need a month {months.shape} and country {countries.shape} a row"
        )
    if not ((deaths >= 0) & (deaths <= _MOST)).all():
        raise ValueError(f"draws must lie between 0 and {_MOST:,} deaths")
    size, each = deaths.shape
    schema = _schema()
    values = {
        OUTCOME: deaths.reshape(-1),
        MONTH: np.repeat(months, each),
        COUNTRY: np.repeat(countries, each),
        DRAW: np.tile(np.arange(each), size),
    }
    columns = [arrow.column(values[field.name], field.type) for field in schema]
    with replace_whole(path) as beside:
        parquet.write_table(arrow.table(columns, schema), beside)


def _read_outcome(table: pa.Table, path: Path) -> Floats:
    outcome = as_floats(table, OUTCOME, path)
    refuse_first(np.isnan(outcome), outcome, OUTCOME, "is missing", path)
    refuse_first(np.isinf(outcome), outcome, OUTCOME, "is infinite", path)
    refuse_first(outcome < 0, outcome, OUTCOME, "is negative", path)
    return outcome


def _schema() -> pa.Schema:
    """The types and the pandas index of the challenge's own files, as pandas itself says them."""
    import pandas as pd
    import pyarrow as pa

    types = {MONTH: "int32", COUNTRY: "int32", DRAW: "int64", OUTCOME: "int32"}
    frame = pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in types.items()})
    return pa.Schema.from_pandas(frame.set_index([MONTH, COUNTRY, DRAW]))
