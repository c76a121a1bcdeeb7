"""How fast the ledger keeps records and gives them back, every commit forced to disk.

    python benchmarks/bench_ledger.py [--records 10000] [--url postgresql://USER@HOST/NAME]

Without a URL it measures SQLite in a folder of its own. Signatures, policy and audit are not in it.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
from sqlalchemy import Engine

from concord.records.ledger import Ledger
from concord.records.model import Envelope, OrganizationId, RecordId
from concord.storage.engine import reading, writing
from concord.storage.migrate import open_database
from concord.vocabulary.country import default_gazetteer
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.language import Language
from concord.vocabulary.marking import Marking, Tlp
from concord.vocabulary.status import Status

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BATCH, PAGE, SINGLES = 100, 1000, 200


def main() -> None:
    """Measure, and print one JSON document."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", type=int, default=10_000)
    asked.add_argument("--url")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(given.url or f"sqlite:///{Path(folder) / 'ledger.sqlite'}")
        print(json.dumps(measure(engine, given.records), indent=2))
        engine.dispose()


def measure(engine: Engine, count: int) -> dict[str, float]:
    """Records a second in calls of 100, one at a time, and read in pages; polls in milliseconds."""
    ledger = Ledger.open(engine, status=Status.ACTUAL, gazetteer=default_gazetteer())
    envelopes = list(made(count + SINGLES))
    started = time.perf_counter()
    for start in range(0, count, BATCH):
        with writing(engine) as db:
            ledger.append(db, envelopes[start : start + BATCH], now=NOW)
    kept = time.perf_counter() - started
    singles, polls = [], []
    for envelope in envelopes[count:]:
        singles.append(timed(lambda one=envelope: append_one(engine, ledger, one)))
        polls.append(timed(lambda: poll(engine, ledger, count)))
    return {
        "append_per_second": round(count / kept),
        "append_one_ms": round(statistics.median(singles) * 1000, 2),
        "poll_ms": round(statistics.median(polls) * 1000, 2),
        "read_per_second": round(count / timed(lambda: read_all(engine, ledger))),
    }


def made(count: int) -> Iterator[Envelope]:
    """Records of about 800 bytes, each of its own id."""
    for number in range(count):
        body = {"headline": f"Warning {number}", "text": "x" * 300, "chance": 0.25}
        yield Envelope(
            id=RecordId(f"early-warning--{UUID(int=number, version=4)}"),
            kind=RecordKind.EARLY_WARNING,
            version=NOW + timedelta(seconds=number),
            origin=OrganizationId("AAA"),
            author="Warning desk",
            marking=Marking(tlp=Tlp.AMBER),
            status=Status.ACTUAL,
            body=msgspec.Raw(msgspec.json.encode(body)),
            language=Language.EN,
            areas=("early-warning",),
            places=("CAF",),
        )


def append_one(engine: Engine, ledger: Ledger, envelope: Envelope) -> None:
    """One record in a transaction of its own."""
    with writing(engine) as db:
        ledger.append(db, [envelope], now=NOW)


def poll(engine: Engine, ledger: Ledger, seq: int) -> None:
    """What a partner asks most: is there anything new?"""
    with reading(engine) as db:
        ledger.since(db, seq, BATCH)


def read_all(engine: Engine, ledger: Ledger) -> None:
    """Every version, in pages."""
    seq = 0
    while True:
        with reading(engine) as db:
            page = ledger.since(db, seq, PAGE)
        if not page:
            return
        seq = page[-1].seq


def timed(work: Callable[[], None]) -> float:
    """Seconds a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
