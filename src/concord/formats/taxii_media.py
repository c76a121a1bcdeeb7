"""Content negotiation of TAXII 2.1: sections 1.6.8 and 3.1, over RFC 9110 section 12.5.1.

Section 3.1 lets a server answer or refuse what is no TAXII media range. Here it is refused, also
`*/*` and a missing Accept: "requests MUST include at least one TAXII media range".
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

TAXII: Final = "application/taxii+json;version=2.1"
_TYPE: Final = "application/taxii+json"
_VERSION: Final = "2.1"
_LONGEST: Final = 2000

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER: Final = re.compile(
    rf'[ \t]*;[ \t]*(?:({_WORD})=({_WORD}|"(?:[^"\\\x00-\x1f]|\\[ -~])*+"))?'
)
_MEDIA: Final = re.compile(rf"[ \t]*({_WORD}/{_WORD})((?:{_PARAMETER.pattern})*+)[ \t]*")
_QUALITY: Final = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


class MediaRange(msgspec.Struct, frozen=True, kw_only=True):
    """One media type or range: its type in lower case, its parameters, its quality from 0 to 1."""

    type: str
    parameters: tuple[tuple[str, str], ...] = ()
    quality: float = 1.0


def read_media(text: str) -> MediaRange | None:
    """The media range a text holds; None if it is not well-formed."""
    found = _MEDIA.fullmatch(text)
    if found is None or len(text) > _LONGEST:
        return None
    parameters: list[tuple[str, str]] = []
    for match in _PARAMETER.finditer(found[2]):
        if match[1] is None:
            continue  # "type/subtype; " is sent, and RFC 9110 section 5.6.6 allows it
        name, value = match[1].lower(), _unquote(match[2])
        if name == "q":  # what follows is not part of the media type
            quality = float(value) if _QUALITY.fullmatch(value) else None
            if quality is None:
                return None
            return MediaRange(type=found[1].lower(), parameters=tuple(parameters), quality=quality)
        parameters.append((name, value))
    return MediaRange(type=found[1].lower(), parameters=tuple(parameters))


def is_acceptable(accept: Sequence[str]) -> bool:
    """Whether these Accept headers take an answer of TAXII 2.1: with the version, or without.

    The most specific range decides (RFC 9110 section 12.5.1): version=2.1;q=0 refuses it.
    """
    text = ",".join(accept)
    if len(text) > _LONGEST:
        return False
    ranges = [media for media in map(read_media, _split(text)) if media is not None]
    fitting = [(len(_versions(media)), media.quality) for media in ranges if _is_taxii(media)]
    return bool(fitting) and max(fitting)[1] > 0


def is_taxii_content(content_type: Sequence[str]) -> bool:
    """Whether these Content-Type headers, one in a right request, say TAXII 2.1."""
    if len(content_type) != 1:
        return False
    media = read_media(content_type[0])
    return media is not None and _is_taxii(media)


def _is_taxii(media: MediaRange) -> bool:
    others = [
        (name, value)
        for name, value in media.parameters
        if name != "version" and (name, value.lower()) != ("charset", "utf-8")
    ]
    return media.type == _TYPE and not others and _versions(media) in ([], [_VERSION])


def _versions(media: MediaRange) -> list[str]:
    return [value for name, value in media.parameters if name == "version"]


def _unquote(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def _split(text: str) -> Iterator[str]:
    """The parts of a list header: at commas outside quotes, quotes may hold commas."""
    start, is_quoted = 0, False
    for at, sign in enumerate(text):
        if sign == '"':
            is_quoted = not is_quoted
        elif sign == "," and not is_quoted:
            yield text[start:at]
            start = at + 1
    yield text[start:]
