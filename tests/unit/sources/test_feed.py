import msgspec
import pytest

from concord.sources.feed import Certainty, Feed, Layout, all_feeds, feed_of
from concord.vocabulary.errors import InputError


@pytest.mark.parametrize(
    ("feed", "version", "url"),
    [
        ("ucdp-ged", "26.1", "https://ucdp.uu.se/downloads/ged/ged261-csv.zip"),
        ("ucdp-ged", "25.1", "https://ucdp.uu.se/downloads/ged/ged251-csv.zip"),
        (
            "ucdp-candidate",
            "26.0.8",
            "https://ucdp.uu.se/downloads/candidateged/GEDEvent_v26_0_8.csv",
        ),
        (
            "ucdp-candidate-months",
            "26.01.26.06",
            "https://ucdp.uu.se/downloads/candidateged/GEDEvent_v26_01_26_06.csv",
        ),
    ],
)
def test_a_version_has_its_address(feed: str, version: str, url: str) -> None:
    request = feed_of(feed).request(version)

    assert (request.source, request.version, request.url) == (feed, version, url)
    assert request.licence == "CC-BY-4.0"


@pytest.mark.parametrize("version", ["26", "26.1.1", "latest", "26.x", "../26.1", "26.", ""])
def test_a_version_written_otherwise_is_refused(version: str) -> None:
    with pytest.raises(InputError, match=r"feed ucdp-ged: no version .*; write it as 26\.1"):
        feed_of("ucdp-ged").request(version)


def test_what_is_fetched_by_default_is_corroborated() -> None:
    for feed in all_feeds():
        assert feed.current
        assert {feed.certainty(version) for version in feed.current} == {Certainty.CORROBORATED}


def test_a_version_that_nobody_has_named_is_presumed() -> None:
    assert feed_of("ucdp-candidate").certainty("26.0.12") is Certainty.PRESUMED


def test_a_current_version_must_be_known() -> None:
    fields = msgspec.to_builtins(all_feeds()[0]) | {"current": ["99.1"]}

    with pytest.raises(msgspec.ValidationError, match=r"99\.1 is current but not known"):
        msgspec.convert(fields, Feed)


def test_every_feed_says_its_licence_source_and_layout() -> None:
    ids = [feed.id for feed in all_feeds()]

    assert len(ids) == len(set(ids))
    for feed in all_feeds():
        assert feed.licence
        assert feed.cite
        assert feed.page.startswith("https://")
        assert feed.pattern.startswith("https://")
        assert feed.layout is Layout.GED


def test_an_unknown_feed_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="no such feed; there are ucdp-ged, ucdp-candidate-months"):
        feed_of("acled")
