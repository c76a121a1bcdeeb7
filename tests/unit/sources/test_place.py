import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from concord.sources.place import replace_whole
from concord.vocabulary.errors import InputError


def test_the_file_appears_when_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "file.csv"

    with replace_whole(path) as beside:
        beside.write_text("first half, ")
        assert not path.exists()
        beside.write_text("all of it")

    assert path.read_text() == "all of it"
    assert os.stat(path).st_mode & 0o777 == 0o644
    assert list(path.parent.iterdir()) == [path]


def test_a_failure_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("before")

    with pytest.raises(ZeroDivisionError), replace_whole(path) as beside:
        beside.write_text("x" * (1 // 0))

    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_removed_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("before")

    with replace_whole(path) as beside:
        beside.unlink()

    assert path.read_text() == "before"


def test_a_kill_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("before")
    program = (
        "import os, signal; from pathlib import Path;"
        "from concord.sources.place import replace_whole\n"
        f"with replace_whole(Path({str(path)!r})) as beside:\n"
        "    beside.write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    killed = subprocess.run([sys.executable, "-c", program], check=False)

    assert killed.returncode == -signal.SIGKILL
    assert path.read_text() == "before"


def test_a_place_that_is_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with (
        pytest.raises(InputError, match="cannot be written"),
        replace_whole(tmp_path / "file" / "inside"),
    ):
        pass


def test_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()

    with (
        pytest.raises(InputError, match="cannot be written"),
        replace_whole(tmp_path / "taken") as beside,
    ):
        beside.write_text("x")

    assert [entry.name for entry in tmp_path.iterdir()] == ["taken"]
