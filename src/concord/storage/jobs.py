"""Jobs and outbox: what is to be done after a commit, kept by the same commit.

Each job is done at least once: a worker that dies leaves a lease that ends, and another takes the
job again. So a job must be harmless to repeat, and its name says what it does: the same name is
kept once. Attempt and lease are the fence: a worker whose lease went to another can no longer say
how it ended.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Annotated, Final

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy import delete as delete_from
from sqlalchemy.exc import IntegrityError

from concord.storage.schema import jobs
from concord.vocabulary.errors import InputError

MAX_PAYLOAD_BYTES: Final = 1 << 20
_MAX_NAME: Final = 300
_MAX_ERROR: Final = 2000
_MAX_DOUBLINGS: Final = 32
_OPEN: Final = and_(jobs.c.done_at.is_(None), jobs.c.dead_at.is_(None))


class Retry(msgspec.Struct, frozen=True, kw_only=True):
    """How often a job is tried, and how long it waits: first, then twice as long each time."""

    max_attempts: Annotated[int, msgspec.Meta(ge=1)] = 10
    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(hours=1)

    def wait(self, attempts: int, jitter: float) -> timedelta:
        """How long to wait after so many attempts (from 1): half of it certain, half by jitter.

        jitter: a draw from [0, 1), so that jobs that failed together do not come back together.
        """
        doublings = min(attempts - 1, _MAX_DOUBLINGS)
        whole = self.longest
        if self.first < self.longest / 2**doublings:
            whole = self.first * 2**doublings
        return whole * (0.5 + 0.5 * jitter)


STANDARD: Final = Retry()


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A job as it stands.

    task: which worker does it ("exchange.deliver"); name: what exactly, unique in its task;
    attempts: how often it was begun, this time included; dead_at: when it was given up.
    """

    number: int
    task: str
    name: str
    payload: bytes
    due_at: datetime
    lease_until: datetime | None
    attempts: int
    last_error: str | None
    dead_at: datetime | None
    done_at: datetime | None


def enqueue(
    db: Connection, task: str, name: str, payload: bytes = b"{}", *, due_at: datetime
) -> bool:
    """Whether the job is new; one of that task and name, in whatever state, stays as it is.

    Belongs into the transaction of the data it follows from. InputError where it is too long.
    """
    if not task or not name or len(name) > _MAX_NAME or "\0" in task + name:
        raise InputError(
            f"job {task} {name[:80]!r}: its name is empty, longer than {_MAX_NAME}"
            " characters or holds a NUL"
        )
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise InputError(f"job {task} {name!r}: its payload is over {MAX_PAYLOAD_BYTES:,} bytes")
    fields = {"task": task, "name": name, "payload": payload, "due_at": due_at, "attempts": 0}
    here = select(jobs.c.number).where(jobs.c.task == task, jobs.c.name == name)
    if db.execute(here).first() is not None:
        return False
    try:
        with db.begin_nested():
            db.execute(insert(jobs).values(fields))
    except IntegrityError:
        return False  # another transaction was quicker
    return True


def claim(
    db: Connection,
    tasks: Collection[str],
    *,
    now: datetime,
    lease: timedelta,
    limit: int = 1,
    retry: Retry = STANDARD,
) -> tuple[Job, ...]:
    """At most so many jobs that are due, the longest due first, held until now + lease.

    A job whose last permitted attempt neither finished nor failed (its worker died) is given up.
    Commit before working: the lease, not the transaction, keeps others away.
    """
    due = and_(
        jobs.c.task.in_(tasks),
        _OPEN,
        jobs.c.due_at <= now,
        or_(jobs.c.lease_until.is_(None), jobs.c.lease_until <= now),
    )
    _bury_exhausted(db, due, now, retry)
    chosen = select(jobs.c.number).where(due).order_by(jobs.c.due_at, jobs.c.number).limit(limit)
    # PostgreSQL: two workers never wait for each other's rows. SQLite has one writer at a time.
    numbers = db.execute(chosen.with_for_update(skip_locked=True)).scalars().all()
    if not numbers:
        return ()
    mine = jobs.c.number.in_(numbers)
    held = {"lease_until": now + lease, "attempts": jobs.c.attempts + 1}
    db.execute(update(jobs).where(mine).values(held))
    return _jobs(db, mine)


def finish(db: Connection, job: Job, *, now: datetime) -> bool:
    """Whether the job was still this worker's and is now done; best in the transaction it wrote."""
    return _settle(db, job, done_at=now, lease_until=None, last_error=None)


def fail(
    db: Connection, job: Job, error: str, *, now: datetime, jitter: float, retry: Retry = STANDARD
) -> bool:
    """Whether the job was still this worker's: it is due again after a wait, or given up.

    error: one sentence for the person who looks at it; jitter: a draw from [0, 1).
    """
    said = error.replace("\0", " ")[:_MAX_ERROR]
    if job.attempts >= retry.max_attempts:
        return _settle(db, job, dead_at=now, lease_until=None, last_error=said)
    due_at = now + retry.wait(job.attempts, jitter)
    return _settle(db, job, due_at=due_at, lease_until=None, last_error=said)


def dead(db: Connection) -> tuple[Job, ...]:
    """The dead letters: jobs given up, the longest dead first."""
    return _jobs(db, jobs.c.dead_at.is_not(None), jobs.c.dead_at)


def revive(db: Connection, task: str, name: str, *, now: datetime) -> None:
    """Make a dead letter due again, with all its attempts; InputError where there is none."""
    named = and_(jobs.c.task == task, jobs.c.name == name, jobs.c.dead_at.is_not(None))
    again = {"dead_at": None, "due_at": now, "attempts": 0}
    if db.execute(update(jobs).where(named).values(again)).rowcount == 0:
        raise InputError(f"job {task} {name!r}: no such dead letter; list them to see their names")


def waiting(db: Connection, task: str | None = None) -> tuple[Job, ...]:
    """The jobs of a task (of all, without one) that are neither done nor given up, by when due."""
    return _jobs(db, _OPEN if task is None else and_(_OPEN, jobs.c.task == task))


def next_due(db: Connection, tasks: Collection[str]) -> datetime | None:
    """When the next job can be claimed: due, or its lease at an end; None where none waits."""
    moments = select(jobs.c.due_at, jobs.c.lease_until).where(jobs.c.task.in_(tasks), _OPEN)
    free = [max(due, lease or due) for due, lease in db.execute(moments)]
    return min(free, default=None)


def forget_done(db: Connection, *, before: datetime) -> int:
    """How many jobs done before a moment were removed; their names may then come again."""
    return db.execute(delete_from(jobs).where(jobs.c.done_at < before)).rowcount


def _bury_exhausted(db: Connection, due: ColumnElement[bool], now: datetime, retry: Retry) -> None:
    spent = and_(due, jobs.c.attempts >= retry.max_attempts)
    why = func.coalesce(jobs.c.last_error, "its worker ended without a word")
    db.execute(update(jobs).where(spent).values(dead_at=now, lease_until=None, last_error=why))


def _settle(db: Connection, job: Job, **values: object) -> bool:
    mine = and_(
        jobs.c.number == job.number,
        jobs.c.attempts == job.attempts,
        jobs.c.lease_until == job.lease_until,  # a revived job counts its attempts anew
        _OPEN,
    )
    return db.execute(update(jobs).where(mine).values(values)).rowcount == 1


def _jobs(
    db: Connection, which: ColumnElement[bool], by: ColumnElement[datetime] = jobs.c.due_at
) -> tuple[Job, ...]:
    chosen = select(jobs).where(which).order_by(by, jobs.c.number)
    return tuple(_job(row) for row in db.execute(chosen).mappings())


def _job(row: RowMapping) -> Job:
    return Job(**{name: row[name] for name in Job.__struct_fields__})
