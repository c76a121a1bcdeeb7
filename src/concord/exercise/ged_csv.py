"""A release written as UCDP GED writes it, so that the exercise takes the path of real data.

The 49 columns of GED 23.1 in their order (UCDP GED codebook 23.1). Each row says EXERCISE;
each seventh article text has a line break inside its quotes, as real files do. A few rows are
broken on purpose, each in one known way, so that a quarantine has something to show.
"""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from concord.exercise.event import COUNTRY_ONLY, PROVINCE_ONLY
from concord.exercise.model import Event, Events, World
from concord.exercise.release import Release
from concord.sources.model import Violence
from concord.vocabulary.grid import gids_of

COLUMNS: Final = (
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
)
_LINE_BREAK_EACH: Final = 7
_SUMMARY: Final = 4  # date_prec from which GED counts an event as a summary
_FIRST_BROKEN_ID: Final = 9_990_001
_SIDES: Final = {
    Violence.STATE_BASED: ("EXERCISE Government of {0}", "EXERCISE armed opposition of {0}"),
    Violence.NON_STATE: ("EXERCISE northern militia of {0}", "EXERCISE southern militia of {0}"),
    Violence.ONE_SIDED: ("EXERCISE armed opposition of {0}", "Civilians"),
}

Row = dict[str, str]
Fields = dict[str, str | int]


class BrokenRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row broken on purpose: where it stands (data rows from 1), its id, its fault."""

    row: int
    event_id: int
    field: str
    fault: str


class GedFile(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a file in GED's layout, how many data rows it has, and the broken ones."""

    text: str
    rows: int
    broken: tuple[BrokenRow, ...]

    def save(self, path: Path) -> None:
        """Write the file as UTF-8, with line feeds as they stand."""
        path.write_bytes(self.text.encode("utf-8"))


def _negative(row: Row) -> Row:
    return row | {"best": "-3", "low": "-3", "deaths_b": "-3"}


def _out_of_range(row: Row) -> Row:
    return row | {"date_start": "1201-02-03", "date_end": "1201-02-03", "year": "1201"}


def _off_the_earth(row: Row) -> Row:
    return row | {"latitude": "-141.5", "geom_wkt": f"POINT ({row['longitude']} -141.5)"}


def _unknown_country(row: Row) -> Row:
    return row | {"country": "EXERCISE unknown country", "country_id": "9999"}


def _unreadable(row: Row) -> Row:
    return row | {"best": "about ten"}


# The field at fault, what is wrong with it, how it comes about. A duplicate keeps its id.
_FAULTS: Final[tuple[tuple[str, str, Callable[[Row], Row]], ...]] = (
    ("best", "negative deaths", _negative),
    ("date_start", "date outside the range", _out_of_range),
    ("latitude", "coordinates off the earth", _off_the_earth),
    ("country_id", "unknown country", _unknown_country),
    ("best", "not a number", _unreadable),
    ("id", "duplicate id", lambda row: row),
)


def ged_file(world: World, release: Release) -> GedFile:
    """A release as a GED file: its events in order, with the broken rows spread among them."""
    rows = list(_rows(world, release.events))
    broken = []
    step = len(rows) // (len(_FAULTS) + 1)
    for number, (field, fault, spoil) in enumerate(_FAULTS):
        place = max((number + 1) * step + number, 1)
        model = rows[place - 1]
        new_id = model["id"] if field == "id" else str(_FIRST_BROKEN_ID + number)
        rows.insert(place, spoil(model | {"id": new_id}))
        broken.append(BrokenRow(row=place + 1, event_id=int(new_id), field=field, fault=fault))
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return GedFile(text=lines.getvalue(), rows=len(rows), broken=tuple(broken))


def _rows(world: World, events: Events) -> Iterator[Row]:
    """Each event as a row of GED, every field as text."""
    gids = gids_of(events.lat, events.lon).tolist()
    for event, gid in zip(events.each(), gids, strict=True):
        row = {
            **_what(world, event),
            **_source(world, event),
            **_where(world, event, gid),
            **_deaths(event),
        }
        yield {name: str(value) for name, value in row.items()}


def _what(world: World, event: Event) -> Fields:
    """The columns up to side_b: the event, its conflict, its dyad, its two sides."""
    country = world.countries[event.country]
    number = country.gw * 10 + event.violence
    side_a, side_b = (side.format(country.names.en) for side in _SIDES[Violence(event.violence)])
    sides = {"a": (2 * number, side_a), "b": (2 * number + 1, side_b)}
    row: Fields = {
        "id": event.id,
        "relid": f"{country.code}-{event.end.year}-{event.violence}-{number}-{event.id}",
        "year": event.end.year,
        "active_year": 1,
        "code_status": "Clear",
        "type_of_violence": event.violence,
    }
    for kind, name in (
        ("conflict", f"EXERCISE {country.names.en}: {_kind(event)}"),
        ("dyad", f"{side_a} - {side_b}"),
    ):
        row |= {f"{kind}_dset_id": number, f"{kind}_new_id": number, f"{kind}_name": name}
    for side, (side_id, name) in sides.items():
        row |= {
            f"side_{side}_dset_id": side_id,
            f"side_{side}_new_id": side_id,
            f"side_{side}": name,
        }
    is_state = event.violence == Violence.STATE_BASED
    return row | {"gwnoa": country.gw if is_state else "", "gwnob": ""}


def _kind(event: Event) -> str:
    return Violence(event.violence).name.lower().replace("_", "-")


def _source(world: World, event: Event) -> Fields:
    """The columns about who reported the event; all of them say EXERCISE."""
    place = world.provinces[event.province].names.en
    day = event.end.isoformat()
    headline = f"EXERCISE: fictional report from {place}"
    gap = "\n" if event.id % _LINE_BREAK_EACH == 0 else " "
    return {
        "number_of_sources": 1 + event.id % 3,
        "source_article": f'"EXERCISE Observer,{day},{headline}";{gap}not a real event',
        "source_office": "EXERCISE Observer",
        "source_date": day,
        "source_headline": headline,
        "source_original": "EXERCISE",
    }


def _where(world: World, event: Event, gid: int) -> Fields:
    """The columns about the place and the time, as exact as the precision codes allow."""
    country, province = world.countries[event.country], world.provinces[event.province]
    if event.where_precision == COUNTRY_ONLY:
        place, adm_1 = country.names.en, ""
    else:
        place = adm_1 = f"{province.names.en} province"
    if event.where_precision < PROVINCE_ONLY:
        place = f"{province.settlement_names[event.settlement]} town"
    lat, lon = f"{event.lat:.6f}", f"{event.lon:.6f}"
    return {
        "where_prec": event.where_precision,
        "where_coordinates": place,
        "where_description": f"EXERCISE: {place}, {country.names.en}",
        "adm_1": adm_1,
        "adm_2": "",
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": f"POINT ({lon} {lat})",
        "priogrid_gid": gid,
        "country": country.names.en,
        "country_id": country.gw,
        "region": world.name,
        "event_clarity": 1 if event.date_precision < _SUMMARY else 2,
        "date_prec": event.date_precision,
        "date_start": event.start.isoformat(),
        "date_end": event.end.isoformat(),
    }


def _deaths(event: Event) -> Fields:
    """The counts: the four kinds of victims sum to the best estimate."""
    armed = event.best - event.civilians
    side_a, unknown = armed // 3, armed // 5
    return {
        "deaths_a": side_a,
        "deaths_b": armed - side_a - unknown,
        "deaths_civilians": event.civilians,
        "deaths_unknown": unknown,
        "best": event.best,
        "high": event.high,
        "low": event.low,
    }
