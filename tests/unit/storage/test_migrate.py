"""A database is upgraded in place and whole; a newer one is refused by name and left alone."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, text

from concord.storage import migrate
from concord.storage.engine import connect, reading, sqlite_url, writing
from concord.storage.migrate import NEWEST, open_database, revision_of, upgrade
from concord.storage.schema import metadata, records
from concord.vocabulary.errors import InputError

RECORD = """
    INSERT INTO records (seq, added_at, id, version, kind, origin, status, tlp_rank, un_rank,
        originator_controlled, personal_data, due_diligence, exercise, hash, envelope)
    VALUES (1, 1, 'a', 1, 'request', 'un', 'test', 0, 0, 0, 0, 0, 0, 'h', '')
"""


def test_migrations_make_the_tables_that_the_rooms_ask(engine: Engine) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with reading(engine) as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_newest_revision_is_the_folders_only_head() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "concord.storage:migrations")

    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]


def test_old_database_is_upgraded_in_place_and_keeps_its_records(database_url: str) -> None:
    old = connect(database_url)
    upgrade(old, to="r0001")
    with writing(old) as db:
        db.execute(text(RECORD))
        assert not inspect(db).has_table("jobs")
    old.dispose()

    engine = open_database(database_url)

    with reading(engine) as db:
        assert revision_of(db) == NEWEST
        assert db.execute(select(records.c.id)).scalars().all() == ["a"]
        assert inspect(db).has_table("jobs")
    engine.dispose()


def test_upgrade_of_an_upgraded_database_changes_nothing(database_url: str) -> None:
    open_database(database_url).dispose()

    open_database(database_url).dispose()

    engine = connect(database_url)
    with reading(engine) as db:
        assert revision_of(db) == NEWEST
    engine.dispose()


def test_database_of_a_newer_program_is_refused_by_name_and_left_as_it_is(
    database_url: str,
) -> None:
    engine = open_database(database_url)
    with writing(engine) as db:
        db.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))

    with pytest.raises(InputError, match=f"its schema is r9999, newer than .*{NEWEST}"):
        open_database(database_url)

    with reading(engine) as db:
        assert revision_of(db) == "r9999"
    engine.dispose()


def test_migration_that_fails_leaves_the_database_as_it_was(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = connect(database_url)
    upgrade(engine, to="r0001")
    run = migrate._run

    def run_and_fail(*args: object) -> None:
        run(*args)  # type: ignore[arg-type]
        raise OSError("the power went")

    monkeypatch.setattr(migrate, "_run", run_and_fail)

    with pytest.raises(OSError, match="power"):
        upgrade(engine)

    with reading(engine) as db:
        assert revision_of(db) == "r0001"
        assert not inspect(db).has_table("jobs")
    engine.dispose()


def test_two_programs_that_open_a_new_database_at_once_make_it_once(database_url: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as both:
        engines = list(both.map(open_database, [database_url] * 2))

    for engine in engines:
        with reading(engine) as db:
            assert revision_of(db) == NEWEST
        engine.dispose()


def test_other_tables_in_the_same_file_are_left_alone(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "ledger.sqlite")
    engine = connect(url)
    with writing(engine) as db:
        db.execute(text("CREATE TABLE notes (line TEXT)"))
    engine.dispose()

    engine = open_database(url)

    with reading(engine) as db:
        assert inspect(db).has_table("notes")
    engine.dispose()
