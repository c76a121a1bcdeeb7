"""One expression, the same rows in the same order: in memory, in DuckDB and on Spark."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from concord.observations.booking import Unit, book_in_engine, book_in_memory
from concord.observations.engine import Engine, connect
from concord.observations.history import stored_panel
from concord.observations.model import Booking, Vintage
from concord.observations.panel import dense_grid, grid_month_array
from concord.observations.store import ObservationStore
from concord.sources.model import Parsed, Provenance, Violence, event_schema, quarantine_schema
from concord.vocabulary.country import default_gazetteer
from concord.vocabulary.errors import InputError
from concord.vocabulary.status import Status

pytestmark = [
    # Ibis 12 still calls by its old name what DuckDB 2 renamed.
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
    # PySpark leaves its sockets to Java for the collector to close.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]

EVENTS = 4000
COUNTRIES = ("AFG", "CAF", "NAM", "NGA", "SSD", "SYR")
EVERY_KIND = frozenset(Violence)


def drawn_events(seed: int) -> pa.Table:
    """Events of 1989-2018, one in ten of up to three years, some without deaths or a cell."""
    draw = random.Random(seed)
    rows = []
    for number in range(EVENTS):
        start = date(1989, 1, 1) + timedelta(draw.randrange(365 * 29))
        days = draw.randrange(1100) if draw.random() < 0.1 else draw.randrange(2)
        best = int(draw.paretovariate(0.7)) - 1
        rows.append(
            {
                "event_id": number,
                "country": draw.choice(COUNTRIES),
                "date_start": start,
                "date_end": start + timedelta(days),
                "date_precision": 1,
                "place_precision": 1,
                "gid": draw.choice((0, draw.randrange(1, 259_201), 180_000, 99_999)),
                "latitude": None,
                "longitude": None,
                "violence": draw.choice((1, 1, 2, 3)),
                "best": min(best, 2**31 - 1),
                "low": 0,
                "high": min(best, 2**31 - 1),
            }
        )
    return pa.Table.from_pylist(rows, schema=event_schema())


@pytest.fixture(scope="session")
def events() -> pa.Table:
    return drawn_events(seed=20181031)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> ObservationStore:
    return ObservationStore(tmp_path_factory.mktemp("engines") / "observations")


@pytest.fixture(scope="session")
def vintages(store: ObservationStore, events: pa.Table) -> dict[Booking, Vintage]:
    aside = quarantine_schema().empty_table()
    return {
        booking: store.add(
            Parsed(kept=events, quarantined=aside, rows_in=events.num_rows),
            dataset="ged",
            version="19.1",
            released_on=date(2019, 6, 1),
            booking=booking,
            status=Status.TEST,
            provenance=Provenance(
                source="drawn",
                version="19.1",
                licence="CC0-1.0",
                url=None,
                retrieved_at=datetime(2026, 11, 1, tzinfo=UTC),
                sha256="a" * 64,
                size_bytes=0,
            ),
        )
        for booking in Booking
    }


@pytest.fixture(scope="module")
def spark(spark_url: str) -> Iterator[Engine]:
    with connect(spark_url, memory_limit="512MB") as engine:
        yield engine


@pytest.fixture(scope="module")
def duck() -> Iterator[Engine]:
    with connect("duckdb", memory_limit="512MB") as engine:
        yield engine


on_both_sparks = pytest.mark.parametrize("spark_url", ["local[2]", "master"], indirect=True)
EVERY_WAY = [
    {"booking": booking, "unit": unit, "violence": violence}
    for booking in Booking
    for unit in Unit
    for violence in (frozenset({Violence.STATE_BASED}), EVERY_KIND)
]


def named(how: dict[str, Any]) -> str:
    return f"{how['booking']}-{how['unit']}-{len(how['violence'])}"


def booked(engine: Engine, paths: list[Path], **how: Any) -> pa.Table:
    return engine.frame(book_in_engine(engine.table(paths), **how))


@pytest.mark.parametrize("how", EVERY_WAY, ids=named)
def test_duckdb_gives_the_rows_that_memory_gives(
    duck: Engine,
    store: ObservationStore,
    vintages: dict[Booking, Vintage],
    events: pa.Table,
    how: dict[str, Any],
) -> None:
    found = booked(duck, [store.path(vintages[how["booking"]])], **how)

    assert found.num_rows > 500
    assert found.equals(book_in_memory(events, **how))


@on_both_sparks
@pytest.mark.parametrize("how", EVERY_WAY[1::2], ids=named)
def test_spark_gives_the_rows_that_duckdb_gives(
    spark: Engine,
    duck: Engine,
    store: ObservationStore,
    vintages: dict[Booking, Vintage],
    how: dict[str, Any],
) -> None:
    paths = [store.path(vintages[how["booking"]])]

    assert booked(spark, paths, **how).equals(booked(duck, paths, **how))


@pytest.mark.parametrize("spark_url", ["master"], indirect=True)
def test_master_runs_the_work_on_two_workers(spark: Engine) -> None:
    assert spark.session is not None

    tracker = spark.session.sparkContext._jsc.sc().statusTracker()

    assert len(tracker.getExecutorInfos()) == 1 + 2  # the driver is counted too


@on_both_sparks
def test_panel_is_the_same_on_every_engine(
    spark: Engine, duck: Engine, store: ObservationStore, vintages: dict[Booking, Vintage]
) -> None:
    vintage = vintages[Booking.SPREAD]

    panels = [
        stored_panel(store, vintage, gazetteer=default_gazetteer(), engine=engine)
        for engine in (None, duck, spark)
    ]

    assert len({panel.units for panel in panels}) == 1
    assert np.array_equal(panels[0].values, panels[1].values, equal_nan=True)
    assert np.array_equal(panels[0].values, panels[2].values, equal_nan=True)
    assert np.nansum(panels[0].values) > 0


@on_both_sparks
def test_grid_is_the_same_on_every_engine(
    spark: Engine,
    duck: Engine,
    store: ObservationStore,
    vintages: dict[Booking, Vintage],
    events: pa.Table,
) -> None:
    vintage, cells = vintages[Booking.END], np.array([99_999, 180_000, 5], dtype=np.int32)

    here = grid_month_array(events, vintage=vintage, gids=cells)

    for engine in (duck, spark):
        found = booked(engine, [store.path(vintage)], booking=Booking.END, unit=Unit.GID)
        there = dense_grid(found, vintage=vintage, gids=cells)
        assert np.array_equal(here.deaths, there.deaths)
        assert here.outside == there.outside > 0


@on_both_sparks
def test_several_vintages_are_one_table(
    spark: Engine, duck: Engine, store: ObservationStore, vintages: dict[Booking, Vintage]
) -> None:
    paths = [store.path(vintage) for vintage in vintages.values()]

    found = [booked(engine, paths, booking=Booking.START) for engine in (duck, spark)]

    one = booked(duck, paths[:1], booking=Booking.START)
    assert found[0].equals(found[1])
    assert found[0].column("deaths").to_pylist() == [
        3 * deaths for deaths in one.column("deaths").to_pylist()
    ]


@on_both_sparks
def test_broken_parquet_is_one_clear_line(spark: Engine, tmp_path: Path) -> None:
    broken = tmp_path / "observations.parquet"
    broken.write_bytes(b"not parquet")

    with pytest.raises(InputError, match="load the vintage again") as refused:
        spark.frame(spark.table([broken]))

    assert str(broken) in str(refused.value)
    assert "\n" not in str(refused.value)


@on_both_sparks
def test_missing_parquet_is_one_clear_line(spark: Engine, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.parquet"):
        spark.table([tmp_path / "none.parquet"])
