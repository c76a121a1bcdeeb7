"""concord agreement: what was agreed between whom, who are the members, and what it permits."""

from datetime import UTC, datetime, time, timedelta
from datetime import date as Date  # noqa: N812 - `date` is an option's type below
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import cyclopts
from cyclopts import Parameter

from concord.cli.answer import print_json, print_table
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language

if TYPE_CHECKING:
    from concord.agreements.coverage import Coverage
    from concord.agreements.instrument import Instrument

app = cyclopts.App(name="agreement", help="See what was agreed, with whom, and what it permits.")

Json = Annotated[bool, Parameter(name="--json", negative="", help="Answer in JSON.")]


@app.command(name="list")
def list_(
    *, party: str | None = None, language: Language = Language.EN, json: Json = False
) -> None:
    """List the instruments of the registry.

    Parameters
    ----------
    party
        Only those this organization or country is named in: an id, a name, an alpha-3 code.
    language
        en, fr or ru; others, and missing titles, in English.
    """
    from concord.agreements.instrument import instruments, instruments_of

    found = tuple(instruments().values()) if party is None else instruments_of(_party(party))
    if json:
        print_json(found)
        return
    rows = [
        [each.id, _date(each), each.status, each.certainty, each.title_in(language)]
        for each in found
    ]
    heads = ["instrument", "date", "status", "certainty", "title"]
    print_table(f"{len(rows)} instruments", heads, rows, words=5)


@app.command
def show(instrument: str, /, *, language: Language = Language.EN, json: Json = False) -> None:
    """Show what is known of one instrument, with its sources and how sure they are.

    Parameters
    ----------
    instrument
        Its id, such as INS-CSTO-JD-2010.
    language
        en, fr or ru; others, and missing titles, in English.
    """
    import msgspec

    from concord.agreements.instrument import require_instrument

    found = require_instrument(instrument)
    if json:
        print_json(found)
        return
    print(found.title_in(language))
    for claim in found.dates:
        print(f"  date: {claim.date} ({claim.source})")
    if found.sources_disagree:
        print("  the sources disagree on the date")
    if not found.dates:
        print("  date: not known")
    for name, value in msgspec.structs.asdict(found).items():
        if value and name not in ("titles", "dates"):
            words = ", ".join(value) if isinstance(value, tuple) else value
            print(f"  {name.replace('_', ' ')}: {words}")


@app.command
def members(organization: str, /, *, on: str | None = None, json: Json = False) -> None:
    """Say who was a member of an organization on a day, and of whom that is not known.

    Parameters
    ----------
    organization
        Its id, name or acronym, such as CSTO.
    on
        The day, such as 2011-04-15; by default today. A month or year must give one answer.
    """
    from concord.vocabulary.country import default_gazetteer
    from concord.vocabulary.organization import members as members_on
    from concord.vocabulary.organization import require_organization
    from concord.vocabulary.partial_date import parse_partial_date

    asked = parse_partial_date(on or datetime.now(UTC).date().isoformat())
    found_in = require_organization(organization)
    found = members_on(found_in, asked.first)
    for later in range((asked.last - asked.first).days + 1):
        other = members_on(found_in, asked.first + timedelta(days=later))
        if (found.members, found.doubts) == (other.members, other.doubts):
            continue
        raise InputError(f"--on {asked}: the members changed within it; name a day")
    if json:
        print_json(found)
        return
    world = default_gazetteer()
    print(f"{found_in.id} on {asked}: {len(found.members)} members (list of {found.as_of})")
    for code in found.members:
        print(f"  {code} {world.require(code).name}")
    for doubt in found.doubts:
        since, until = doubt.spell.since or "not known", doubt.spell.until or "not known"
        print(f"  {doubt.country} not known: since {since}, until {until}")


@app.command
def coverage(
    file: Path,
    /,
    *,
    on: Date | None = None,
    giver: str | None = None,
    receiver: str | None = None,
    json: Json = False,
) -> int:
    """Say who may receive which records, on what, up to which marking, by the clauses of a file.

    Ends with 1 where nothing is permitted.

    Parameters
    ----------
    file
        Agreements in TOML, as docs/reference/agreements.md says.
    on
        The day, at its first second in UTC; by default now.
    giver
        Only what this organization gives.
    receiver
        Only what this organization receives.
    """
    from concord.agreements.clause_file import read_agreements
    from concord.agreements.coverage import coverage as coverage_on

    moment = datetime.now(UTC) if on is None else datetime.combine(on, time(), UTC)
    clauses = [clause for each in read_agreements(file) for clause in each.clauses]
    found = coverage_on(clauses, moment, giver=giver, receiver=receiver)
    if json:
        print_json(found)
    else:
        _print_coverage(found, moment)
    return int(not found)


def _print_coverage(found: "tuple[Coverage, ...]", moment: datetime) -> None:
    rows = [
        [
            f"{each.giver} -> {each.receiver}",
            each.kind if each.status == "actual" else f"{each.kind} ({each.status})",
            ", ".join((*(each.areas or ("any area",)), *(each.places or ("any place",)))),
            f"{each.ceiling.tlp}, {each.ceiling.level}",
            f"{each.until:%Y-%m-%d}" if each.until else "-",
            f"{each.clause}, article {each.article}",
        ]
        for each in found
    ]
    heads = ["from, to", "kind", "on", "up to", "until", "clause"]
    print_table(f"{len(rows)} permissions on {moment:%Y-%m-%d}", heads, rows, words=len(heads))


def _party(text: str) -> str:
    """An organization's id, or an alpha-3 code as it is."""
    from concord.vocabulary.country import default_gazetteer
    from concord.vocabulary.organization import organizations, require_organization

    code = text.strip().upper()
    if code not in organizations() and default_gazetteer().by_code(code) is not None:
        return code
    return require_organization(text).id


def _date(instrument: "Instrument") -> str:
    return " or ".join(dict.fromkeys(claim.date for claim in instrument.dates)) or "-"
