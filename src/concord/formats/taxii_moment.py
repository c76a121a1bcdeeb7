"""Moments as TAXII 2.1 writes them, and the rule that gives each addition its own.

TAXII pages by time: what a client has not seen is what was added after its last date. That loses
nothing only if no two additions share a date and no addition appears behind one already read. So
dates grow with the public sequence, which is given out in the order of commits.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

TICK: Final = timedelta(microseconds=1)
"""Section 2: a timestamp has microsecond precision; no two dates lie closer than this."""

_TIMESTAMP: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,12}))?Z"
)


def write_moment(moment: datetime) -> str:
    """A moment as YYYY-MM-DDTHH:MM:SS.ssssssZ (section 2), always with six decimals."""
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    return f"{text}Z"


def read_moment(text: str) -> datetime | None:
    """The moment of an RFC 3339 text in UTC with "Z", cut to microseconds; None if it is not one.

    No decimals, or more or fewer than six, are read: stock clients send them. Cutting changes no
    answer: every date here has whole microseconds, so what is later than one is later than both.
    """
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        return None
    try:
        whole = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    except ValueError:  # 30 February, 24 o'clock, a leap second
        return None
    return whole.replace(microsecond=int((found[2] or "")[:6].ljust(6, "0")))


def is_whole_microseconds(text: str) -> bool:
    """Whether a text that read_moment reads says nothing beyond microseconds."""
    return not text.rstrip("Z").partition(".")[2][6:].strip("0")


def date_added_of(now: datetime, *, last: datetime | None) -> datetime:
    """The date of the next addition: the clock, or one tick after the last if it is not later.

    To be asked under the lock that gives out the sequence number, and kept with it. So dates grow
    strictly with the sequence, whatever the clock does, and "added after" is "of a higher number".
    """
    return now if last is None else max(now, last + TICK)
