"""What a node's desks say becomes records: kept once, judged by clauses, never changed unseen."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete, insert, select, update

from concord.agreements.clause_file import parse_agreements
from concord.agreements.model import Clause
from concord.node.ledger import explain_share, history_of, keep_warnings, records_since, verify
from concord.node.node import Node
from concord.node.settings import Settings, write_settings
from concord.storage.engine import writing
from concord.storage.schema import audit_leaves, record_areas, record_places, records
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId
from concord.vocabulary.status import Status
from concord.warning.notice import Level, Sentence, Situation, Warning
from concord.warning.record import warning_of
from databases import database_url

__all__ = ["database_url"]

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)

CLAUSES = """
[[agreement]]
id = "A-B-2026"
title = "An arrangement of this test"

[[agreement.clause]]
id = "A-B-2026.1"
article = "1"
giver = "AAA-ORG"
receiver = "BBB-ORG"
kinds = ["early-warning"]
areas = ["early-warning"]
places = ["CAF"]
ceiling = { tlp = "amber" }
valid_from = 2026-01-01T00:00:00Z
valid_until = 2027-01-01T00:00:00Z
"""


def clauses() -> tuple[Clause, ...]:
    (agreement,) = parse_agreements(CLAUSES, name="test")
    return agreement.clauses


def warning(country: str = "CAF", chance: float = 0.3) -> Warning:
    return Warning(
        id=f"early-warning--00000000-0000-5000-8000-{int.from_bytes(country.encode()):012x}",
        rule="warn-1",
        situation=Situation.ONSET,
        level=Level.AMBER,
        country=country,
        origin=MonthId(560),
        first_month=MonthId(561),
        last_month=MonthId(572),
        peak_month=MonthId(565),
        threshold=1,
        probability=chance,
        bands=(),
        drivers=(Sentence(message="why-neighbours-quiet"),),
        record=None,
        status=Status.ACTUAL,
    )


@pytest.fixture
def node(tmp_path: Path, database_url: str) -> Iterator[Node]:
    """A node whose ledger is a real SQLite file, then a real PostgreSQL."""
    settings = Settings(organization_id="AAA-ORG", ledger=database_url)
    write_settings(tmp_path / "home", settings)
    node = Node(tmp_path / "home")
    yield node
    node.database.dispose()


def test_a_warning_is_kept_as_a_record_and_read_back_whole(node: Node) -> None:
    (kept,) = keep_warnings(node, [warning()], now=NOW)

    (entry,) = history_of(node, kept.id)
    assert entry.envelope.origin == "AAA-ORG"
    assert entry.envelope.places == ("CAF",)
    assert warning_of(entry.envelope) == warning()


def test_the_same_warning_again_adds_nothing_and_a_changed_one_a_version(node: Node) -> None:
    keep_warnings(node, [warning()], now=NOW)
    again = keep_warnings(node, [warning()], now=NOW + timedelta(hours=1))
    (changed,) = keep_warnings(node, [warning(chance=0.5)], now=NOW + timedelta(hours=2))

    assert again == []
    history = history_of(node, changed.id)
    assert [warning_of(each.envelope).probability for each in history] == [0.3, 0.5]
    assert [each.seq for each in records_since(node, 0, 10)] == [1, 2]
    assert verify(node).leaves == 2


@pytest.mark.parametrize(
    ("country", "to", "after", "allowed"),
    [
        ("CAF", "BBB-ORG", timedelta(), True),
        ("CAF", "CCC-ORG", timedelta(), False),  # no clause, no sharing
        ("TCD", "BBB-ORG", timedelta(), False),  # another place
        ("CAF", "BBB-ORG", timedelta(days=400), False),  # the clause has ended
    ],
)
def test_sharing_is_what_the_clauses_say(
    node: Node, country: str, to: str, after: timedelta, *, allowed: bool
) -> None:
    (kept,) = keep_warnings(node, [warning(country)], now=NOW)

    found = explain_share(node, kept.id, to, clauses(), now=NOW + after)

    assert found.allowed is allowed
    assert (found.reason is None) is allowed


def test_a_record_that_is_not_there_is_named(node: Node) -> None:
    with pytest.raises(InputError, match="early-warning--none"):
        history_of(node, "early-warning--none")


def test_a_whole_log_has_no_fault(node: Node) -> None:
    keep_warnings(node, [warning("CAF"), warning("TCD"), warning("SDN")], now=NOW)

    found = verify(node)

    assert (found.leaves, found.fault) == (3, None)


@pytest.mark.parametrize("byte", [0, 1, 40, 200, -1])
def test_any_edited_byte_of_a_record_is_found(node: Node, byte: int) -> None:
    keep_warnings(node, [warning("CAF"), warning("TCD"), warning("SDN")], now=NOW)
    with writing(node.database) as db:
        chosen = records.c.seq == 2
        data = bytearray(db.execute(select(records.c.envelope).where(chosen)).scalar_one())
        data[byte] ^= 1
        db.execute(update(records).where(chosen).values(envelope=bytes(data)))

    found = verify(node)

    assert found.fault is not None
    assert found.fault.leaf == 1


def test_a_removed_record_is_found(node: Node) -> None:
    keep_warnings(node, [warning("CAF"), warning("TCD")], now=NOW)
    with writing(node.database) as db:
        for table in (record_areas, record_places, records):
            db.execute(delete(table).where(table.c.seq == 1))

    found = verify(node)

    assert found.fault is not None
    assert (found.fault.leaf, "gone" in found.fault.what) == (0, True)


def test_a_record_put_in_beside_the_log_is_found(node: Node) -> None:
    keep_warnings(node, [warning("CAF")], now=NOW)
    with writing(node.database) as db:
        row = dict(db.execute(select(records)).mappings().one())
        added = {
            "seq": 2,
            "added_at": row["added_at"] + timedelta(seconds=1),
            "id": row["id"].replace("-0000-5000-", "-0001-5000-"),
        }
        db.execute(insert(records).values({**row, **added}))

    found = verify(node)

    assert found.fault is not None
    assert "no leaf" in found.fault.what


def test_an_edited_leaf_is_found(node: Node) -> None:
    keep_warnings(node, [warning("CAF"), warning("TCD")], now=NOW)
    with writing(node.database) as db:
        chosen = audit_leaves.c.leaf == 1
        data = db.execute(select(audit_leaves.c.data).where(chosen)).scalar_one()
        changed = data.replace(b"AAA-ORG", b"AAB-ORG")
        db.execute(update(audit_leaves).where(chosen).values(data=changed))

    found = verify(node)

    assert found.fault is not None
    assert found.fault.leaf == 1


def test_an_exercise_warning_never_enters_an_actual_ledger(node: Node) -> None:
    unreal = msgspec.structs.replace(warning(), status=Status.EXERCISE)

    with pytest.raises(InputError, match="exercise"):
        keep_warnings(node, [unreal], now=NOW)

    assert records_since(node, 0, 10) == ()
    assert verify(node).leaves == 0
