"""Strict JSON: the published parser cases, and what two readers could see differently."""

import json
import re
import time
from pathlib import Path

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from concord.formats.json import MAX_INTEGER, Json, Limits, read_json, read_object
from concord.vocabulary.errors import InputError

REFERENCE = Path(__file__).resolve().parents[3] / "docs/reference/formats.md"
REPEATED_NAMES = {"y_object_duplicated_key", "y_object_duplicated_key_and_value"}

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES: st.SearchStrategy[Json] = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
    max_leaves=20,
)


def cases(folder: Path, first: str) -> list[tuple[str, bytes]]:
    paths = sorted((folder / "exchange/json-parsing").glob(f"test_parsing__{first}_*.json"))
    return [(path.stem.removeprefix("test_parsing__"), path.read_bytes()) for path in paths]


def documented_cases() -> dict[str, str]:
    """Of the reference's table: each open case, and whether it is taken or refused."""
    rows = re.findall(r"^\| (taken|refused) \|.*\| (`i_.*) \|$", REFERENCE.read_text(), re.M)
    return {name: does for does, names in rows for name in re.findall("`(i_[^`]+)`", names)}


def is_taken(text: bytes) -> bool:
    try:
        read_json(text)
    except InputError:
        return False
    return True


def test_every_valid_published_case_is_taken_but_repeated_names(shared_data: Path) -> None:
    valid = cases(shared_data, "y")

    refused = {name for name, text in valid if not is_taken(text)}

    assert refused == REPEATED_NAMES
    assert len(valid) == 95


def test_every_invalid_published_case_is_refused(shared_data: Path) -> None:
    invalid = cases(shared_data, "n")

    taken = {name for name, text in invalid if is_taken(text)}

    assert taken == set()
    assert len(invalid) == 187


def test_open_published_cases_are_as_the_reference_says(shared_data: Path) -> None:
    left_open = cases(shared_data, "i")

    found = {name: "taken" if is_taken(text) else "refused" for name, text in left_open}

    assert found == documented_cases()
    assert len(left_open) == 35


@given(VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_a_value_survives_being_written_by_another_program(
    value: Json, ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)

    assert read_json(text.encode()) == value


@given(st.binary(max_size=40) | st.text('[]{}",:\\u0123456789eE+-. truefalsn', max_size=40))
@example(b'"\\')
@example(b'["\\\\\\"]')
def test_any_bytes_are_read_or_refused_in_one_clear_line(junk: bytes | str) -> None:
    text = junk.encode() if isinstance(junk, str) else junk

    if is_taken(text):
        assert read_json(text) == json.loads(text)
    else:
        with pytest.raises(InputError, match=r"\AJSON.*\Z"):
            read_json(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b'{"a": 1, "a": 1}', "byte 9: the member 'a' stands there twice"),
        (b'{"a": 1, "\\u0061": 2}', "byte 9: the member 'a'"),  # the same name, written otherwise
        (b'[{"b": {"c": 1, "\\"": 2, "c": 3}}]', "byte 25: the member 'c'"),
        (b'{"' + b"x" * 90 + b'":1,"' + b"x" * 90 + b'":1}', "xxx...' stands there twice"),
        (b"NaN", "byte 0"),
        (b"[1, NaN]", "byte 4"),
        (b"[Infinity]", "byte 1"),
        (b"[1e999]", "byte 1: number is infinity"),
        (b"[9007199254740993]", "byte 1: an integer beyond 9007199254740991 that readers round"),
        (b'{"a": -9007199254740993}', "byte 6: an integer beyond"),
        (b"[9007199254740992, 9007199254740993]", "byte 19: an integer beyond"),
        (b"[1000000000000000000000]", "byte 1: an integer beyond"),  # 1e21 has an exponent
        (b'"\\ud800"', "byte 1: no low surrogate"),
        (b"\xef\xbb\xbf{}", "byte 0: a byte order mark"),
        (b'["ok", "\xff"]', "byte 8: not UTF-8"),
        (b'"\xed\xa0\x80"', "byte 1: not UTF-8"),  # a surrogate in bytes
        ("[1]".encode("utf-16"), "byte 0: not UTF-8"),
        (b'{"a": 1', "byte 7: unexpected end"),
        ('["é", x]'.encode(), "byte 7: unexpected character"),  # é is two bytes
        (b"", "JSON, byte 0"),
    ],
)
def test_a_refusal_names_the_byte_and_the_fault(text: bytes, says: str) -> None:
    with pytest.raises(InputError) as refused:
        read_json(text)

    assert says in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        b'[{"a": 1}, {"a": 2}]',  # one name in two objects
        b'{"a": {"a": {"a": 1}}}',
        b'{"a": "a", "b": ":", "c": "{\\"c\\":1,\\"c\\":2}"}',  # names within a text
        b'{"a\\\\": 1, "a\\"": 2, "": 3}',
        b'{"A": 1, "a": 2}',
    ],
)
def test_names_that_only_look_repeated_are_taken(text: bytes) -> None:
    assert read_json(text) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        b"[9007199254740991, -9007199254740991]",  # the largest exact ones
        b"[9007199254740993.0, 1e20, 12345678901234567e3]",  # written as fractions: rounded anyway
        b"[0.12345678901234567890, 1e-000000000000000000001]",
        b'"12345678901234567890"',
    ],
)
def test_long_digits_that_are_no_integers_beyond_the_limit_are_taken(text: bytes) -> None:
    assert read_json(text) == json.loads(text)


@given(st.floats(2**53, 1e21, exclude_max=True), st.sampled_from([1, -1]))
@example(2.0**53, 1)
@example(1e20, -1)
def test_a_double_written_as_a_long_integer_is_read_as_that_double(
    number: float, sign: int
) -> None:
    written = rfc8785.dumps(sign * number)

    found = read_json(b'{"a": [1, ' + written + b', "12345678901234567890"]}')

    assert found == {"a": [1, sign * number, "12345678901234567890"]}
    assert [type(each) for each in found["a"]] == [int, float, str]


@given(st.integers(2**53, 10**22))
def test_a_long_integer_is_taken_exactly_if_it_is_written_as_its_double_is(number: int) -> None:
    text = str(number).encode()

    assert is_taken(text) is (rfc8785.dumps(float(number)) == text)


@given(st.integers(1, 20), st.integers(1, 20), st.sampled_from([(b"[", b"]"), (b'{"a":', b"}")]))
def test_depth_is_refused_exactly_over_the_limit(
    depth: int, limit: int, pair: tuple[bytes, bytes]
) -> None:
    text = pair[0] * depth + b"1" + pair[1] * depth
    limits = Limits(depth=limit)

    if depth <= limit:
        read_json(text, limits=limits)
    else:
        with pytest.raises(InputError, match=rf"byte {len(pair[0]) * limit}: nested over {limit}"):
            read_json(text, limits=limits)


def test_brackets_in_texts_are_no_depth() -> None:
    assert read_json(b'["' + b"[" * 100 + b'\\"' + b"[" * 100 + b'"]') is not None


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 20_000,
        b"[" * 20_000 + b"]" * 20_000,
        b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
        b'[{"a":' * 10_000 + b"1" + b"}]" * 10_000,
        b"[" * 8_000_000,
        b'"' + b'\\"' * 4_000_000,  # a text never closed, all of it escapes
        b"[" + b"[]," * 2_700_000 + b"1]",
        b"[" + b'"",' * 2_700_000 + b"1]",
        b"1" * 8_000_000,
    ],
    ids=lambda text: f"{text[:8]!r}, {len(text)} bytes",
)
def test_hostile_texts_are_refused_at_once(text: bytes) -> None:
    started = time.process_time()

    with pytest.raises(InputError):
        read_json(text)

    assert time.process_time() - started < 1  # measured: under 0.1 s


def test_size_is_refused_before_anything_is_read() -> None:
    with pytest.raises(InputError, match="11 bytes; at most 10 are read"):
        read_json(b" " * 11, limits=Limits(size_bytes=10))


def test_more_values_than_allowed_are_refused_and_so_many_are_not() -> None:
    limits = Limits(values=5)

    assert read_json(b'[1, "a,[,{,", {"b": 2}]', limits=limits) == [1, "a,[,{,", {"b": 2}]
    for text in (b"[1, 2, 3, 4, 5, 6]", b'""' * 11):  # texts count, with or without commas
        with pytest.raises(InputError, match="over 5 values; send it in parts"):
            read_json(text, limits=limits)


@pytest.mark.parametrize("text", [b"[]", b"1", b'"{}"', b"null"])
def test_another_value_than_an_object_is_refused_where_one_is_needed(text: bytes) -> None:
    assert read_object(b'{"a": []}') == {"a": []}
    with pytest.raises(InputError, match="an object is needed"):
        read_object(text)
