"""The engine seam: the one place that imports Ibis, DuckDB or Spark.

The same expressions run on both: DuckDB inside this process, or Spark when the events outgrow one
machine (docs/engines.md says when, with figures). No DuckDB extension is ever loaded: it would be
a download. Loading Ibis costs about a CPU-second, so what fits in memory is better done in arrays.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from concord.vocabulary.errors import InputError, OutsideError

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.backends.sql import SQLBackend
    from ibis.expr.types import IntegerColumn, IntegerValue, Table
    from pyspark.sql import SparkSession

    EngineTable = Table

DUCKDB: Final = "duckdb"
_LOCAL: Final = re.compile(r"local\[(\d+|\*)\]")
_MASTER: Final = re.compile(r"spark://(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+):(\d{1,5})")
_CONNECT_SECONDS: Final = 5.0


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A connected engine: tables in, frames out."""

    url: str
    backend: SQLBackend
    session: SparkSession | None = None

    def table(self, paths: Sequence[Path]) -> Table:
        """The rows of Parquet files of one schema; on Spark every worker must see these paths."""
        if not paths:
            raise InputError("no Parquet file was named: load a vintage first")
        with _faults(self.url, paths):
            names = [str(path) for path in paths]
            if self.session is None:
                return self.backend.read_parquet(names)
            view = f"observations_{uuid4().hex}"
            self.session.read.parquet(*names).createOrReplaceTempView(view)
            return self.backend.table(view)

    def frame(self, expression: Table) -> pa.Table:
        """The rows of an expression; give it an order, an engine promises none."""
        with _faults(self.url, ()):
            if self.session is not None:
                return self.backend.to_pyarrow(expression)
            # Ibis's own to_pyarrow loads pandas on the way, over a second of processor time.
            rows = self.backend.con.sql(self.backend.compile(expression)).to_arrow_table()
            return rows.cast(expression.schema().to_pyarrow())

    def close(self) -> None:
        """Let the engine go; a Spark session ends for the whole process."""
        if self.session is not None:
            self.session.stop()
        else:
            self.backend.disconnect()

    def __enter__(self) -> Engine:
        """Use as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close at the end of the context."""
        self.close()


def connect(url: str = DUCKDB, *, memory_limit: str = "1GB", threads: int = 2) -> Engine:
    """An engine by url: "duckdb", "local[2]" (Spark here) or "spark://host:port" (a master).

    memory_limit: what the engine may take here ("512MB", "2GB"), on Spark of each executor;
    threads: of DuckDB. InputError for another url; OutsideError without Java, PySpark or master.
    """
    if not re.fullmatch(r"[1-9]\d*(MB|GB)", memory_limit):
        raise InputError(f"memory limit {memory_limit!r}: write it as 512MB or 2GB")
    if url == DUCKDB:
        return _duckdb(memory_limit, threads)
    if _LOCAL.fullmatch(url):
        return _spark(url, memory_limit)
    if (master := _MASTER.fullmatch(url)) and 0 < int(master[2]) < 65536:
        _reach(url, master[1].strip("[]"), int(master[2]))
        return _spark(url, memory_limit)
    raise InputError(f"engine {url!r}: write duckdb, local[2] or spark://host:port")


def each_between(first: IntegerValue, last: IntegerValue) -> IntegerColumn:
    """One row for each whole number from first to last, both included, in either engine."""
    import ibis

    return ibis.range(first, last + 1).unnest()


def _duckdb(memory_limit: str, threads: int) -> Engine:
    import ibis

    backend = ibis.duckdb.connect(
        memory_limit=memory_limit,
        threads=threads,
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
    )
    backend.con.execute("SET TimeZone = 'UTC'")
    return Engine(url=DUCKDB, backend=backend)


def _reach(url: str, host: str, port: int) -> None:
    """Ask for the master's port first: Spark itself retries for a minute before it gives up."""
    try:
        socket.create_connection((host, port), timeout=_CONNECT_SECONDS).close()
    except OSError as error:
        raise OutsideError(
            f"engine {url}: no Spark master answers there ({error}); start it, or use duckdb"
        ) from error


def _spark(url: str, memory_limit: str) -> Engine:
    java_home = _java_home()
    if java_home is None:
        raise OutsideError(f"engine {url}: Spark needs Java 17, none is found; install a JRE 17")
    try:
        import ibis
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise OutsideError(
            f"engine {url}: PySpark is not installed; install concord[spark]"
        ) from error
    builder = SparkSession.builder.master(url).appName("concord")
    for key, value in _spark_settings(url, memory_limit).items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        raise OutsideError(f"engine {url}: Spark did not start: {_reason(error)}") from error
    session.sparkContext.setLogLevel("ERROR")
    return Engine(url=url, backend=ibis.pyspark.connect(session), session=session)


def _spark_settings(url: str, memory_limit: str) -> dict[str, str]:
    memory = memory_limit.removesuffix("B").lower()
    settings = {
        "spark.driver.memory": memory,
        "spark.executor.memory": memory,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        # Cells are few beside events: 200 shuffle partitions, the default, are 200 idle tasks.
        "spark.sql.shuffle.partitions": "8",
    }
    if _LOCAL.fullmatch(url) or "//127.0.0.1:" in url or "//localhost:" in url:
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return settings


def _java_home() -> Path | None:
    """Where Java is, as PySpark's launcher looks for it: JAVA_HOME, else the path."""
    home = os.environ.get("JAVA_HOME")
    java = which("java", path=str(Path(home) / "bin")) if home else which("java")
    return Path(java) if java else None


@contextmanager
def _faults(url: str, paths: Sequence[Path]) -> Iterator[None]:
    """Turn an engine's errors into one sentence: a bad file is input, the rest is outside."""
    from duckdb import Error as DuckError
    from ibis.common.exceptions import IbisError

    try:
        yield
    except (DuckError, IbisError, *_spark_errors()) as error:
        if _is_about_data(error):
            named = ", ".join(str(path) for path in paths) or "the observations"
            raise InputError(
                f"{named}: engine {url} cannot read this as observations: {_reason(error)}; "
                "load the vintage again"
            ) from error
        raise OutsideError(
            f"engine {url}: it gave up: {_reason(error)}; give it more memory, or see its own log"
        ) from error


def _spark_errors() -> tuple[type[Exception], ...]:
    """PySpark's errors where PySpark is in use; importing it only to catch nothing is slow."""
    if "pyspark" not in sys.modules:
        return ()
    from pyspark.errors import PySparkException

    # Errors of the bridge to Java, such as a Java that died, are no PySparkException.
    return PySparkException, import_module("py4j.protocol").Py4JError


def _is_about_data(error: Exception) -> bool:
    from duckdb import Error as DuckError
    from duckdb import OutOfMemoryException

    if isinstance(error, DuckError):
        return not isinstance(error, OutOfMemoryException)
    # Spark's error conditions for files: error-conditions.json, FAILED_READ_FILE, PATH_NOT_FOUND.
    return any(word in str(error) for word in ("FAILED_READ_FILE", "READ_FILE_FOOTER", "PATH_NOT"))


def _reason(error: BaseException) -> str:
    """The line of an engine's error that says what is wrong; Spark's begin with the call's name."""
    lines = [line.removeprefix(": ").strip() for line in str(error).splitlines()]
    telling = [line for line in lines if line and not line.startswith("An error occurred while")]
    return telling[0] if telling else type(error).__name__
