"""Dense panels: every unit in every month, zeros where nothing happened, NaN where nobody looked.

A panel is filled by writing the few cells with deaths into an array of zeros. A frame of every unit
and month joined with the events gives the same figures for many times the memory
(benchmarks/bench_grid_panel.py measures both).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from concord.observations.booking import STATE_BASED, Unit, book_in_memory
from concord.observations.columns import text_codes, whole_numbers
from concord.observations.model import GridPanel, Kind, Panel, Vintage, VintageId
from concord.sources.arrow import numbers
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import FIRST_YEAR, MonthId, of_date

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import numpy.typing as npt
    import pyarrow as pa

    from concord.sources.model import Violence
    from concord.vocabulary.country import Country, Gazetteer

    Floats = npt.NDArray[np.float64]
    Window = tuple[MonthId, MonthId]
    """First and last month, both included."""


def country_month_panel(
    rows: pa.Table,
    *,
    vintage: Vintage,
    gazetteer: Gazetteer,
    violence: Collection[Violence] = STATE_BASED,
    countries: Iterable[str] | None = None,
    window: Window | None = None,
) -> Panel:
    """Deaths by country and month from a vintage's rows in memory, events or country-months.

    Events: 0 where a country existed and none died, NaN where it did not exist or the vintage does
    not look; deaths recorded outside a country's dates stay, for the record outranks the list.
    Country-months: as published, NaN where the source has no figure; violence is the publisher's.
    countries: alpha-3, by default all that existed in the window; window: by default what the
    vintage observes. InputError for a country the gazetteer does not know.
    """
    if vintage.kind is Kind.COUNTRY_MONTHS or vintage.booking is None:
        return _published_panel(rows, vintage, gazetteer, countries, window)
    cells = book_in_memory(rows, booking=vintage.booking, violence=violence)
    return dense_countries(
        cells, vintage=vintage, gazetteer=gazetteer, countries=countries, window=window
    )


def dense_countries(
    cells: pa.Table,
    *,
    vintage: Vintage,
    gazetteer: Gazetteer,
    countries: Iterable[str] | None = None,
    window: Window | None = None,
) -> Panel:
    """The same panel from cells that an engine booked (`cell_schema(Unit.COUNTRY)`)."""
    first, last = _window(vintage, window)
    units = _units(cells, gazetteer, countries, (first, last))
    seen = _observed(vintage, (first, last))
    values = np.full((len(units), last - first + 1), np.nan)
    for index, country in enumerate(units):
        values[index, _existence(country, (first, last)) & seen] = 0.0
    row, month, taken = _places(cells, units, (first, last))
    taken &= np.append(seen, False)[np.where(taken, month - first, -1)]
    values[row[taken], month[taken] - first] = whole_numbers(cells, "deaths")[taken]
    return Panel(
        units=tuple(country.code for country in units),
        first_month=first,
        values=values,
        vintage=vintage.id,
    )


def grid_month_array(
    rows: pa.Table,
    *,
    vintage: Vintage,
    gids: npt.NDArray[np.int32],
    violence: Collection[Violence] = STATE_BASED,
    window: Window | None = None,
) -> GridPanel:
    """Deaths by PRIO-GRID cell and month from events in memory, for the cells asked for.

    gids: (n,) cells, such as a country's or all land; they come back ascending, once each. Memory:
    4 bytes per cell and month, 112 MB for all land over 36 years. InputError for country-months.
    """
    if vintage.booking is None:
        raise InputError(f"vintage {vintage.id}: country-months have no grid cells; load events")
    cells = book_in_memory(rows, booking=vintage.booking, unit=Unit.GID, violence=violence)
    return dense_grid(cells, vintage=vintage, gids=gids, window=window)


def dense_grid(
    cells: pa.Table,
    *,
    vintage: Vintage,
    gids: npt.NDArray[np.int32],
    window: Window | None = None,
) -> GridPanel:
    """The same array from cells that an engine booked (`cell_schema(Unit.GID)`)."""
    asked = np.unique(gids).astype(np.int32)
    first, last = _window(vintage, window)
    gid, month = whole_numbers(cells, "gid"), whole_numbers(cells, "month")
    deaths = whole_numbers(cells, "deaths")
    in_time = (month >= first) & (month <= last)
    row = np.searchsorted(asked, gid)
    placed = in_time & (np.append(asked, -1)[row] == gid)
    dense = np.zeros((len(asked), last - first + 1), dtype=np.int32)
    dense[row[placed], month[placed] - first] = deaths[placed]
    return GridPanel(
        gids=asked,
        first_month=first,
        deaths=dense,
        outside=int(deaths[in_time & ~placed].sum()),
        vintage=vintage.id,
    )


def join_months(panels: Sequence[Panel], window: Window) -> Panel:
    """Panels of the same units, one after the other in time; NaN in months that none covers.

    Where two cover a month the later in the sequence stands. The vintage names all, in order.
    """
    first, last = window
    units = tuple(sorted({unit for panel in panels for unit in panel.units}))
    place = {unit: row for row, unit in enumerate(units)}
    values = np.full((len(units), last - first + 1), np.nan)
    for panel in panels:
        rows = [place[unit] for unit in panel.units]
        inside = [month for month in panel.months if first <= month <= last]
        if inside:
            source = panel.values[:, inside[0] - panel.first_month :][:, : len(inside)]
            values[rows, inside[0] - first : inside[-1] - first + 1] = source
    names = dict.fromkeys(panel.vintage for panel in panels)
    return Panel(units=units, first_month=first, values=values, vintage=VintageId("+".join(names)))


def _published_panel(
    rows: pa.Table,
    vintage: Vintage,
    gazetteer: Gazetteer,
    countries: Iterable[str] | None,
    window: Window | None,
) -> Panel:
    first, last = _window(vintage, window)
    units = _units(rows, gazetteer, countries, (first, last))
    values = np.full((len(units), last - first + 1), np.nan)
    row, month, taken = _places(rows, units, (first, last))
    count, gaps = numbers(rows.column("count"), np.float64)
    taken &= ~gaps
    values[row[taken], month[taken] - first] = count[taken]
    codes = tuple(country.code for country in units)
    return Panel(units=codes, first_month=first, values=values, vintage=vintage.id)


def _window(vintage: Vintage, window: Window | None) -> Window:
    first, last = window or (vintage.first_month, vintage.last_month)
    if last < first:
        raise InputError(f"panel window: month {last} is before month {first}; swap them")
    return first, last


def _units(
    rows: pa.Table, gazetteer: Gazetteer, countries: Iterable[str] | None, window: Window
) -> list[Country]:
    """The countries of the panel's rows, by code; those with figures are always known ones."""
    named = [_known(gazetteer, code) for code in text_codes(rows, "country")[0].to_pylist()]
    if countries is not None:
        chosen = {country.code: country for country in map(gazetteer.require, countries)}
    else:
        chosen = {country.code: country for country in gazetteer.countries}
        chosen = {code: it for code, it in chosen.items() if _existence(it, window).any()}
        chosen |= {country.code: country for country in named}
    return [chosen[code] for code in sorted(chosen)]


def _known(gazetteer: Gazetteer, code: str) -> Country:
    country = gazetteer.require(code)
    if country.code != code:  # two codes of one state would be two rows of one panel
        raise InputError(f"country {code}: its code is now {country.code}; load it under that one")
    return country


def _places(
    rows: pa.Table, units: Sequence[Country], window: Window
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Each table row's panel row and month, and whether the panel has that place at all."""
    names, codes = text_codes(rows, "country")
    place = {country.code: row for row, country in enumerate(units)}
    row = np.array([place.get(name, -1) for name in names.to_pylist()], dtype=np.int64)[codes]
    month = whole_numbers(rows, "month")
    return row, month, (row >= 0) & (month >= window[0]) & (month <= window[1])


def _existence(country: Country, window: Window) -> npt.NDArray[np.bool_]:
    """In which months of the window the country existed, on one day at least."""
    months = np.arange(window[0], window[1] + 1)
    since, until = country.exists_from, country.exists_until
    exists = np.ones(len(months), dtype=np.bool_)
    if since is not None and since.year >= FIRST_YEAR:
        exists &= months >= of_date(since)
    if until is not None:
        exists &= (months <= of_date(until)) if until.year >= FIRST_YEAR else False
    return exists


def _observed(vintage: Vintage, window: Window) -> npt.NDArray[np.bool_]:
    months = np.arange(window[0], window[1] + 1)
    return (months >= vintage.first_month) & (months <= vintage.last_month)
