"""The scores against the challenge's own published figures, row by row (window 2018)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from concord.skill import score

BENCHMARKS = ("bm_zero", "bm_last_historical_poisson", "bm_boot_240", "bm_conflictology")
SCORES: dict[str, Callable[[Any, Any], score.Floats]] = {
    "crps": score.crps,
    "ign": score.ignorance,
    "mis": score.interval_score,
}


def _rows(path: Path, value: str) -> np.ndarray:
    """The values of a challenge file in the order month, country (and draw)."""
    import pandas as pd

    frame = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path).reset_index()
    keys = [name for name in ("month_id", "country_id", "draw") if name in frame.columns]
    return frame.sort_values(keys)[value].to_numpy()


@pytest.fixture(scope="module")
def challenge(shared_data: Path) -> Path:
    return shared_data / "forecasting" / "challenge"


@pytest.fixture(scope="module")
def observed(challenge: Path) -> np.ndarray:
    return _rows(challenge / "actuals" / "cm_actuals_2018.parquet", "outcome")


@pytest.fixture(scope="module", params=BENCHMARKS)
def benchmark_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def draws(challenge: Path, benchmark_name: str, observed: np.ndarray) -> np.ndarray:
    (path,) = (challenge / "benchmarks" / benchmark_name / "cm" / "window=Y2018").glob("*.parquet")
    return _rows(path, "outcome").reshape(len(observed), -1)


def _official(challenge: Path, benchmark_name: str, metric: str) -> np.ndarray:
    folder = challenge / "benchmarks" / benchmark_name / "eval" / "cm" / "window=Y2018"
    return _rows(folder / f"metric={metric}" / f"{metric}.csv", "value")


@pytest.mark.parametrize("metric", SCORES)
def test_every_row_agrees_with_the_published_score(
    challenge: Path, benchmark_name: str, draws: np.ndarray, observed: np.ndarray, metric: str
) -> None:
    official = _official(challenge, benchmark_name, metric)

    ours = SCORES[metric](draws, observed)

    assert len(ours) == len(official) == 2292
    assert np.abs(ours - official).max() <= 1e-9


def test_the_published_ignorance_of_twelve_draws_is_that_of_fourier_stretched_draws(
    challenge: Path, observed: np.ndarray
) -> None:
    folder = challenge / "benchmarks" / "bm_conflictology" / "cm" / "window=Y2018"
    twelve = _rows(next(folder.glob("*.parquet")), "outcome").reshape(len(observed), 12)
    official = _official(challenge, "bm_conflictology", "ign")

    thousand = score.resample_to(twelve, 1000)
    of_thousand = score.ignorance(thousand, observed, expected_draws=None)
    as_they_are = score.ignorance(twelve, observed, expected_draws=None)

    assert np.abs(of_thousand - official).max() <= 1e-9
    # docs/decisions/0005 states these distances; the twelve draws alone are another score.
    assert official.mean() == pytest.approx(0.6403, abs=5e-5)
    assert as_they_are.mean() == pytest.approx(1.2367, abs=5e-5)


def test_repeating_the_twelve_draws_evenly_is_another_score_than_the_published(
    challenge: Path, observed: np.ndarray
) -> None:
    folder = challenge / "benchmarks" / "bm_conflictology" / "cm" / "window=Y2018"
    twelve = _rows(next(folder.glob("*.parquet")), "outcome").reshape(len(observed), 12)
    official = _official(challenge, "bm_conflictology", "ign")
    repeated = np.repeat(twelve, 250, axis=1)  # 3,000 draws: each of the twelve as often
    thousand = repeated[:, ::3]  # 83 or 84 of each

    bits = score.ignorance(thousand, observed)

    assert bits.mean() == pytest.approx(0.741, abs=1e-3)
    assert (np.abs(bits - official) > 1e-9).sum() > 500


def test_crps_of_a_challenge_window_is_fast(draws: np.ndarray, observed: np.ndarray) -> None:
    import time

    score.crps(draws, observed)

    started = time.process_time()
    score.crps(draws, observed)

    assert time.process_time() - started < 0.3
