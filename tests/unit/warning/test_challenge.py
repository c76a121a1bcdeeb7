"""The challenge's files: a history in, predictions out, anyone's draws scored."""

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from concord.sources.challenge import read_predictions, write_predictions
from concord.vocabulary.country import default_gazetteer
from concord.vocabulary.errors import InputError
from concord.warning.challenge import evaluate_file, history_of_file, score_files


def clock() -> float:
    return 0.0


def write_history(path: Path, ids: list[int], months: int = 84) -> None:
    rng = np.random.default_rng(4)
    month, country = np.meshgrid(np.arange(121, 121 + months), ids)
    deaths = rng.poisson(5.0, month.size) * (rng.random(month.size) < 0.5)
    columns = {
        "month_id": month.ravel(),
        "country_id": country.ravel(),
        "ged_sb": deaths.astype(float),
    }
    parquet.write_table(pa.table(columns), path)


def write_actuals(path: Path, months: list[int], countries: list[int], deaths: list[int]) -> None:
    columns = {"month_id": months, "country_id": countries, "outcome": deaths}
    parquet.write_table(pa.table(columns), path)


def test_countries_known_here_come_under_their_code_and_others_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "history.parquet"
    write_history(path, [70, 220, 98765])

    history = history_of_file(path, gazetteer=default_gazetteer(), pairs=[("CAF", "SYR")])

    assert history.units == ("CAF", "SYR", "views-98765")
    assert history.borders[0, 1] == 1


def test_predictions_are_written_in_the_challenges_layout_and_score_as_evaluated(
    tmp_path: Path,
) -> None:
    path, out = tmp_path / "history.parquet", tmp_path / "out"
    write_history(path, [70, 220, 98765])

    found = evaluate_file(
        path, [1996], gazetteer=default_gazetteer(), pairs=[], clock=clock, out=out
    )

    predictions = out / "pool_cm_1996.parquet"
    given = read_predictions(predictions)
    assert set(given.country_id.tolist()) == {70, 220, 98765}
    assert given.month_id.min() == 193
    assert given.month_id.max() == 204
    assert len(given.draw) == 3 * 12 * 1000
    history = parquet.read_table(path).to_pylist()
    window = [row for row in history if 193 <= row["month_id"] <= 204]
    write_actuals(
        tmp_path / "actuals.parquet",
        [row["month_id"] for row in window],
        [row["country_id"] for row in window],
        [int(row["ged_sb"]) for row in window],
    )
    tally = score_files(predictions, tmp_path / "actuals.parquet")
    assert tally.crps == pytest.approx(found.windows[0].crps)
    assert tally.ign == pytest.approx(found.windows[0].ign)
    assert tally.mis == pytest.approx(found.windows[0].mis)


def test_scores_are_written_for_each_row(tmp_path: Path) -> None:
    predictions, actuals = tmp_path / "p.parquet", tmp_path / "a.parquet"
    write_predictions(predictions, [457, 457], [1, 2], np.array([[0, 0], [4, 4]]))
    write_actuals(actuals, [457, 457], [2, 1], [10, 0])

    score_files(predictions, actuals, tmp_path / "scores.csv")

    with (tmp_path / "scores.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["country_id"], float(row["crps"])) for row in rows] == [("1", 0.0), ("2", 6.0)]


def test_a_prediction_without_its_actual_is_named(tmp_path: Path) -> None:
    predictions, actuals = tmp_path / "p.parquet", tmp_path / "a.parquet"
    write_predictions(predictions, [457, 458], [1, 1], np.zeros((2, 4)))
    write_actuals(actuals, [457], [1], [0])

    with pytest.raises(InputError, match="no actual for month_id 458, country_id 1"):
        score_files(predictions, actuals)


def test_country_months_with_unequal_draws_are_named(tmp_path: Path) -> None:
    columns = {
        "month_id": [457, 457, 458],
        "country_id": [1, 1, 1],
        "draw": [0, 1, 0],
        "outcome": [0, 0, 0],
    }
    parquet.write_table(pa.table(columns), tmp_path / "p.parquet")
    write_actuals(tmp_path / "a.parquet", [457, 458], [1, 1], [0, 0])

    with pytest.raises(InputError, match="month_id 458, country_id 1 has another number of draws"):
        score_files(tmp_path / "p.parquet", tmp_path / "a.parquet")


def test_the_official_scores_of_the_2018_window_are_met(shared_data: Path, tmp_path: Path) -> None:
    challenge = shared_data / "forecasting" / "challenge"
    name = "bm_last_historical_poisson"
    predictions = (
        challenge / "benchmarks" / name / "cm" / "window=Y2018" / "bm_last_cm_2018.parquet"
    )
    actuals = challenge / "actuals" / "cm_actuals_2018.parquet"

    score_files(predictions, actuals, tmp_path / "scores.csv")

    with (tmp_path / "scores.csv").open() as file:
        ours = {(row["month_id"], row["country_id"]): row for row in csv.DictReader(file)}
    for metric in ("crps", "ign", "mis"):
        official = challenge / "benchmarks" / name / "eval" / "cm" / "window=Y2018"
        with (official / f"metric={metric}" / f"{metric}.csv").open() as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(ours)
        for row in rows:
            found = float(ours[row["month_id"], row["country_id"]][metric])
            assert found == pytest.approx(float(row["value"]), rel=1e-9, abs=1e-9)


def test_the_frozen_rule_beats_conflictology_on_the_2018_window(shared_data: Path) -> None:
    history = shared_data / "forecasting" / "ged_sb_country_month_final_to_2018-12.parquet"

    found = evaluate_file(history, [2018], gazetteer=default_gazetteer(), pairs=[], clock=clock)

    window = found.windows[0]
    assert window.units == 191
    assert window.crps_ratio < 0.94
    assert window.ign < window.conflictology.ign
    assert 0.86 < (window.coverage90 or 0) < 0.93
    assert window.conflictology.ign == pytest.approx(0.6403, abs=1e-3)  # as published
