"""A node: files in, what is loaded kept apart by status, forecasts from what was known."""

from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from concord.exercise.ged_csv import ged_file
from concord.exercise.release import release
from concord.node.cells import forecast_where
from concord.node.ingest import Form, Label, ingest, recognize
from concord.node.node import Node
from concord.node.places import Places
from concord.node.settings import Settings
from concord.node.sync import sync
from concord.observations.model import Booking
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import last_day
from concord.vocabulary.status import Status
from concord.warning.actions import run_forecast

TODAY = date(2026, 11, 1)
NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


def label(version: str = "1", **more: object) -> Label:
    return Label(version=version, released_on=TODAY, **more)  # type: ignore[arg-type]


def write_views(path: Path, deaths: float = 2.0, months: int = 24) -> Path:
    month, country = np.meshgrid(np.arange(400, 400 + months), [70, 220])
    columns = {
        "month_id": month.ravel(),
        "country_id": country.ravel(),
        "ged_sb": np.full(month.size, deaths),
    }
    parquet.write_table(pa.table(columns), path)
    return path


@pytest.fixture(scope="module")
def exercise_places() -> Places:
    return Places(Settings(status=Status.EXERCISE))


@pytest.fixture(scope="module")
def exercise(exercise_places: Places, tmp_path_factory: pytest.TempPathFactory) -> Node:
    """An exercise node with both releases loaded and one forecast made."""
    home = tmp_path_factory.mktemp("exercise") / "node"
    node = Node.create(home, Settings(status=Status.EXERCISE), exercise_places)
    for version in ("EX.1", "EX.2"):
        made = release(node.places.world, version)
        path = home / f"{version}.csv"
        ged_file(node.places.world, made).save(path)
        ingest(
            node,
            path,
            Label(version=version, released_on=last_day(made.last_month)),
            today=TODAY,
        )
    run_forecast(node.material(day=TODAY), node.runs, now=NOW, leads=(1, 2, 3))
    return node


def test_a_files_form_is_seen_from_the_file(tmp_path: Path, exercise: Node) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_text("country,month,count\nCAF,2010-01,3\n")

    assert recognize(write_views(tmp_path / "a.parquet")) is Form.VIEWS
    assert recognize(counts) is Form.COUNTS
    assert recognize(exercise.home / "EX.1.csv") is Form.GED


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    node, path = Node(tmp_path / "n"), write_views(tmp_path / "a.parquet")

    first = ingest(node, path, label(), today=TODAY)
    again = ingest(node, path, label(), today=TODAY)

    assert first == again
    assert len(node.observations.vintages()) == 1


def test_another_file_under_the_same_release_is_refused(tmp_path: Path) -> None:
    node = Node(tmp_path / "n")
    ingest(node, write_views(tmp_path / "a.parquet"), label(), today=TODAY)

    with pytest.raises(InputError, match="views"):
        ingest(node, write_views(tmp_path / "b.parquet", 9.0), label(), today=TODAY)


def test_plain_counts_need_a_name(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("country,month,count\nCAF,2010-01,3\n")

    with pytest.raises(InputError, match="--dataset"):
        ingest(Node(tmp_path / "n"), path, label(), today=TODAY)
    loaded = ingest(Node(tmp_path / "n"), path, label(dataset="arrivals"), today=TODAY)
    assert (loaded.dataset, loaded.booking, loaded.rows_kept) == ("arrivals", None, 1)


def test_a_forecast_is_made_from_the_release_known_on_the_day(tmp_path: Path) -> None:
    node = Node(tmp_path / "n")
    old = Label(version="1", released_on=date(2020, 1, 1))
    ingest(node, write_views(tmp_path / "a.parquet", 2.0), old, today=TODAY)
    ingest(node, write_views(tmp_path / "b.parquet", 5.0), label("2"), today=TODAY)

    then = node.material(day=date(2021, 1, 1)).panel
    now = node.material(day=TODAY).panel

    assert np.nanmax(then.values) == 2.0
    assert np.nanmax(now.values) == 5.0


# Ibis 12 calls DuckDB 2 by a name that DuckDB is retiring.
@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
@pytest.mark.parametrize("engine", ["duckdb"])
def test_another_engine_builds_the_same_panel(exercise: Node, engine: str) -> None:
    other = Node(exercise.home, exercise.places)
    other.settings = msgspec.structs.replace(other.settings, engine=engine)

    here, there = (node.material(day=TODAY).panel for node in (exercise, other))

    assert here.units == there.units
    assert np.array_equal(here.values, there.values, equal_nan=True)


def test_an_engine_that_is_none_is_refused(exercise: Node) -> None:
    other = Node(exercise.home, exercise.places)
    other.settings = msgspec.structs.replace(other.settings, engine="abacus")

    with pytest.raises(InputError, match="abacus"):
        other.material(day=TODAY)


def test_without_a_history_of_the_world_the_way_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="concord ingest"):
        Node(tmp_path / "n").material(day=TODAY)


def test_a_folder_in_use_is_never_taken(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")

    with pytest.raises(InputError, match="not an empty folder"):
        Node.create(tmp_path, Settings())
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_real_data_never_enters_an_exercise_node(exercise: Node) -> None:
    with pytest.raises(InputError, match="exercise"):
        sync(exercise, (), now=NOW)


def test_an_exercise_says_so_in_all_it_makes(exercise: Node) -> None:
    kept = exercise.runs.latest()

    assert kept.run.status is Status.EXERCISE
    assert {each.status for each in kept.warnings} <= {Status.EXERCISE}
    assert {each.status for each in exercise.observations.vintages()} == {Status.EXERCISE}
    assert all(each.record is None for each in kept.warnings)  # no record of real data


def test_broken_rows_of_a_release_are_set_aside_and_counted(exercise: Node) -> None:
    for vintage in exercise.observations.vintages():
        assert vintage.booking is Booking.END
        assert vintage.rows_in == vintage.rows_kept + vintage.rows_quarantined
        assert vintage.rows_quarantined == 6


def test_cells_add_up_to_the_countrys_forecast(exercise: Node) -> None:
    kept = exercise.runs.latest().forecast
    expected = kept.expected().sum(axis=1)
    country = kept.units[int(expected.argmax())]

    found = forecast_where(exercise, country, day=TODAY)

    total = sum(each.expected for each in found.rows) + found.elsewhere
    assert total == pytest.approx(expected.max())
    assert found.months == kept.months
    assert all(0 <= each.chance_25 <= each.chance_any <= 1 for each in found.rows)


def test_cells_of_an_unknown_country_are_refused(exercise: Node) -> None:
    with pytest.raises(InputError, match="QQQ"):
        forecast_where(exercise, "QQQ", day=TODAY)


def test_events_that_end_before_the_forecast_are_refused_for_cells(exercise: Node) -> None:
    first = release(exercise.places.world, "EX.1").last_month

    with pytest.raises(InputError, match=r"EX\.1"):
        forecast_where(exercise, exercise.runs.latest().run.units[0], day=last_day(first))
