"""XML made to harm, or broken: refused in one sentence, before anything is built of it."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cap_sample import ALERT, changed
from concord.formats.cap import judge_alerts, read_alert
from concord.formats.safe_xml import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, parse_xml
from concord.vocabulary.errors import InputError

HEAD, BODY = ALERT.split("?>", 1)
LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
DOCTYPES = [
    "<!DOCTYPE alert>",
    '<!DOCTYPE alert SYSTEM "http://192.0.2.1/cap.dtd">',
    '<!DOCTYPE alert PUBLIC "-//X//Y" "file:///etc/passwd">',
    '<!DOCTYPE alert [<!ENTITY a "b">]>',
    '<!DOCTYPE alert [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE alert [<!ENTITY % a SYSTEM "http://192.0.2.1/x"> %a;]>',
    f'<!DOCTYPE alert [<!ENTITY l0 "ha">{LAUGHS}]>',
    f'<!DOCTYPE alert [<!ENTITY a "{"x" * 50_000}">]>',
]


def outcome_of(read: Callable[[], object]) -> object:
    """What reading gives, or its refusal; any other error is the test's failure."""
    try:
        return read()
    except InputError as refusal:
        return refusal


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
@pytest.mark.parametrize("doctype", DOCTYPES)
def test_a_doctype_is_refused_whatever_it_holds(doctype: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{BODY}'

    with pytest.raises(InputError, match="DOCTYPE"):
        read_alert(text.encode(encoding))


def test_an_entity_that_no_one_declared_is_refused() -> None:
    with pytest.raises(InputError, match="not well-formed"):
        read_alert(changed(("<event>Crue", "<event>&crue;")))


def test_a_message_of_the_largest_size_is_read_and_one_byte_more_is_not() -> None:
    padding = " " * (MAX_BYTES - len(ALERT.encode()))

    assert read_alert((ALERT + padding).encode()).identifier == "flood-17"
    with pytest.raises(InputError, match=f"{MAX_BYTES + 1} bytes are more than the {MAX_BYTES}"):
        read_alert((ALERT + padding + " ").encode())


@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 20_000, 200_000])
def test_deep_nesting_is_refused(levels: int) -> None:
    with pytest.raises(InputError, match=f"more than {MAX_DEPTH} deep"):
        judge_alerts(b"<a>" * levels + b"</a>" * levels)


def test_the_deepest_nesting_taken_is_taken() -> None:
    assert judge_alerts(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<code>", '<code a="1"/>'),  # a fault each: the costliest there is
        ("<category>", "<category>x</category>"),
        ("<polygon>", "<polygon>1</polygon>"),
    ],
)
def test_many_faults_are_found_in_time_and_too_many_elements_refused(old: str, new: str) -> None:
    start = time.perf_counter()
    verdicts = judge_alerts(changed((old, new * (MAX_ELEMENTS - 100) + old)))

    assert len(verdicts) == 1
    assert time.perf_counter() - start < 30  # 1 to 2 s on a quiet machine
    with pytest.raises(InputError, match=f"more than {MAX_ELEMENTS} elements"):
        judge_alerts(changed((old, new * MAX_ELEMENTS + old)))


def test_many_attributes_and_namespaces_are_read_or_refused_in_time() -> None:
    crowd = " ".join(f'xmlns:n{i}="urn:{i}" n{i}:a="1"' for i in range(20_000))

    start = time.perf_counter()
    with pytest.raises(InputError):
        read_alert(f"<alert {crowd}/>".encode())

    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" ",
        b"{}",
        b"<alert",
        b"<a></b>",
        b"<a/><b/>",
        b"<a>\x00</a>",
        b"<a>&#0;</a>",
        b"<a>\xff</a>",
        b"<a b='1' b='2'/>",
        b"<x:a/>",
        b"<a>]]></a>",
        b"<!-- -- --><a/>",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b'<?xml version="1.0" encoding="gb18030"?><a>\x81\x30\x81\x30</a>',
        b'<?xml version="1.0" encoding="utf-7"?><a>+ADw-</a>',
        "<a>\u00e9</a>".encode("utf-16")[:-3],
    ],
)
def test_what_is_not_well_formed_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(InputError, match=r"^mail: ") as refusal:
        parse_xml(content, name="mail")

    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_encoding_of_a_message_is_honoured(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?>{BODY}'.replace("Crue du", "Été à")

    assert read_alert(text.encode(encoding)).infos[0].headline == "Été à Chari"


@given(st.binary(max_size=200))
def test_any_bytes_are_judged_or_refused(content: bytes) -> None:
    outcome = outcome_of(lambda: judge_alerts(content))

    assert outcome == () or str(outcome).startswith("document: ")


@given(st.data())
def test_an_alert_with_a_piece_cut_out_is_read_or_refused(data: st.DataObject) -> None:
    content = ALERT.encode()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 60)))
    cut = content[:start] + content[end:]

    outcome = outcome_of(lambda: read_alert(cut).content)

    assert outcome == cut or str(outcome).startswith("CAP alert: ")


@given(st.text(max_size=40))
def test_any_text_in_a_message_comes_out_as_it_went_in_or_is_refused(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    try:
        content = changed(("Crue du Chari", escaped))
    except UnicodeEncodeError:
        return
    headline = outcome_of(lambda: read_alert(content).infos[0].headline)

    if isinstance(headline, InputError):
        assert "not well-formed" in str(headline)
    else:
        assert headline == text.replace("\r\n", "\n").replace("\r", "\n").strip()
