"""concord ingest, sync and vintage: data in, and what was loaded."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import cyclopts
from cyclopts import Parameter

from concord.cli.answer import print_json, print_table
from concord.cli.progress import shown
from concord.observations.model import Booking
from concord.vocabulary.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord.observations.model import Vintage

vintage = cyclopts.App(
    name="vintage", help="See which releases are loaded, and the rows set aside."
)

Json = Annotated[bool, Parameter(name="--json", negative="", help="Answer in JSON.")]


def ingest(
    file: Path,
    /,
    *,
    release: str,
    released_on: date | None = None,
    dataset: str | None = None,
    booking: Booking | None = None,
    source: str | None = None,
    licence: str | None = None,
    json: Json = False,
) -> None:
    """Load a file: UCDP GED events, VIEWS country-months in Parquet, or plain monthly counts.

    Parameters
    ----------
    file
        The file: .csv, .csv.gz, .zip or .parquet.
    release
        The release's own name, such as 23.1.
    released_on
        The day it was published, by default today; "as of" reads go by it.
    dataset
        What to keep it as, by default ged or views.
    booking
        Months that events spanning several are booked in: start, end or spread.
    source
        Who published it.
    licence
        Under which terms.
    """
    from concord.cli.home import open_node
    from concord.node.ingest import Label, ingest

    today = datetime.now(UTC).date()
    label = Label(
        version=release,
        released_on=released_on or today,
        dataset=dataset,
        booking=booking,
        source=source,
        licence=licence,
    )
    with shown() as progress:
        loaded = ingest(open_node(), file, label, today=today, progress=progress)
    _say([loaded], json=json)


def sync(
    *feed: str,
    release: str | None = None,
    json: Json = False,
) -> None:
    """Fetch what is open, by default every feed's current releases, and load it.

    Parameters
    ----------
    feed
        Feeds by name; see docs/reference/sources.md.
    release
        Another release than the current ones, of the one feed named.
    """
    from concord.cli.home import open_node
    from concord.node.sync import sync

    with shown() as progress:
        pulled = sync(open_node(), feed, version=release, now=datetime.now(UTC), progress=progress)
    if json:
        print_json(pulled)
        return
    _say([each.vintage for each in pulled], json=False)


@vintage.command(name="list")
def list_vintages(*, json: Json = False) -> None:
    """List every release loaded, oldest first, with its rows."""
    from concord.cli.home import open_node

    _say(open_node().observations.vintages(), json=json)


@vintage.command
def quarantine(vintage_id: str, /, *, json: Json = False) -> None:
    """List the rows of a release that were set aside, each with its reason.

    Parameters
    ----------
    vintage_id
        As `concord vintage list` writes it, such as ged/23.1/spread.
    """
    from concord.cli.home import open_node
    from concord.observations.model import VintageId

    store = open_node().observations
    rows = store.quarantine(store.get(VintageId(vintage_id))).to_pylist()
    if json:
        print_json(rows)
        return
    heads = ["row", "field", "reason", "text"]
    status = store.get(VintageId(vintage_id)).status
    shown_rows = [[str(row[head])[:60] for head in heads] for row in rows]
    print_table(
        f"{vintage_id}: {len(rows)} rows set aside", heads, shown_rows, words=4, status=status
    )


def _say(vintages: "Sequence[Vintage]", *, json: bool) -> None:
    if json:
        import msgspec

        print_json([{"id": each.id, **msgspec.structs.asdict(each)} for each in vintages])
        return
    rows = [
        [
            each.id,
            each.released_on.isoformat(),
            f"{each.rows_in:,}",
            f"{each.rows_kept:,}",
            f"{each.rows_quarantined:,}",
        ]
        for each in vintages
    ]
    heads = ["vintage", "released on", "rows in", "kept", "set aside"]
    status = vintages[0].status if vintages else Status.ACTUAL  # a store holds one status
    print_table(f"{len(rows)} releases", heads, rows, status=status)
