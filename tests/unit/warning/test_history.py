"""Histories from rows: dense, sorted, with gaps as gaps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.vocabulary.errors import InputError
from concord.warning.history import of_rows


@settings(deadline=None)
@given(st.permutations(list(range(6))))
def test_rows_may_come_in_any_order(order: list[int]) -> None:
    units = np.array(["B", "B", "B", "A", "A", "A"])
    months = np.array([121, 122, 124, 121, 123, 124])
    values = np.arange(6.0)

    history = of_rows(units[order].tolist(), months[order], values[order], pairs=[("A", "B")])

    assert history.units == ("A", "B")
    assert history.first_month == 121
    assert np.array_equal(
        history.counts, [[3.0, np.nan, 4.0, 5.0], [0.0, 1.0, np.nan, 2.0]], equal_nan=True
    )


def test_borders_are_symmetric_and_pass_over_the_unknown() -> None:
    history = of_rows(["A", "B"], np.array([1, 1]), np.zeros(2), pairs=[("B", "A"), ("A", "Z")])

    assert np.array_equal(history.borders, [[0, 1], [1, 0]])


@pytest.mark.parametrize(
    ("units", "months", "fault"),
    [
        ([], [], "no rows"),
        (["A", "A"], [121, 121], "A has 1990-01 twice"),
        (["A", "A"], [1, 1300], "over a hundred years"),
    ],
)
def test_rows_that_make_no_history_are_refused(
    units: list[str], months: list[int], fault: str
) -> None:
    with pytest.raises(InputError, match=fault):
        of_rows(units, np.array(months, dtype=np.int64), np.zeros(len(units)), pairs=[])


def test_until_forgets_what_came_after() -> None:
    history = of_rows(["A"] * 5, np.arange(121, 126), np.arange(5.0), pairs=[])

    known = history.until(history.last_month - 2)

    assert known.last_month == history.last_month - 2
    assert np.array_equal(known.counts, [[0.0, 1.0, 2.0]])
