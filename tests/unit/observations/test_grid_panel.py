from typing import Any

import numpy as np
import pytest

from concord.observations.model import GridPanel, Kind
from concord.observations.panel import grid_month_array
from concord.sources.model import Violence
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId

CELLS = np.array([181_154, 100, 181_155], dtype=np.int32)


def build(make: Any, events: list[Any], **more: Any) -> GridPanel:
    words = {"vintage": make.vintage(), "gids": CELLS} | more
    return grid_month_array(make.events(events), **words)


def test_every_asked_cell_has_every_month(make: Any) -> None:
    panel = build(make, [make.event(start="2018-03-10", gid=181_154, best=5)])

    assert panel.gids.tolist() == [100, 181_154, 181_155]
    assert panel.deaths.shape == (3, 12)
    assert panel.deaths.dtype == np.int32
    assert panel.deaths[1, 2] == panel.deaths.sum() == 5
    assert panel.outside == 0


def test_deaths_that_no_asked_cell_holds_are_counted_not_lost(make: Any) -> None:
    events = [
        make.event(gid=181_154, best=1),
        make.event(gid=0, best=2),  # no coordinates
        make.event(gid=99, best=4),  # before, between and after the cells asked for
        make.event(gid=101, best=8),
        make.event(gid=259_200, best=16),
    ]

    panel = build(make, events)

    assert panel.deaths.sum() == 1
    assert panel.outside == 30


def test_deaths_of_other_months_are_neither_inside_nor_outside(make: Any) -> None:
    events = [make.event(start="2018-03-10", gid=100), make.event(start="2018-04-10", gid=0)]

    panel = build(make, events, window=(MonthId(457), MonthId(458)))

    assert (panel.deaths.sum(), panel.outside) == (0, 0)


def test_summary_event_is_spread_in_its_cell(make: Any) -> None:
    events = [make.event(start="2018-01-10", end="2018-04-10", gid=100, best=8)]

    panel = build(make, events, vintage=make.vintage(booking="spread"))

    assert panel.deaths[0].tolist() == [2, 2, 2, 2] + [0] * 8


def test_types_of_violence_are_chosen(make: Any) -> None:
    events = [make.event(gid=100, best=2, violence=2)]

    assert build(make, events).deaths.sum() == 0
    assert build(make, events, violence={Violence.NON_STATE}).deaths.sum() == 2


def test_cell_asked_for_twice_is_one_row(make: Any) -> None:
    panel = build(make, [make.event(gid=100)], gids=np.array([100, 100], dtype=np.int32))

    assert panel.gids.tolist() == [100]
    assert panel.deaths.sum() == 1


def test_no_cells_and_no_events_are_empty_not_wrong(make: Any) -> None:
    none = np.array([], dtype=np.int32)

    assert build(make, [], gids=none).deaths.shape == (0, 12)
    assert build(make, [make.event(gid=5)], gids=none).outside == 1
    assert build(make, []).deaths.sum() == 0


def test_country_months_have_no_cells(make: Any) -> None:
    published = make.vintage(kind=Kind.COUNTRY_MONTHS, booking=None)

    with pytest.raises(InputError, match="country-months have no grid cells"):
        build(make, [], vintage=published)
