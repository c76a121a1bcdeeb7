"""The six languages of the United Nations: how each names itself, is written, and runs.

Source: General Assembly resolutions 2 (I) of 1946, 3190 (XXVIII) and 3191 (XXVIII) of 1973 for the
six; endonyms, scripts (ISO 15924) and directions as in Unicode CLDR.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from concord.vocabulary.errors import InputError


class Language(StrEnum):
    """An official language of the United Nations, by its ISO 639-1 code."""

    EN = "en"
    FR = "fr"
    RU = "ru"
    ES = "es"
    AR = "ar"
    ZH = "zh"

    @property
    def writing(self) -> "Writing":
        """How this language names itself and is written."""
        return _WRITING[self]


class Direction(StrEnum):
    """Which way a line runs, as HTML's dir attribute spells it."""

    LTR = "ltr"
    RTL = "rtl"


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """A language's own name, its script (ISO 15924) and the way its lines run."""

    endonym: str
    script: str
    direction: Direction = Direction.LTR


_WRITING: Final[Mapping[Language, Writing]] = {
    Language.EN: Writing(endonym="English", script="Latn"),
    Language.FR: Writing(endonym="français", script="Latn"),
    Language.RU: Writing(endonym="русский", script="Cyrl"),
    Language.ES: Writing(endonym="español", script="Latn"),
    Language.AR: Writing(endonym="العربية", script="Arab", direction=Direction.RTL),
    Language.ZH: Writing(endonym="中文", script="Hans"),
}


def parse_language(text: str) -> Language:
    """The language a BCP 47 tag names by its first subtag (fr, fr-CA, zh_Hans); InputError else."""
    subtag = text.strip().replace("_", "-").split("-")[0].lower()
    try:
        return Language(subtag)
    except ValueError:
        known = ", ".join(Language)
        raise InputError(f"language {text!r}: not one of the six here; write {known}") from None
