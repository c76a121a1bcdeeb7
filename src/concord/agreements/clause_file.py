"""Agreements as a cooperation desk writes them: TOML, read whole and refused with the place named.

Format: docs/reference/agreements.md. What the file does not say is not permitted: an unknown word
is an error, never skipped.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from concord.agreements.model import AgreementIdText, Clause
from concord.vocabulary.area import areas
from concord.vocabulary.country import Gazetteer, default_gazetteer
from concord.vocabulary.errors import InputError

_MOST_BYTES: Final = 4 * 1024 * 1024
_PLACE: Final = re.compile(r"\$\.agreement\[(\d+)\](?:\.clause\[(\d+)\])?(?:\.(.+))?")
_EXERCISE_CODE: Final = re.compile(r"X[A-Z]{2}")


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement with its clauses; instrument: the registry's id of the text it rests on."""

    id: AgreementIdText
    title: str
    clauses: tuple[Clause, ...]
    instrument: str | None = None


class _Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: AgreementIdText
    title: str
    clause: tuple[dict[str, Any], ...]
    instrument: str | None = None


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    agreement: tuple[_Terms, ...]


def read_agreements(path: Path) -> tuple[Agreement, ...]:
    """The agreements of a file; InputError that names the clause and the field."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a file") from None
    if len(data) > _MOST_BYTES:
        raise InputError(f"{path}: more than 4 MiB; split it into files")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8; save it as UTF-8") from None
    return parse_agreements(text, name=str(path))


def parse_agreements(
    text: str, *, name: str, gazetteer: Gazetteer | None = None
) -> tuple[Agreement, ...]:
    """The agreements of a text; name is how errors call it, gazetteer which places there are."""
    try:
        found = msgspec.convert(tomllib.loads(text), _File)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}: not TOML: {error}") from None
    except RecursionError:
        raise InputError(f"{name}: nested too deeply; write it as the page on agreements") from None
    except msgspec.ValidationError as error:
        raise InputError(f"{name}: {_in_words(str(error))}") from None
    agreements = tuple(_agreement(terms, at, name) for at, terms in enumerate(found.agreement))
    problem = next(_problems(agreements, gazetteer or default_gazetteer()), None)
    if problem is not None:
        raise InputError(f"{name}: {problem}")
    return agreements


def _agreement(terms: _Terms, at: int, name: str) -> Agreement:
    clauses = []
    for number, row in enumerate(terms.clause):
        unknown = next(_unknown_fields(row), None)
        if unknown is not None:
            where = f"agreement {at + 1}, clause {number + 1}"
            raise InputError(f"{name}: {where}: there is no field {unknown}; take it out")
        try:
            clauses.append(msgspec.convert({**row, "agreement": terms.id}, Clause))
        except msgspec.ValidationError as error:
            words = str(error).replace("`$", f"`$.agreement[{at}].clause[{number}]")
            place = "" if "`$" in words else f" - at `$.agreement[{at}].clause[{number}]`"
            raise InputError(f"{name}: {_in_words(words + place)}") from None
    return Agreement(
        id=terms.id, title=terms.title, instrument=terms.instrument, clauses=tuple(clauses)
    )


def _unknown_fields(row: Mapping[str, Any]) -> Iterator[str]:
    known = set(Clause.__struct_fields__) - {"agreement"}
    yield from sorted(set(row) - known)
    ceiling = row.get("ceiling")
    if isinstance(ceiling, dict):
        yield from (f"ceiling.{field}" for field in sorted(set(ceiling) - {"tlp", "level"}))


def _in_words(message: str) -> str:
    """An error of msgspec with the place as a person counts it."""
    what, _, path = message.rpartition(" - at ")
    match = _PLACE.fullmatch(path.strip("`"))
    if match is None:
        place = path.strip("`").removeprefix("$").removeprefix(".")
        return f"{place}: {what}" if what and place else what or message
    clause = f", clause {int(match[2]) + 1}" if match[2] else ""
    field = f", {match[3]}" if match[3] else ""
    return f"agreement {int(match[1]) + 1}{clause}{field}: {what}"


def _problems(agreements: tuple[Agreement, ...], world: Gazetteer) -> Iterator[str]:
    """What types cannot say, in the order of the file."""
    seen: set[str] = set()
    for agreement in agreements:
        for clause in agreement.clauses:
            if clause.id in seen:
                yield f"clause {clause.id}: two clauses have this id; give each its own"
            seen.add(clause.id)
            yield from (f"clause {clause.id}: {words}" for words in _wrong(clause, world))


def _wrong(clause: Clause, world: Gazetteer) -> Iterator[str]:
    if not clause.kinds:
        yield "it permits no kind of record; list them in kinds"
    if clause.giver == clause.receiver:
        yield f"giver and receiver are both {clause.giver}; name two organizations"
    if clause.valid_until is not None and clause.valid_until <= clause.valid_from:
        yield "valid_until is not after valid_from; correct one of them"
    yield from _unknown(clause, world)


def _unknown(clause: Clause, world: Gazetteer) -> Iterator[str]:
    for area in clause.areas:
        if area not in areas():
            yield f"area {area!r} is not in the list of areas; write one that is"
    for place in clause.places:
        if world.by_code(place) is None and _EXERCISE_CODE.fullmatch(place) is None:
            yield f"place {place!r} is not an alpha-3 code; write one such as NAM"
    for party in clause.onward:
        if party in (clause.giver, clause.receiver):
            yield f"onward names {party}, which is a party; name only others"
