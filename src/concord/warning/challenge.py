"""The VIEWS challenge's files: a history evaluated, predictions written, anyone's draws scored."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from concord.skill import score
from concord.sources.challenge import read_actuals, read_predictions, write_predictions
from concord.sources.place import replace_whole
from concord.sources.views import read_history
from concord.vocabulary.country import Gazetteer
from concord.vocabulary.errors import InputError
from concord.vocabulary.progress import Progress, silent
from concord.vocabulary.status import Status
from concord.warning.evaluate import Evaluation, Scored, evaluate
from concord.warning.forecast import SEED, frozen_rule
from concord.warning.history import of_rows
from concord.warning.model import Floats, History, Ints

_UNKNOWN: Final = "views-"
COLUMNS: Final = ("month_id", "country_id", "crps", "ign", "mis")


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Scores of someone's draws: means over the rows, and how many rows found their actual."""

    rows: int
    draws: int
    crps: float
    ign: float
    mis: float


def history_of_file(
    path: Path, *, gazetteer: Gazetteer, pairs: Iterable[tuple[str, str]]
) -> History:
    """A history from the challenge's country-month layout (month_id, country_id, ged_sb).

    Countries known here come under their alpha-3 code, others as views-<id>: all are forecast.
    """
    rows = read_history(path)
    units = [_unit(int(number), gazetteer) for number in rows.country_id]
    return of_rows(units, rows.month_id, rows.value, pairs=pairs)


def evaluate_file(
    path: Path,
    years: Sequence[int],
    *,
    gazetteer: Gazetteer,
    pairs: Iterable[tuple[str, str]],
    clock: Callable[[], float],
    status: Status = Status.ACTUAL,
    out: Path | None = None,
    seed: int = SEED,
    progress: Progress = silent,
) -> Evaluation:
    """Evaluate the frozen rule on a history file; with out, predictions are written there too.

    Each window's draws go to out/pool_cm_<year>.parquet in the challenge's own layout.
    """
    if out is not None:
        _make_folder(out)
    history = history_of_file(path, gazetteer=gazetteer, pairs=pairs)

    def keep(scored: Scored) -> None:
        if out is not None:
            _write(out, scored, gazetteer)

    return evaluate(
        history,
        years,
        rule=frozen_rule(),
        clock=clock,
        status=status,
        seed=seed,
        progress=progress,
        keep=keep,
    )


def score_files(predictions: Path, actuals: Path, out: Path | None = None) -> Tally:
    """Score anyone's draws against what came about, per country-month and overall.

    out: a CSV of month_id, country_id, crps, ign, mis, whole or not at all. InputError where a
    prediction has no actual, or country-months have different numbers of draws.
    """
    month, country, draws = _draws_by_row(predictions)
    truth = _actuals_of(month, country, actuals)
    rows = (
        score.crps(draws, truth),
        score.ignorance(draws, truth),
        score.interval_score(draws, truth),
    )
    if out is not None:
        with replace_whole(out) as beside, beside.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(zip(*(each.tolist() for each in (month, country, *rows)), strict=True))
    crps, ign, mis = (float(each.mean()) for each in rows)
    return Tally(rows=len(truth), draws=draws.shape[1], crps=crps, ign=ign, mis=mis)


def _unit(number: int, gazetteer: Gazetteer) -> str:
    country = gazetteer.by_views(number)
    return country.code if country else f"{_UNKNOWN}{number}"


def _views_id(unit: str, gazetteer: Gazetteer) -> int:
    if unit.startswith(_UNKNOWN):
        return int(unit.removeprefix(_UNKNOWN))
    number = gazetteer.require(unit).views
    assert number is not None
    return number


def _write(out: Path, scored: Scored, gazetteer: Gazetteer) -> None:
    """Draws in the challenge's order: by month, then country."""
    forecast = scored.forecast
    numbers = np.array([_views_id(unit, gazetteer) for unit in forecast.units])
    order = np.argsort(numbers)
    months = np.repeat(forecast.months, len(order))
    draws = forecast.draws[order].swapaxes(0, 1).reshape(len(months), -1)
    countries = np.tile(numbers[order], len(forecast.months))
    write_predictions(out / f"pool_cm_{scored.window.year}.parquet", months, countries, draws)


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{out}: {error.strerror}; name a folder that can be written") from error


def _draws_by_row(path: Path) -> tuple[Ints, Ints, Floats]:
    """Months, countries and their draws, one row each, in the order of month and country."""
    given = read_predictions(path)
    order = np.lexsort((given.draw, given.country_id, given.month_id))
    month, country = given.month_id[order], given.country_id[order]
    starts = np.flatnonzero((np.diff(month, prepend=-1) != 0) | (np.diff(country, prepend=-1) != 0))
    sizes = np.diff(starts, append=len(month))
    if len(set(sizes.tolist())) != 1:
        odd = int(starts[np.flatnonzero(sizes != sizes[0])[0]])
        raise InputError(
            f"{path}: month_id {month[odd]}, country_id {country[odd]} has another number of draws "
            f"than the first ({sizes[0]}); give every country-month the same"
        )
    return month[starts], country[starts], given.outcome[order].reshape(len(starts), -1)


def _actuals_of(month: Ints, country: Ints, path: Path) -> Floats:
    given = read_actuals(path)
    keys = zip(given.month_id.tolist(), given.country_id.tolist(), strict=True)
    known = dict(zip(keys, given.outcome.tolist(), strict=True))
    wanted = list(zip(month.tolist(), country.tolist(), strict=True))
    missing = [key for key in wanted if key not in known]
    if missing:
        raise InputError(
            f"{path}: no actual for month_id {missing[0][0]}, country_id {missing[0][1]}"
            f" and {len(missing) - 1} more; score predictions of months that are known"
        )
    return np.array([known[key] for key in wanted])
