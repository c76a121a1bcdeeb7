"""The page about sources says what the code does."""

from pathlib import Path

from concord.sources.challenge import DRAW, OUTCOME
from concord.sources.event import COORDINATES, DATES, NUMBERS
from concord.sources.feed import all_feeds
from concord.sources.limit import DEFAULT, GIBIBYTE, MEBIBYTE
from concord.sources.parquet import MOST_ROWS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "sources.md"


def test_every_column_that_is_read_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")

    for name in (*NUMBERS, *DATES, *COORDINATES, "iso3", DRAW, OUTCOME):
        assert f"`{name}`" in page or f"| {name}" in page, name


def test_every_limit_on_the_page_is_the_codes() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert f"| record_bytes | {DEFAULT.record_bytes // MEBIBYTE} MiB |" in page
    assert f"| expanded_bytes | {DEFAULT.expanded_bytes // GIBIBYTE} GiB |" in page
    assert f"| ratio | {DEFAULT.ratio}, past {DEFAULT.ratio_from_bytes // MEBIBYTE} MiB |" in page
    assert f"over {MOST_ROWS:,} rows" in page


def test_every_feed_is_on_the_page_with_its_address() -> None:
    page = PAGE.read_text(encoding="utf-8")

    for feed in all_feeds():
        assert f"| {feed.id} | `{feed.pattern}` | {', '.join(feed.current)} |" in page
