"""What was known on a day: the last final release, and candidate releases for the months after it.

UCDP publishes one final GED release a year and candidate events each month; the final release of a
year replaces the candidates of the months it covers (Hegre et al. 2020, "Introducing the UCDP
Candidate Events Dataset", Research & Politics 7(3)).
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

import msgspec

from concord.observations.booking import NEEDED, STATE_BASED, Unit, book_in_engine
from concord.observations.model import Booking, Kind, Panel, Vintage
from concord.observations.panel import country_month_panel, dense_countries, join_months
from concord.vocabulary.month import MonthId

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from concord.observations.engine import Engine
    from concord.observations.store import ObservationStore
    from concord.sources.model import Violence
    from concord.vocabulary.country import Gazetteer

FINAL: Final = "ged"
CANDIDATE: Final = "ged-candidate"


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """The months, both ends included, for which one vintage is the word of the day."""

    vintage: Vintage
    first_month: MonthId
    last_month: MonthId


def pieces(final: Vintage, candidates: Sequence[Vintage], day: date) -> tuple[Piece, ...]:
    """The final release for its months, then for each later month the candidate last released.

    candidates: of any date and booking; those released after the day, and those booked otherwise
    than the final release, are not used. A month that nobody covers is in no piece.
    """
    known = sorted(
        (it for it in candidates if it.released_on <= day and it.booking is final.booking),
        key=lambda it: it.order,
    )
    until = max((it.last_month for it in known), default=final.last_month)
    chosen: list[tuple[int, Vintage | None]] = []
    for month in range(final.last_month + 1, until + 1):
        covering = [it for it in known if it.first_month <= month <= it.last_month]
        chosen.append((month, covering[-1] if covering else None))
    found = [
        Piece(vintage=final, first_month=final.first_month, last_month=final.last_month),
    ]
    for vintage, run in groupby(chosen, key=lambda pair: pair[1]):
        months = [MonthId(month) for month, _ in run]
        if vintage is not None:
            found.append(Piece(vintage=vintage, first_month=months[0], last_month=months[-1]))
    return tuple(found)


def history(
    store: ObservationStore,
    day: date,
    *,
    final: str = FINAL,
    candidate: str | None = CANDIDATE,
    booking: Booking | None = None,
) -> tuple[Piece, ...]:
    """What the store's releases said on a day; InputError when no final release was out."""
    latest = store.as_of(day, final, booking)
    others = [it for it in store.vintages() if it.dataset == candidate]
    return pieces(latest, others, day)


def panel_as_of(
    store: ObservationStore,
    day: date,
    *,
    gazetteer: Gazetteer,
    final: str = FINAL,
    candidate: str | None = CANDIDATE,
    booking: Booking | None = None,
    violence: Collection[Violence] = STATE_BASED,
    countries: Iterable[str] | None = None,
    engine: Engine | None = None,
) -> Panel:
    """The country-month panel as it was known on a day, final and candidate months joined.

    engine: None books the events in this process's memory; DuckDB or Spark give the same panel.
    """
    known = history(store, day, final=final, candidate=candidate, booking=booking)
    asked = None if countries is None else tuple(countries)
    window = (known[0].first_month, known[-1].last_month)
    panels = [
        stored_panel(
            store,
            piece.vintage,
            gazetteer=gazetteer,
            violence=violence,
            countries=asked,
            window=(piece.first_month, piece.last_month),
            engine=engine,
        )
        for piece in known
    ]
    return panels[0] if len(panels) == 1 else join_months(panels, window)


def stored_panel(
    store: ObservationStore,
    vintage: Vintage,
    *,
    gazetteer: Gazetteer,
    violence: Collection[Violence] = STATE_BASED,
    countries: Iterable[str] | None = None,
    window: tuple[MonthId, MonthId] | None = None,
    engine: Engine | None = None,
) -> Panel:
    """The country-month panel of one stored vintage, booked in memory or by an engine."""
    if engine is None or vintage.kind is Kind.COUNTRY_MONTHS or vintage.booking is None:
        return country_month_panel(
            store.read(vintage, NEEDED if vintage.kind is Kind.EVENTS else None),
            vintage=vintage,
            gazetteer=gazetteer,
            violence=violence,
            countries=countries,
            window=window,
        )
    events = engine.table([store.path(vintage)])
    cells = engine.frame(
        book_in_engine(events, booking=vintage.booking, unit=Unit.COUNTRY, violence=violence)
    )
    return dense_countries(
        cells, vintage=vintage, gazetteer=gazetteer, countries=countries, window=window
    )
