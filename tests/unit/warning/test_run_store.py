"""Runs are kept whole: what is read back is what was kept, and damage is named."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest

from concord.sources.place import locked_folder
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId
from concord.vocabulary.status import Status
from concord.warning.explain import explain_all
from concord.warning.forecast import draw, fit
from concord.warning.model import History
from concord.warning.store import Kept, Run, RunStore
from concord.warning.warn import frozen_rules, raise_warnings
from unit.warning.worlds import SMALL_RULE, some_history

LEADS = (1, 2)


def made(history: History, made_at: datetime = datetime(2026, 1, 5, tzinfo=UTC)) -> Kept:
    fitted = fit(history, LEADS, rule=SMALL_RULE)
    forecast = draw(fitted, history)
    run = Run(
        made_at=made_at,
        status=Status.TEST,
        vintage="ged/1/spread",
        source="made for a test",
        licence="Apache-2.0",
        rows_in=3,
        rows_kept=2,
        rows_quarantined=1,
        first_month=history.first_month,
        origin=forecast.origin,
        leads=forecast.leads,
        units=forecast.units,
        models=forecast.models,
        rule=forecast.rule,
        warn_rule=frozen_rules().id,
        seed=1,
    )
    warnings = raise_warnings(
        history, forecast, frozen_rules(), records={}, drivers={}, status=Status.TEST
    )
    return Kept(
        run=run,
        forecast=forecast,
        warnings=warnings,
        explanations=explain_all(history, fitted, forecast),
        recorded=history,
    )


def test_a_run_is_read_back_as_it_was_kept(tmp_path: Path) -> None:
    store, kept = RunStore(tmp_path), made(some_history())

    store.keep(kept)

    back = store.latest()
    assert back.run == kept.run
    assert back.warnings == kept.warnings
    assert back.explanations == kept.explanations
    assert np.array_equal(back.forecast.draws, kept.forecast.draws)
    assert np.array_equal(back.recorded.counts, kept.recorded.counts, equal_nan=True)


def test_the_same_run_again_takes_the_place_of_the_first(tmp_path: Path) -> None:
    store, history = RunStore(tmp_path), some_history()

    store.keep(made(history))
    store.keep(made(history, datetime(2026, 2, 1, tzinfo=UTC)))

    assert [run.made_at.month for run in store.runs()] == [2]


def test_the_run_before_is_the_newest_from_an_earlier_month(tmp_path: Path) -> None:
    store, history = RunStore(tmp_path), some_history()
    for back in (3, 1, 0):
        store.keep(made(history.until(MonthId(history.last_month - back))))

    found = store.before(history.last_month)

    assert found is not None
    assert found.run.origin == history.last_month - 1
    assert store.before(MonthId(history.last_month - 3)) is None


def test_what_a_killed_run_left_is_cleared_and_never_read(tmp_path: Path) -> None:
    store, kept = RunStore(tmp_path), made(some_history())
    store.keep(kept)
    left = tmp_path / ".making-abc"
    left.mkdir()
    (left / "run.json").write_bytes(msgspec.json.encode(kept.run))

    again = RunStore(tmp_path)

    assert not left.exists()
    assert len(again.runs()) == 1


def test_a_run_whose_replacing_was_killed_half_way_comes_back(tmp_path: Path) -> None:
    store, kept = RunStore(tmp_path), made(some_history(units=6, months=30))
    store.keep(kept)
    place = tmp_path / kept.run.name
    place.rename(tmp_path / f".older-{kept.run.name}")  # killed before the new one took its place

    again = RunStore(tmp_path)

    assert again.latest().run == kept.run
    assert not list(tmp_path.glob(".older-*"))


def test_an_older_run_is_cleared_where_the_new_one_is_in_place(tmp_path: Path) -> None:
    store, kept = RunStore(tmp_path), made(some_history(units=6, months=30))
    store.keep(kept)
    (tmp_path / f".older-{kept.run.name}").mkdir()

    assert len(RunStore(tmp_path).runs()) == 1
    assert not list(tmp_path.glob(".older-*"))


def test_opening_the_store_never_clears_a_run_another_process_is_writing(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    in_work = tmp_path / ".making-other"
    with locked_folder(tmp_path, wait=True):  # as the process that writes holds it
        in_work.mkdir()

        RunStore(tmp_path)

        assert in_work.exists()
    assert store.runs() == ()


def test_without_a_run_the_way_to_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="concord forecast run"):
        RunStore(tmp_path).latest()


@pytest.mark.parametrize("name", ["run.json", "draws.npz", "warnings.json", "explanations.json"])
@pytest.mark.parametrize("damage", [b"", b"{", b"\x00" * 99])
def test_a_damaged_file_is_named(tmp_path: Path, name: str, damage: bytes) -> None:
    store, kept = RunStore(tmp_path), made(some_history(units=6, months=30))
    store.keep(kept)
    (tmp_path / kept.run.name / name).write_bytes(damage)

    with pytest.raises(InputError, match=str(tmp_path)):
        store.latest()


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "forecasts").write_text("here first")

    with pytest.raises(InputError, match="forecasts"):
        RunStore(tmp_path / "forecasts")
