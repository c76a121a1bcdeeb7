"""What the schemas of CAP 1.0, 1.1 and 1.2 allow, from a table, and what an alert does against it.

The table data/cap.toml is turned into an XML Schema and compiled by lxml, so that order, counts,
code lists, times and addresses are judged by a known validator instead of our own code.
"""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Final

import msgspec
from lxml import etree  # type: ignore[import-untyped]

XSD: Final = "http://www.w3.org/2001/XMLSchema"
DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"

_COUNTS: Final = {
    "1": ("1", "1"),
    "?": ("0", "1"),
    "+": ("1", "unbounded"),
    "*": ("0", "unbounded"),
}
_PLAIN: Final = {
    "text": "xs:string",
    "date_time": "xs:dateTime",
    "language": "xs:language",
    "uri": "xs:anyURI",
    "integer": "xs:integer",
    "decimal": "xs:decimal",
    "words": "cap:words",
    "moment": "cap:moment",
}
_STRUCTURES: Final = ("info", "resource", "area", "pair")
_LOCK: Final = Lock()


class CapVersion(StrEnum):
    """The published versions of CAP, as their namespaces tell them apart."""

    V1_0 = "1.0"
    V1_1 = "1.1"
    V1_2 = "1.2"


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One place where a message is not as the standard says: the line, and what is wrong there."""

    line: int
    text: str


class _Gdacs(msgspec.Struct, frozen=True, kw_only=True):
    source: str
    severity: Mapping[str, str]
    hazards: Mapping[str, tuple[str, str]]


class _Version(msgspec.Struct, frozen=True, kw_only=True):
    namespace: str
    signature: bool
    alert: tuple[str, ...]
    info: tuple[str, ...]
    resource: tuple[str, ...]
    area: tuple[str, ...]
    pair: tuple[str, ...] = ()


class CapTable(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of data/cap.toml: code lists, the structures by version, the reading of GDACS."""

    codes: Mapping[str, tuple[str, ...]]
    versions: Mapping[CapVersion, _Version]
    gdacs: _Gdacs


@cache
def cap_table() -> CapTable:
    """The table, read once."""
    text = files("concord.formats").joinpath("data/cap.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), CapTable)


def version_of(namespace: str | None) -> CapVersion | None:
    """The version whose namespace it is; None for any other."""
    for version, facts in cap_table().versions.items():
        if facts.namespace == namespace:
            return version
    return None


def find_faults(alert: etree._Element, version: CapVersion) -> tuple[Fault, ...]:
    """Where the alert element breaks its version's schema, in order; empty when it is valid."""
    schema = _schema(version)
    with _LOCK:  # one compiled schema has one error log
        if schema.validate(alert):
            return ()
        entries = list(schema.error_log)
    return tuple(Fault(line=entry.line, text=_plain(entry.message)) for entry in entries)


def _plain(message: str) -> str:
    return re.sub(r"\{(?:urn|http)[^}]*\}", "", message)


@cache
def _schema(version: CapVersion) -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(schema_text(version).encode()))


def schema_text(version: CapVersion) -> str:
    """The version's XML Schema, written from the table."""
    table = cap_table()
    facts = table.versions[version]
    parts = [
        f'<xs:schema xmlns:xs="{XSD}" xmlns:cap="{facts.namespace}"',
        f' targetNamespace="{facts.namespace}" elementFormDefault="qualified">',
        '<xs:simpleType name="words"><xs:list itemType="xs:string"/></xs:simpleType>',
        '<xs:simpleType name="moment"><xs:restriction base="xs:dateTime">',
        r'<xs:pattern value="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\-+]\d\d:\d\d"/>',
        "</xs:restriction></xs:simpleType>",
    ]
    parts += [_code_list(name, words) for name, words in table.codes.items()]
    parts += [_structure(name, getattr(facts, name)) for name in _STRUCTURES]
    ending = (
        f'<xs:any minOccurs="0" maxOccurs="unbounded" namespace="{DSIG}" processContents="lax"/>'
        if facts.signature
        else ""
    )
    parts.append(f'<xs:element name="alert">{_body(facts.alert, ending)}</xs:element></xs:schema>')
    return "".join(parts)


def _code_list(name: str, words: tuple[str, ...]) -> str:
    values = "".join(f'<xs:enumeration value="{word}"/>' for word in words)
    return (
        f'<xs:simpleType name="{name}"><xs:restriction base="xs:string">{values}'
        "</xs:restriction></xs:simpleType>"
    )


def _structure(name: str, lines: tuple[str, ...]) -> str:
    return _body(lines).replace("<xs:complexType>", f'<xs:complexType name="{name}_of">', 1)


def _body(lines: tuple[str, ...], ending: str = "") -> str:
    inner = "".join(_element(*line.split()) for line in lines)
    return f"<xs:complexType><xs:sequence>{inner}{ending}</xs:sequence></xs:complexType>"


def _element(name: str, count: str, kind: str) -> str:
    least, most = _COUNTS[count]
    structure = f"cap:{kind}_of" if kind in _STRUCTURES else f"cap:{kind}"
    default = ' default="en-US"' if kind == "language" else ""
    return (
        f'<xs:element name="{name}" type="{_PLAIN.get(kind, structure)}" minOccurs="{least}"'
        f' maxOccurs="{most}"{default}/>'
    )
