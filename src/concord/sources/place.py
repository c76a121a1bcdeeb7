"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from concord.vocabulary.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def replace_whole(path: Path) -> Iterator[Path]:
    """A file beside the path to write to; it takes the path's place when all went well.

    Whoever finds that there is nothing to replace removes it. A kill at any moment leaves the old
    file, or none, under the path (rename(2) is atomic).
    InputError when the folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error
    beside = Path(name)
    try:
        yield beside
        if beside.exists():
            beside.chmod(0o644)
            with beside.open("rb") as file:
                os.fsync(file.fileno())
            beside.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def locked_folder(folder: Path, *, wait: bool) -> Iterator[bool]:
    """Whether this process now is the one that may write in a folder; with wait, it always is.

    The lock is the system's (flock, POSIX) on the folder's file .lock: a killed process has lost
    it. OSError where the folder cannot be written.
    """
    import fcntl

    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            held = True
        except BlockingIOError:
            held = False
        yield held
    finally:
        os.close(lock)
