"""The six languages: how each is named, written and parsed."""

import pytest

from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Direction, Language, parse_language


def test_there_are_six() -> None:
    assert set(Language) == {"en", "fr", "ru", "es", "ar", "zh"}


def test_only_arabic_runs_right_to_left() -> None:
    right_to_left = {lang for lang in Language if lang.writing.direction is Direction.RTL}

    assert right_to_left == {Language.AR}


@pytest.mark.parametrize("language", list(Language))
def test_endonyms_and_scripts_are_those_of_cldr(language: Language) -> None:
    from babel import Locale

    locale = Locale.parse(language)

    assert language.writing.endonym == locale.get_language_name(language)
    assert language.writing.direction == locale.text_direction


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("fr", Language.FR),
        (" FR ", Language.FR),
        ("fr-CA", Language.FR),
        ("zh_Hans", Language.ZH),
        ("zh-Hant-TW", Language.ZH),
        ("ar-001", Language.AR),
    ],
)
def test_a_tag_is_read_by_its_first_subtag(text: str, language: Language) -> None:
    assert parse_language(text) is language


@pytest.mark.parametrize("text", ["", "de", "french", "e n", "-fr"])
def test_any_other_language_is_refused_with_the_six_named(text: str) -> None:
    with pytest.raises(InputError, match=r"not one of the six here; write en, fr, ru, es, ar, zh"):
        parse_language(text)
