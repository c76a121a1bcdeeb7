"""The command line: one file per desk, commands of ten lines, exit codes by the kind of fault."""

import os
import sys
from typing import Final, NoReturn

import cyclopts

from concord import __version__
from concord.vocabulary.errors import ConcordError, InputError

# One thread is all the linear algebra here needs; starting more costs each command CPU time.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = cyclopts.App(
    name="concord",
    help="Warn, share what agreements permit, match pledges with needs, follow to the outcome.",
    version=__version__,
    help_format="plaintext",  # markup would load a parser before the first line
    result_action="return_value",
)
# Loaded only when called, so that help comes at once; the line here is the one help shows.
COMMANDS: Final = (
    ("demo", "brief:demo", "Make a node, load data, forecast, warn and write the brief."),
    ("ingest", "data:ingest", "Load a file of events or of monthly counts as a vintage."),
    ("sync", "data:sync", "Fetch the open feeds and load what is new."),
    ("vintage", "data:vintage", "See which releases are loaded, and the rows set aside."),
    ("forecast", "forecast:app", "Forecast deaths by country, judge and explain it."),
    ("brief", "brief:brief", "Print the brief of the newest forecast, or write it as a page."),
    ("record", "record:record", "See the records of this node, version by version."),
    ("agreement", "agreement:app", "See what was agreed, with whom, and what it permits."),
    ("share", "record:share", "See who may have a record, and under which clause."),
    ("audit", "record:audit", "Check that nothing kept was changed."),
    ("setting", "setting:setting", "See and change the settings of this node."),
)
for _name, _place, _help in COMMANDS:
    app.command(f"concord.cli.{_place}", name=_name, help=_help)

_INTERRUPTED: Final = 130


def main() -> NoReturn:
    """Run one command and leave with its exit code: 0 done, 1 no, 2 wrong input, 3 outside."""
    try:
        answer = app(exit_on_error=False, print_error=False)
    except ConcordError as error:
        _leave(str(error), error.exit_code)
    except cyclopts.CycloptsError as error:
        _leave(f"{error}; see `concord --help`", InputError.exit_code)
    except KeyboardInterrupt:
        _leave("stopped; nothing was left half done", _INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(answer if isinstance(answer, int) else 0)


def _leave(words: str, code: int) -> NoReturn:
    print(f"concord: {' '.join(words.split())}", file=sys.stderr)
    sys.exit(code)
