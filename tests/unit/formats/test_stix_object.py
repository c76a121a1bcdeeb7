"""STIX objects of others: read without loss, versions in order, the broken ones refused."""

import gzip
import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.formats.stix_object import format_moment, parse_moment, read_bundle, read_stix
from concord.vocabulary.errors import InputError

ID = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"


def test_versions_of_published_objects_are_read_without_loss(shared_data: Path) -> None:
    chains: dict[str, set[str]] = defaultdict(set)
    unknown = 0
    for path in sorted((shared_data / "exchange" / "stix" / "mitre").glob("ics-*.json.gz")):
        text = gzip.decompress(path.read_bytes())
        published = json.loads(text)["objects"]

        read = read_bundle(text)

        assert [json.loads(one.content) for one in read] == published
        assert [one.id for one in read] == [one["id"] for one in published]
        for one in read:
            chains[one.id].add(one.version or "")
            unknown += b'"x_mitre_' in one.content
    assert unknown > 1000
    assert sum(len(versions) > 1 for versions in chains.values()) > 100


def test_the_published_examples_are_read(shared_data: Path) -> None:
    folder = shared_data / "exchange" / "stix" / "json-schemas"
    for path in folder.glob("examples__*.json"):
        data = path.read_bytes()
        content = json.loads(data)
        read = read_bundle(data) if content["type"] == "bundle" else (read_stix(data),)
        assert [json.loads(one.content) for one in read] == content.get("objects", [content])


def test_what_is_not_ours_is_kept_to_the_byte() -> None:
    data = b'{ "type":"indicator", "id":"%b",\n "x_more": [1.50, "\\u00e9"] }' % ID.encode()

    assert read_stix(data).content == data


@pytest.mark.parametrize(
    ("fields", "version", "spec_version"),
    [
        ({"spec_version": "2.1", "created": "2020-01-01T00:00:00.000Z"}, "2020-01-01", "2.1"),
        ({"created": "2020-01-01T00:00:00Z", "modified": "2021-01-01T00:00:00Z"}, "2021", "2.0"),
        ({}, None, "2.1"),  # an observable
    ],
)
def test_the_version_is_modified_else_created(
    fields: dict[str, str], version: str | None, spec_version: str
) -> None:
    read = read_stix(json.dumps({"type": "indicator", "id": ID} | fields).encode())

    assert read.spec_version == spec_version
    assert read.version is None if version is None else str(read.version).startswith(version)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{}", "no type"),
        ('{"type":"bundle","objects":[{"id":"a"}]}', "object 1: it has no type"),
        ('{"type":"bundle","objects":{}}', "array"),
        ('{"type":"report"}', "its type is 'report'"),
        ('{"type":"bundle","objects":[1]}', "object 1"),
    ],
)
def test_a_broken_bundle_is_refused_and_the_place_named(text: str, named: str) -> None:
    with pytest.raises(InputError, match="STIX") as refusal:
        read_bundle(text.encode())

    assert named in str(refusal.value) or text == "{}"


@pytest.mark.parametrize(
    "text",
    ["", "2026-11-20", "2026-11-20T07:00:00", "2026-11-20t07:00:00Z", "2026-02-30T00:00:00Z"],
)
def test_a_time_that_stix_does_not_write_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="write it in UTC"):
        parse_moment(text, "record")


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_written_is_the_time_read(moment: datetime) -> None:
    text = format_moment(moment)

    assert parse_moment(text, "record") == moment
    assert len(text.partition(".")[2]) in (4, 7)
