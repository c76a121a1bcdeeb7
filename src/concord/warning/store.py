"""Where the desk keeps its forecasts: one folder a run, there whole or not at all.

<folder>/<origin>_<vintage>_<rule>/   run.json  draws.npz  warnings.json  explanations.json
<folder>/backtest.json                 what the rules' past warnings came to on this node
<folder>/evaluation.json               how good forecasts would have been on its history
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, TypeVar
from zipfile import BadZipFile

import msgspec
import numpy as np

from concord.sources.place import locked_folder
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId, label
from concord.vocabulary.status import Status
from concord.warning.backtest import Backtest
from concord.warning.evaluate import Evaluation
from concord.warning.history import of_counts
from concord.warning.model import Forecast, History
from concord.warning.notice import Explanation, Warning

_RUN: Final = "run.json"
_DRAWS: Final = "draws.npz"
_WARNINGS: Final = "warnings.json"
_EXPLANATIONS: Final = "explanations.json"
_BACKTEST: Final = "backtest.json"
_EVALUATION: Final = "evaluation.json"
_MAKING: Final = ".making-"
_OLDER: Final = ".older-"
_T = TypeVar("_T")


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One forecast as it was made: when, from which vintage, by which rules.

    rows_in, rows_kept, rows_quarantined: of the vintages behind it; source, licence: of the data.
    """

    made_at: Annotated[datetime, msgspec.Meta(tz=True)]
    status: Status
    vintage: str
    source: str
    licence: str
    rows_in: int
    rows_kept: int
    rows_quarantined: int
    first_month: MonthId
    origin: MonthId
    leads: tuple[int, ...]
    units: tuple[str, ...]
    models: tuple[str, ...]
    rule: str
    warn_rule: str
    seed: int

    @property
    def name(self) -> str:
        """The name of its folder: origin, vintage and rule."""
        vintage = self.vintage.replace("/", "-").replace("+", "-")
        return f"{label(self.origin)}_{vintage}_{self.rule}"


class Kept(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A run with all it holds; recorded: the counts it was made from, without borders."""

    run: Run
    forecast: Forecast
    warnings: tuple[Warning, ...]
    explanations: tuple[Explanation, ...]
    recorded: History


class RunStore:
    """The runs of one node."""

    def __init__(self, folder: Path) -> None:
        """Open or make the folder, and clear what a killed run left behind."""
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{folder}: {error.strerror}; make it a writable folder") from error
        with self._lock(wait=False) as held:
            if held:
                self._recover()

    def keep(self, kept: Kept) -> None:
        """Keep a run; one of the same name takes the place of the older."""
        with self._lock(wait=True):
            self._recover()
            self._put(kept)

    def _put(self, kept: Kept) -> None:
        making = Path(tempfile.mkdtemp(prefix=_MAKING, dir=self.folder))
        encode = msgspec.json.Encoder().encode
        _write(making / _RUN, encode(kept.run))
        _write(making / _WARNINGS, encode(kept.warnings))
        _write(making / _EXPLANATIONS, encode(kept.explanations))
        with (making / _DRAWS).open("wb") as file:
            np.savez_compressed(
                file,
                draws=kept.forecast.draws.astype(np.int32),
                units=np.array(kept.recorded.units),
                counts=kept.recorded.counts,
            )
            file.flush()
            os.fsync(file.fileno())
        place = self.folder / kept.run.name
        older = self.folder / f"{_OLDER}{kept.run.name}"
        making.chmod(0o755)
        if place.exists():
            place.rename(older)
        making.rename(place)
        _make_durable(self.folder)
        shutil.rmtree(older, ignore_errors=True)

    def _recover(self) -> None:
        """Bring back a run whose replacing was killed half-way, and clear what else was left."""
        for older in self.folder.glob(f"{_OLDER}*"):
            place = self.folder / older.name.removeprefix(_OLDER)
            if place.exists():
                shutil.rmtree(older, ignore_errors=True)
            else:
                older.rename(place)
        for left in self.folder.glob(f"{_MAKING}*"):
            shutil.rmtree(left, ignore_errors=True)

    @contextmanager
    def _lock(self, *, wait: bool) -> Iterator[bool]:
        with ExitStack() as stack:
            try:
                held = stack.enter_context(locked_folder(self.folder, wait=wait))
            except OSError as error:
                message = f"{self.folder}: {error.strerror}; make it a writable folder"
                raise InputError(message) from error
            yield held

    def runs(self) -> tuple[Run, ...]:
        """Every run, the oldest first: by the last month known, then by when it was made."""
        found = [self._run(path.parent) for path in self.folder.glob(f"[!.]*/{_RUN}")]
        return tuple(sorted(found, key=lambda run: (run.origin, run.made_at)))

    def latest(self) -> Kept:
        """The newest run; InputError when there is none."""
        runs = self.runs()
        if not runs:
            raise InputError("forecast: none made yet; run `concord forecast run` first")
        return self.read(runs[-1])

    def before(self, origin: MonthId) -> Kept | None:
        """The newest run from an earlier last month, to compare with."""
        earlier = [run for run in self.runs() if run.origin < origin]
        return self.read(earlier[-1]) if earlier else None

    def read(self, run: Run) -> Kept:
        """All that a run holds; InputError names a damaged file."""
        folder = self.folder / run.name
        try:
            with np.load(folder / _DRAWS, allow_pickle=False) as archive:
                draws = archive["draws"].astype(np.int64)
                units = tuple(str(unit) for unit in archive["units"])
                recorded = of_counts(units, run.first_month, archive["counts"], pairs=())
            warnings = _read(folder / _WARNINGS, tuple[Warning, ...])
            explanations = _read(folder / _EXPLANATIONS, tuple[Explanation, ...])
        except (OSError, EOFError, BadZipFile, ValueError, KeyError) as error:
            raise InputError(f"{folder}: {error}; remove it and forecast again") from error
        forecast = Forecast(
            units=run.units,
            origin=run.origin,
            leads=run.leads,
            draws=draws,
            models=run.models,
            rule=run.rule,
        )
        return Kept(
            run=run,
            forecast=forecast,
            warnings=warnings,
            explanations=explanations,
            recorded=recorded,
        )

    def keep_backtest(self, backtest: Backtest) -> None:
        """Keep what past warnings came to; it stands beside every later warning."""
        self._keep(_BACKTEST, backtest)

    def backtest(self) -> Backtest | None:
        """What past warnings came to on this node's data; None where it was never measured."""
        path = self.folder / _BACKTEST
        return _read(path, Backtest) if path.is_file() else None

    def keep_evaluation(self, evaluation: Evaluation) -> None:
        """Keep how good the forecasts would have been; the brief shows it."""
        self._keep(_EVALUATION, evaluation)

    def evaluation(self) -> Evaluation | None:
        """How good the forecasts would have been; None where it was never measured."""
        path = self.folder / _EVALUATION
        return _read(path, Evaluation) if path.is_file() else None

    def _keep(self, name: str, value: Backtest | Evaluation) -> None:
        fresh = self.folder / f".{name}"
        _write(fresh, msgspec.json.format(msgspec.json.encode(value)))
        fresh.replace(self.folder / name)

    def _run(self, folder: Path) -> Run:
        return _read(folder / _RUN, Run)


def _make_durable(folder: Path) -> None:
    """Have the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as error:
        raise InputError(f"{path}: {error}; remove its folder and forecast again") from error
