"""What an envelope must keep beyond its types, before it may enter a ledger: a table of rules."""

import re
from collections.abc import Callable
from typing import Final

from concord.records.model import Envelope
from concord.vocabulary.area import areas
from concord.vocabulary.country import Gazetteer
from concord.vocabulary.errors import InputError
from concord.vocabulary.marking import Caveat
from concord.vocabulary.status import Status

_LINE: Final = re.compile(r"[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?")
_LONGEST_ORIGIN: Final = 100
_LONGEST_REASON: Final = 1000


def check(envelope: Envelope, gazetteer: Gazetteer) -> None:
    """Nothing where the envelope keeps every rule; else InputError naming the first it breaks.

    gazetteer: the countries that exist where this ledger is kept, an exercise world's included.
    """
    for rule in _RULES:
        fault = rule(envelope)
        if fault is not None:
            raise InputError(f"record {envelope.id}: {fault}")
    fault = _places(envelope, gazetteer)
    if fault is not None:
        raise InputError(f"record {envelope.id}: {fault}")


def _id(envelope: Envelope) -> str | None:
    if envelope.id.partition("--")[0] == envelope.kind:
        return None
    return f"its kind is {envelope.kind}; begin its id with {envelope.kind}--"


def _origin(envelope: Envelope) -> str | None:
    if len(envelope.origin) <= _LONGEST_ORIGIN and _LINE.fullmatch(envelope.origin):
        return None
    return "its origin is not an organization's id: 1 to 100 characters, no space at either end"


def _validity(envelope: Envelope) -> str | None:
    begins, ends = envelope.valid_from, envelope.valid_until
    if begins is None or ends is None or begins <= ends:
        return None
    return f"it is valid until {ends.isoformat()}, before it begins, {begins.isoformat()}"


def _personal_data(envelope: Envelope) -> str | None:
    if Caveat.PERSONAL_DATA not in envelope.marking.caveats:
        return None
    given = {"purpose": envelope.purpose, "legal_basis": envelope.legal_basis}
    missing = [name for name, text in given.items() if not (text or "").strip()]
    return f"it holds personal data; give its {' and '.join(missing)}" if missing else None


def _reasons(envelope: Envelope) -> str | None:
    given = {"purpose": envelope.purpose, "legal_basis": envelope.legal_basis}
    for name, text in given.items():
        if text is not None and (len(text) > _LONGEST_REASON or not _LINE.fullmatch(text)):
            return f"write its {name} in one line of at most {_LONGEST_REASON} characters"
    return None


def _exercise(envelope: Envelope) -> str | None:
    says = Caveat.EXERCISE in envelope.marking.caveats
    if says == (envelope.status is Status.EXERCISE):
        return None
    if says:
        return f"its marking says exercise and its status {envelope.status}; make them agree"
    return "it is an exercise and its marking does not say so; add the caveat exercise"


def _caveats(envelope: Envelope) -> str | None:
    order = [caveat for caveat in Caveat if caveat in envelope.marking.caveats]
    if order == list(envelope.marking.caveats):
        return None
    return f"write its caveats once each and in this order: {', '.join(order)}"


def _areas(envelope: Envelope) -> str | None:
    unknown = [area for area in envelope.areas if area not in areas()]
    if unknown:
        return f"area {unknown[0]!r} is not in the list of areas"
    return _twice(envelope.areas, "area")


def _places(envelope: Envelope, gazetteer: Gazetteer) -> str | None:
    for place in envelope.places:
        country = gazetteer.by_code(place)
        if country is None:
            return f"place {place!r} is no country's alpha-3 code here"
        if country.code != place:
            return f"place {place!r} is a former code; write {country.code}"
    return _twice(envelope.places, "place")


def _twice(names: tuple[str, ...], what: str) -> str | None:
    if len(set(names)) == len(names):
        return None
    twice = next(name for name in names if names.count(name) > 1)
    return f"{what} {twice} is named twice; name it once"


_RULES: Final[tuple[Callable[[Envelope], str | None], ...]] = (
    _id,
    _origin,
    _validity,
    _personal_data,
    _reasons,
    _exercise,
    _caveats,
    _areas,
)
