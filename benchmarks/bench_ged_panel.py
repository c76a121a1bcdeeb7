"""A 386,000-row GED CSV to the country-month panel: ours beside polars, DuckDB SQL and pandas.

Ours checks every row and keeps the reason of each one set aside; the peers read and add up. The
CSV repeats the real events in ../shared/data with new ids. Every contender is a fresh process,
and its figures are the whole process's, from the interpreter's start.

    python benchmarks/bench_ged_panel.py [--rounds 5] [--rows 386000] [--json]
"""

# ruff: noqa: PLC0415 - a contender loads what it needs, in a process of its own
import argparse
import csv
import json
import sys
import tempfile
from datetime import UTC, date, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from measure import measure, run_one, table

EVENTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "forecasting" / "events"
LAYOUT = "ged231_sample_1000.csv"  # the one file with all 49 columns
ROWS = 386_000
TODAY = date(2026, 11, 1)
FIELD_LIMIT = 10_000_000


def make_csv(path: Path, rows: int) -> None:
    """Real events over and over, each with an id of its own."""
    csv.field_size_limit(FIELD_LIMIT)
    with (EVENTS / LAYOUT).open(newline="", encoding="utf-8") as file:
        columns = next(csv.reader(file))
    real = []
    for source in sorted(EVENTS.glob("*.csv")):
        with source.open(newline="", encoding="utf-8") as file:
            real += [[row.get(name) or "" for name in columns] for row in csv.DictReader(file)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for number, row in enumerate(islice(cycle(real), rows), start=1):
            writer.writerow([number, *row[1:]])


def ours(path: Path) -> float:
    """Parse, check, quarantine, and book into the dense panel, in memory."""
    import numpy as np

    from concord.observations.panel import country_month_panel
    from concord.observations.store import describe
    from concord.sources.ged import parse_ged
    from concord.vocabulary.country import default_gazetteer

    parsed = parse_ged(path, gazetteer=default_gazetteer(), today=TODAY)
    vintage = describe(parsed, **_release(path))
    panel = country_month_panel(parsed.kept, vintage=vintage, gazetteer=default_gazetteer())
    return float(np.nansum(panel.values))


def ours_through_the_store(path: Path) -> float:
    """As the program does it: load the release durably, then read the panel as of a day."""
    import numpy as np

    from concord.observations.history import panel_as_of
    from concord.observations.store import ObservationStore
    from concord.sources.ged import parse_ged
    from concord.vocabulary.country import default_gazetteer

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        store = ObservationStore(Path(folder))
        parsed = parse_ged(path, gazetteer=default_gazetteer(), today=TODAY)
        store.add(parsed, **_release(path))
        panel = panel_as_of(store, TODAY, gazetteer=default_gazetteer())
    return float(np.nansum(panel.values))


def ours_through_duckdb(path: Path) -> float:
    """The same with the panel booked by the engine seam: what loading Ibis costs."""
    import numpy as np

    from concord.observations.engine import connect
    from concord.observations.history import panel_as_of
    from concord.observations.store import ObservationStore
    from concord.sources.ged import parse_ged
    from concord.vocabulary.country import default_gazetteer

    with tempfile.TemporaryDirectory(dir=path.parent) as folder, connect("duckdb") as engine:
        store = ObservationStore(Path(folder))
        parsed = parse_ged(path, gazetteer=default_gazetteer(), today=TODAY)
        store.add(parsed, **_release(path))
        panel = panel_as_of(store, TODAY, gazetteer=default_gazetteer(), engine=engine)
    return float(np.nansum(panel.values))


def polars_alone(path: Path) -> float:
    import polars as pl

    panel = (
        pl.scan_csv(path, infer_schema=False)
        .filter(pl.col("type_of_violence").cast(pl.Float64) == 1)
        .select(
            "country_id",
            month=pl.col("date_start").str.slice(0, 7),
            deaths=pl.col("best").cast(pl.Float64),
        )
        .group_by("country_id", "month")
        .agg(pl.col("deaths").sum())
        .collect()
    )
    return float(panel["deaths"].sum())


def duckdb_sql(path: Path) -> float:
    import duckdb

    panel = duckdb.sql(
        f"""
        SELECT country_id, substr(date_start, 1, 7) AS month, sum(best::DOUBLE) AS deaths
        FROM read_csv('{path}', all_varchar = true)
        WHERE type_of_violence::DOUBLE = 1
        GROUP BY ALL
        """
    ).fetchall()
    return float(sum(deaths for _, _, deaths in panel))


def pandas_alone(path: Path) -> float:
    import pandas as pd

    columns = ["country_id", "type_of_violence", "date_start", "best"]
    rows = pd.read_csv(path, usecols=columns, dtype={"date_start": "str"})
    rows = rows[rows["type_of_violence"] == 1]
    month = rows["date_start"].str.slice(0, 7)
    panel = rows.groupby([rows["country_id"], month])["best"].sum()
    return float(panel.sum())


CONTENDERS = {
    "ours": ours,
    "ours, through the store": ours_through_the_store,
    "ours, store and DuckDB seam": ours_through_duckdb,
    "polars": polars_alone,
    "DuckDB SQL": duckdb_sql,
    "pandas": pandas_alone,
}


def _release(path: Path) -> dict[str, Any]:
    from concord.observations.model import Booking
    from concord.sources.model import Provenance
    from concord.vocabulary.status import Status

    origin = Provenance(
        source="ucdp-ged",
        version="23.1",
        licence="CC-BY-4.0",
        url=None,
        retrieved_at=datetime(2026, 11, 1, tzinfo=UTC),
        sha256="0" * 64,
        size_bytes=path.stat().st_size,
    )
    return {
        "dataset": "ged",
        "version": "23.1",
        "released_on": date(2023, 6, 1),
        "booking": Booking.START,
        "status": Status.TEST,
        "provenance": origin,
    }


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--rows", type=int, default=ROWS)
    words.add_argument("--json", action="store_true")
    words.add_argument("--run", choices=CONTENDERS, help="one contender, in this process")
    words.add_argument("--path", type=Path)
    asked = words.parse_args()
    if asked.run:
        run_one(CONTENDERS, asked.run, asked.path)
        return
    if not EVENTS.is_dir():
        sys.exit(f"{EVENTS}: the published events are not there; nothing to measure")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ged.csv"
        make_csv(path, asked.rows)
        found = measure(__file__, list(CONTENDERS), path, asked.rounds, _note)
    print(json.dumps(found, indent=2) if asked.json else table(found, "ours"))


def _note(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    main()
