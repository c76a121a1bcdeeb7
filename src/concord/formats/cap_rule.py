"""What the text of CAP 1.2 asks beyond its schema: a table of rules, each with its section."""

from collections.abc import Callable, Iterator
from typing import Final

import msgspec
from lxml import etree  # type: ignore[import-untyped]

from concord.formats.cap_grammar import Fault
from concord.formats.cap_shape import parse_circle, parse_polygon

Check = Callable[[etree._Element], bool]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: the section, the element it looks at, what holds, and how a breach reads."""

    section: str
    on: str
    holds: Check
    breach: str


def _value(element: etree._Element, tag: str) -> str:
    found = element.find(f"{{*}}{tag}")
    return "" if found is None else "".join(found.itertext()).strip()


def _own(element: etree._Element) -> str:
    return "".join(element.itertext()).strip()


def _is_plain(element: etree._Element) -> bool:
    return bool(_own(element)) and not set(_own(element)) & set(" \t\r\n,<&")


def _names_restriction(alert: etree._Element) -> bool:
    return _value(alert, "scope") != "Restricted" or bool(_value(alert, "restriction"))


def _names_addresses(alert: etree._Element) -> bool:
    return _value(alert, "scope") != "Private" or bool(_value(alert, "addresses"))


def _names_references(alert: etree._Element) -> bool:
    answers = _value(alert, "msgType") in ("Update", "Cancel", "Ack", "Error")
    return not answers or bool(_value(alert, "references"))


def _explains_error(alert: etree._Element) -> bool:
    return _value(alert, "msgType") != "Error" or bool(_value(alert, "note"))


def _are_references(element: etree._Element) -> bool:
    return all(len(parts := word.split(",")) == 3 and all(parts) for word in _own(element).split())


def _has_offset(element: etree._Element) -> bool:
    text = _own(element)
    return text.endswith("Z") or text[-6:-5] in ("+", "-")


def _has_altitude(area: etree._Element) -> bool:
    return not _value(area, "ceiling") or bool(_value(area, "altitude"))


RULES: Final = (
    Rule(
        section="3.2.1",
        on="identifier",
        holds=_is_plain,
        breach="identifier is empty or has a space, comma, '<' or '&' in it",
    ),
    Rule(
        section="3.2.1",
        on="sender",
        holds=_is_plain,
        breach="sender is empty or has a space, comma, '<' or '&' in it",
    ),
    Rule(
        section="3.2.1",
        on="alert",
        holds=_names_restriction,
        breach="scope is Restricted, and no restriction says to whom",
    ),
    Rule(
        section="3.2.1",
        on="alert",
        holds=_names_addresses,
        breach="scope is Private, and no addresses say for whom",
    ),
    Rule(
        section="3.2.1",
        on="alert",
        holds=_names_references,
        breach="it updates, cancels or answers, and names no reference",
    ),
    Rule(
        section="3.2.1",
        on="alert",
        holds=_explains_error,
        breach="it reports an error, and no note says which",
    ),
    Rule(
        section="3.2.1",
        on="references",
        holds=_are_references,
        breach="a reference is not sender,identifier,sent",
    ),
    *(
        Rule(
            section="3.3.2",
            on=tag,
            holds=_has_offset,
            breach=f"{tag} has no offset from UTC; it is taken as UTC",
        )
        for tag in ("sent", "effective", "onset", "expires")
    ),
    Rule(
        section="3.2.4",
        on="polygon",
        holds=lambda element: parse_polygon(_own(element)) is not None,
        breach="polygon is not a closed ring of at least four WGS 84 pairs; it is not drawn",
    ),
    Rule(
        section="3.2.4",
        on="circle",
        holds=lambda element: parse_circle(_own(element)) is not None,
        breach="circle is not a WGS 84 pair and a radius in kilometres; it is not drawn",
    ),
    Rule(
        section="3.2.4",
        on="area",
        holds=_has_altitude,
        breach="ceiling stands without an altitude",
    ),
)


def find_concerns(alert: etree._Element) -> tuple[Fault, ...]:
    """Where a schema-valid alert breaks a rule of the text, by line."""
    return tuple(sorted(_breaches(alert), key=lambda fault: fault.line))


def _breaches(alert: etree._Element) -> Iterator[Fault]:
    for rule in RULES:
        for element in alert.iter(f"{{*}}{rule.on}"):
            if element.tag.startswith(alert.tag[: alert.tag.index("}")]) and not rule.holds(
                element
            ):
                text = f"{rule.breach} (CAP 1.2 section {rule.section})"
                yield Fault(line=int(element.sourceline or 0), text=text)
