"""The track record counts what came of warnings and says when it does not know."""

import doctest
import math

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.skill import record
from concord.skill.record import Basis, Threshold, TrackRecord, levels_issued, track_records
from concord.vocabulary.errors import InputError

BASIS = Basis(
    windows="2016-2018", vintage="GED 24.1", rule="rules of 2018-10", event="25 deaths or more"
)
LEVELS = ("watch", "alert")


def _by_level(**given: object) -> dict[str, TrackRecord]:
    records = track_records(levels=LEVELS, basis=BASIS, **given)  # type: ignore[arg-type]
    return {found.level: found for found in records}


def test_examples_in_the_docstrings_hold() -> None:
    results = doctest.testmod(record)

    assert results.attempted >= 2
    assert results.failed == 0


def test_each_cell_of_the_table_is_counted() -> None:
    issued = ["alert"] * 4 + ["watch"] * 6 + [""] * 10
    came = [1, 1, 1, 0] + [1, 1, 0, 0, 0, 0] + [1] + [0] * 9
    lead = [3, 4, 5, math.nan] + [7, 9] + [math.nan] * 14

    found = _by_level(issued=issued, came=came, lead_months=lead, minimum_cases=2)

    alert, watch = found["alert"], found["watch"]
    assert (alert.warnings, alert.came_true, alert.caught, alert.missed) == (4, 3, 3, 3)
    assert (watch.warnings, watch.came_true, watch.caught, watch.missed) == (6, 2, 5, 1)
    assert alert.false_alarm_ratio is not None
    assert alert.false_alarm_ratio.share == pytest.approx(1 / 4)
    assert watch.false_alarm_ratio is not None
    assert watch.false_alarm_ratio.share == pytest.approx(4 / 6)
    assert alert.hit_rate is not None
    assert alert.hit_rate.share == pytest.approx(3 / 6)
    assert watch.hit_rate is not None
    assert watch.hit_rate.share == pytest.approx(5 / 6)  # an alert also stands as a watch
    assert alert.base_rate is not None
    assert alert.base_rate.share == pytest.approx(6 / 20)
    assert (alert.median_lead_time_months, watch.median_lead_time_months) == (4, 8)
    assert (alert.cases, alert.events) == (20, 6)


def test_too_few_cases_are_not_known_and_never_zero() -> None:
    few = _by_level(issued=["alert"] * 9, came=[1] * 9, lead_months=[2.0] * 9)["alert"]
    enough = _by_level(issued=["alert"] * 10, came=[1] * 10, lead_months=[2.0] * 10)["alert"]

    assert (few.warnings, few.came_true) == (9, 9)  # counts stay known
    assert few.false_alarm_ratio is None
    assert few.hit_rate is None
    assert few.median_lead_time_months is None
    assert enough.false_alarm_ratio is not None
    assert enough.false_alarm_ratio.share == 0
    assert enough.false_alarm_ratio.high > 0.1  # ten warnings do not prove there are none
    assert enough.median_lead_time_months == 2


def test_no_warning_ever_issued_is_a_record_of_misses() -> None:
    found = _by_level(issued=[""] * 12, came=[True] * 12, lead_months=[math.nan] * 12)["watch"]

    assert (found.warnings, found.missed) == (0, 12)
    assert found.false_alarm_ratio is None
    assert found.hit_rate is not None
    assert found.hit_rate.share == 0


def test_no_past_at_all_is_not_known() -> None:
    found = _by_level(issued=[], came=[], lead_months=[])["watch"]

    assert (found.cases, found.base_rate, found.hit_rate) == (0, None, None)


def test_groups_follow_all_and_each_has_every_level() -> None:
    records = track_records(
        ["watch", "alert", "", "alert"],
        [1, 0, 0, 1],
        [3, math.nan, math.nan, 6],
        levels=LEVELS,
        basis=BASIS,
        group=["calm", "war", "calm", "war"],
        minimum_cases=1,
    )

    assert [(r.group, r.level, r.warnings, r.came_true) for r in records] == [
        ("all", "watch", 1, 1),
        ("all", "alert", 2, 1),
        ("calm", "watch", 1, 1),
        ("calm", "alert", 0, 0),
        ("war", "watch", 0, 0),
        ("war", "alert", 2, 1),
    ]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", *LEVELS]), st.booleans(), st.integers(0, 14), st.sampled_from("ab")
        ),
        min_size=1,
        max_size=60,
    )
)
def test_groups_and_levels_add_up(rows: list[tuple[str, bool, int, str]]) -> None:
    issued, came, lead, group = (list(column) for column in zip(*rows, strict=True))

    records = track_records(issued, came, lead, levels=LEVELS, basis=BASIS, group=group)

    for level in LEVELS:
        everyone, *parts = [r for r in records if r.level == level]
        for name in ("cases", "events", "warnings", "came_true", "caught", "missed"):
            assert getattr(everyone, name) == sum(getattr(part, name) for part in parts), name
        assert everyone.caught + everyone.missed == everyone.events
        assert everyone.came_true <= min(everyone.warnings, everyone.caught)


def test_a_record_carries_its_basis_and_goes_to_json_and_back() -> None:
    found = _by_level(issued=["alert"], came=[1], lead_months=[2.0])["alert"]

    again = msgspec.json.decode(msgspec.json.encode(found), type=TrackRecord)

    assert again == found
    assert again.basis == BASIS


@pytest.mark.parametrize(
    ("probability", "level"),
    [(0.0, ""), (0.19, ""), (0.2, "watch"), (0.6, "alert"), (1.0, "alert")],
)
def test_a_level_begins_at_its_threshold(probability: float, level: str) -> None:
    ladder = [Threshold(level="watch", at_least=0.2), Threshold(level="alert", at_least=0.6)]

    assert levels_issued([probability], ladder).tolist() == [level]


@pytest.mark.parametrize("limits", [(), (0.5, 0.5), (0.6, 0.2), (0.1, math.nan)])
def test_thresholds_that_do_not_rise_are_refused(limits: tuple[float, ...]) -> None:
    ladder = [Threshold(level=f"level {i}", at_least=limit) for i, limit in enumerate(limits)]

    with pytest.raises(InputError, match="thresholds"):
        levels_issued([0.5], ladder)


def test_a_missing_probability_is_refused() -> None:
    with pytest.raises(InputError, match="missing"):
        levels_issued(np.array([math.nan]), [Threshold(level="watch", at_least=0.2)])


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"came": [1]}, "one of each"),
        ({"lead_months": [1.0, 2.0, 3.0]}, "one of each"),
        ({"issued": ["alert", "red"]}, "'red' is not one of watch, alert"),
        ({"came": [0, 3]}, "true or false"),
        ({"lead_months": [1.0, -2.0]}, "below 0"),
        ({"minimum_cases": 0}, "at least 1"),
        ({"group": ["a"]}, "name one for each"),
    ],
)
def test_a_past_that_does_not_fit_is_refused_in_words(
    changed: dict[str, object], says: str
) -> None:
    past: dict[str, object] = {"issued": ["alert", ""], "came": [1, 0], "lead_months": [1.0, 2.0]}

    with pytest.raises(InputError, match=says):
        _by_level(**(past | changed))
