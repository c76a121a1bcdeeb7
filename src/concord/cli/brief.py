"""concord brief and demo: what the newest forecast says, in the terminal and as a page."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from concord.cli.answer import print_json
from concord.cli.progress import shown
from concord.vocabulary.language import Language

if TYPE_CHECKING:
    from concord.node.node import Node
    from concord.warning.brief import Brief

Json = Annotated[bool, Parameter(name="--json", negative="", help="Answer in JSON.")]


def brief(*, out: Path | None = None, language: Language | None = None, json: Json = False) -> None:
    """Print the brief of the newest forecast, or write it as a page.

    Parameters
    ----------
    out
        Write a self-contained HTML page to this file instead.
    language
        en, fr, ru, es, ar or zh; by default the node's.
    """
    from concord.cli.home import open_node
    from concord.node.brief import compose_brief

    node = open_node()
    found = compose_brief(node)
    if json:
        print_json(found)
    elif out is None:
        _print(node, found, language or node.settings.language)
    else:
        _write(node, found, language or node.settings.language, out)
        print(f"wrote {out}")


def demo(
    *,
    data: Path | None = None,
    home: Path = Path("concord-demo"),
    seed: int = 1,
    language: Language = Language.EN,
    json: Json = False,
) -> None:
    """Make a node in a fresh folder, load data, forecast, raise warnings and write the brief.

    Parameters
    ----------
    data
        A folder of real data laid out as docs/demo.md says; by default the exercise world.
    home
        The node's folder; it must be new or empty.
    seed
        Which exercise world.
    language
        en, fr, ru, es, ar or zh.
    """
    from concord.node.demo import data_demo, exercise_demo
    from concord.node.node import Node

    now, clock = datetime.now(UTC), time.process_time
    with shown() as progress:
        if data is None:
            done = exercise_demo(
                home, seed=seed, language=language, clock=clock, now=now, progress=progress
            )
        else:
            done = data_demo(home, data, language=language, clock=clock, now=now, progress=progress)
        node, page = Node(home), home / "brief.html"
        _write(node, done.brief, language, page)
    if json:
        print_json(done)
        return
    _print(node, done.brief, language)
    print(f"\nThe node is in {home}, its brief in {page}. To go on with it: CONCORD_HOME={home}")


def _write(node: "Node", found: "Brief", language: Language, page: Path) -> None:
    from concord.sources.place import replace_whole
    from concord.warning.brief_html import render_page

    text = render_page(
        found,
        language=language,
        places=node.places.gazetteer,
        outlines=node.places.atlas.polygons,
    )
    with replace_whole(page) as beside:
        beside.write_text(text, encoding="utf-8")


def _print(node: "Node", found: "Brief", language: Language) -> None:
    from rich.console import Console

    from concord.warning.brief_text import print_brief

    print_brief(found, Console(), language=language, places=node.places.gazetteer)
