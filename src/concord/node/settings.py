"""What can be set on a node: one table with defaults and help, kept in node.toml.

A file that names an unknown setting or a wrong value is refused: a misspelt setting must not pass
for a default.
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Final

import msgspec

from concord.observations.model import Booking
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language
from concord.vocabulary.status import Status

FILE: Final = "node.toml"
HOME_VARIABLE: Final = "CONCORD_HOME"
TOKEN_VARIABLE: Final = "CONCORD_UCDP_TOKEN"  # noqa: S105 - a variable's name, not its value


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of one node."""

    organization: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] = "This organization"
    organization_id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")] = (
        "THIS"
    )
    status: Status = Status.ACTUAL
    language: Language = Language.EN
    booking: Booking = Booking.END
    engine: Annotated[str, msgspec.Meta(min_length=1)] = "memory"
    ledger: Annotated[str, msgspec.Meta(min_length=1)] = "sqlite"
    exercise_seed: Annotated[int, msgspec.Meta(ge=0)] = 1


HELP: Final = {
    "organization": "The name of the organization whose node this is; it heads every brief.",
    "organization_id": "Its short id in records and agreements, such as CSTO.",
    "status": "actual, exercise or test: a node holds data of one status and says so everywhere.",
    "language": "The language of texts for people: en, fr, ru, es, ar or zh.",
    "booking": "Where events that span months are booked: end (as VIEWS does), start or spread.",
    "engine": "What builds panels from events: memory, duckdb, or spark://HOST:PORT.",
    "ledger": "Where records are kept: sqlite in the node's folder, or postgresql://USER@HOST/NAME.",
    "exercise_seed": "Which exercise world an exercise node lives in.",
}


def home_folder() -> Path:
    """The node's folder: CONCORD_HOME, else the platform's folder for a user's data."""
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("concord", appauthor=False)


def ucdp_token() -> str:
    """The token for UCDP's API from CONCORD_UCDP_TOKEN; InputError where there is none."""
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if not token:
        raise InputError(f"UCDP's API wants a token: set {TOKEN_VARIABLE} to the one UCDP gave you")
    return token


def read_settings(home: Path) -> Settings:
    """The settings of a node's folder, defaults where it has no file; InputError names the line."""
    path = home / FILE
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(given, Settings)
    except FileNotFoundError:
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise InputError(f"{path}: {error}; correct it or remove it for the defaults") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; make it readable") from error


def changed(settings: Settings, name: str, value: str) -> Settings:
    """The settings with one changed; InputError for an unknown name or a value it cannot have."""
    if name not in HELP:
        raise InputError(f"setting {name}: there is none; choose of {', '.join(HELP)}")
    try:
        values = {**msgspec.structs.asdict(settings), name: value}
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise InputError(f"setting {name} = {value!r}: {error}") from error


def write_settings(home: Path, settings: Settings) -> None:
    """Keep the settings in the node's folder, each with its help as a comment; all or nothing."""
    lines = ["# The settings of this Concord node; docs/reference/settings.md explains them.\n"]
    for name, value in msgspec.structs.asdict(settings).items():
        lines.append(f"\n# {HELP[name]}\n{name} = {_in_toml(value)}\n")
    home.mkdir(parents=True, exist_ok=True)
    path = home / FILE
    fresh = path.with_suffix(".new")
    fresh.write_text("".join(lines), encoding="utf-8")
    fresh.replace(path)


def _in_toml(value: str | int) -> str:
    """A value as TOML writes it; JSON's strings are TOML's too."""
    return msgspec.json.encode(value).decode()
