"""A load killed at any point leaves a store that is whole: without the vintage, or with all of it.

The kill lands where the system chooses: SIGKILL after a drawn delay; and where it hurts: inside
each of the steps, told by the progress callback.
"""

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from concord.observations.store import ObservationStore
from concord.vocabulary.errors import InputError

ROWS = 3000
ROUNDS = 24

LOADER = textwrap.dedent(
    """
    import os, signal, sys, time
    from datetime import UTC, date, datetime
    from pathlib import Path
    import pyarrow.ipc
    from concord.observations.model import Booking
    from concord.observations.store import ObservationStore
    from concord.sources.model import Parsed, Provenance, quarantine_schema
    from concord.vocabulary.status import Status

    folder, rows, mode = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    kept = pyarrow.ipc.open_file(rows).read_all()
    aside = pyarrow.Table.from_batches([], quarantine_schema())
    origin = Provenance(
        source="ucdp-ged", version="19.1", licence="CC-BY-4.0", url=None,
        retrieved_at=datetime(2026, 11, 1, tzinfo=UTC), sha256="a" * 64, size_bytes=1,
    )

    def progress(doing, done, total):
        if mode == f"die-at-{done}":
            os.kill(os.getpid(), signal.SIGKILL)
        if mode == f"stop-at-{done}":
            print("stopped", flush=True)
            time.sleep(600)

    def load(round):
        ObservationStore(folder).add(
            Parsed(kept=kept, quarantined=aside, rows_in=kept.num_rows),
            dataset="ged", version=f"{round}", released_on=date(2019, 6, 1),
            booking=Booking.START, status=Status.TEST, provenance=origin, progress=progress,
        )

    if mode == "many":  # a fresh process for each round, forked once everything is imported
        for line in sys.stdin:
            child = os.fork()
            if child == 0:
                print(os.getpid(), flush=True)
                load(line.strip())
                print("loaded", flush=True)
                time.sleep(600)
            sys.stdin.readline()  # keep the child's number its own until it was killed
            os.waitpid(child, 0)
            print("gone", flush=True)
    else:
        load("19.1")
    """
)


@pytest.fixture
def rows(make: Any, tmp_path: Path) -> Path:
    import pyarrow as pa

    path = tmp_path / "rows.arrow"
    table = make.events(make.event(best=number) for number in range(ROWS))
    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    return path


def loader(folder: Path, rows: Path, mode: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", LOADER, str(folder), str(rows), mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=60)
    return process.returncode


def assert_whole(folder: Path) -> int:
    """Every vintage of the store is complete, and nothing else is there; how many there are."""
    store = ObservationStore(folder)
    for vintage in store.vintages():
        assert store.read(vintage).num_rows == vintage.rows_kept == ROWS
        assert store.quarantine(vintage).num_rows == 0
    assert not (folder / ".loading").exists()
    return len(store.vintages())


@pytest.mark.parametrize("step", range(5))
def test_load_killed_inside_a_step_can_be_loaded_again(
    tmp_path: Path, rows: Path, step: int
) -> None:
    folder = tmp_path / "observations"

    assert finish(loader(folder, rows, f"die-at-{step}")) == -signal.SIGKILL

    assert assert_whole(folder) == (1 if step == 4 else 0)
    assert finish(loader(folder, rows, "none")) == 0
    assert assert_whole(folder) == 1


def test_load_killed_at_any_moment_leaves_a_whole_store(tmp_path: Path, rows: Path) -> None:
    folder = tmp_path / "observations"
    drawn = random.Random(20181031)
    process = loader(folder, rows, "many")
    tell, hear = process.stdin, process.stdout
    assert tell is not None
    assert hear is not None

    def run(number: int, seconds: float | None) -> float:
        """Start a load, kill it after so many seconds or once it is done; how long it ran."""
        print(number, file=tell, flush=True)
        child = int(hear.readline())
        began = time.monotonic()
        if seconds is None:
            assert hear.readline() == "loaded\n"
        else:
            time.sleep(seconds)
        ran = time.monotonic() - began
        os.kill(child, signal.SIGKILL)
        print(file=tell, flush=True)
        while hear.readline() != "gone\n":
            pass
        return ran

    whole = run(0, None)
    seen = [assert_whole(folder)]
    for number in range(1, ROUNDS):
        run(number, drawn.uniform(0, 1.3 * whole))
        seen.append(assert_whole(folder))
    assert finish(process) == 0

    assert {after - before for before, after in pairwise(seen)} <= {0, 1}
    assert finish(loader(folder, rows, "none")) == 0
    assert assert_whole(folder) == seen[-1] + 1


def test_open_does_not_touch_a_load_in_progress(tmp_path: Path, rows: Path) -> None:
    folder = tmp_path / "observations"
    process = loader(folder, rows, "stop-at-2")
    assert process.stdout is not None
    process.stdout.readline()

    store = ObservationStore(folder)

    assert (folder / ".loading" / "observations.parquet").exists()
    assert store.vintages() == ()
    process.kill()
    finish(process)
    assert assert_whole(folder) == 0


def test_second_load_waits_for_the_first(tmp_path: Path, rows: Path) -> None:
    folder = tmp_path / "observations"
    first = loader(folder, rows, "stop-at-1")
    assert first.stdout is not None
    first.stdout.readline()
    second = loader(folder, rows, "none")

    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(timeout=2)
    first.kill()
    finish(first)

    assert finish(second) == 0
    assert assert_whole(folder) == 1


def test_two_loads_at_once_make_one_vintage(tmp_path: Path, rows: Path) -> None:
    folder = tmp_path / "observations"

    both = [loader(folder, rows, "none") for _ in range(2)]

    assert [finish(process) for process in both] == [0, 0]
    assert assert_whole(folder) == 1


def test_vintage_whose_manifest_was_removed_by_hand_blocks_nothing_in_silence(
    tmp_path: Path, rows: Path
) -> None:
    folder = tmp_path / "observations"
    finish(loader(folder, rows, "none"))
    (folder / "ged" / "19.1" / "start" / "vintage.json").unlink()

    with pytest.raises(InputError, match="remove the folder"):
        assert_whole(folder)
