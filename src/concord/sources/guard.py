"""The entrance for files: opens plain, .gz and .zip files, and refuses what is not what it claims.

Nothing is unpacked to disk and nothing is held whole: a bomb is met when it passes the limit.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Final, cast

from concord.sources.limit import DEFAULT, Limits
from concord.vocabulary.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_DAMAGED: Final = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile)


class Source:
    """The bytes of an opened file, unpacked as they are read and counted against the limits."""

    def __init__(self, stream: IO[bytes], raw: IO[bytes], path: Path, limits: Limits) -> None:
        self._stream = stream
        self._raw = raw
        self._limits = limits
        self.path = path
        self.is_packed = stream is not raw
        self.size = path.stat().st_size
        self.bytes_out = 0

    @property
    def bytes_in(self) -> int:
        """How far the file itself has been read, for progress."""
        return self._raw.tell()

    def read_into(self, target: memoryview) -> int:
        """Fill the target as far as there are bytes; how many were read, 0 at the end."""
        filled = 0
        while filled < len(target):
            got = self._read_some(target[filled:])
            if not got:
                break
            filled += got
        self.bytes_out += filled
        if self.is_packed:
            self._check_expansion()
        return filled

    def _read_some(self, target: memoryview) -> int:
        try:
            return self._stream.readinto(target)  # type: ignore[attr-defined, no-any-return]
        except _DAMAGED as error:
            raise InputError(
                f"{self.path}: the archive is damaged or cut short ({error}); fetch it again"
            ) from error
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read ({error.strerror or error})") from error

    def _check_expansion(self) -> None:
        out, limits = self.bytes_out, self._limits
        if out > limits.expanded_bytes:
            raise InputError(
                f"{self.path}: unpacks to more than {limits.expanded_bytes:,} bytes;"
                " refused as a possible decompression bomb"
            )
        if out > limits.ratio_from_bytes and out > limits.ratio * max(self.size, 1):
            raise InputError(
                f"{self.path}: unpacks to more than {limits.ratio} times its size;"
                " refused as a possible decompression bomb"
            )


@contextmanager
def open_source(path: Path, limits: Limits = DEFAULT) -> Iterator[Source]:
    """Open a file for reading, plain or as .gz or as a .zip with one CSV file in it.

    What it is, its first bytes say, not its name. InputError when it is missing, a folder, not
    readable, empty or an archive of another kind.
    """
    with ExitStack() as stack:
        raw = stack.enter_context(_open_raw(path))
        magic = raw.read(4)
        raw.seek(0)
        if not magic:
            raise InputError(f"{path}: the file is empty; fetch or export it again")
        stream: IO[bytes] = raw
        if magic[:2] == _GZIP:
            stream = cast("IO[bytes]", stack.enter_context(gzip.GzipFile(fileobj=raw)))
        elif magic in _ZIP:
            stream = stack.enter_context(_open_member(path, raw, stack))
        yield Source(stream, raw, path, limits)


def _open_raw(path: Path) -> IO[bytes]:
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; name the file in it")
        return path.open("rb", buffering=0)
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file; check the name") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror})") from error


def _open_member(path: Path, raw: IO[bytes], stack: ExitStack) -> IO[bytes]:
    try:
        archive = stack.enter_context(zipfile.ZipFile(raw))
        member = _only_csv(path, archive)
        return archive.open(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{path}: the .zip cannot be opened ({error}); fetch it again") from error


def _only_csv(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if _is_csv(member)]
    if len(members) == 1:
        return members[0]
    names = [member.filename for member in (members or archive.infolist())[:3]]
    found = f"found {', '.join(names)}" if names else "it is empty"
    raise InputError(f"{path}: needs exactly one CSV file in the .zip; {found}")


def _is_csv(member: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(member.filename)
    return name.suffix.lower() == ".csv" and "__MACOSX" not in name.parts
