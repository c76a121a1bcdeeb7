"""Reading, judging and acknowledging CAP alerts."""

import doctest
import hashlib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cap_sample import ALERT, changed
from concord.formats.cap import acknowledge, assess_gdacs, format_moment, judge_alerts, read_alert
from concord.formats.cap_grammar import CapVersion
from concord.formats.cap_model import (
    Alert,
    AlertReference,
    AlertStatus,
    Assessment,
    Category,
    Certainty,
    MessageType,
    Pair,
    Point,
    ResponseType,
    Scope,
    Severity,
    Urgency,
)
from concord.formats.cap_shape import parse_circle, parse_point, parse_polygon
from concord.vocabulary.errors import InputError

NOW = datetime(2026, 11, 20, 7, 0, 12, 999_999, tzinfo=UTC)
CAP_11 = ("urn:oasis:names:tc:emergency:cap:1.2", "urn:oasis:names:tc:emergency:cap:1.1")


def acknowledged(alert: Alert, note: str | None = None) -> bytes:
    return acknowledge(alert, sender="watch@example.int", sent=NOW, identifier="ack-1", note=note)


def test_the_bytes_of_an_alert_are_kept_as_they_came() -> None:
    content = ALERT.replace("\n", "\r\n").encode("utf-16")

    alert = read_alert(content.replace(b"U\0T\0F\0-\x008\0", b"U\0T\0F\0-\x001\x006\0"))

    assert alert.sha256 == hashlib.sha256(alert.content).hexdigest()
    assert alert.content[:2] == b"\xff\xfe"
    assert b"\r\0\n\0" in alert.content


def test_the_head_of_an_alert_is_read() -> None:
    alert = read_alert(ALERT.encode())

    assert alert.version is CapVersion.V1_2
    assert (alert.identifier, alert.sender) == ("flood-17", "hydro@example.org")
    assert alert.sent == datetime(2026, 11, 20, 5, 30, tzinfo=UTC)
    assert alert.status is AlertStatus.EXERCISE
    assert alert.message_type is MessageType.ALERT
    assert alert.scope is Scope.PUBLIC
    assert alert.codes == ("profile:example",)
    assert [str(one) for one in alert.references] == [
        "hydro@example.org,flood-15,2026-11-19T06:30:00+01:00",
        "hydro@example.org,flood-16,2026-11-19T18:30:00+01:00",
    ]
    assert not alert.signed
    assert alert.concerns == ()


def test_what_an_alert_says_is_read() -> None:
    (info,) = read_alert(ALERT.encode()).infos

    assert info.language == "fr-TD"
    assert info.categories == (Category.MET, Category.SAFETY)
    assert info.responses == (ResponseType.PREPARE, ResponseType.NONE)
    assert (info.urgency, info.severity, info.certainty) == (
        Urgency.EXPECTED,
        Severity.SEVERE,
        Certainty.LIKELY,
    )
    assert info.event_codes == (Pair(name="SAME", value="FLW"),)
    assert info.parameters == (Pair(name="gauge", value="8.61 m"),)
    assert info.expires == datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    assert info.web == "https://example.org/crue?id=17&lang=fr"
    assert info.headline == "Crue du Chari"
    assert info.onset is None
    assert info.resources[0].size == 4096


def test_where_an_alert_holds_is_read() -> None:
    (area,) = read_alert(ALERT.encode()).infos[0].areas

    assert area.description == "N'Djamena"
    assert area.polygons[0][1] == Point(latitude=12.2, longitude=15.0)
    assert area.circles[0].radius_km == 7.5
    assert area.geocodes == (Pair(name="ISO3166-2", value="TD-ND"),)
    assert (area.altitude, area.ceiling) == ("900", "980.5")


def test_a_text_is_read_across_a_comment_and_an_instruction() -> None:
    alert = read_alert(changed(("<event>Crue<", "<event>Cr<!-- x --><?y z?>ue<")))

    assert alert.infos[0].event == "Crue"


@pytest.mark.parametrize(
    "change",
    [
        ("<language>fr-TD</language>", ""),
        ("<language>fr-TD</language>", "<language/>"),  # the schema's default fills it
    ],
)
def test_an_info_without_a_language_is_in_american_english(change: tuple[str, str]) -> None:
    assert read_alert(changed(change)).infos[0].language == "en-US"


REFUSED = [
    # order and count
    (("<sender>hydro@example.org</sender>\n", ""), "Element 'sent'"),
    (("<scope>Public</scope>", ""), "Element 'code'"),
    (("<event>Crue</event>", "<event>a</event><event>b</event>"), "Element 'event'"),
    (("<category>Met</category>\n    <category>Safety</category>", ""), "Element 'event'"),
    (("<headline>Crue du Chari</headline>", "<senderName/><headline/><senderName/>"), "senderN"),
    (("<areaDesc>N'Djamena</areaDesc>", ""), "Element 'polygon'"),
    (("<mimeType>image/png</mimeType>", ""), "Element 'size'"),  # required since 1.2
    (("<value>FLW</value>", ""), "Element 'eventCode'"),
    (("</info>", "</info><more/>"), "Element 'more'"),
    (("<alert xmlns", '<alert urgent="yes" xmlns'), "attribute 'urgent'"),
    (("<alert xmlns", '<alert xml:lang="fr" xmlns'), "attribute"),
    (("<info>", "<info>words"), "Character content"),
    (("<event>Crue", "<event><b/>Crue"), "Element 'event'"),
    # code lists are exact
    (("Exercise", "exercise"), "'exercise'"),
    (("Exercise", " Exercise"), "' Exercise'"),
    (("<msgType>Alert", "<msgType>Warning"), "'Warning'"),
    (("<category>Met", "<category>Weather"), "'Weather'"),
    (("<severity>Severe", "<severity>Red"), "'Extreme', 'Severe'"),
    (("<certainty>Likely", "<certainty>Very Likely"), "'Very Likely'"),  # a word of 1.0
    (("<responseType>None", "<responseType>Flee"), "'Flee'"),
    # times, numbers, addresses, tags
    (("06:30:00+01:00", "05:30:00Z"), "'2026-11-20T05:30:00Z'"),
    (("06:30:00+01:00", "06:30:00"), "'2026-11-20T06:30:00'"),
    (("06:30:00+01:00", "06:30:00.5+01:00"), "06:30:00.5"),
    (("06:30:00+01:00", "06:30:00,01:00"), "06:30:00,01:00"),
    (("2026-11-20", "2026-02-30"), "2026-02-30"),
    (("2026-11-20", "20261120"), "20261120"),
    (("<size>4096", "<size>4 KB"), "4 KB"),
    (("<altitude>900", "<altitude>1e3"), "1e3"),
    (("fr-TD", "français"), "français"),
    (("cap:1.2", "cap:9.9"), "not a CAP alert"),
    (("cap:1.2", "CAP:1.2"), "not a CAP alert"),
    (('xmlns="urn:oasis:names:tc:emergency:cap:1.2"', ""), "not a CAP alert"),
]


@pytest.mark.parametrize(("change", "named"), REFUSED)
def test_what_the_schema_forbids_is_refused_and_named(change: tuple[str, str], named: str) -> None:
    with pytest.raises(InputError, match="CAP") as refusal:
        read_alert(changed(change), name="flood.xml")

    assert str(refusal.value).startswith("flood.xml: ")
    assert named in str(refusal.value)
    assert "urn:" not in str(refusal.value).replace("alert of urn:", "")


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(InputError, match=r"not valid CAP 1\.2, line 6: Element 'status'"):
        read_alert(changed(("Exercise", "Drill")))


CONCERNS = [
    (("flood-17", "flood 17"), "identifier"),
    (("flood-17", "flood,17"), "identifier"),
    (("hydro@example.org", "hydro &amp; sons"), "sender"),
    (("<scope>Public", "<scope>Restricted"), "Restricted"),
    (("<scope>Public", "<scope>Private"), "Private"),
    (("org,flood-15,2026", "org;flood-15;2026"), "sender,identifier,sent"),
    (("12.2,15.2 12.0,15.0<", "12.2,15.2<"), "polygon"),  # not closed
    (("12.0,15.0 12.2,15.0 12.2", "12.0,15.0 12.2"), "polygon"),  # three pairs
    (("12.0,15.0 12.2,15.0", "15.0,182.0 12.2,15.0"), "polygon"),  # not on the globe
    (("12.1,15.05 7.5", "12.1,15.05"), "circle"),
    (("12.1,15.05 7.5", "12.1,15.05 -1"), "circle"),
    (("<altitude>900</altitude>", ""), "ceiling"),
]


@pytest.mark.parametrize(("change", "named"), CONCERNS)
def test_what_only_the_text_forbids_is_a_concern(change: tuple[str, str], named: str) -> None:
    alert = read_alert(changed(change))

    assert len(alert.concerns) == 1
    assert named in alert.concerns[0].text
    assert alert.concerns[0].line > 0


@pytest.mark.parametrize("kind", ["Update", "Cancel", "Ack", "Error"])
def test_an_answer_without_references_is_a_concern(kind: str) -> None:
    start = ALERT.index("<references>")
    references = ALERT[start : ALERT.index("</references>") + len("</references>")]

    alert = read_alert(changed((references, ""), ("<msgType>Alert", f"<msgType>{kind}")))

    assert "names no reference" in alert.concerns[0].text
    assert len(alert.concerns) == (2 if kind == "Error" else 1)


def test_a_shape_that_cannot_be_read_is_left_out_and_the_others_stay() -> None:
    alert = read_alert(changed(("<circle>", "<circle>here</circle><circle>")))

    assert len(alert.infos[0].areas[0].circles) == 1


def test_a_time_of_1_1_without_an_offset_is_taken_as_utc_and_said() -> None:
    alert = read_alert(changed(CAP_11, ("2026-11-20T06:30:00+01:00", "2026-11-20T24:00:00")))

    assert alert.version is CapVersion.V1_1
    assert alert.sent == datetime(2026, 11, 21, tzinfo=UTC)
    assert alert.sent_text == "2026-11-20T24:00:00"
    assert [concern.text[:17] for concern in alert.concerns] == ["sent has no offse"]


def test_a_year_that_no_calendar_here_has_is_refused() -> None:
    with pytest.raises(InputError, match="outside the years"):
        read_alert(changed(CAP_11, ("2026-11-20T06", "12026-11-20T06")))


def test_the_words_of_1_0_are_read_in_those_of_1_2() -> None:
    content = b"""<alert xmlns="http://www.incident.com/cap/1.0"><identifier>a</identifier>
    <sender>b</sender><sent>2003-04-02T14:39:01-05:00</sent><status>Actual</status>
    <msgType>Alert</msgType><info><event>e</event><urgency>Past</urgency>
    <severity>Minor</severity><certainty>Very Likely</certainty><eventCode>same=CAE</eventCode>
    <area><areaDesc>d</areaDesc><polygon>1,1 1,2 2,2 1,1</polygon></area></info></alert>"""

    alert = read_alert(content)

    assert alert.version is CapVersion.V1_0
    assert alert.scope is None
    assert alert.infos[0].certainty is Certainty.LIKELY
    assert alert.infos[0].event_codes == (Pair(name="same", value="CAE"),)
    assert len(alert.infos[0].areas[0].polygons[0]) == 4


def test_alerts_in_a_feed_are_judged_one_by_one() -> None:
    good = ALERT.split("?>", 1)[1]
    bad = good.replace("Severe", "Grave")
    foreign = "<alert xmlns='urn:other'/>"

    verdicts = judge_alerts(f"<feed>{good}{foreign}{bad}</feed>".encode())

    assert [bool(verdict.faults) for verdict in verdicts] == [False, True]
    assert verdicts[0].languages == ("fr-TD",)


def test_a_feed_is_not_taken_for_an_alert() -> None:
    with pytest.raises(InputError, match="outermost element is feed, not a CAP alert"):
        read_alert(b"<feed/>")


def test_an_acknowledgement_is_a_valid_alert_that_refers_to_its_own() -> None:
    alert = read_alert(ALERT.encode())

    answer = read_alert(acknowledged(alert, note="vu, équipe en route <b>"))

    assert answer.version is CapVersion.V1_2
    assert answer.message_type is MessageType.ACK
    assert answer.references == (alert.reference,)
    assert answer.references[0].sent == "2026-11-20T06:30:00+01:00"
    assert answer.addresses == alert.sender
    assert answer.note == "vu, équipe en route <b>"
    assert answer.sent == NOW.replace(microsecond=0)
    assert answer.sent_text.endswith("-00:00")
    assert answer.concerns == ()


@pytest.mark.parametrize("status", list(AlertStatus))
def test_an_acknowledgement_has_the_status_of_its_alert(status: AlertStatus) -> None:
    alert = read_alert(changed(("Exercise", status)))

    assert read_alert(acknowledged(alert)).status is status


@pytest.mark.parametrize("kind", ["Ack", "Error"])
def test_an_answer_is_not_answered(kind: str) -> None:
    alert = read_alert(changed(("<msgType>Alert", f"<msgType>{kind}")))

    with pytest.raises(InputError, match="only alerts, updates and cancellations"):
        acknowledged(alert)


@pytest.mark.parametrize("bad", ["", "two words", "a,b", "a<b", "a&b", "a\x00b", "a\nb"])
def test_an_acknowledgement_with_a_name_that_cap_forbids_is_refused(bad: str) -> None:
    alert = read_alert(ALERT.encode())

    with pytest.raises(InputError, match="sender"):
        acknowledge(alert, sender=bad, sent=NOW, identifier="ack-1")
    with pytest.raises(InputError, match="identifier"):
        acknowledge(alert, sender="watch@example.int", sent=NOW, identifier=bad)


def test_an_alert_whose_name_cannot_be_referred_to_is_not_acknowledged() -> None:
    alert = read_alert(changed(("flood-17", "flood,17")))

    with pytest.raises(InputError, match="alert's identifier 'flood,17'"):
        acknowledged(alert)


def test_a_note_that_xml_cannot_carry_is_refused() -> None:
    with pytest.raises(InputError, match="note: it holds characters"):
        acknowledged(read_alert(ALERT.encode()), note="a\x00b")


@given(
    st.datetimes(
        min_value=datetime(1900, 1, 1),  # noqa: DTZ001 (the zone is drawn beside it)
        timezones=st.integers(-14 * 60, 14 * 60).map(
            lambda minutes: timezone(timedelta(minutes=minutes))
        ),
    )
)
def test_a_time_written_is_the_time_read(moment: datetime) -> None:
    text = format_moment(moment)
    document = changed(("2026-11-20T06:30:00+01:00", text))

    assert not text.endswith(("Z", "+00:00"))
    assert read_alert(document).sent == moment.replace(microsecond=0)


def test_a_time_without_an_offset_is_not_written() -> None:
    with pytest.raises(InputError, match="no offset from UTC"):
        format_moment(datetime(2026, 1, 1))  # noqa: DTZ001 (what is refused)
    with pytest.raises(InputError, match="hours and minutes"):
        format_moment(datetime(2026, 1, 1, tzinfo=timezone(timedelta(seconds=30))))


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=3, max_size=20))
def test_a_closed_ring_is_read_as_it_was_written(corners: list[tuple[float, float]]) -> None:
    ring = [*corners, corners[0]]

    points = parse_polygon(" ".join(f"{north},{east}" for north, east in ring))

    assert points == tuple(Point(latitude=north, longitude=east) for north, east in ring)


@given(st.text(alphabet="0123456789.,-+eE_ nainf"))
def test_any_text_is_a_point_on_the_globe_or_none(text: str) -> None:
    point = parse_point(text)
    circle = parse_circle(text)

    assert point is None or (abs(point.latitude) <= 90 and abs(point.longitude) <= 180)
    assert circle is None or 0 <= circle.radius_km < float("inf")


@pytest.mark.parametrize(
    "text", ["", "1", "1,2,3", "nan,1", "inf,1", "91,0", "0,181", "1_0,2", "north,east"]
)
def test_what_is_no_pair_on_the_globe_is_no_point(text: str) -> None:
    assert parse_point(text) is None


def test_the_words_of_gdacs_are_read_as_proposed() -> None:
    assert assess_gdacs("Red", "EQ") == Assessment(
        severity=Severity.EXTREME, urgency=Urgency.PAST, certainty=Certainty.OBSERVED
    )
    assert assess_gdacs("orange", "tc").urgency is Urgency.EXPECTED
    assert assess_gdacs("Green", "VO") == Assessment(
        severity=Severity.MINOR, urgency=Urgency.UNKNOWN, certainty=Certainty.UNKNOWN
    )
    with pytest.raises(InputError, match="GDACS level 'Purple': write red, orange, green"):
        assess_gdacs("Purple", "EQ")


def test_a_reference_reads_as_the_standard_writes_it() -> None:
    reference = AlertReference(sender="a", identifier="b", sent="c")

    assert str(reference) == "a,b,c"


def test_the_examples_of_the_page_give_what_it_says() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "reference" / "formats-cap.md"

    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert result.attempted >= 6
    assert result.failed == 0
