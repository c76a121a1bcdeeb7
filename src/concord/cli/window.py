"""Years and months as people write them on a command line: 2009-2018, 1-12."""

import re
from typing import Final

from concord.vocabulary.errors import InputError

_SPAN: Final = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?", re.ASCII)
_MOST: Final = 200


def parse_span(text: str, what: str) -> tuple[int, ...]:
    """The whole numbers of 2009-2018, or of 2009,2012-2014; InputError for anything else."""
    found: list[int] = []
    for part in text.split(","):
        match = _SPAN.fullmatch(part.strip())
        first = int(match[1]) if match else 0
        last = int(match[2] or match[1]) if match else 0
        if match is None or last < first or last - first >= _MOST:
            raise InputError(f"{what} {text!r}: write it like 2009-2018 or 2009,2012")
        found.extend(range(first, last + 1))
    if len(set(found)) != len(found):
        raise InputError(f"{what} {text!r}: one of them is named twice")
    return tuple(found)
