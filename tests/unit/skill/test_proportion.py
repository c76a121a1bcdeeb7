"""Shares of few cases say how little they know."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.skill import proportion as module
from concord.skill.proportion import proportion
from concord.vocabulary.errors import InputError


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(module) == (0, 2)  # failed, attempted


@pytest.mark.parametrize(
    ("count", "cases", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_interval_agrees_with_newcombe_1998_table_1(
    count: int, cases: int, low: float, high: float
) -> None:
    found = proportion(count, cases, confidence=0.95)

    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=5.1e-5)


@given(st.integers(1, 10_000), st.floats(0, 1), st.floats(0.5, 0.99))
def test_share_lies_in_its_interval_and_the_interval_in_0_to_1(
    cases: int, part: float, confidence: float
) -> None:
    found = proportion(round(part * cases), cases, confidence=confidence)

    assert found is not None
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.low < found.high


@given(st.integers(1, 500), st.integers(2, 20))
def test_more_cases_narrow_the_interval(cases: int, times: int) -> None:
    few, many = proportion(cases // 3, cases), proportion(cases // 3 * times, cases * times)

    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low


def test_no_case_is_not_known() -> None:
    assert proportion(0, 0) is None


@pytest.mark.parametrize(("count", "cases"), [(2, 1), (-1, 3), (0, -1)])
def test_counts_that_do_not_fit_are_refused(count: int, cases: int) -> None:
    with pytest.raises(InputError, match="within the cases"):
        proportion(count, cases)


@pytest.mark.parametrize("confidence", [0, 1, 1.5])
def test_confidence_outside_0_to_1_is_refused(confidence: float) -> None:
    with pytest.raises(InputError, match="confidence"):
        proportion(1, 2, confidence=confidence)
