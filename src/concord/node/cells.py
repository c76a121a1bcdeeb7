"""Where in a country: its newest forecast brought down to PRIO-GRID cells by its own events."""

from datetime import date

import msgspec

from concord.node.node import Node
from concord.observations.history import FINAL
from concord.vocabulary.errors import InputError
from concord.vocabulary.grid import centers
from concord.vocabulary.month import MonthId, label
from concord.vocabulary.status import Status
from concord.warning.cell import CellForecast, forecast_cells
from concord.warning.cell_place import cell_history, land_cells


class CellRow(msgspec.Struct, frozen=True, kw_only=True):
    """One cell over the months forecast: expected deaths summed, the highest month's chances."""

    gid: int
    latitude: float
    longitude: float
    expected: float
    chance_any: float
    chance_25: float


class Cells(msgspec.Struct, frozen=True, kw_only=True):
    """A country's cells, the likeliest first; elsewhere: deaths expected in cells not listed."""

    status: Status
    country: str
    vintage: str
    rule: str
    origin: MonthId
    months: tuple[MonthId, ...]
    rows: tuple[CellRow, ...]
    elsewhere: float


def forecast_where(node: Node, country: str, *, day: date, dataset: str = FINAL) -> Cells:
    """The cells of a country's newest forecast; dataset: events released by this day.

    InputError where the country is not in the forecast, or its events end before the forecast's
    data do.
    """
    forecast = node.runs.latest().forecast
    if country not in forecast.units:
        raise InputError(f"country {country}: not in the newest forecast; write its alpha-3 code")
    vintage = node.observations.as_of(day, dataset)
    if vintage.last_month < forecast.origin:
        raise InputError(
            f"{vintage.id}: its events end in {label(vintage.last_month)}, the forecast's data in"
            f" {label(forecast.origin)}; load a later release"
        )
    polygons = node.places.atlas.polygons.get(country)
    history = cell_history(
        node.observations.read(vintage),
        vintage=vintage,
        country=country,
        land=land_cells(polygons) if polygons else None,
        window=(vintage.first_month, forecast.origin),
    )
    draws = forecast.draws[forecast.units.index(country)]
    made = forecast_cells(history, draws, forecast.leads)
    return Cells(
        status=node.settings.status,
        country=country,
        vintage=vintage.id,
        rule=made.rule,
        origin=made.origin,
        months=forecast.months,
        rows=_rows(made),
        elsewhere=float(made.elsewhere.sum()),
    )


def _rows(made: CellForecast) -> tuple[CellRow, ...]:
    latitude, longitude = centers(made.gids)
    expected = made.expected.sum(axis=1)
    chance, many = made.probability.max(axis=1), made.probability_25.max(axis=1)
    return tuple(
        CellRow(
            gid=int(made.gids[cell]),
            latitude=float(latitude[cell]),
            longitude=float(longitude[cell]),
            expected=float(expected[cell]),
            chance_any=float(chance[cell]),
            chance_25=float(many[cell]),
        )
        for cell in (-expected).argsort(kind="stable")
    )
