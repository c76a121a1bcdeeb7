"""One organization's node: its folder, settings, observations and forecasts, wired together."""

import hashlib
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from concord.node.places import Places
from concord.node.settings import Settings, read_settings, write_settings
from concord.observations.engine import Engine, connect
from concord.observations.history import CANDIDATE, FINAL, history, panel_as_of, stored_panel
from concord.observations.model import Booking, Panel, Vintage
from concord.observations.store import ObservationStore
from concord.records.ledger import Ledger
from concord.sources.model import Parsed, Provenance
from concord.storage.engine import sqlite_url
from concord.storage.migrate import open_database
from concord.vocabulary.errors import InputError
from concord.vocabulary.progress import Progress, silent
from concord.warning.actions import Material
from concord.warning.store import RunStore

OBSERVATIONS: Final = "observations"
FORECASTS: Final = "forecasts"
LEDGER: Final = "ledger.sqlite"
SQLITE: Final = "sqlite"
VIEWS: Final = "views"
IN_MEMORY: Final = "memory"
_OF_THE_WORLD: Final = (FINAL, CANDIDATE, VIEWS)
if TYPE_CHECKING:
    from sqlalchemy import Engine as Database

_CHUNK_BYTES: Final = 1 << 20


class Node:
    """A node's folder with all that stands in it; rooms are opened when first asked for."""

    def __init__(self, home: Path, places: Places | None = None) -> None:
        """Open the node of a folder; a folder without one is a new node with default settings."""
        self.home = home
        self.settings: Settings = read_settings(home)
        self.places = places or Places(self.settings)

    @classmethod
    def create(cls, home: Path, settings: Settings, places: Places | None = None) -> "Node":
        """A node in an empty or absent folder; InputError where something already stands there."""
        if home.exists() and (not home.is_dir() or any(home.iterdir())):
            raise InputError(f"{home}: not an empty folder; name a new one")
        write_settings(home, settings)
        return cls(home, places)

    @cached_property
    def observations(self) -> ObservationStore:
        """What the world did."""
        return ObservationStore(self.home / OBSERVATIONS)

    @cached_property
    def runs(self) -> RunStore:
        """What the warning desk forecast."""
        return RunStore(self.home / FORECASTS)

    @cached_property
    def database(self) -> "Database":
        """The ledger's database, brought to this program's schema."""
        if self.settings.ledger != SQLITE:
            return open_database(self.settings.ledger)
        self.home.mkdir(parents=True, exist_ok=True)
        return open_database(sqlite_url(self.home / LEDGER))

    @cached_property
    def ledger(self) -> Ledger:
        """What organizations said and promised."""
        return Ledger.open(
            self.database, status=self.settings.status, gazetteer=self.places.gazetteer
        )

    def load(
        self,
        parsed: Parsed,
        path: Path,
        *,
        dataset: str,
        version: str,
        released_on: date,
        booking: Booking | None,
        source: str,
        licence: str,
        url: str | None = None,
        retrieved_at: datetime | None = None,
        progress: Progress = silent,
    ) -> Vintage:
        """Keep what a file was parsed into as a vintage, with the file's checksum."""
        return self.observations.add(
            parsed,
            dataset=dataset,
            version=version,
            released_on=released_on,
            booking=booking,
            status=self.settings.status,
            provenance=Provenance(
                source=source,
                version=version,
                licence=licence,
                url=url,
                retrieved_at=retrieved_at or datetime.now(UTC),
                sha256=_sha256(path),
                size_bytes=path.stat().st_size,
            ),
            progress=progress,
        )

    def material(self, *, day: date, dataset: str | None = None) -> Material:
        """The country-month history as it was known on a day, ready to forecast from.

        dataset: the latest released of those that cover the world unless one is named; GED's final
        and candidate releases are joined. InputError where nothing was loaded.
        """
        latest = self.observations.as_of(day, dataset) if dataset else self._of_the_world(day)
        store, gazetteer = self.observations, self.places.gazetteer
        with self._engine() as engine:
            if latest.dataset not in (FINAL, CANDIDATE):
                panel = stored_panel(store, latest, gazetteer=gazetteer, engine=engine)
                return self._material(panel, (latest,))
            panel = panel_as_of(store, day, gazetteer=gazetteer, engine=engine)
        pieces = history(store, day)
        return self._material(panel, tuple(piece.vintage for piece in pieces))

    def _engine(self) -> AbstractContextManager[Engine | None]:
        """The engine that the settings name; None where this process's memory is enough."""
        if self.settings.engine == IN_MEMORY:
            return nullcontext()
        return connect(self.settings.engine)

    def _of_the_world(self, day: date) -> Vintage:
        known = [
            vintage
            for vintage in self.observations.vintages()
            if vintage.dataset in _OF_THE_WORLD and vintage.released_on <= day
        ]
        if not known:
            raise InputError(
                f"forecast: no world-wide history released by {day} is loaded; run `concord ingest`"
                " or name a data set"
            )
        return known[-1]

    def _material(self, panel: Panel, vintages: tuple[Vintage, ...]) -> Material:
        return Material(
            panel=panel,
            vintages=vintages,
            borders=self.places.borders,
            status=self.settings.status,
        )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
