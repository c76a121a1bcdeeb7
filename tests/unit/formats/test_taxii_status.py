"""What became of a POST: TAXII 2.1 sections 4.3 and 5.5."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.formats.taxii_resource import Status, StatusState, decode, encode
from concord.formats.taxii_status import Fate, Outcome, does_add_up, settle, write_status

ID = "2d086da7-4bdc-4f91-900e-d77486753710"
NOW = datetime(2016, 11, 2, 12, 34, 34, 123450, tzinfo=UTC)
OUTCOMES = st.lists(
    st.builds(
        Outcome,
        id=st.integers(0, 30).map(lambda n: f"report--{n}"),
        version=st.just("2016-01-01T00:00:00.000Z"),
        fate=st.sampled_from(Fate),
        message=st.none() | st.text(max_size=10),
    ),
    max_size=20,
)


def outcome(name: str, fate: Fate, message: str | None = None) -> Outcome:
    return Outcome(id=name, version="2016-01-01T00:00:00.000Z", fate=fate, message=message)


def test_each_object_stands_under_what_became_of_it() -> None:
    status = write_status(
        ID,
        NOW,
        [
            outcome("a", Fate.ADDED),
            outcome("b", Fate.FAILED, "its signature does not fit"),
            outcome("c", Fate.PENDING),
            outcome("d", Fate.ADDED),
        ],
    )

    assert msgspec.json.decode(encode(status)) == {
        "id": ID,
        "status": "pending",
        "request_timestamp": "2016-11-02T12:34:34.123450Z",
        "total_count": 4,
        "success_count": 2,
        "successes": [
            {"id": "a", "version": "2016-01-01T00:00:00.000Z"},
            {"id": "d", "version": "2016-01-01T00:00:00.000Z"},
        ],
        "failure_count": 1,
        "failures": [
            {
                "id": "b",
                "version": "2016-01-01T00:00:00.000Z",
                "message": "its signature does not fit",
            }
        ],
        "pending_count": 1,
        "pendings": [{"id": "c", "version": "2016-01-01T00:00:00.000Z"}],
    }


def test_a_request_with_nothing_pending_is_complete_also_if_all_failed() -> None:
    status = write_status(ID, NOW, [outcome("a", Fate.FAILED)])

    assert status.status is StatusState.COMPLETE
    assert b'"pendings"' not in encode(status)  # section 2: no empty lists


@given(OUTCOMES)
def test_counts_add_up(outcomes: list[Outcome]) -> None:
    status = write_status(ID, NOW, outcomes)

    assert status.total_count == len(outcomes)
    assert does_add_up(status)
    assert decode(Status, encode(status)) == status


@given(OUTCOMES, st.sampled_from([Fate.ADDED, Fate.FAILED]))
def test_settling_all_that_is_pending_completes_and_changes_nothing_else(
    outcomes: list[Outcome], fate: Fate
) -> None:
    news = [outcome(item.id, fate) for item in outcomes if item.fate is Fate.PENDING]

    settled = settle(outcomes, news)

    assert write_status(ID, NOW, settled).status is StatusState.COMPLETE
    assert [item.id for item in settled] == [item.id for item in outcomes]
    kept = [(old, new) for old, new in zip(outcomes, settled, strict=True)]
    assert all(old == new for old, new in kept if old.fate is not Fate.PENDING)


@pytest.mark.parametrize("fate", [Fate.ADDED, Fate.FAILED])
def test_what_is_done_is_not_done_again(fate: Fate) -> None:
    with pytest.raises(ValueError, match="not pending"):
        settle([outcome("a", fate)], [outcome("a", Fate.FAILED)])


def test_news_of_another_object_is_refused() -> None:
    with pytest.raises(ValueError, match="not pending"):
        settle([outcome("a", Fate.PENDING)], [outcome("b", Fate.ADDED)])


@pytest.mark.parametrize(
    ("counts", "state", "adds_up"),
    [
        ((4, 1, 1, 2), "pending", True),  # the example of section 4.3, without lists
        ((0, 0, 0, 0), "pending", True),  # not begun
        ((4, 4, 0, 0), "complete", True),
        ((4, 3, 0, 0), "complete", False),  # one is missing
        ((4, 3, 0, 1), "complete", False),  # complete, and yet pending
        ((3, 2, 2, 0), "complete", False),  # one too many
    ],
)
def test_a_client_sees_whether_a_status_is_whole(
    counts: tuple[int, int, int, int], state: str, adds_up: bool
) -> None:
    total, success, failure, pending = counts
    status = Status(
        id=ID,
        status=StatusState(state),
        total_count=total,
        success_count=success,
        failure_count=failure,
        pending_count=pending,
    )

    assert does_add_up(status) is adds_up
