"""When to switch engines: the same panel in memory, in DuckDB and on Spark, by number of events.

The events are the real ones in ../shared/data, 386,000 rows and 10 and 50 times that, stored as the
store stores them. Each run is a fresh process; Java's processor time and memory count for Spark.
The first figures of Spark include starting Java; "again" is the same question asked once more.

    python benchmarks/bench_engines.py [--times 1 10 50] [--json]
"""

# ruff: noqa: PLC0415 - a contender loads what it needs, in a process of its own
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench_ged_panel import EVENTS, ROWS, TODAY, make_csv
from concord.observations.booking import NEEDED, book_in_engine, book_in_memory
from concord.observations.engine import Engine, connect
from concord.observations.model import Booking
from measure import peak_mb

ENGINES = ("memory", "duckdb", "local[2]")


def run(url: str, path: Path) -> dict[str, Any]:
    """Ask for the spread country-months twice; wall and processor seconds, peak megabytes."""
    began = time.monotonic()
    if url == "memory":
        answer = _in_memory(path)
        return _used(None) | {"seconds": time.monotonic() - began, "answer": answer}
    with connect(url, memory_limit="4GB") as engine:
        answer = _in_engine(engine, path)
        first, again = time.monotonic() - began, time.monotonic()
        _in_engine(engine, path)
        again = time.monotonic() - again
        return _used(engine) | {"seconds": first, "again": again, "answer": answer}


def _in_memory(path: Path) -> int:
    events = pq.ParquetFile(path).read(list(NEEDED))
    return _sum(book_in_memory(events, booking=Booking.SPREAD))


def _in_engine(engine: Engine, path: Path) -> int:
    return _sum(engine.frame(book_in_engine(engine.table([path]), booking=Booking.SPREAD)))


def _sum(cells: pa.Table) -> int:
    return sum(cells.column("deaths").to_pylist())


def _used(engine: Engine | None) -> dict[str, float]:
    own = resource.getrusage(resource.RUSAGE_SELF)
    cpu, memory = own.ru_utime + own.ru_stime, peak_mb()
    if engine is not None and engine.session is not None:
        java = engine.session.sparkContext._gateway.proc.pid
        ticks = Path(f"/proc/{java}/stat").read_text().rsplit(")", 1)[1].split()
        cpu += (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
        memory += peak_mb(java)
    return {"cpu": cpu, "mb": memory}


def prepare(folder: Path, times: list[int]) -> dict[int, Path]:
    """Parquet files of the events so many times over, in row groups as the store writes them."""
    from concord.sources.ged import parse_ged
    from concord.vocabulary.country import default_gazetteer

    csv = folder / "ged.csv"
    make_csv(csv, ROWS)
    events = parse_ged(csv, gazetteer=default_gazetteer(), today=TODAY).kept
    csv.unlink()
    paths = {number: folder / f"events-{number}.parquet" for number in times}
    for number, path in paths.items():
        with pq.ParquetWriter(path, events.schema, compression="zstd") as writer:
            for _ in range(number):
                writer.write_table(events, row_group_size=131_072)
    return paths


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--times", type=int, nargs="+", default=[1, 10, 50])
    words.add_argument("--json", action="store_true")
    words.add_argument("--run", choices=ENGINES, help="one engine, in this process")
    words.add_argument("--path", type=Path)
    asked = words.parse_args()
    if asked.run:
        print(json.dumps(run(asked.run, asked.path)))
        return
    if not EVENTS.is_dir():
        sys.exit(f"{EVENTS}: the published events are not there; nothing to measure")
    with tempfile.TemporaryDirectory() as name:
        found = {
            f"{number * ROWS:,} events, {url}": _fresh(url, path)
            for number, path in prepare(Path(name), asked.times).items()
            for url in ENGINES
        }
    print(json.dumps(found, indent=2) if asked.json else _table(found))


def _fresh(url: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--run", url, "--path", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{url} failed:\n{done.stderr}")
    took: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"{path.name} {url}: {took}", file=sys.stderr)
    return took


def _table(found: dict[str, dict[str, Any]]) -> str:
    lines = [f"{'events and engine':<32}{'seconds':>9}{'again':>8}{'CPU s':>8}{'peak MB':>9}"]
    for name, it in found.items():
        again = f"{it['again']:.1f}" if "again" in it else "-"
        lines.append(f"{name:<32}{it['seconds']:>9.1f}{again:>8}{it['cpu']:>8.1f}{it['mb']:>9.0f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
