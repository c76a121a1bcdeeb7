"""How a command answers: JSON for machines, or a table for people."""

import sys
from collections.abc import Sequence
from typing import Any

from concord.vocabulary.status import Status


def print_json(value: Any) -> None:  # noqa: ANN401 - any struct is an answer
    """Print one struct, or a sequence of them, as one JSON document on stdout."""
    import msgspec

    sys.stdout.buffer.write(
        msgspec.json.format(msgspec.json.encode(value, enc_hook=_plain)) + b"\n"
    )
    sys.stdout.buffer.flush()


def print_table(
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    words: int = 1,
    status: Status = Status.ACTUAL,
) -> None:
    """Print a table; the first columns, `words` of them, are text, the others figures.

    What is not actual says so above and below.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for index, head in enumerate(heads):
        table.add_column(head, justify="left" if index < words else "right")
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console()
    standing = Text(f" {status.upper()} ", "bold white on purple4")
    is_actual = status is Status.ACTUAL
    for part in (Text(title), table) if is_actual else (standing, Text(title), table, standing):
        console.print(part, soft_wrap=isinstance(part, Text))


def figure(value: float | None, digits: int = 3) -> str:
    """A figure with so many digits after the point; a dash where it is not known."""
    return "-" if value is None else f"{value:.{digits}f}"


def _plain(value: Any) -> Any:  # noqa: ANN401 - msgspec's hook
    return value.item() if hasattr(value, "item") else str(value)
