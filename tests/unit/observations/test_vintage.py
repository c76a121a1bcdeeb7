from datetime import date
from typing import Any

import msgspec
import numpy as np
import pytest

from concord.observations.model import Booking, GridPanel, Panel, Vintage, VintageId, vintage_id
from concord.vocabulary.month import MonthId

KEY = VintageId("ged/19.1/start")


def panel(shape: tuple[int, ...], units: tuple[str, ...] = ("AFG", "SYR")) -> Panel:
    return Panel(units=units, first_month=MonthId(457), values=np.zeros(shape), vintage=KEY)


def test_key_of_a_vintage_is_data_set_version_and_booking() -> None:
    assert vintage_id("ged", "23.1", Booking.SPREAD) == "ged/23.1/spread"


def test_data_that_came_as_months_has_no_booking_in_its_key() -> None:
    assert vintage_id("views", "2023", None) == "views/2023/monthly"


def test_vintage_survives_its_own_manifest(make: Any) -> None:
    written = msgspec.json.encode(make.vintage())

    assert msgspec.json.decode(written, type=Vintage) == make.vintage()


@pytest.mark.parametrize(
    "change",
    [
        {"dataset": "../ged"},  # would leave the store's folder
        {"dataset": ".hidden"},  # would be skipped by every listing
        {"version": ""},
        {"version": "23/1"},
        {"sha256": "abc"},
        {"rows_in": -1},
        {"booking": "middle"},
        {"released_on": "last summer"},
    ],
)
def test_manifest_that_no_vintage_can_have_is_refused(make: Any, change: dict[str, Any]) -> None:
    fields = msgspec.to_builtins(make.vintage()) | change

    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(fields, type=Vintage)


def test_panel_knows_its_months() -> None:
    made = panel((2, 12))

    assert made.last_month == 468
    assert list(made.months) == list(range(457, 469))
    assert made.row["SYR"] == 1


@pytest.mark.parametrize("shape", [(3, 12), (2,), (2, 0), (2, 3, 4)])
def test_panel_of_another_shape_than_its_units_cannot_be_made(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="units need values"):
        panel(shape)


def test_grid_panel_knows_its_months() -> None:
    made = GridPanel(
        gids=np.array([1, 2], dtype=np.int32),
        first_month=MonthId(457),
        deaths=np.zeros((2, 3), dtype=np.int32),
        outside=0,
        vintage=KEY,
    )

    assert (made.last_month, list(made.months)) == (459, [457, 458, 459])


def test_grid_panel_of_another_shape_than_its_cells_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="units need values"):
        GridPanel(
            gids=np.array([1], dtype=np.int32),
            first_month=MonthId(1),
            deaths=np.zeros((2, 3), dtype=np.int32),
            outside=0,
            vintage=KEY,
        )


def test_vintages_are_equal_by_what_they_say(make: Any) -> None:
    assert make.vintage() == make.vintage()
    assert make.vintage() != make.vintage(released_on=date(2019, 6, 2))


def test_versions_of_one_day_stand_in_the_order_of_their_numbers(make: Any) -> None:
    versions = ["9.1", "19.1", "19.1.1", "19.1.10", "19.1.x"]
    mixed = [make.vintage(version=it) for it in ("19.1.10", "19.1", "19.1.x", "19.1.1", "9.1")]

    assert [it.version for it in sorted(mixed, key=lambda it: it.order)] == versions


def test_day_of_release_counts_before_the_version(make: Any) -> None:
    early = make.vintage(version="19.2", released_on=date(2019, 1, 1))
    late = make.vintage(version="19.1", released_on=date(2019, 1, 2))

    assert early.order < late.order
