"""The command line: one file per desk, commands of ten lines, exit codes by the kind of fault."""

import sys
from importlib.metadata import version
from typing import NoReturn

import cyclopts

from concord.vocabulary.errors import ConcordError

app = cyclopts.App(
    name="concord",
    help="Warn, share what agreements permit, match pledges with needs, follow to the outcome.",
    version=version("concord"),
    result_action="return_value",
)


def main() -> NoReturn:
    """Run one command and leave with its exit code: 0 done, 1 no, 2 wrong input, 3 outside."""
    try:
        answer = app(exit_on_error=False)
    except ConcordError as error:
        print(f"concord: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    sys.exit(answer if isinstance(answer, int) else 0)
