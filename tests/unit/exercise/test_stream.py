"""Random streams by name."""

from hypothesis import given
from hypothesis import strategies as st

from concord.exercise.stream import stream

SEEDS = st.integers(0, 2**64)
NAMES = st.text(min_size=1, max_size=20)


@given(SEEDS, NAMES)
def test_a_name_and_a_seed_always_give_the_same_numbers(seed: int, name: str) -> None:
    assert stream(seed, name).random(5).tolist() == stream(seed, name).random(5).tolist()


@given(SEEDS, NAMES, NAMES)
def test_two_names_give_different_numbers(seed: int, name: str, other: str) -> None:
    is_same = stream(seed, name).random(5).tolist() == stream(seed, other).random(5).tolist()

    assert is_same == (name == other)


@given(SEEDS, SEEDS)
def test_two_seeds_give_different_numbers(seed: int, other: int) -> None:
    is_same = stream(seed, "land").random(5).tolist() == stream(other, "land").random(5).tolist()

    assert is_same == (seed == other)


def test_drawing_from_one_stream_leaves_another_alone() -> None:
    before = stream(1, "land").random(3).tolist()

    stream(1, "surge").random(1000)

    assert stream(1, "land").random(3).tolist() == before
