"""How long work shows itself: a callback the caller gives, silent unless it is given."""

from typing import Protocol


class Progress(Protocol):
    """Told what is being done, how much of it is done, and of how much."""

    def __call__(self, doing: str, done: int, total: int) -> None:
        """Report one step; total 0 means the end is not known."""


def silent(doing: str, done: int, total: int) -> None:
    """Report nothing."""
