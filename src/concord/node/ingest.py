"""Loading a file: what it is is seen from the file itself, what it is called is said or usual."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from concord.node.node import VIEWS, Node
from concord.observations.history import FINAL
from concord.observations.model import Booking, Vintage
from concord.sources.counts import parse_counts
from concord.sources.ged import parse_ged
from concord.sources.model import Parsed
from concord.sources.record import open_records
from concord.sources.views import parse_views
from concord.vocabulary.errors import InputError
from concord.vocabulary.progress import Progress, silent

_GED_MARK: Final = "type_of_violence"
_UCDP: Final = "UCDP GED, Uppsala Conflict Data Program"
_CC_BY: Final = "CC-BY-4.0"


class Form(StrEnum):
    """The forms of files that can be loaded."""

    GED = "ged"
    VIEWS = "views"
    COUNTS = "counts"


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says of a file; None is what is usual for its form.

    version: the release's own name; released_on: the day it was published; url, retrieved_at: where
    and when it was fetched, None for a file a person brought.
    """

    version: str
    released_on: date
    dataset: str | None = None
    source: str | None = None
    licence: str | None = None
    booking: Booking | None = None
    url: str | None = None
    retrieved_at: datetime | None = None


def recognize(path: Path) -> Form:
    """The form of a file: Parquet is VIEWS country-months, a GED header GED, else plain counts."""
    if path.suffix == ".parquet":
        return Form.VIEWS
    with open_records(path) as records:
        return Form.GED if _GED_MARK in records.header else Form.COUNTS


def ingest(
    node: Node, path: Path, label: Label, *, today: date, progress: Progress = silent
) -> Vintage:
    """Load one file as a vintage; loading it again changes nothing.

    InputError where the file cannot be read, or where plain counts come without a data set's name.
    """
    form = recognize(path)
    parsed = _parse(node, path, form, today, progress)
    if form is Form.COUNTS and label.dataset is None:
        raise InputError(f"{path}: plain counts need a name; say which with --dataset NAME")
    is_known_source = form is not Form.COUNTS
    return node.load(
        parsed,
        path,
        dataset=label.dataset or (FINAL if form is Form.GED else VIEWS),
        version=label.version,
        released_on=label.released_on,
        booking=(label.booking or node.settings.booking) if form is Form.GED else None,
        source=label.source or (_UCDP if is_known_source else f"file {path.name}"),
        licence=label.licence or (_CC_BY if is_known_source else "not stated"),
        url=label.url,
        retrieved_at=label.retrieved_at,
        progress=progress,
    )


def _parse(node: Node, path: Path, form: Form, today: date, progress: Progress) -> Parsed:
    gazetteer = node.places.gazetteer
    match form:
        case Form.GED:
            return parse_ged(path, gazetteer=gazetteer, today=today, progress=progress)
        case Form.VIEWS:
            return parse_views(path, gazetteer=gazetteer, today=today)
        case Form.COUNTS:
            return parse_counts(path, gazetteer=gazetteer, today=today)
