"""GED files about a made-up region, for the tests of this room."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date

TODAY = date(2026, 11, 1)

EVENT = {
    "id": "1",
    "year": "2020",
    "type_of_violence": "1",
    "conflict_name": "Alpha: Government",
    "source_headline": "Clash near the harbour",
    "where_prec": "1",
    "latitude": "10.25",
    "longitude": "-30.25",
    "priogrid_gid": "144300",
    "country": "Alpha",
    "country_id": "9001",
    "date_prec": "1",
    "date_start": "2020-03-01",
    "date_end": "2020-03-02",
    "best": "3",
    "low": "2",
    "high": "5",
}

HEADER = list(EVENT)

Row = Mapping[str, str]


def to_csv(rows: Iterable[Row], header: Iterable[str] = HEADER) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(header), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def event(number: int = 1, **changes: str) -> dict[str, str]:
    return EVENT | {"id": str(number)} | changes
