"""The node a command works on: the folder CONCORD_HOME names, or the platform's usual one."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concord.node.node import Node


def open_node() -> "Node":
    """The node of this user, made with default settings where there is none yet."""
    from concord.node.node import Node
    from concord.node.settings import home_folder

    return Node(home_folder())
