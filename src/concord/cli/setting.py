"""concord setting: what can be set on this node, what it means, what it is."""

from typing import Annotated

import cyclopts
from cyclopts import Parameter

from concord.cli.answer import print_json, print_table

setting = cyclopts.App(name="setting", help="See and change the settings of this node.")

Json = Annotated[bool, Parameter(name="--json", negative="", help="Answer in JSON.")]


@setting.command(name="list")
def list_settings(*, json: Json = False) -> None:
    """List every setting with its value and its meaning."""
    import msgspec

    from concord.cli.home import open_node
    from concord.node.settings import HELP

    node = open_node()
    if json:
        print_json(node.settings)
        return
    values = msgspec.structs.asdict(node.settings)
    rows = [[name, str(value), HELP[name]] for name, value in values.items()]
    print_table(f"{node.home}", ["setting", "value", "meaning"], rows, words=3)


@setting.command(name="set")
def change(name: str, value: str, /) -> None:
    """Change one setting.

    Parameters
    ----------
    name
        The setting.
    value
        Its new value.
    """
    from concord.cli.home import open_node
    from concord.node.settings import changed, write_settings

    node = open_node()
    write_settings(node.home, changed(node.settings, name, value))
