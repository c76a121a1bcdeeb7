"""The relational ground: one database by URL, written by one transaction at a time or read.

SQLite is the default: one file beside the node's other data. PostgreSQL is for nodes where several
people write. Sources: https://www.sqlite.org/wal.html, https://www.sqlite.org/lang_transaction.html,
https://www.postgresql.org/docs/current/transaction-iso.html.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url

from concord.vocabulary.errors import InputError, OutsideError

_SQLITE: Final = "sqlite"
_POSTGRESQL: Final = "postgresql"
_DRIVERS: Final = {_SQLITE: "sqlite", _POSTGRESQL: "postgresql+psycopg"}
_BUSY_SECONDS: Final = 30
_CONNECT_SECONDS: Final = 10
_WRITES: Final = "concord_writes"
_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # an acknowledged record survives a power cut, not only a crash
    "PRAGMA foreign_keys = ON",
)


def connect(url: str) -> Engine:
    """The database of a URL: sqlite:///PATH, or postgresql://USER@HOST/NAME.

    Opens nothing that does not answer: InputError where the URL or the file is wrong, OutsideError
    where the server is away.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == _SQLITE:
        engine = create_engine(parsed, connect_args={"timeout": _BUSY_SECONDS})
        _obey_sqlite(engine)
    else:
        engine = create_engine(
            parsed, pool_pre_ping=True, connect_args={"connect_timeout": _CONNECT_SECONDS}
        )
    try:
        with reading(engine):
            pass
    except OutsideError:
        engine.dispose()
        raise
    return engine


def sqlite_url(path: Path) -> str:
    """The URL of a database file."""
    return URL.create(_SQLITE, database=str(path)).render_as_string()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may write: committed when the block ends, undone when it raises.

    On SQLite the only one at a time (BEGIN IMMEDIATE: it never fails half-way for another writer).
    """
    with _spoken(engine), engine.connect() as db:
        db.execution_options(**{_WRITES: True})  # changes the connection itself
        with db.begin():
            yield db


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one moment of the database throughout, and cannot write."""
    with _spoken(engine), engine.connect() as db:
        if engine.dialect.name == _POSTGRESQL:
            db.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with db.begin():
            yield db


def named(engine: Engine) -> str:
    """How messages name a database: its URL without the password."""
    return engine.url.render_as_string(hide_password=True)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (exc.ArgumentError, ValueError) as error:
        raise InputError(
            "ledger: its URL is not one; write sqlite:///PATH or postgresql://USER@HOST/NAME"
        ) from error
    if backend not in _DRIVERS:
        raise InputError(
            f"ledger {parsed.render_as_string()}: {backend} is not a database this program "
            "writes to; write sqlite:///PATH or postgresql://USER@HOST/NAME"
        )
    if backend == _SQLITE and (parsed.database or ":memory:") == ":memory:":
        raise InputError("ledger: a database in memory forgets; name a file, sqlite:///PATH")
    if backend == _SQLITE and not Path(str(parsed.database)).resolve().parent.is_dir():
        raise InputError(
            f"ledger {parsed.database}: its folder is not there; make it or name another file"
        )
    return parsed.set(drivername=_DRIVERS[backend])


def _obey_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:  # noqa: ANN401  # a DB-API connection
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(db: Connection) -> None:
        writes = bool(db.get_execution_options().get(_WRITES))
        db.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _spoken(engine: Engine) -> Iterator[None]:
    """The driver's errors in the user's words, without the password."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
        raise OutsideError(
            f"ledger {named(engine)}: the database does not answer ({_first_line(error)}); "
            "see that it runs, is free and has room, then try again"
        ) from error
    except exc.DatabaseError as error:
        if engine.dialect.name != _SQLITE or isinstance(error, exc.IntegrityError):
            raise
        raise InputError(
            f"ledger {named(engine)}: not a whole SQLite database ({_first_line(error)}); name "
            "another file, or bring this one back from a copy"
        ) from error


def _first_line(error: exc.SQLAlchemyError) -> str:
    cause = getattr(error, "orig", None) or error
    return next(iter(str(cause).strip().splitlines()), type(cause).__name__)
