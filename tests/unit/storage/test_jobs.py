"""A job is kept with its data, done at least once, tried again with patience, and never lost."""

import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from concord.storage import jobs
from concord.storage.engine import reading, writing
from concord.storage.jobs import Job, Retry
from concord.vocabulary.errors import InputError

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)
TASK = "exchange.deliver"
RETRY = Retry(max_attempts=3, first=timedelta(seconds=10), longest=timedelta(minutes=2))


def put(engine: Engine, *names: str, due_at: datetime = NOW) -> list[bool]:
    with writing(engine) as db:
        return [jobs.enqueue(db, TASK, name, b'{"to":"au"}', due_at=due_at) for name in names]


def take(engine: Engine, now: datetime = NOW, limit: int = 1) -> tuple[Job, ...]:
    with writing(engine) as db:
        return jobs.claim(db, [TASK], now=now, lease=LEASE, limit=limit, retry=RETRY)


def give_up(engine: Engine, job: Job, now: datetime = NOW, error: str = "no answer") -> bool:
    with writing(engine) as db:
        return jobs.fail(db, job, error, now=now, jitter=0.0, retry=RETRY)


def done(engine: Engine, job: Job, now: datetime = NOW) -> bool:
    with writing(engine) as db:
        return jobs.finish(db, job, now=now)


def test_claimed_job_says_what_to_do(engine: Engine) -> None:
    put(engine, "warning-7 to au")

    (job,) = take(engine)

    assert (job.task, job.name, job.payload) == (TASK, "warning-7 to au", b'{"to":"au"}')
    assert (job.attempts, job.lease_until, job.done_at) == (1, NOW + LEASE, None)


def test_same_name_is_kept_once_whatever_became_of_it(engine: Engine) -> None:
    assert put(engine, "one", "one", "two") == [True, False, True]
    (job,) = take(engine)
    assert done(engine, job)

    assert put(engine, "one") == [False]


def test_same_name_in_another_task_is_another_job(engine: Engine) -> None:
    put(engine, "one")

    with writing(engine) as db:
        assert jobs.enqueue(db, "exchange.recall", "one", due_at=NOW)


def test_job_of_a_transaction_that_failed_is_not_there(engine: Engine) -> None:
    def enqueue_and_fail() -> None:
        with writing(engine) as db:
            jobs.enqueue(db, TASK, "one", due_at=NOW)
            raise InputError("the data was wrong")

    with pytest.raises(InputError, match="data was wrong"):
        enqueue_and_fail()

    assert take(engine) == ()


def test_jobs_are_taken_when_due_the_longest_due_first(engine: Engine) -> None:
    put(engine, "late", due_at=NOW + timedelta(seconds=1))
    put(engine, "second")
    put(engine, "first", due_at=NOW - timedelta(seconds=1))

    assert [job.name for job in take(engine, limit=9)] == ["first", "second"]
    assert [job.name for job in take(engine, NOW + timedelta(seconds=1), 9)] == ["late"]


def test_leased_job_is_nobody_elses_until_the_lease_ends(engine: Engine) -> None:
    put(engine, "one")
    (mine,) = take(engine)

    assert take(engine, NOW + LEASE - timedelta(microseconds=1)) == ()
    (theirs,) = take(engine, NOW + LEASE)
    assert (theirs.number, theirs.attempts) == (mine.number, 2)


def test_worker_that_lost_its_lease_cannot_say_how_it_ended(engine: Engine) -> None:
    put(engine, "one")
    (slow,) = take(engine)
    (quick,) = take(engine, NOW + LEASE)

    assert not done(engine, slow)
    assert not give_up(engine, slow)
    assert done(engine, quick)
    assert not done(engine, quick)


def test_worker_that_is_late_but_alone_may_still_finish(engine: Engine) -> None:
    put(engine, "one")
    (job,) = take(engine)

    assert done(engine, job, NOW + 2 * LEASE)

    assert take(engine, NOW + 3 * LEASE) == ()


def test_failed_job_waits_twice_as_long_each_time_and_then_is_a_dead_letter(
    engine: Engine,
) -> None:
    put(engine, "one")
    now, waits = NOW, []
    for _ in range(RETRY.max_attempts):
        (job,) = take(engine, now)
        assert give_up(engine, job, now, "partner au: no answer")
        with reading(engine) as db:
            due_at = jobs.next_due(db, [TASK])
        if due_at is not None:
            waits.append((due_at - now).total_seconds())
            now = due_at

    assert waits == [5, 10]
    with reading(engine) as db:
        (letter,) = jobs.dead(db)
        assert jobs.waiting(db) == ()
    assert (letter.name, letter.attempts, letter.dead_at) == ("one", 3, now)
    assert letter.last_error == "partner au: no answer"
    assert take(engine, now + timedelta(days=9)) == ()


def test_dead_letter_is_revived_with_all_its_attempts(engine: Engine) -> None:
    put(engine, "one")
    (job,) = take(engine)
    with writing(engine) as db:
        jobs.fail(db, job, "no answer", now=NOW, jitter=0, retry=Retry(max_attempts=1))

    with writing(engine) as db:
        jobs.revive(db, TASK, "one", now=NOW + LEASE)

    (again,) = take(engine, NOW + LEASE)
    assert (again.attempts, again.dead_at, again.last_error) == (1, None, "no answer")
    assert not done(engine, job)  # the first life's worker has no say in the second


def test_only_a_dead_letter_can_be_revived(engine: Engine) -> None:
    put(engine, "one")

    for name in ("one", "never"):
        with pytest.raises(InputError, match="no such dead letter"), writing(engine) as db:
            jobs.revive(db, TASK, name, now=NOW)


def test_job_that_kills_its_worker_each_time_is_given_up(engine: Engine) -> None:
    put(engine, "poison", "healthy")
    now = NOW
    for _ in range(RETRY.max_attempts):
        assert "poison" in [job.name for job in take(engine, now, 9)]
        now += LEASE

    assert take(engine, now, 9) == ()

    with reading(engine) as db:
        assert {job.last_error for job in jobs.dead(db)} == {"its worker ended without a word"}


def test_done_jobs_are_forgotten_by_age_and_others_never(engine: Engine) -> None:
    put(engine, "old", "new", "open")
    for now in (NOW, NOW + LEASE):
        (job,) = take(engine, now)
        assert done(engine, job, now)

    with writing(engine) as db:
        assert jobs.forget_done(db, before=NOW + LEASE) == 1

    assert put(engine, "old", "new", "open") == [True, False, False]


def test_next_due_counts_the_end_of_a_lease(engine: Engine) -> None:
    with reading(engine) as db:
        assert jobs.next_due(db, [TASK]) is None
    put(engine, "one")
    take(engine)

    with reading(engine) as db:
        assert jobs.next_due(db, [TASK]) == NOW + LEASE


@pytest.mark.parametrize(
    ("name", "payload", "reason"),
    [
        ("", b"{}", "its name is empty"),
        ("x" * 301, b"{}", "longer than 300"),
        ("a\0b", b"{}", "NUL"),
        ("one", b"x" * ((1 << 20) + 1), "payload is over"),
    ],
)
def test_job_that_is_not_one_is_refused(
    engine: Engine, name: str, payload: bytes, reason: str
) -> None:
    with pytest.raises(InputError, match=reason), writing(engine) as db:
        jobs.enqueue(db, TASK, name, payload, due_at=NOW)


def test_error_text_of_any_kind_is_kept(engine: Engine) -> None:
    put(engine, "one")
    (job,) = take(engine)

    assert give_up(engine, job, error="bad\0byte " + "x" * 9999)

    with reading(engine) as db:
        (waiting,) = jobs.waiting(db, TASK)
    assert waiting.last_error is not None
    assert waiting.last_error.startswith("bad byte xxx")
    assert len(waiting.last_error) == 2000


def test_two_workers_at_once_share_no_job(engine: Engine) -> None:
    names = [f"{number:03}" for number in range(60)]
    put(engine, *names)

    def work(_worker: int) -> list[str]:
        mine: list[str] = []
        while taken := take(engine, limit=3):
            mine.extend(job.name for job in taken)
        return mine

    with ThreadPoolExecutor(2) as workers:
        shares = list(workers.map(work, range(2)))

    assert sorted(shares[0] + shares[1]) == names


def test_same_name_from_two_transactions_at_once_is_kept_once(engine: Engine) -> None:
    with ThreadPoolExecutor(2) as both:
        with writing(engine) as db:
            assert jobs.enqueue(db, TASK, "one", due_at=NOW)
            second = both.submit(put, engine, "one")
            time.sleep(0.2)  # it has asked, found nothing yet, and waits for this commit
        assert second.result(timeout=30) == [False]

    assert [job.name for job in take(engine, limit=9)] == ["one"]


WORKER = textwrap.dedent(
    """
    import sys, time
    from datetime import UTC, datetime, timedelta
    from concord.storage import jobs
    from concord.storage.engine import writing
    from concord.storage.migrate import open_database

    engine = open_database(sys.argv[1])
    now = datetime(2026, 11, 1, 12, tzinfo=UTC)
    with writing(engine) as db:
        (job,) = jobs.claim(db, ["exchange.deliver"], now=now, lease=timedelta(minutes=1))
    with writing(engine) as db:
        assert jobs.finish(db, job, now=now)
        print("finishing", flush=True)
        time.sleep(600)
    """
)


def test_job_of_a_killed_worker_comes_again(engine: Engine, database_url: str) -> None:
    put(engine, "one")
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, database_url], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "finishing\n"

    worker.send_signal(signal.SIGKILL)
    worker.communicate()

    assert take(engine) == ()
    (job,) = take(engine, NOW + LEASE)
    assert (job.name, job.attempts) == ("one", 2)


@given(
    attempts=st.integers(1, 10_000),
    jitter=st.floats(0, 1, exclude_max=True),
    other=st.floats(0, 1, exclude_max=True),
)
def test_wait_never_shrinks_with_attempts_by_more_than_jitter_and_has_an_end(
    attempts: int, jitter: float, other: float
) -> None:
    wait, later = RETRY.wait(attempts, jitter), RETRY.wait(attempts + 1, jitter)

    assert RETRY.first / 2 <= wait <= RETRY.longest
    assert wait <= later
    assert wait <= 2 * RETRY.wait(attempts, other)
