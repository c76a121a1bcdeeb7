"""Common Alerting Protocol: hazard alerts in, kept byte by byte; acknowledgements out.

OASIS CAP 1.2 (1 July 2010), the same as ITU-T X.1303 bis; 1.1 and 1.0 are read too. An alert that
breaks its schema is refused with the line; one that breaks only a rule of the text is taken, and
the rule is named in its concerns: a national authority's warning is not thrown away for a
polygon. Pure: bytes in, values out.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from concord.formats.cap_grammar import (
    DSIG,
    CapVersion,
    cap_table,
    find_faults,
    version_of,
)
from concord.formats.cap_model import (
    Alert,
    AlertArea,
    AlertReference,
    AlertStatus,
    Assessment,
    Category,
    Certainty,
    Circle,
    Info,
    MessageType,
    Pair,
    Point,
    Resource,
    ResponseType,
    Scope,
    Severity,
    Urgency,
    Verdict,
)
from concord.formats.cap_rule import find_concerns
from concord.formats.cap_shape import parse_circle, parse_polygon
from concord.formats.safe_xml import MAX_BYTES, parse_xml
from concord.vocabulary.errors import InputError

DEFAULT_LANGUAGE: Final = "en-US"
"""CAP 1.2 section 3.2.2: an info without a language is in en-US."""

_FORBIDDEN: Final = frozenset(" \t\r\n,<&")


def read_alert(content: bytes, *, name: str = "CAP alert", max_bytes: int = MAX_BYTES) -> Alert:
    """The alert a file holds, with its bytes as they came.

    InputError: not safe or not well-formed XML, larger than max_bytes, not an alert, or not as the
    schema of its version says (the first fault and its line are named).
    """
    root = parse_xml(content, name=name, max_bytes=max_bytes)
    version = _alert_version(root)
    if version is None:
        raise InputError(
            f"{name}: the outermost element is {_shown(root)}, not a CAP alert; "
            "give the alert itself, not the feed or envelope around it"
        )
    faults = find_faults(root, version)
    if faults:
        raise InputError(
            f"{name}: not valid CAP {version}, line {faults[0].line}: {faults[0].text}"
        )
    return _read(root, version, content, name)


def judge_alerts(
    content: bytes, *, name: str = "document", max_bytes: int = MAX_BYTES
) -> tuple[Verdict, ...]:
    """What each alert in a document (an alert, a feed, an EDXL envelope) is worth, in order.

    Empty where it has none. InputError only for XML that is not safe or not well-formed.
    """
    root = parse_xml(content, name=name, max_bytes=max_bytes)
    return tuple(
        Verdict(
            version=version,
            faults=find_faults(element, version),
            signed=_is_signed(element),
            languages=tuple(
                _text(info, "language") or DEFAULT_LANGUAGE for info in _all(element, "info")
            ),
        )
        for element in root.iter("{*}alert")
        if (version := _alert_version(element)) is not None
    )


def acknowledge(
    alert: Alert, *, sender: str, sent: datetime, identifier: str, note: str | None = None
) -> bytes:
    """A CAP 1.2 message of type Ack to the alert's sender: private, with the alert's own status.

    sent: aware, cut to the second. InputError: a naive time; a sender or identifier that CAP does
    not allow, ours or the alert's; an Ack or Error, which is not answered, so that two nodes do not
    answer each other for ever.
    """
    if alert.message_type in (MessageType.ACK, MessageType.ERROR):
        raise InputError(
            f"alert {alert.identifier}: it is an {alert.message_type}; only alerts, updates and "
            "cancellations are acknowledged"
        )
    for what, value in (
        ("sender", sender),
        ("identifier", identifier),
        ("alert's sender", alert.sender),
        ("alert's identifier", alert.identifier),
    ):
        _check_plain(what, value)
    namespace = cap_table().versions[CapVersion.V1_2].namespace
    root = etree.Element(f"{{{namespace}}}alert", nsmap={None: namespace})
    for tag, text in (
        ("identifier", identifier),
        ("sender", sender),
        ("sent", format_moment(sent)),
        ("status", alert.status),
        ("msgType", MessageType.ACK),
        ("scope", Scope.PRIVATE),
        ("addresses", alert.sender),
        ("note", note),
        ("references", str(alert.reference)),
    ):
        if text is not None:
            _append(root, f"{{{namespace}}}{tag}", str(text))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def format_moment(moment: datetime) -> str:
    """A time as CAP writes it: to the second, UTC as -00:00; InputError without an offset."""
    if moment.utcoffset() is None:
        raise InputError(f"time {moment}: it has no offset from UTC; add one")
    text = moment.isoformat(timespec="seconds")
    if len(text) != len("2002-05-24T16:49:00-07:00"):
        raise InputError(f"time {text}: CAP writes offsets in hours and minutes only")
    # CAP 1.2 section 3.3.2: UTC is represented as "-00:00"; "Z" must not be used.
    return text[:-6] + "-00:00" if text.endswith("+00:00") else text


def assess_gdacs(level: str, hazard: str) -> Assessment:
    """A GDACS level (Red, Orange, Green) and hazard code (EQ, TC, FL ...) in CAP's words.

    The reading is this project's proposal, see data/cap.toml; a hazard it does not name has
    unknown urgency and certainty. InputError: another level.
    """
    facts = cap_table().gdacs
    severity = facts.severity.get(level.strip().lower())
    if severity is None:
        raise InputError(f"GDACS level {level!r}: write {', '.join(facts.severity)}")
    urgency, certainty = facts.hazards.get(hazard.strip().upper(), ("Unknown", "Unknown"))
    return Assessment(
        severity=Severity(severity), urgency=Urgency(urgency), certainty=Certainty(certainty)
    )


def _alert_version(element: etree._Element) -> CapVersion | None:
    name = etree.QName(element)
    return version_of(name.namespace) if name.localname == "alert" else None


def _shown(element: etree._Element) -> str:
    name = etree.QName(element)
    return f"{name.localname} of {name.namespace}" if name.namespace else name.localname


def _is_signed(element: etree._Element) -> bool:
    return next(element.iter(f"{{{DSIG}}}Signature"), None) is not None


def _check_plain(what: str, value: str) -> None:
    # CAP 1.2 section 3.2.1: identifier and sender hold no spaces, commas, "<" or "&".
    if not value or _FORBIDDEN & set(value) or not value.isprintable():
        raise InputError(f"{what} {value!r}: CAP allows no spaces, commas, '<' or '&' in it")


def _append(root: etree._Element, tag: str, text: str) -> None:
    try:
        etree.SubElement(root, tag).text = text
    except ValueError:
        raise InputError(
            f"{etree.QName(tag).localname}: it holds characters that XML cannot carry"
        ) from None


def _read(root: etree._Element, version: CapVersion, content: bytes, name: str) -> Alert:
    """The alert of an element that is valid by its schema."""
    sent_text = _needed(root, "sent")
    return Alert(
        content=content,
        sha256=sha256(content).hexdigest(),
        version=version,
        identifier=_needed(root, "identifier"),
        sender=_needed(root, "sender"),
        sent=_moment(sent_text, name),
        sent_text=sent_text,
        status=AlertStatus(_needed(root, "status")),
        message_type=MessageType(_needed(root, "msgType")),
        scope=Scope(scope) if (scope := _text(root, "scope")) else None,
        source=_text(root, "source"),
        restriction=_text(root, "restriction"),
        addresses=_text(root, "addresses"),
        codes=_texts(root, "code"),
        note=_text(root, "note"),
        references=tuple(_references(_needed(root, "references"))),
        incidents=_text(root, "incidents"),
        infos=tuple(_info(element, name) for element in _all(root, "info")),
        signed=_is_signed(root),
        concerns=find_concerns(root),
    )


def _info(element: etree._Element, name: str) -> Info:
    certainty = _needed(element, "certainty")
    return Info(
        language=_text(element, "language") or DEFAULT_LANGUAGE,
        categories=tuple(Category(text) for text in _texts(element, "category")),
        event=_needed(element, "event"),
        urgency=Urgency(_needed(element, "urgency")),
        severity=Severity(_needed(element, "severity")),
        # CAP 1.1 section 3.3.3: "Very Likely" of 1.0 is to be treated as Likely.
        certainty=Certainty("Likely" if certainty == "Very Likely" else certainty),
        responses=tuple(ResponseType(text) for text in _texts(element, "responseType")),
        audience=_text(element, "audience"),
        event_codes=_pairs(element, "eventCode"),
        effective=_optional_moment(element, "effective", name),
        onset=_optional_moment(element, "onset", name),
        expires=_optional_moment(element, "expires", name),
        sender_name=_text(element, "senderName"),
        headline=_text(element, "headline"),
        description=_text(element, "description"),
        instruction=_text(element, "instruction"),
        web=_text(element, "web"),
        contact=_text(element, "contact"),
        parameters=_pairs(element, "parameter"),
        resources=tuple(_resource(found) for found in _all(element, "resource")),
        areas=tuple(_area(found) for found in _all(element, "area")),
    )


def _resource(element: etree._Element) -> Resource:
    size = _text(element, "size")
    return Resource(
        description=_needed(element, "resourceDesc"),
        mime_type=_text(element, "mimeType"),
        # No file is of 10^18 bytes; int() of a longer text is slow on purpose of its sender.
        size=int(size) if size and len(size) < 19 else None,
        uri=_text(element, "uri"),
        deref_uri=_text(element, "derefUri"),
        digest=_text(element, "digest"),
    )


def _area(element: etree._Element) -> AlertArea:
    polygons: list[tuple[Point, ...] | None] = [
        parse_polygon(text) for text in _texts(element, "polygon")
    ]
    circles: list[Circle | None] = [parse_circle(text) for text in _texts(element, "circle")]
    return AlertArea(
        description=_needed(element, "areaDesc"),
        polygons=tuple(points for points in polygons if points is not None),
        circles=tuple(circle for circle in circles if circle is not None),
        geocodes=_pairs(element, "geocode"),
        altitude=_text(element, "altitude"),
        ceiling=_text(element, "ceiling"),
    )


def _references(text: str) -> Iterator[AlertReference]:
    # CAP 1.2 section 3.2.1: "sender,identifier,sent", several divided by white space.
    for word in text.split():
        parts = word.split(",")
        if len(parts) == 3 and all(parts):
            yield AlertReference(sender=parts[0], identifier=parts[1], sent=parts[2])


def _moment(text: str, name: str) -> datetime:
    """A valid time as aware; without an offset (before 1.2) it is taken as UTC."""
    midnight = "T24:00:00" in text
    try:
        moment = datetime.fromisoformat(text.replace("T24:00:00", "T00:00:00"))
        moment += timedelta(days=1) if midnight else timedelta()
    except (ValueError, OverflowError):
        raise InputError(f"{name}: time {text!r} is outside the years 1 to 9999") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _optional_moment(element: etree._Element, tag: str, name: str) -> datetime | None:
    text = _text(element, tag)
    return _moment(text, name) if text is not None else None


def _pairs(element: etree._Element, tag: str) -> tuple[Pair, ...]:
    return tuple(_pair(found) for found in _all(element, tag))


def _pair(element: etree._Element) -> Pair:
    if len(element):
        return Pair(name=_needed(element, "valueName"), value=_needed(element, "value"))
    name, _, value = (element.text or "").partition("=")  # CAP 1.0: "SAME=CAE"
    return Pair(name=name.strip(), value=value.strip())


def _all(element: etree._Element, tag: str) -> list[etree._Element]:
    return list(element.findall(f"{{*}}{tag}"))


def _texts(element: etree._Element, tag: str) -> tuple[str, ...]:
    return tuple("".join(found.itertext()).strip() for found in _all(element, tag))


def _text(element: etree._Element, tag: str) -> str | None:
    return next(iter(_texts(element, tag)), None)


def _needed(element: etree._Element, tag: str) -> str:
    """The text of an element that the schema requires; empty where a version does not."""
    return _text(element, tag) or ""
