"""Two processes write at once, a third is killed, and a reader that polls by number misses nothing.

Each writer tells the numbers it was given only after the commit: what it told must be there, and
must have been seen by the reader in its turn.
"""

import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from itertools import chain
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from concord.records.ledger import Ledger
from concord.records.model import Appended, Entry
from concord.storage.engine import reading, writing
from concord.storage.schema import ledger as ledger_table
from concord.storage.schema import records

ROUNDS = 40
WRITER = textwrap.dedent(
    """
    import random, sys, time
    from datetime import UTC, datetime
    from uuid import UUID
    import msgspec
    from concord.records.ledger import Ledger
    from concord.records.model import Envelope
    from concord.storage.engine import writing
    from concord.storage.migrate import open_database
    from concord.vocabulary.country import default_gazetteer
    from concord.vocabulary.kind import RecordKind
    from concord.vocabulary.language import Language
    from concord.vocabulary.marking import Marking, Tlp
    from concord.vocabulary.status import Status

    url, seed, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    drawn = random.Random(seed)
    engine = open_database(url)
    ledger = Ledger.open(engine, status=Status.ACTUAL, gazetteer=default_gazetteer())

    def envelope():
        return Envelope(
            id=f"request--{UUID(int=drawn.getrandbits(128), version=4)}",
            kind=RecordKind.REQUEST, version=datetime(2026, 1, 1, tzinfo=UTC), origin="un",
            author="Desk", marking=Marking(tlp=Tlp.CLEAR), status=Status.ACTUAL,
            body=msgspec.Raw(b"{}"), language=Language.EN, areas=("peacekeeping",),
        )

    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(rounds):
        batch = [envelope() for _ in range(drawn.choice([1, 1, 3, 20]))]
        with writing(engine) as db:
            done = ledger.append(db, batch, now=datetime.now(UTC))
            time.sleep(drawn.choice([0, 0, 0.002, 0.006]))  # between the number and the commit
        print(*(each.seq for each in done), flush=True)
        time.sleep(0.004)  # SQLite's queue is not fair: let the other writer in
    """
)

Writer = subprocess.Popen[str]


@pytest.fixture
def writer(database_url: str) -> Any:
    started: list[Writer] = []

    def start(seed: int, rounds: int = ROUNDS) -> Writer:
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, database_url, str(seed), str(rounds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def let_go(*processes: Writer) -> None:
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        print(file=process.stdin, flush=True)


def told(process: Writer) -> list[int]:
    out, _ = process.communicate(timeout=60)
    whole = [line for line in out.splitlines(keepends=True) if line.endswith("\n")]
    return [int(word) for line in whole for word in line.split()]


def poll(engine: Engine, ledger: Ledger, *, until: Callable[[], bool]) -> list[Entry]:
    """What a reader gets that asks, until then and once more, for what came after its last one."""
    seen: list[Entry] = []
    over = False
    while not over:
        over = until()
        with reading(engine) as db:
            page = ledger.since(db, seen[-1].seq if seen else 0, 1000)
        seen.extend(page)
    return seen


def test_polling_reader_misses_no_record_of_two_writers(
    engine: Engine, ledger: Ledger, writer: Any
) -> None:
    both = [writer(seed) for seed in (1, 2)]
    let_go(*both)

    seen = poll(engine, ledger, until=lambda: all(it.poll() is not None for it in both))

    acknowledged = [told(it) for it in both]
    numbers = [entry.seq for entry in seen]
    moments = [entry.added_at for entry in seen]
    assert [it.returncode for it in both] == [0, 0]
    assert numbers == list(range(1, len(numbers) + 1))
    assert sorted(chain(*acknowledged)) == numbers
    assert moments == sorted(set(moments))
    first, second = acknowledged
    assert first[0] < second[-1]  # they did overlap
    assert second[0] < first[-1]


def test_second_writer_waits_until_the_first_has_committed(
    engine: Engine, ledger: Ledger, make: Any
) -> None:
    def append_two() -> tuple[Appended, ...]:
        with writing(engine) as db:
            return ledger.append(db, [make.envelope(2)], now=make.now)

    with ThreadPoolExecutor(1) as other:
        with writing(engine) as db:
            (one,) = ledger.append(db, [make.envelope(1)], now=make.now)
            second = other.submit(append_two)
            with pytest.raises(FutureTimeoutError):
                second.result(timeout=0.3)
            with reading(engine) as reader:
                assert ledger.since(reader, 0, 10) == ()
        (two,) = second.result(timeout=30)

    assert (one.seq, two.seq) == (1, 2)


def test_killed_writer_leaves_whole_transactions_and_what_it_told(
    engine: Engine, ledger: Ledger, writer: Any, make: Any
) -> None:
    process = writer(3, rounds=100_000)
    let_go(process)
    while True:
        with reading(engine) as db:
            if ledger.since(db, 200, 1):
                break
        time.sleep(0.01)

    process.send_signal(signal.SIGKILL)

    acknowledged = told(process)
    assert process.returncode == -signal.SIGKILL
    with reading(engine) as db:
        kept = [entry.seq for entry in ledger.since(db, 0, 100_000)]
        last = db.execute(select(ledger_table.c.last_seq)).scalar_one()
    assert kept == list(range(1, last + 1))
    assert set(acknowledged) <= set(kept)
    with writing(engine) as db:  # nobody holds the dead writer's lock
        (appended,) = ledger.append(db, [make.envelope()], now=make.now)
    assert appended.seq >= last + 1
    with reading(engine) as db:
        count = db.execute(select(func.count()).select_from(records)).scalar_one()
    assert count == appended.seq
