from datetime import date
from typing import Any

import numpy as np
import pytest

from concord.observations.history import history, panel_as_of, pieces, stored_panel
from concord.observations.model import Booking, Vintage
from concord.observations.store import ObservationStore
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId, parse_month

MAY_2019 = date(2019, 5, 15)


@pytest.fixture
def final(make: Any) -> Vintage:
    """Observes 2018 (457 to 468), released on 2019-06-01."""
    return make.vintage()


def candidate(make: Any, version: str, months: tuple[int, int], released: date) -> Vintage:
    return make.vintage(
        dataset="ged-candidate",
        version=version,
        released_on=released,
        first_month=MonthId(months[0]),
        last_month=MonthId(months[1]),
    )


def spans(found: Any) -> list[tuple[str, int, int]]:
    return [(it.vintage.version, it.first_month, it.last_month) for it in found]


def test_final_release_alone_is_the_history(final: Vintage) -> None:
    assert spans(pieces(final, [], MAY_2019)) == [("19.1", 457, 468)]


def test_candidates_stand_for_the_months_after_the_final(make: Any, final: Vintage) -> None:
    monthly = [
        candidate(make, f"19.0.{month}", (468 + month, 468 + month), date(2019, 6, 1 + month))
        for month in (1, 2, 3)
    ]

    found = pieces(final, monthly, date(2019, 6, 3))

    assert spans(found) == [("19.1", 457, 468), ("19.0.1", 469, 469), ("19.0.2", 470, 470)]


def test_final_outranks_candidates_of_its_months_even_later_ones(make: Any, final: Vintage) -> None:
    late = candidate(make, "19.0.1", (467, 469), date(2019, 9, 1))

    found = pieces(final, [late], date(2019, 9, 1))

    assert spans(found) == [("19.1", 457, 468), ("19.0.1", 469, 469)]


def test_candidate_released_later_stands_where_two_cover_a_month(make: Any, final: Vintage) -> None:
    first = candidate(make, "19.0.1", (469, 469), date(2019, 7, 1))
    quarter = candidate(make, "19.01.19.03", (469, 471), date(2019, 8, 1))

    assert spans(pieces(final, [quarter, first], date(2019, 8, 1)))[1:] == [
        ("19.01.19.03", 469, 471)
    ]
    assert spans(pieces(final, [quarter, first], date(2019, 7, 31)))[1:] == [("19.0.1", 469, 469)]


def test_month_that_no_candidate_covers_is_in_no_piece(make: Any, final: Vintage) -> None:
    march = candidate(make, "19.0.3", (471, 471), date(2019, 7, 1))

    assert spans(pieces(final, [march], date(2019, 7, 1))) == [
        ("19.1", 457, 468),
        ("19.0.3", 471, 471),
    ]


def test_candidate_booked_otherwise_is_not_mixed_in(make: Any, final: Vintage) -> None:
    other = make.vintage(
        dataset="ged-candidate",
        booking=Booking.END,
        first_month=MonthId(469),
        last_month=MonthId(469),
    )

    assert spans(pieces(final, [other], date(2020, 1, 1))) == [("19.1", 457, 468)]


@pytest.fixture
def releases(load: Any, make: Any) -> None:
    """Final 2018 (released 2018-12-20), candidate January and March 2019, final 2018-2019."""
    load(
        [make.event("SYR", "2018-01-05", best=10), make.event("SYR", "2018-12-05", best=1)],
        content="final 18",
        version="18.1",
        released_on=date(2018, 12, 20),
    )
    for version, day, best in (("19.0.1", "2019-01-09", 3), ("19.0.3", "2019-03-09", 5)):
        load(
            [make.event("SYR", day, best=best)],
            content=version,
            dataset="ged-candidate",
            version=version,
            released_on=date.fromisoformat(day),
        )
    load(
        [make.event("SYR", "2018-01-05", best=11), make.event("SYR", "2019-12-05", best=2)],
        content="final 19",
        version="19.1",
        released_on=date(2020, 6, 1),
    )


@pytest.mark.usefixtures("releases")
def test_panel_as_of_a_day_joins_final_and_candidate_months(
    make: Any, store: ObservationStore
) -> None:
    panel = panel_as_of(store, date(2019, 6, 1), gazetteer=make.gazetteer("SYR"))

    assert panel.first_month == parse_month("2018-01")
    assert panel.last_month == parse_month("2019-03")
    assert panel.vintage == "ged/18.1/start+ged-candidate/19.0.1/start+ged-candidate/19.0.3/start"
    expected = [[10] + [0] * 10 + [1] + [3, np.nan, 5]]
    assert np.array_equal(panel.values, expected, equal_nan=True)


@pytest.mark.usefixtures("releases")
def test_next_final_replaces_the_candidates(make: Any, store: ObservationStore) -> None:
    panel = panel_as_of(store, date(2020, 6, 1), gazetteer=make.gazetteer("SYR"))

    assert panel.vintage == "ged/19.1/start"
    assert panel.values[0, [0, 12, 14, 23]].tolist() == [11, 0, 0, 2]


@pytest.mark.usefixtures("releases")
def test_candidates_can_be_left_out(make: Any, store: ObservationStore) -> None:
    panel = panel_as_of(store, date(2019, 6, 1), gazetteer=make.gazetteer("SYR"), candidate=None)

    assert panel.vintage == "ged/18.1/start"


@pytest.mark.usefixtures("releases")
def test_countries_are_chosen_for_every_piece(make: Any, store: ObservationStore) -> None:
    gazetteer = make.gazetteer("AFG", "SYR")

    panel = panel_as_of(
        store, date(2019, 6, 1), gazetteer=gazetteer, countries=(it for it in ["AFG"])
    )

    assert panel.units == ("AFG",)
    assert np.nansum(panel.values) == 0


@pytest.mark.usefixtures("releases")
def test_before_the_first_release_nothing_was_known(make: Any, store: ObservationStore) -> None:
    with pytest.raises(InputError, match="none released by 2018-12-19"):
        history(store, date(2018, 12, 19))


def test_stored_country_months_are_a_panel_whatever_the_engine(
    make: Any, store: ObservationStore, load: Any
) -> None:
    published = load(kept=make.counts([("SYR", 457, 4.0)]), dataset="views", booking=None)

    panel = stored_panel(store, published, gazetteer=make.gazetteer("SYR"))

    assert panel.values.tolist() == [[4.0]]
