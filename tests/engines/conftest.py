"""Engines to agree with each other: DuckDB, Spark in this process, Spark with a real master.

The cluster is the one in the PySpark wheel: a standalone master and two workers, each its own Java
process, on this machine alone and on ports the system gives, stopped when the tests are done.
"""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import which

import pytest

WORKERS = 2
START_SECONDS = 60.0


def java() -> str:
    home = os.environ.get("JAVA_HOME")
    found = which("java", path=f"{home}/bin") if home else which("java")
    if found is None:
        pytest.skip("needs Java 17 to run Spark")
    pytest.importorskip("pyspark", reason="needs PySpark: the extra concord[spark]")
    return found


@contextmanager
def daemon(kind: str, *arguments: str, folder: Path) -> Iterator[Path]:
    """One Java process of the wheel's Spark; gives its log."""
    import pyspark

    home = Path(pyspark.__file__).parent
    # What Spark's start scripts would set: where a worker starts its executors from, and the
    # Scala its jars are for. All speak to this machine alone.
    words = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_SCALA_VERSION": "2.13",
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    folder.mkdir()
    log = folder / "log"
    command = [java(), "-Xmx256m", "-cp", f"{home}/jars/*", f"org.apache.spark.deploy.{kind}"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, *arguments],
            stdout=out,
            stderr=out,
            cwd=folder,
            env=words,
            start_new_session=True,
        )
    try:
        yield log
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(log: Path, pattern: str) -> re.Match[str]:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        found = re.search(pattern, log.read_text(errors="replace"))
        if found:
            return found
        time.sleep(0.1)
    pytest.fail(f"Spark wrote no {pattern!r} in {START_SECONDS} s:\n{log.read_text()}")


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The url of a standalone master with two workers of one core each."""
    folder = tmp_path_factory.mktemp("spark")
    here = ("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
    size = ("--cores", "1", "--memory", "512m")
    with ExitStack() as running:
        enter = running.enter_context
        log = enter(daemon("master.Master", *here, folder=folder / "master"))
        url = wait_for(log, r"Starting Spark master at (spark://\S+)")[1]
        for number in range(WORKERS):
            work = folder / f"worker-{number}"
            enter(daemon("worker.Worker", *here, *size, "-d", str(work), url, folder=work))
        for number in range(WORKERS):
            wait_for(folder / f"worker-{number}" / "log", "Successfully registered with master")
        yield url


@pytest.fixture(scope="session")
def spark_url(request: pytest.FixtureRequest) -> str:
    """The engine's url of a parameter: Spark in this process, or the master's."""
    java()
    if request.param == "master":
        return str(request.getfixturevalue("master"))
    return str(request.param)
