"""Transactions are whole, reads see one moment and cannot write, and errors speak plainly."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, exc, insert, select, text

from concord.storage.engine import connect, named, reading, sqlite_url, writing
from concord.storage.migrate import open_database
from concord.storage.schema import ledger, record_areas
from concord.vocabulary.errors import ConcordError, InputError, OutsideError


def put(engine: Engine, one: int) -> None:
    with writing(engine) as db:
        db.execute(text(f"INSERT INTO ledger VALUES ({one}, 'test', 0, 0)"))


def ones(engine: Engine) -> list[int]:
    with reading(engine) as db:
        return list(db.execute(select(ledger.c.one).order_by(ledger.c.one)).scalars())


def test_write_is_there_after_its_block_and_gone_if_the_block_raised(engine: Engine) -> None:
    put(engine, 1)

    with pytest.raises(ZeroDivisionError), writing(engine) as db:
        db.execute(text(f"INSERT INTO ledger VALUES (2, 'test', 0, {1 // 0})"))

    def insert_and_fail() -> None:
        with writing(engine) as db:
            db.execute(text("INSERT INTO ledger VALUES (3, 'test', 0, 0)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        insert_and_fail()
    assert ones(engine) == [1]


def test_reading_cannot_write(engine: Engine) -> None:
    with pytest.raises((ConcordError, exc.DBAPIError)), reading(engine) as db:
        db.execute(text("INSERT INTO ledger VALUES (1, 'test', 0, 0)"))

    assert ones(engine) == []
    put(engine, 1)  # and the connection it used can write again


def test_reading_sees_one_moment_throughout(engine: Engine) -> None:
    count = text("SELECT count(*) FROM ledger")
    with reading(engine) as db:
        before = db.execute(count).scalar_one()
        put(engine, 1)
        assert db.execute(count).scalar_one() == before

    assert ones(engine) == [1]


def test_child_without_its_parent_is_refused(engine: Engine) -> None:
    with pytest.raises(exc.IntegrityError), writing(engine) as db:
        db.execute(insert(record_areas).values(seq=1, area="peacekeeping"))


def test_sqlite_is_durable_and_does_not_block_readers(tmp_path: Path) -> None:
    engine = connect(sqlite_url(tmp_path / "ledger.sqlite"))
    with reading(engine) as db:
        found = [
            db.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    engine.dispose()

    assert found == ["wal", 2, 1, 30_000]


def test_path_with_signs_a_url_reserves_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "Büro #1 50% ?.sqlite"

    open_database(sqlite_url(path)).dispose()

    assert path.exists()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "its URL is not one"),
        ("ledger.sqlite", "its URL is not one"),  # a path alone
        ("postgresql://user@host:port/name", "its URL is not one"),
        ("mysql://user:secret@host/name", "mysql is not a database this program"),
        ("sqlite://", "in memory forgets"),
        ("sqlite:///:memory:", "in memory forgets"),
        ("sqlite:////nowhere/at/all/ledger.sqlite", "its folder is not there"),
    ],
)
def test_wrong_url_is_refused_in_one_sentence(url: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as refused:
        connect(url)

    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_file_that_is_no_database_is_an_input_error_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"id;kind;version\n" * 100)

    with pytest.raises(InputError, match="not a whole SQLite database"):
        open_database(sqlite_url(path))

    assert path.read_bytes() == b"id;kind;version\n" * 100


def test_server_that_is_away_is_an_outside_error_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="does not answer") as away:
        connect(f"postgresql://un:secret@/ledger?host={tmp_path}")

    assert "secret" not in str(away.value)
    assert away.value.exit_code == 3


def test_folder_in_place_of_the_file_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="unable to open database file"):
        connect(sqlite_url(tmp_path))


def test_name_of_a_database_hides_its_password(engine: Engine) -> None:
    from sqlalchemy import create_engine

    shown = named(create_engine("postgresql+psycopg://un:secret@host/ledger"))

    assert "secret" not in shown
    assert "un" in shown
