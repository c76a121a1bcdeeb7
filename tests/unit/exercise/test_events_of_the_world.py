"""Events: they add up to the deaths drawn, in their place, in their month, within their bounds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.exercise.event import COUNTRY_ONLY, PROVINCE_ONLY, make_events
from concord.exercise.mesh import contains
from concord.exercise.model import Events, World
from concord.sources.model import Violence
from concord.vocabulary.grid import gids_of, row_col
from concord.vocabulary.month import MonthId, first_day, last_day


def sums(world: World, violence: Violence) -> np.ndarray:
    """Best counts of one type by country and month."""
    months = world.last_month - world.first_month + 1
    total = np.zeros((len(world.countries), months), dtype=np.int64)
    of_type = world.events.take(world.events.violence == violence)
    np.add.at(total, (of_type.country, of_type.month - world.first_month), of_type.best)
    return total


def test_state_based_deaths_sum_to_those_of_the_truth(world: World) -> None:
    assert (sums(world, Violence.STATE_BASED) == world.truth.deaths).all()


def test_most_deaths_are_state_based_and_some_of_each_other_type(world: World) -> None:
    totals = [sums(world, violence).sum() for violence in Violence]

    assert totals[0] > 3 * (totals[1] + totals[2])
    assert min(totals) > 0


def test_events_lie_in_their_province_or_if_vague_in_their_country(world: World) -> None:
    events = world.events
    points = np.column_stack([events.lon, events.lat])
    for number, province in enumerate(world.provinces):
        here = (events.province == number) & (events.where_precision < COUNTRY_ONLY)
        assert contains(province.lon, province.lat, points[here]).all(), province.code
    for number, rings in enumerate(world.outlines):
        ring = rings[0]
        assert contains(ring[:, 0], ring[:, 1], points[events.country == number]).all()


def test_the_province_of_an_event_is_one_of_its_country(world: World) -> None:
    owner = np.array([world.country(province.country) for province in world.provinces])

    assert (owner[world.events.province] == world.events.country).all()


def test_vague_events_stand_at_the_middle_of_what_is_known(world: World) -> None:
    events = world.events
    vague = events.take(events.where_precision == PROVINCE_ONLY)
    vaguest = events.take(events.where_precision == COUNTRY_ONLY)
    assert len(vague) > 100
    assert len(vaguest) > 20

    centres = np.array([province.centre for province in world.provinces])
    labels = np.array([country.label for country in world.countries])
    assert (np.column_stack([vague.lon, vague.lat]) == centres[vague.province]).all()
    assert (np.column_stack([vaguest.lon, vaguest.lat]) == labels[vaguest.country]).all()


def test_every_event_has_a_grid_cell_that_holds_it(world: World) -> None:
    gids = gids_of(world.events.lat, world.events.lon)

    row, column = row_col(int(gids[0]))
    assert (gids > 0).all()
    assert row == int(np.floor((world.events.lat[0] + 90) * 2)) + 1
    assert column == int(np.floor((world.events.lon[0] + 180) * 2)) + 1


def test_violence_gathers_in_the_hot_spots_the_truth_names(world: World) -> None:
    worst = int(np.bincount(world.events.country).argmax())
    own = [i for i, one in enumerate(world.provinces) if world.country(one.country) == worst]

    found = np.bincount(world.events.province, minlength=len(world.provinces))[own]

    share = world.truth.province_share[own]
    error = np.sqrt(share * (1 - share) / found.sum())
    assert (np.abs(found / found.sum() - share) < 5 * error + 1e-9).all()


def test_bounds_hold_and_some_events_are_unconfirmed(world: World) -> None:
    events = world.events

    assert ((events.low >= 0) & (events.low <= events.best)).all()
    assert (events.best <= events.high).all()
    assert (events.civilians <= events.best).all()
    assert ((events.best == 0) & (events.high > 0)).sum() > 50
    assert (events.high > 0).all()
    assert 0.1 < (events.low < events.best).mean() < 0.5


def test_one_sided_violence_kills_civilians_only(world: World) -> None:
    one_sided = world.events.take(world.events.violence == Violence.ONE_SIDED)

    assert (one_sided.civilians == one_sided.best).all()


def test_each_event_ends_in_its_month_and_starts_in_the_world(world: World) -> None:
    events = world.events
    month = events.end.astype("datetime64[M]").astype(np.int64) - 120 + 1  # months since 1980

    assert (month == events.month).all()
    assert (events.start <= events.end).all()
    assert events.start.min() >= np.datetime64(first_day(world.first_month))
    assert events.end.max() <= np.datetime64(last_day(world.last_month))


def test_only_summary_events_span_months(world: World) -> None:
    events = world.events
    spans = events.start.astype("datetime64[M]") < events.end.astype("datetime64[M]")

    assert spans.sum() > 50
    assert set(events.date_precision[spans].tolist()) == {5}
    days = (events.end - events.start).astype(np.int64)
    assert days.max() <= 123
    assert (days[events.date_precision == 1] == 0).all()
    assert (days[events.date_precision <= 3] <= 6).all()


def test_an_event_known_to_the_month_spans_the_month(world: World) -> None:
    vague = world.events.take(world.events.date_precision == 4)
    opens = vague.end.astype("datetime64[M]")

    assert len(vague) > 100
    assert (vague.start == opens.astype("datetime64[D]")).all()
    assert (vague.end == (opens + 1).astype("datetime64[D]") - 1).all()


def test_precision_codes_are_spread_as_in_published_events(world: World) -> None:
    where = np.bincount(world.events.where_precision, minlength=8) / len(world.events)
    when = np.bincount(world.events.date_precision, minlength=6) / len(world.events)

    assert where[1] == pytest.approx(0.5, abs=0.03)
    assert where[4] == pytest.approx(0.11, abs=0.02)
    assert when[1] == pytest.approx(0.85, abs=0.03)
    assert when[5] == pytest.approx(0.01, abs=0.005)


def test_ids_are_unique_and_events_are_in_order(world: World) -> None:
    events = world.events

    assert len(np.unique(events.id)) == len(events)
    key = events.end.astype(np.int64) * 10**8 + events.id
    assert (np.diff(key) > 0).all()


def test_columns_are_of_one_length(world: World) -> None:
    events = world.events
    lengths = {len(getattr(events, name)) for name in Events.__struct_fields__}

    assert lengths == {len(events)}


def test_one_event_at_a_time_tells_the_same(world: World) -> None:
    first = next(world.events.each())

    assert first.id == world.events.id[0]
    assert first.end == world.events.end[0].item()
    assert len(list(world.events.take(np.arange(5)).each())) == 5


def test_no_events_are_none(world: World) -> None:
    assert len(Events.none()) == 0
    assert Events.none().joined(world.events).id.tolist() == world.events.id.tolist()


@given(st.lists(st.integers(0, 3000), min_size=6, max_size=6), st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_any_deaths_are_split_without_loss(world: World, counts: list[int], seed: int) -> None:
    deaths = np.zeros((3, 24, 2), dtype=np.int64)
    deaths[:, 4, :] = np.array(counts).reshape(3, 2)

    events = make_events(
        deaths,
        first_id=1,
        first_month=MonthId(121),
        months=(MonthId(121), MonthId(122)),
        countries=world.countries,
        provinces=world.provinces,
        share=world.truth.province_share,
        rng=np.random.default_rng(seed),
    )

    found = np.zeros_like(deaths)
    np.add.at(found, (events.violence - 1, events.country, events.month - 121), events.best)
    assert (found == deaths).all()
    assert events.id.tolist() == list(range(1, len(events) + 1))
