"""Whether something is real: actual, exercise and test never mix."""

from enum import StrEnum


class Status(StrEnum):
    """The standing of data and of everything made from it, as CAP 1.2 names it."""

    ACTUAL = "actual"
    EXERCISE = "exercise"
    TEST = "test"
