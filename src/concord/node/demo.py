"""The demonstration: a node in a fresh folder, data in, forecasts, warnings and a brief out.

Without a folder of data it lives in the exercise world; with one it runs on that data, laid out as
ged_sb_country_month_<release>_to_<month>.parquet and, for places within countries, events/*.csv.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from concord.exercise.ged_csv import ged_file
from concord.exercise.release import Version, release
from concord.node.brief import compose_brief
from concord.node.ingest import Label, ingest
from concord.node.ledger import keep_warnings
from concord.node.node import VIEWS, Node
from concord.node.places import Places
from concord.node.settings import Settings
from concord.observations.model import Vintage
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language
from concord.vocabulary.month import MonthId, last_day, parse_month, year_month
from concord.vocabulary.progress import Progress, silent
from concord.vocabulary.status import Status
from concord.warning.actions import Material, measure_record, measure_skill, run_forecast
from concord.warning.brief import Brief

EVENTS: Final = "events"
HISTORIES: Final = "ged_sb_country_month_*_to_*.parquet"
_RELEASE: Final = re.compile(r"ged_sb_country_month_(\w+)_to_(\d{4}-\d{2})\.parquet")
_NEWEST: Final = "final"
PUBLISHED_AFTER: Final = timedelta(days=20)
JUDGED_YEARS: Final = 10
EXERCISE_YEARS: Final = 6


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What the demonstration made: the vintages it loaded and the brief of the newest forecast."""

    home: str
    vintages: tuple[Vintage, ...]
    brief: Brief


def exercise_demo(
    home: Path,
    *,
    seed: int,
    language: Language,
    clock: Callable[[], float],
    now: datetime,
    progress: Progress = silent,
) -> Shown:
    """The demonstration on the exercise world, in an empty or absent folder."""
    bare = Settings(status=Status.EXERCISE, exercise_seed=seed, language=language)
    places = Places(bare)
    centre = places.world.organizations[0]
    names = dict(centre.names.by_language())
    settings = msgspec.structs.replace(
        bare, organization=names[language], organization_id=centre.code
    )
    node = Node.create(home, settings, places)
    vintages = []
    for version in Version:
        vintages.append(_load_release(node, version, now=now, progress=progress))
        day = vintages[-1].released_on
        if version is not Version.FIRST:
            _judge(node, node.material(day=day), EXERCISE_YEARS, clock=clock, progress=progress)
        kept = run_forecast(node.material(day=day), node.runs, now=now, progress=progress)
        keep_warnings(node, kept.warnings, now=now)
    return _shown(node, vintages)


def data_demo(
    home: Path,
    data: Path,
    *,
    language: Language,
    clock: Callable[[], float],
    now: datetime,
    progress: Progress = silent,
) -> Shown:
    """The demonstration on a folder of real data, in an empty or absent folder.

    The newest release is the one named final. A forecast from a month earlier, on the release
    before it, comes first, so that the brief can say what changed.
    """
    node = Node.create(home, Settings(language=language))
    vintages = [
        ingest(
            node,
            path,
            Label(version=name, released_on=released_on),
            today=now.date(),
            progress=progress,
        )
        for name, released_on, path in _releases(data, now.date())
    ]
    for path in sorted((data / EVENTS).glob("*.csv")):
        released = Label(version=now.date().isoformat(), released_on=now.date(), dataset=path.stem)
        vintages.append(ingest(node, path, released, today=now.date(), progress=progress))
    newest = node.material(day=now.date(), dataset=VIEWS)
    _judge(node, newest, JUDGED_YEARS, clock=clock, progress=progress)
    earlier = node.material(day=vintages[0].released_on, dataset=VIEWS)
    for material in (earlier.until(MonthId(newest.panel.last_month - 1)), newest):
        kept = run_forecast(material, node.runs, now=now, progress=progress)
        keep_warnings(node, kept.warnings, now=now)
    return _shown(node, vintages)


def _load_release(node: Node, version: Version, *, now: datetime, progress: Progress) -> Vintage:
    """One release of the exercise world, written as a GED file and loaded as any other."""
    made = release(node.places.world, version)
    path = node.home / "releases" / f"GEDEvent_{version}.csv"
    path.parent.mkdir(exist_ok=True)
    ged_file(node.places.world, made).save(path)
    label = Label(
        version=version,
        released_on=last_day(made.last_month) + PUBLISHED_AFTER,
        source="EXERCISE: generated, fictional",
        licence="Apache-2.0",
    )
    today = max(now.date(), label.released_on)
    return ingest(node, path, label, today=today, progress=progress)


def _judge(
    node: Node,
    material: Material,
    years: int,
    *,
    clock: Callable[[], float],
    progress: Progress,
) -> None:
    """Measure skill and the warnings' record on the last years the history holds whole."""
    last, month = year_month(material.panel.last_month)
    last -= 0 if month == 12 else 1
    judged = range(last - years + 1, last + 1)
    measure_skill(material, node.runs, judged, clock=clock, progress=progress)
    measure_record(material, node.runs, judged, progress=progress)


def _shown(node: Node, vintages: Sequence[Vintage]) -> Shown:
    return Shown(home=str(node.home), vintages=tuple(vintages), brief=compose_brief(node))


def _releases(data: Path, today: date) -> list[tuple[str, date, Path]]:
    """Name, day of release and path of each release in a folder, the newest last.

    Files do not say when they were released: the newest counts as of today, the others as of the
    end of their data.
    """
    found = []
    for path in sorted(data.glob(HISTORIES)) if data.is_dir() else ():
        match = _RELEASE.fullmatch(path.name)
        if match:
            found.append((match[1], parse_month(match[2]), path))
    if not found:
        raise InputError(f"{data}: no {HISTORIES} in it; name a folder laid out so")
    found.sort(key=lambda each: (each[1], each[0] == _NEWEST, each[0]))
    days = [*(min(last_day(month), today) for _, month, _ in found[:-1]), today]
    return [(name, day, path) for (name, _, path), day in zip(found, days, strict=True)]
