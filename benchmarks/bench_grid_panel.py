"""The land grid, 64,818 cells by 432 months, 28 million figures: dense arrays beside naive joins.

A naive join makes every cell and month a row and left-joins the deaths to it. The events are the
real ones in ../shared/data, repeated to 386,000; the cells are those with events and others spread
evenly, as many as PRIO-GRID has land cells (the list of those is not needed to measure this).
Ours writes to every page of its array, so that memory the system would give lazily counts too.

    python benchmarks/bench_grid_panel.py [--rounds 3] [--json]
"""

# ruff: noqa: PLC0415 - a contender loads what it needs, in a process of its own
import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench_ged_panel import EVENTS, ROWS, TODAY, make_csv
from measure import measure, run_one, table

if TYPE_CHECKING:
    from concord.sources.model import Parsed

LAND_CELLS = 64_818
ALL_CELLS = 259_200
FIRST_MONTH, LAST_MONTH = 109, 540  # 1989-01 to 2024-12


def ours(path: Path) -> float:
    from datetime import UTC, date, datetime

    from concord.observations.model import Booking, Kind, Vintage
    from concord.observations.panel import grid_month_array
    from concord.vocabulary.month import MonthId
    from concord.vocabulary.status import Status

    window = (MonthId(FIRST_MONTH), MonthId(LAST_MONTH))
    vintage = Vintage(
        dataset="ged",
        version="23.1",
        kind=Kind.EVENTS,
        booking=Booking.START,
        status=Status.TEST,
        released_on=date(2025, 6, 1),
        first_month=window[0],
        last_month=window[1],
        source="ucdp-ged",
        licence="CC-BY-4.0",
        url=None,
        retrieved_at=datetime(2026, 11, 1, tzinfo=UTC),
        sha256="0" * 64,
        rows_in=ROWS,
        rows_kept=ROWS,
        rows_quarantined=0,
    )
    events = pq.ParquetFile(path / "events.parquet").read()
    gids = np.load(path / "gids.npy")
    panel = grid_month_array(events, vintage=vintage, gids=gids, window=window)
    np.add(panel.deaths, 0, out=panel.deaths)
    return float(panel.deaths.sum(dtype=np.int64))


def polars_join(path: Path) -> float:
    import polars as pl

    start = pl.col("date_start")
    deaths = (
        pl.read_parquet(path / "events.parquet", columns=["gid", "date_start", "violence", "best"])
        .filter(pl.col("violence") == 1)
        .select(
            "gid",
            month=((start.dt.year() - 1980) * 12 + start.dt.month()).cast(pl.Int32),
            deaths=pl.col("best").cast(pl.Float64),
        )
        .group_by("gid", "month")
        .agg(pl.col("deaths").sum())
    )
    cells = pl.DataFrame({"gid": np.load(path / "gids.npy")})
    months = pl.DataFrame({"month": np.arange(FIRST_MONTH, LAST_MONTH + 1, dtype=np.int32)})
    panel = cells.join(months, how="cross").join(deaths, on=["gid", "month"], how="left")
    panel = panel.with_columns(pl.col("deaths").fill_null(0.0))
    assert panel.height == LAND_CELLS * (LAST_MONTH - FIRST_MONTH + 1)
    return float(panel["deaths"].sum())


def pandas_join(path: Path) -> float:
    import pandas as pd

    columns = ["gid", "date_start", "violence", "best"]
    rows = pd.read_parquet(path / "events.parquet", columns=columns)
    rows = rows[rows["violence"] == 1]
    start = pd.to_datetime(rows["date_start"])
    rows["month"] = ((start.dt.year - 1980) * 12 + start.dt.month).astype("int32")
    deaths = rows.groupby(["gid", "month"], as_index=False)["best"].sum()
    months = np.arange(FIRST_MONTH, LAST_MONTH + 1, dtype=np.int32)
    cells = pd.DataFrame({"gid": np.load(path / "gids.npy")})
    panel = cells.merge(pd.DataFrame({"month": months}), how="cross")
    panel = panel.merge(deaths, on=["gid", "month"], how="left").fillna({"best": 0.0})
    return float(panel["best"].sum())


CONTENDERS = {"ours": ours, "polars, naive join": polars_join, "pandas, naive join": pandas_join}


def prepare(folder: Path) -> None:
    """The events as they are stored, and the cells."""
    from concord.sources.ged import parse_ged
    from concord.vocabulary.country import default_gazetteer

    csv = folder / "ged.csv"
    make_csv(csv, ROWS)
    parsed: Parsed = parse_ged(csv, gazetteer=default_gazetteer(), today=TODAY)
    csv.unlink()
    pq.write_table(parsed.kept, folder / "events.parquet")
    struck = set(pc.unique(parsed.kept["gid"]).to_pylist()) - {0}
    others = [gid for gid in range(1, ALL_CELLS + 1, 3) if gid not in struck]
    gids = sorted([*struck, *others[: LAND_CELLS - len(struck)]])
    np.save(folder / "gids.npy", np.array(gids, dtype=np.int32))


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--json", action="store_true")
    words.add_argument("--run", choices=CONTENDERS, help="one contender, in this process")
    words.add_argument("--path", type=Path)
    asked = words.parse_args()
    if asked.run:
        run_one(CONTENDERS, asked.run, asked.path)
        return
    if not EVENTS.is_dir():
        sys.exit(f"{EVENTS}: the published events are not there; nothing to measure")
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        found = measure(__file__, list(CONTENDERS), Path(name), asked.rounds, _note)
    print(json.dumps(found, indent=2) if asked.json else table(found, "ours"))


def _note(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    main()
