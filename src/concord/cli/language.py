"""The language a command answers in."""

from typing import TYPE_CHECKING

from concord.vocabulary.language import Language, parse_language

if TYPE_CHECKING:
    from concord.node.node import Node


def chosen(node: "Node", language: str | None) -> Language:
    """The language asked for, else the node's."""
    return parse_language(language) if language else node.settings.language
