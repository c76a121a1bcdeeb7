from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.sources.model import (
    Parsed,
    Provenance,
    Violence,
    country_month_schema,
    event_schema,
    quarantine_schema,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def provenance(**changes: Any) -> Provenance:
    fields: dict[str, Any] = {
        "source": "ucdp-ged",
        "version": "25.1",
        "licence": "CC-BY-4.0",
        "url": None,
        "retrieved_at": NOON,
        "sha256": "0" * 64,
        "size_bytes": 10,
    }
    return Provenance(**(fields | changes))


def counts(rows: int) -> pa.Table:
    columns = {"country": ["XAA"] * rows, "month": [1] * rows, "count": [0.0] * rows}
    return pa.table(columns, schema=country_month_schema())


def refusals(rows: int) -> pa.Table:
    columns = {
        "row": list(range(1, rows + 1)),
        "field": ["id"] * rows,
        "reason": ["duplicate id"] * rows,
        "text": [""] * rows,
    }
    return pa.table(columns, schema=quarantine_schema())


@settings(deadline=None)  # the first table imports pyarrow
@given(kept=st.integers(0, 5), aside=st.integers(0, 5), claimed=st.integers(0, 12))
def test_rows_in_always_equal_rows_kept_plus_rows_quarantined(
    kept: int, aside: int, claimed: int
) -> None:
    if claimed == kept + aside:
        assert Parsed(kept=counts(kept), quarantined=refusals(aside), rows_in=claimed)
    else:
        with pytest.raises(ValueError, match="a row was lost"):
            Parsed(kept=counts(kept), quarantined=refusals(aside), rows_in=claimed)


def test_quarantined_rows_must_have_the_quarantine_schema() -> None:
    with pytest.raises(ValueError, match="quarantine schema"):
        Parsed(kept=counts(1), quarantined=counts(1), rows_in=2)


def test_provenance_survives_json() -> None:
    made = provenance(url="https://example.org/ged.zip")

    assert msgspec.json.decode(msgspec.json.encode(made), type=Provenance) == made


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"retrieved_at": NOON.replace(tzinfo=None).isoformat()}, "timezone"),
        ({"retrieved_at": NOON.astimezone(timezone(timedelta(hours=3))).isoformat()}, "not UTC"),
        ({"sha256": "abc"}, "sha256"),
        ({"size_bytes": -1}, "size_bytes"),
        ({"source": ""}, "source"),
    ],
)
def test_a_wrong_provenance_is_refused_when_read(changes: dict[str, Any], why: str) -> None:
    fields = msgspec.to_builtins(provenance()) | changes

    with pytest.raises(msgspec.ValidationError, match=why):
        msgspec.convert(fields, Provenance)


def test_types_of_violence_are_the_three_of_ucdp() -> None:
    assert [int(kind) for kind in Violence] == [1, 2, 3]


def test_only_coordinates_and_counts_may_be_unknown() -> None:
    events = {field.name for field in event_schema() if field.nullable}
    counted = {field.name for field in country_month_schema() if field.nullable}

    assert events == {"latitude", "longitude"}
    assert counted == {"count"}
