"""The audit log on a real SQLite and PostgreSQL: it only grows, a changed byte is found."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from concord.storage import audit
from concord.storage.audit import Act, Fault, Leaf
from concord.storage.engine import reading, writing
from concord.storage.schema import audit_leaves, audit_nodes, audit_tree
from concord.storage.tree import EMPTY_ROOT, leaf_hash, verify_consistency, verify_inclusion
from concord.vocabulary.errors import InputError

AT = datetime(2026, 11, 1, 8, tzinfo=UTC)


def leaf(number: int, **more: str) -> Leaf:
    return Leaf(act=Act.SHARED, at=AT, by="XRC", record=f"early-warning--{number}", **more)


def filled(engine: Engine, count: int) -> None:
    for number in range(count):
        with writing(engine) as db:
            audit.record(db, [leaf(number)])


def check(engine: Engine) -> Fault | None:
    with reading(engine) as db:
        return audit.check(db)


def test_an_empty_log_is_whole_and_has_the_root_of_no_leaves(engine: Engine) -> None:
    with reading(engine) as db:
        assert audit.size_and_root(db) == (0, EMPTY_ROOT)

    assert check(engine) is None


def test_leaves_are_read_back_in_the_order_they_were_written(engine: Engine) -> None:
    written = [leaf(number, partner="XOC", clause="c1") for number in range(5)]
    with writing(engine) as db:
        audit.record(db, written[:3])
    with writing(engine) as db:
        size = audit.record(db, written[3:])

    with reading(engine) as db:
        assert list(audit.leaves(db)) == written
        assert list(audit.leaves(db, 2, 2)) == written[2:4]
    assert size == 5
    assert check(engine) is None


def test_every_leaf_can_be_proved_to_a_partner_who_holds_the_root(engine: Engine) -> None:
    filled(engine, 13)

    with reading(engine) as db:
        size, root = audit.size_and_root(db)
        for number in range(size):
            data, proof = audit.prove_leaf(db, number)
            assert verify_inclusion(
                leaf_hash(data), index=number, size=size, proof=proof, root=root
            )


def test_growth_can_be_proved_from_every_earlier_root(engine: Engine) -> None:
    roots = []
    for number in range(9):
        with writing(engine) as db:
            audit.record(db, [leaf(number)])
            roots.append(audit.size_and_root(db)[1])

    with reading(engine) as db:
        for first in range(1, 9):
            proof = audit.prove_growth(db, first)
            assert verify_consistency(
                first=first,
                second=9,
                first_root=roots[first - 1],
                second_root=roots[-1],
                proof=proof,
            )


def test_a_leaf_goes_with_the_transaction_it_tells_of(engine: Engine) -> None:
    filled(engine, 3)

    def write_then_fail() -> None:
        with writing(engine) as db:
            audit.record(db, [leaf(99)])
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        write_then_fail()

    with reading(engine) as db:
        assert audit.size_and_root(db)[0] == 3
    assert check(engine) is None


@pytest.mark.parametrize("number", [0, 3, 6])
def test_an_edited_byte_of_a_leaf_is_found_where_it_is(engine: Engine, number: int) -> None:
    filled(engine, 7)
    with writing(engine) as db:
        chosen = audit_leaves.c.leaf == number
        data = bytearray(db.execute(select(audit_leaves.c.data).where(chosen)).scalar_one())
        data[len(data) // 2] ^= 1
        db.execute(update(audit_leaves).where(chosen).values(data=bytes(data)))

    found = check(engine)

    assert found is not None
    assert found.leaf == number


@pytest.mark.parametrize("number", [0, 3, 6])
def test_a_removed_leaf_is_found_where_it_was(engine: Engine, number: int) -> None:
    filled(engine, 7)
    with writing(engine) as db:
        db.execute(delete(audit_leaves).where(audit_leaves.c.leaf == number))

    found = check(engine)

    assert found is not None
    assert found.leaf == number


def test_a_leaf_put_in_after_the_end_is_found(engine: Engine) -> None:
    filled(engine, 7)
    with writing(engine) as db:
        db.execute(insert(audit_leaves).values(leaf=7, data=b"{}"))

    found = check(engine)

    assert found is not None
    assert found.leaf == 7


@pytest.mark.parametrize("level", [0, 1, 2])
def test_an_edited_hash_is_found(engine: Engine, level: int) -> None:
    filled(engine, 7)
    with writing(engine) as db:
        chosen = (audit_nodes.c.level == level) & (audit_nodes.c.node == 0)
        db.execute(update(audit_nodes).where(chosen).values(hash=b"\x00" * 32))

    found = check(engine)

    assert found is not None
    assert found.leaf == 2**level - 1  # the leaf that completed it


def test_an_edited_root_is_found(engine: Engine) -> None:
    filled(engine, 7)
    with writing(engine) as db:
        db.execute(update(audit_tree).values(root=b"\x00" * 32))

    assert check(engine) == Fault(leaf=6, what="the root of the tree was changed")


def test_a_log_cut_short_is_found_by_its_size(engine: Engine) -> None:
    filled(engine, 7)
    with writing(engine) as db:
        db.execute(delete(audit_leaves).where(audit_leaves.c.leaf >= 4))

    found = check(engine)

    assert found is not None
    assert (found.leaf, found.what) == (4, "the last 3 leaves are gone")


def test_writers_at_the_same_time_lose_no_leaf(engine: Engine) -> None:
    def write(by: str) -> None:
        for number in range(15):
            with writing(engine) as db:
                audit.record(db, [Leaf(act=Act.READ, at=AT, by=by, reason=str(number))])

    writers = [threading.Thread(target=write, args=(name,)) for name in ("A", "B", "C")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert check(engine) is None
    with reading(engine) as db:
        told = [(each.by, each.reason) for each in audit.leaves(db)]
    assert sorted(told) == sorted((by, str(n)) for by in "ABC" for n in range(15))
    for by in "ABC":
        assert [reason for name, reason in told if name == by] == [str(n) for n in range(15)]


def test_a_leaf_that_is_not_there_cannot_be_proved(engine: Engine) -> None:
    filled(engine, 3)

    with reading(engine) as db, pytest.raises(InputError, match="audit leaf 3"):
        audit.prove_leaf(db, 3)
