"""XML from outside, parsed with everything dangerous off: no DOCTYPE, no entity, no depth, no bulk.

lxml alone accepts a DOCTYPE and drops entities in silence, defusedxml alone accepts 100,000
levels: so expat under defusedxml reads first and counts, then lxml builds the tree.
"""

from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]

from concord.vocabulary.errors import InputError

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_DEPTH: Final = 64
"""The deepest feed with an alert and a signature in it published that we know has 9 levels."""

MAX_ELEMENTS: Final = 12_000
"""libxml2 takes time with the square of the faults: 150,000 took 200 s, these take 1 to 2 s."""


class _DepthGuard:
    """Counts elements, open and in all, and ends the parse where they are too many."""

    def __init__(self, name: str, max_depth: int) -> None:
        self.name, self.max_depth, self.depth, self.elements = name, max_depth, 0, 0

    def start(self, _tag: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise InputError(f"{self.name}: more than {MAX_ELEMENTS} elements; send it in parts")
        if self.depth > self.max_depth:
            raise InputError(
                f"{self.name}: elements stand more than {self.max_depth} deep in each other; "
                "this is no message, ask its sender"
            )

    def end(self, _tag: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        """Nothing is built here."""


def parse_xml(
    content: bytes, *, name: str, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH
) -> etree._Element:
    """The root element, comments and processing instructions left out; the encoding is honoured.

    name: what the reader is told it is. InputError: larger than max_bytes, deeper than max_depth,
    more than MAX_ELEMENTS elements, a DOCTYPE or an entity, not well-formed, or in an encoding
    other than UTF-8, UTF-16, ASCII or a one-byte one.
    """
    if len(content) > max_bytes:
        raise InputError(
            f"{name}: {len(content)} bytes are more than the {max_bytes} taken; send it in parts"
        )
    _refuse_danger(content, name=name, max_depth=max_depth)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{name}: not well-formed XML ({error.msg}); send it again") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError(f"{name}: it has a DOCTYPE, which can hide entities; send it without")
    return root


def _refuse_danger(content: bytes, *, name: str, max_depth: int) -> None:
    """InputError for what expat finds dangerous or broken; nothing is kept of the parse."""
    guard = _DepthGuard(name, max_depth)
    parser = DefusedXMLParser(
        target=guard, forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    try:
        parser.feed(content)
        parser.close()
    except DefusedXmlException:
        raise InputError(
            f"{name}: it has a DOCTYPE, which can hide entities; send it without"
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        raise InputError(f"{name}: not well-formed XML ({error}); send it again") from None
