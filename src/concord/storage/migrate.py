"""A database is brought to the program's schema in place, whole or not at all."""

from typing import Final

from sqlalchemy import Connection, Engine, exc, inspect, text

from concord.storage.engine import connect, named, reading, writing
from concord.vocabulary.errors import InputError

NEWEST: Final = "r0003"
"""The revision the newest migration leaves; a test holds it to the folder."""

_MIGRATIONS: Final = "concord.storage:migrations"
_UPGRADE_LOCK: Final = 0x436F6E636F7264  # "Concord": any number no other program would take


def open_database(url: str) -> Engine:
    """The database of a URL, upgraded to this program's schema; errors as connect, upgrade."""
    engine = connect(url)
    try:
        upgrade(engine)
    except (InputError, exc.SQLAlchemyError):
        engine.dispose()
        raise
    return engine


def upgrade(engine: Engine, to: str = NEWEST) -> None:
    """Run the migrations that are missing, in one transaction.

    InputError where the database was written by a newer program; it is then left as it is.
    """
    with reading(engine) as db:
        if revision_of(db) == to:
            return
    with writing(engine) as db:
        if engine.dialect.name == "postgresql":
            db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
        _run(db, to)


def revision_of(db: Connection) -> str | None:
    """The revision a database is at; None where no migration ran yet."""
    if not inspect(db).has_table("alembic_version"):
        return None
    found: str | None = db.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _run(db: Connection, to: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    config.attributes["connection"] = db
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    here = revision_of(db)
    if here is not None and here not in known:
        raise InputError(
            f"ledger {named(db.engine)}: its schema is {here}, newer than this program's "
            f"({NEWEST}); install the Concord that wrote it"
        )
    command.upgrade(config, to)
