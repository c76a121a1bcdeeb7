"""Settings: a table, kept with its help; what is misspelt or wrong is refused by name."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.node.settings import (
    FILE,
    HELP,
    Settings,
    changed,
    home_folder,
    read_settings,
    ucdp_token,
    write_settings,
)
from concord.observations.model import Booking
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language
from concord.vocabulary.status import Status


def test_a_folder_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()


@settings(deadline=None)
@given(
    st.builds(
        Settings,
        organization=st.text(
            st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=200
        ),
        status=st.sampled_from(Status),
        language=st.sampled_from(Language),
        booking=st.sampled_from(Booking),
        exercise_seed=st.integers(0, 2**31),
    )
)
def test_settings_survive_the_file(given_settings: Settings) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        write_settings(Path(folder), given_settings)

        assert read_settings(Path(folder)) == given_settings


def test_the_file_explains_each_setting(tmp_path: Path) -> None:
    write_settings(tmp_path, Settings())

    text = (tmp_path / FILE).read_text()
    for name, words in HELP.items():
        assert f"# {words}\n{name} = " in text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("organisation = 'A'", "organisation"),  # misspelt
        ("status = 'real'", "status"),
        ("language = 3", "language"),
        ("exercise_seed = -1", "exercise_seed"),
        ("organization = ''", "organization"),
        ("not toml at all", "node.toml"),
        ("organization = '" + "x" * 201 + "'", "organization"),
    ],
)
def test_a_wrong_file_is_refused_with_the_setting(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / FILE).write_text(text)

    with pytest.raises(InputError, match=fault):
        read_settings(tmp_path)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes("organization = 'Müller'".encode("latin-1"))

    with pytest.raises(InputError, match=FILE):
        read_settings(tmp_path)


def test_one_setting_is_changed_and_the_others_stay() -> None:
    found = changed(Settings(), "language", "ar")

    assert found == msgspec.structs.replace(Settings(), language=Language.AR)
    assert changed(Settings(), "exercise_seed", "7").exercise_seed == 7


@pytest.mark.parametrize(
    ("name", "value"), [("colour", "blue"), ("language", "xx"), ("exercise_seed", "many")]
)
def test_an_unknown_setting_or_value_is_refused(name: str, value: str) -> None:
    with pytest.raises(InputError, match=f"setting {name}"):
        changed(Settings(), name, value)


def test_the_home_is_the_one_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path))
    assert home_folder() == tmp_path

    monkeypatch.delenv("CONCORD_HOME")
    assert home_folder().name == "concord"


def test_without_a_token_the_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONCORD_UCDP_TOKEN", raising=False)

    with pytest.raises(InputError, match="CONCORD_UCDP_TOKEN"):
        ucdp_token()
