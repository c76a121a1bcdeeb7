"""The seam itself: urls, faults of the outside, and the one import of an engine."""

import ast
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

import concord.observations
from concord.observations import engine
from concord.observations.engine import connect
from concord.observations.model import Vintage
from concord.observations.store import ObservationStore
from concord.vocabulary.errors import InputError, OutsideError

# Ibis 12 still calls by its old name what DuckDB 2 renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

ROOM = Path(concord.observations.__file__).parent


@pytest.mark.parametrize(
    "url",
    [
        "",
        "DuckDB",
        "duckdb://x",
        "spark",
        "spark://",
        "spark://host",
        "spark://host:port",
        "spark://host:0",
        "spark://host:70000",
        "spark://ho st:7077",
        "spark://host:7077/x",
        "local",
        "local[]",
        "local[two]",
        "postgresql://host/db",
    ],
)
def test_url_of_no_engine_is_refused_and_says_which_there_are(url: str) -> None:
    with pytest.raises(InputError, match=r"write duckdb, local\[2\] or spark://host:port"):
        connect(url)


@pytest.mark.parametrize("limit", ["", "1", "GB", "0GB", "1 GB", "1TB", "-1GB"])
def test_memory_limit_that_is_none_is_refused(limit: str) -> None:
    with pytest.raises(InputError, match="write it as 512MB or 2GB"):
        connect("duckdb", memory_limit=limit)


def test_absent_master_is_one_clear_line_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(OutsideError, match=f"spark://127.0.0.1:{port}: no Spark master answers"):
        connect(f"spark://127.0.0.1:{port}")


def test_name_that_no_host_has_is_one_clear_line() -> None:
    with pytest.raises(OutsideError, match="no Spark master answers"):
        connect("spark://master.invalid:7077")  # RFC 2606: .invalid never resolves


def test_absent_java_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    with pytest.raises(OutsideError, match="Spark needs Java 17"):
        connect("local[1]")


def test_absent_pyspark_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "which", lambda *_, **__: "/usr/bin/java")
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)

    with pytest.raises(OutsideError, match=r"install concord\[spark\]"):
        connect("local[1]")


def test_broken_parquet_is_one_clear_line(store: ObservationStore, load: Any) -> None:
    vintage: Vintage = load()
    store.path(vintage).write_bytes(b"not parquet")

    with connect() as duck, pytest.raises(InputError, match="load the vintage again") as refused:
        duck.frame(duck.table([store.path(vintage)]))

    assert str(store.path(vintage)) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_too_little_memory_is_the_outside_and_says_what_to_do(
    make: Any, store: ObservationStore, load: Any
) -> None:
    vintage: Vintage = load(make.event(best=number) for number in range(50_000))

    with connect("duckdb", memory_limit="1MB", threads=1) as duck:
        rows = duck.table([store.path(vintage)])
        with pytest.raises(OutsideError, match="give it more memory"):
            duck.frame(rows.order_by("best"))


def test_missing_parquet_is_one_clear_line(tmp_path: Path) -> None:
    with connect() as duck, pytest.raises(InputError, match=r"none\.parquet"):
        duck.table([tmp_path / "none.parquet"])


def test_no_parquet_at_all_is_refused() -> None:
    with connect() as duck, pytest.raises(InputError, match="load a vintage first"):
        duck.table([])


def test_tables_of_several_files_are_one(make: Any, store: ObservationStore, load: Any) -> None:
    one = load([make.event("SYR")], content="one")
    two = load([make.event("AFG")], content="two", version="19.2")

    with connect() as duck:
        rows = duck.table([store.path(one), store.path(two)])
        found = duck.frame(rows.select("country", "vintage").order_by("country"))

    assert found.to_pylist() == [
        {"country": "AFG", "vintage": "ged/19.2/start"},
        {"country": "SYR", "vintage": "ged/19.1/start"},
    ]


def test_duckdb_takes_its_limits_and_loads_no_extension() -> None:
    with connect("duckdb", memory_limit="512MB", threads=1) as duck:
        settings = dict(
            duck.backend.con.execute(
                "select name, value from duckdb_settings() where name in ('threads',"
                " 'autoinstall_known_extensions', 'autoload_known_extensions')"
            ).fetchall()
        )

    assert settings == {
        "threads": "1",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }


def test_seam_is_the_only_file_that_imports_an_engine() -> None:
    importers = set()
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [it.name for it in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if {name.split(".")[0] for name in names} & {"ibis", "duckdb", "pyspark"}:
                importers.add(path.name)

    assert importers == {"engine.py"}


def test_panel_in_memory_loads_neither_engine_nor_pandas(
    make: Any, store: ObservationStore, load: Any, tmp_path: Path
) -> None:
    import subprocess

    load([make.event("SYR", best=3)])
    code = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from concord.observations.history import panel_as_of;"
        "from concord.observations.store import ObservationStore;"
        "from concord.vocabulary.country import default_gazetteer;"
        f"store = ObservationStore(Path({str(store.folder)!r}));"
        "panel = panel_as_of(store, date(2020, 1, 1), gazetteer=default_gazetteer());"
        "assert panel.values[panel.row['SYR']].sum() == 3;"
        "print(sorted({'ibis', 'duckdb', 'pyspark', 'pandas'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
