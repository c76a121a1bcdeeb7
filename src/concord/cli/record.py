"""concord record, share and audit: what was said, who may have it, and that nothing was changed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from concord.cli.answer import print_json, print_table

record = cyclopts.App(name="record", help="See the records of this node, version by version.")
share = cyclopts.App(name="share", help="See who may have a record, and under which clause.")
audit = cyclopts.App(name="audit", help="Check that nothing kept was changed.")

Json = Annotated[bool, Parameter(name="--json", negative="", help="Answer in JSON.")]
_HASH_SHOWN = 12


@record.command(name="list")
def list_records(*, since: int = 0, limit: int = 100, json: Json = False) -> None:
    """List versions of records in the order they were kept.

    Parameters
    ----------
    since
        The number of the last version already seen.
    limit
        At most so many.
    """
    from concord.cli.home import open_node
    from concord.node.ledger import records_since

    node = open_node()
    entries = records_since(node, since, limit)
    if json:
        print_json(entries)
        return
    rows = [
        [
            each.envelope.id,
            each.envelope.origin,
            f"{each.envelope.marking.tlp}",
            " ".join(each.envelope.places),
            each.envelope.version.strftime("%Y-%m-%d %H:%M:%S"),
            str(each.seq),
        ]
        for each in entries
    ]
    heads = ["record", "origin", "TLP", "places", "version", "number"]
    print_table(f"{len(rows)} versions", heads, rows, words=5, status=node.settings.status)


@record.command
def show(record_id: str, /, *, json: Json = False) -> None:
    """Show every version of a record, the oldest first.

    Parameters
    ----------
    record_id
        Its id, such as `concord record list` writes it.
    """
    from concord.cli.home import open_node
    from concord.node.ledger import history_of

    node = open_node()
    entries = history_of(node, record_id)
    if json:
        print_json(entries)
        return
    rows = [
        [
            each.envelope.version.isoformat(),
            each.added_at.isoformat(),
            each.hash[:_HASH_SHOWN],
            str(len(each.envelope.body)),
            str(each.seq),
        ]
        for each in entries
    ]
    heads = ["version", "kept", "sha256", "body, bytes", "number"]
    print_table(record_id, heads, rows, words=3, status=node.settings.status)


@share.command
def explain(
    record_id: str,
    /,
    *,
    to: str,
    clauses: Path,
    purpose: str | None = None,
    json: Json = False,
) -> int:
    """Say whether a record may go to an organization now: the clause that allows, or what fails.

    Answers with exit code 1 where it may not.

    Parameters
    ----------
    record_id
        The record.
    to
        The organization that would receive it, by its id.
    clauses
        A file of agreements, as docs/reference/agreements.md describes it.
    purpose
        What the organization says it asks for.
    """
    from concord.agreements.clause_file import read_agreements
    from concord.cli.home import open_node
    from concord.node.ledger import explain_share

    node = open_node()
    terms = [clause for each in read_agreements(clauses) for clause in each.clauses]
    found = explain_share(node, record_id, to, terms, now=datetime.now(UTC), purpose=purpose)
    if json:
        print_json(found)
        return 0 if found.allowed else 1
    rows = [["may share", "yes" if found.allowed else "no"]]
    rows += [["clause", f"{each.id}, {each.article}"] for each in found.permits]
    rows += [["condition that failed", str(found.reason)]] if found.reason else []
    rows += [["nearest clause", found.nearest.id]] if found.nearest else []
    rows += [[each.name, each.value] for each in found.figures]
    print_table(f"{record_id} to {to}", ["", ""], rows, words=2, status=node.settings.status)
    return 0 if found.allowed else 1


@audit.command
def verify(*, json: Json = False) -> int:
    """Compute the audit log again from its leaves and hold every record against its leaf.

    Answers with exit code 1 where anything was edited, removed or put in, and says where.
    """
    from concord.cli.home import open_node
    from concord.node.ledger import verify as verify_log

    node = open_node()
    found = verify_log(node)
    if json:
        print_json(found)
        return 0 if found.fault is None else 1
    rows = [["leaves", str(found.leaves)], ["root", found.root]]
    if found.fault is None:
        rows.append(["changed", "nothing"])
    else:
        rows += [["first wrong leaf", str(found.fault.leaf)], ["what", found.fault.what]]
    print_table("audit log", ["", ""], rows, words=2, status=node.settings.status)
    return 0 if found.fault is None else 1
