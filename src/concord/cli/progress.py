"""A progress line on stderr for work over a second; none for shorter work, none to a file."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from concord.vocabulary.progress import Progress

_PATIENCE_SECONDS: Final = 1.0


@contextmanager
def shown() -> Iterator[Progress]:
    """A progress to hand to long work; its line is gone when the work ends."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bars = Bars(*columns, console=console, transient=True, disable=not sys.stderr.isatty())
    task = bars.add_task("", total=None)
    started = time.monotonic()

    def report(doing: str, done: int, total: int) -> None:
        bars.update(task, description=doing, completed=done, total=total or None)
        if not bars.live.is_started and time.monotonic() - started > _PATIENCE_SECONDS:
            bars.start()

    try:
        yield report
    finally:
        bars.stop()
