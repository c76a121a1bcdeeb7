"""The pages of commands and settings say all there is, and nothing that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path

import cyclopts
import msgspec
import pytest

from concord.cli.app import app
from concord.node.settings import HELP, HOME_VARIABLE, TOKEN_VARIABLE, Settings
from concord.vocabulary import errors

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
_OWN = {"--help", "-h", "--version"}


def commands(parent: cyclopts.App, name: str) -> Iterator[tuple[str, cyclopts.App]]:
    """Every command that does something, by its full name."""
    for word in parent:
        if word in _OWN:
            continue
        child = parent[word]
        if child.default_command is not None:
            yield f"{name} {word}", child
        yield from commands(child, f"{name} {word}")


def sections() -> dict[str, str]:
    """The text of the page under each command's heading."""
    parts = re.split(r"^## (concord .*)$", (REFERENCE / "commands.md").read_text(), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def section_of(name: str) -> str:
    return next(
        (
            text
            for heading, text in sections().items()
            if re.sub(r" [A-Z\[].*", "", heading) == name
        ),
        "",
    )


ALL = dict(commands(app, "concord"))


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_command_and_option_is_documented(name: str) -> None:
    text = section_of(name)
    assert text, f"{name} has no section"

    options = {
        word
        for argument in ALL[name].assemble_argument_collection()
        for word in argument.names
        if word.startswith("--")
    }
    assert options <= set(re.findall(r"--[a-z-]+", text)), f"{name}: an option is not documented"


def test_every_documented_command_is_there() -> None:
    documented = {re.sub(r" [A-Z\[].*", "", heading) for heading in sections()}

    assert documented == set(ALL)


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_documented_option_is_there(name: str) -> None:
    rows = re.findall(r"^\| `(--[a-z-]+)` \|", section_of(name), flags=re.M)
    known = {
        word for argument in ALL[name].assemble_argument_collection() for word in argument.names
    }

    assert set(rows) <= known


def test_every_setting_is_documented_with_its_default_and_help() -> None:
    text = (REFERENCE / "settings.md").read_text()

    for name, value in msgspec.structs.asdict(Settings()).items():
        assert f"| `{name}` | {value} | {HELP[name]} |" in text
    assert set(HELP) == set(Settings.__struct_fields__)
    assert HOME_VARIABLE in text
    assert TOKEN_VARIABLE in text


def test_every_exit_code_is_documented() -> None:
    text = (REFERENCE / "commands.md").read_text()
    codes = {0, 1, 130} | {
        each.exit_code
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.ConcordError)
    }

    assert {int(code) for code in re.findall(r"^\| (\d+) \|", text, flags=re.M)} == codes
