import gzip
import io
import os
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concord.sources.ged import parse_ged
from concord.sources.guard import open_source
from concord.sources.limit import MEBIBYTE, Limits
from concord.sources.record import open_records, split_records
from concord.vocabulary.country import Gazetteer
from concord.vocabulary.errors import InputError
from unit.sources.ged_rows import TODAY, event, to_csv

Write = Callable[..., Path]
GOOD = to_csv([event(1), event(2)])


def parse(path: Path, region: Gazetteer) -> None:
    parse_ged(path, gazetteer=region, today=TODAY)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\n\n", "has no header"),
        (GOOD.encode("utf-16"), "is UTF-16; save it as UTF-8"),
        (GOOD.encode("utf-16-be"), "has a NUL byte at byte 0"),
        (GOOD.encode().replace(b"harbour", b"harb\0ur", 1), "has a NUL byte at byte 207"),
        (b"PAR1" + bytes(100), "is a Parquet file"),
        (b"%PDF-1.7\n", "is a PDF file"),
        (GOOD.replace("\n", "\r").encode(), "the header cannot be read as CSV"),
        (b"PK\x03\x04" + bytes(50), "the .zip cannot be opened"),
        (b"\x1f\x8b" + bytes(50), "the archive is damaged or cut short"),
        (gzip.compress(GOOD.encode())[:-20], "the archive is damaged or cut short"),
        (gzip.compress(b""), "the file is empty"),
    ],
)
def test_a_file_that_is_no_csv_in_utf8_is_refused_in_one_line(
    content: bytes, complaint: str, written: Write, region: Gazetteer
) -> None:
    path = written(content)

    with pytest.raises(InputError) as caught:
        parse(path, region)

    assert str(caught.value).startswith(f"{path}: {complaint}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("before", [0, 3_000_000])
def test_another_encoding_is_named_with_its_place(
    before: int, written: Write, region: Gazetteer
) -> None:
    rows = [event(n) for n in range(1, 2 + before // 110)]
    rows.append(event(999_999, conflict_name="Alpha: Côte"))
    content = to_csv(rows).encode("latin-1")
    at, line = content.index(b"\xf4"), len(rows) + 1

    with pytest.raises(InputError, match=f"byte {at}, in line {line}, is 0xF4; save it as CSV in"):
        parse(written(content), region)


def test_a_byte_order_mark_is_accepted(written: Write, region: Gazetteer) -> None:
    result = parse_ged(written(b"\xef\xbb\xbf" + GOOD.encode()), gazetteer=region, today=TODAY)

    assert result.kept.num_rows == 2


def test_windows_line_ends_are_accepted(written: Write, region: Gazetteer) -> None:
    text = to_csv([event(1, best="x"), event(2)]).replace("\n", "\r\n")

    result = parse_ged(written(text), gazetteer=region, today=TODAY)

    assert result.kept.column("event_id").to_pylist() == [2]
    assert result.quarantined.column("text")[0].as_py().startswith("1,2020,1,")


def test_what_is_no_readable_file_is_refused(tmp_path: Path, region: Gazetteer) -> None:
    for path, complaint in (
        (tmp_path, "is a folder"),
        (tmp_path / "absent.csv", "no such file"),
        (tmp_path / ("x" * 300), "cannot be opened"),
    ):
        with pytest.raises(InputError, match=complaint):
            parse(path, region)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_refused(written: Write, region: Gazetteer) -> None:
    path = written(GOOD)
    path.chmod(0)

    with pytest.raises(InputError, match="cannot be opened"):
        parse(path, region)


def test_a_line_of_200_megabytes_is_refused_without_being_held(
    tmp_path: Path, region: Gazetteer
) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(GOOD.encode() + b"3,")
        block = b"x" * MEBIBYTE
        for _ in range(200):
            file.write(block)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()

    with pytest.raises(InputError, match="the record at line 4 is longer than 8,388,608 bytes"):
        parse(path, region)

    assert time.process_time() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 60_000  # kilobytes


def test_a_quotation_mark_never_closed_is_found_at_its_line(
    written: Write, region: Gazetteer
) -> None:
    rows = [event(n) for n in range(1, 120_000)]
    text = to_csv(rows).replace("\n700,2020,1,Alpha", '\n700,2020,1,"Alpha', 1)

    with pytest.raises(InputError, match="the record at line 701 is longer than"):
        parse(written(text), region)


@pytest.mark.parametrize(("spare", "refused"), [(0, False), (-1, True)])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_the_longest_record_allowed_is_allowed_wherever_it_stands(
    spare: int, position: int, *, refused: bool, written: Write
) -> None:
    records = ["a,b\n", "c,d\n", "e,f\n"]
    records[position] = "long," + "x" * 100 + "\n"
    path = written("one,two\n" + "".join(records))
    limits = Limits(record_bytes=len(records[position]) + spare)

    if refused:
        with pytest.raises(InputError, match="longer than"):
            read_all(path, limits)
    else:
        assert read_all(path, limits) == "".join(records)


def read_all(path: Path, limits: Limits) -> str:
    with open_records(path, limits) as records:
        return "".join(bytes(block).decode() for block in records.blocks)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    fields=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=30),
        min_size=1,
        max_size=40,
    ),
    spare=st.integers(0, 200),
)
def test_blocks_put_together_are_the_file(fields: list[str], spare: int, tmp_path: Path) -> None:
    records = ['n,"' + field.replace('"', '""') + '"\n' for field in fields]
    path = tmp_path / "quoted.csv"
    path.write_bytes(b"one,two\n" + "".join(records).encode())
    longest = max(8, *(len(record.encode()) for record in records))

    with open_records(path, Limits(record_bytes=longest + spare)) as opened:
        blocks = [bytes(block) for block in opened.blocks]

    assert b"".join(blocks).decode() == "".join(records)
    assert all(block.count(b'"') % 2 == 0 for block in blocks)
    texts = split_records(memoryview(b"".join(blocks)), set(range(len(records))))
    assert [texts[n] + "\n" for n in range(len(records))] == [
        record if len(record) <= 500 else record[:500] + "\n" for record in records
    ]


def packed(tmp_path: Path, members: dict[str, bytes]) -> Path:
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("members", "complaint"),
    [
        ({}, "needs exactly one CSV file in the .zip; it is empty"),
        ({"readme.txt": b"x"}, "needs exactly one CSV file in the .zip; found readme.txt"),
        ({"[Content_Types].xml": b"x"}, "needs exactly one CSV file"),
        ({"a.csv": b"x", "b.csv": b"y"}, "needs exactly one CSV file in the .zip; found a.csv, b"),
        ({"a.csv": b""}, "the file is empty"),
    ],
)
def test_a_zip_holds_one_csv_file(
    members: dict[str, bytes], complaint: str, tmp_path: Path, region: Gazetteer
) -> None:
    with pytest.raises(InputError) as caught:
        parse(packed(tmp_path, members), region)

    assert complaint in str(caught.value)


def test_the_names_in_a_zip_lead_nowhere(tmp_path: Path, region: Gazetteer) -> None:
    path = packed(tmp_path, {"../../outside.csv": GOOD.encode()})

    result = parse_ged(path, gazetteer=region, today=TODAY)

    assert result.kept.num_rows == 2
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["release.zip"]


def test_a_zip_changed_on_the_way_is_refused(tmp_path: Path, region: Gazetteer) -> None:
    path = tmp_path / "stored.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", GOOD)
    path.write_bytes(path.read_bytes().replace(b"harbour", b"airport", 1))

    with pytest.raises(InputError, match=r"damaged or cut short.*CRC"):
        parse(path, region)


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_a_bomb_is_refused_after_a_few_megabytes(
    kind: str, tmp_path: Path, region: Gazetteer
) -> None:
    record = (to_csv([event(1)]).splitlines()[1] + "\n").encode()
    content = GOOD.encode() + record * (40 * MEBIBYTE // len(record))
    path = tmp_path / f"bomb.{kind}"
    if kind == "zip":
        path = packed(tmp_path, {"bomb.csv": content})
    else:
        path.write_bytes(gzip.compress(content, 6))
    del content
    assert path.stat().st_size < MEBIBYTE // 3
    started = time.process_time()

    with pytest.raises(InputError, match="unpacks to more than 100 times its size"):
        parse(path, region)

    assert time.process_time() - started < 3


def test_what_an_archive_may_unpack_to_has_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"x" * 5000))

    with (
        open_source(path, Limits(expanded_bytes=4999)) as source,
        pytest.raises(InputError, match="unpacks to more than 4,999 bytes"),
    ):
        source.read_into(memoryview(bytearray(6000)))


def test_a_plain_file_is_not_held_to_the_limits_of_archives(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_bytes(b"x" * 5000)

    with open_source(path, Limits(expanded_bytes=10, ratio=1, ratio_from_bytes=1)) as source:
        assert source.read_into(memoryview(bytearray(6000))) == 5000
        assert source.bytes_in == 5000


def test_an_encrypted_zip_is_refused(tmp_path: Path, region: Gazetteer) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.csv", GOOD)
    content = bytearray(buffer.getvalue())
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + flags] |= 1  # APPNOTE 4.4.4: bit 0, encrypted
    path = tmp_path / "locked.zip"
    path.write_bytes(content)

    with pytest.raises(InputError, match=r"cannot be opened.*password"):
        parse(path, region)
