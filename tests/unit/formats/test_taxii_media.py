"""Content negotiation: TAXII 2.1 sections 1.6.8 and 3.1, RFC 9110 sections 5.6.6 and 12.5.1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.formats.taxii_media import TAXII, is_acceptable, is_taxii_content, read_media

TAKEN = [
    ("application/taxii+json;version=2.1", "1.6.8.2: with the version"),
    ("application/taxii+json", "1.6.8.2: the latest version"),
    ("application/taxii+json; version=2.1", "a space after the semicolon"),
    ("  application/taxii+json ;\tversion=2.1  ", "spaces wherever RFC 9110 has them"),
    ("APPLICATION/TAXII+JSON;Version=2.1", "types and names of parameters have no case"),
    ('application/taxii+json;version="2.1"', "a quoted value is the same value"),
    ('application/taxii+json;version="2\\.1"', "so is one with an escaped letter"),
    ("application/taxii+json;version=2.1;", "5.6.6: an empty parameter"),
    ("application/taxii+json;version=2.1;charset=utf-8", "1.6.7: it is UTF-8"),
]
REFUSED = [
    ("", "no media range"),
    ("application/json", "another type"),
    ("text/html", "a browser"),
    ("application/taxii+json;version=2.0", "another version"),
    ("application/taxii+json;version=2.10", "not 2.1"),
    ("application/taxii+json;version=2.1;version=2.0", "two versions"),
    ("application/taxii+json;charset=latin1", "not UTF-8"),
    ("application/taxii+json;profile=x", "a parameter of something else"),
    ("application/vnd.oasis.taxii+json;version=2.0", "TAXII 2.0"),
    ("application/stix+json;version=2.1", "STIX, not TAXII"),
    ("application/taxii+json version=2.1", "no semicolon"),
    ("application/taxii+json;version = 2.1", "5.6.6: no spaces around the equals sign"),
    ('application/taxii+json;version="2.1', "an open quote"),
    ("application/taxii+jsonx", "a longer subtype"),
    ("application/taxii+json\n", "a line end"),
    ("/", "no type"),
    (";" * 2000, "nothing but semicolons"),
]


@pytest.mark.parametrize(("text", "why"), TAKEN)
def test_taxii_media_types_are_taken_in_both_headers(text: str, why: str) -> None:
    assert is_acceptable([text]), why
    assert is_taxii_content([text]), why


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_other_media_types_are_taken_in_neither_header(text: str, why: str) -> None:
    assert not is_acceptable([text]), why
    assert not is_taxii_content([text]), why


@pytest.mark.parametrize(
    ("accept", "is_taken", "why"),
    [
        ([], False, "3.1: a request must include one"),
        (["*/*"], False, "3.1: it must include a TAXII media range"),
        (["application/*"], False, "the same"),
        (["*/*, application/taxii+json"], True, "it includes one"),
        (["text/html", "application/taxii+json"], True, "several headers are one list"),
        (["application/taxii+json;version=2.1,application/stix+json;version=2.1"], True, "5.3"),
        (["application/taxii+json;version=2.0, application/taxii+json;version=2.1"], True, "one"),
        (["application/taxii+json;q=0.1"], True, "little is enough"),
        (["application/taxii+json;version=2.1;q=1.000"], True, "12.4.2: three decimals"),
        (["application/taxii+json;q=0"], False, "12.4.2: zero is not acceptable"),
        (["application/taxii+json;q=0.000"], False, "the same"),
        (["application/taxii+json;q=2"], False, "no quality"),
        (["application/taxii+json;q=-1"], False, "no quality"),
        (["application/taxii+json;q=٠"], False, "no ASCII digit"),
        (["application/taxii+json;q=nan"], False, "no number"),
        (["application/taxii+json, application/taxii+json;version=2.1;q=0"], False, "specific"),
        (["application/taxii+json;q=0, application/taxii+json;version=2.1"], True, "specific"),
        (['text/x;a="b,c", application/taxii+json'], True, "a comma in quotes"),
        ([",, application/taxii+json ,,"], True, "5.6.1.2: empty elements"),
        (["application/taxii+json;q=0.5;x=y"], True, "what follows q is no parameter of the type"),
        (["a/b, " * 5000 + "application/taxii+json"], False, "longer than any client's"),
    ],
)
def test_accept_is_a_weighed_list(accept: list[str], is_taken: bool, why: str) -> None:
    assert is_acceptable(accept) is is_taken, why


@pytest.mark.parametrize(
    "content_type",
    [[], [TAXII, TAXII], [f"{TAXII}, {TAXII}"], [f"{TAXII},text/html"]],
)
def test_a_body_has_one_content_type(content_type: list[str]) -> None:
    assert not is_taxii_content(content_type)


def test_a_media_range_is_read_in_parts() -> None:
    media = read_media('Text/HTML;Level=1;charset="utf-8";q=0.5;extension=x')

    assert media is not None
    assert media.type == "text/html"
    assert media.parameters == (("level", "1"), ("charset", "utf-8"))
    assert media.quality == 0.5


@given(st.text(max_size=200))
def test_no_header_fails_to_be_judged(text: str) -> None:
    if is_acceptable([text]) or is_taxii_content([text]):
        assert "application/taxii+json" in text.lower()


@given(st.sampled_from(TAKEN), st.lists(st.sampled_from(["a/b", "*/*;q=0", "x/y;q=0.1"])))
def test_other_ranges_beside_change_nothing(taken: tuple[str, str], others: list[str]) -> None:
    assert is_acceptable([*others, taken[0], *others])
