"""How VIEWS booked: its published country-months against the events they were made from."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from concord.observations.model import Booking
from concord.observations.panel import country_month_panel
from concord.sources.ged import parse_ged
from concord.vocabulary.country import default_gazetteer
from concord.vocabulary.month import MonthId, parse_month

WINDOW = (parse_month("1990-01"), parse_month("2018-12"))


@pytest.fixture(scope="module")
def published(shared_data: Path) -> dict[int, float]:
    """Deaths in the Central African Republic by month, as VIEWS published them first."""
    history = "ged_sb_country_month_original_to_2018-12.parquet"
    rows = pq.read_table(shared_data / "forecasting" / history).to_pylist()
    state = default_gazetteer().require("CAF").views
    return {row["month_id"]: row["ged_sb"] for row in rows if row["country_id"] == state}


@pytest.mark.parametrize(
    ("booking", "months_that_differ"),
    [
        (Booking.END, 0),  # VIEWS books at the end
        (Booking.START, 9),
        (Booking.SPREAD, 9),
    ],
)
def test_views_books_summary_events_at_their_end(
    make: Any,
    shared_data: Path,
    published: dict[int, float],
    booking: Booking,
    months_that_differ: int,
) -> None:
    events = "ged231_central_african_republic_to_2018.csv"
    parsed = parse_ged(
        shared_data / "forecasting" / "events" / events,
        gazetteer=default_gazetteer(),
        today=date(2023, 6, 1),
    )
    vintage = make.vintage(booking=booking, first_month=MonthId(109), last_month=WINDOW[1])

    panel = country_month_panel(
        parsed.kept,
        vintage=vintage,
        gazetteer=default_gazetteer(),
        countries=["CAF"],
        window=WINDOW,
    )

    theirs = np.array([published[month] for month in panel.months])
    assert (panel.values[0] != theirs).sum() == months_that_differ
    assert panel.values.sum() == theirs.sum()
