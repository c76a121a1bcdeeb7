"""Which countries share a border on land.

Facts and source: data/neighbours.csv, data/neighbours.source.md. The pairs are derived from the
outlines of the atlas, where two countries use one line; the few borders too short to be drawn there
are added by hand and say so.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def neighbours(code: str) -> tuple[str, ...]:
    """The alpha-3 codes of the countries that share a land border with one, in code order.

    Empty for islands, for former states and for codes unknown here. Today's borders only.
    """
    return land_borders().get(code, ())


@cache
def land_borders() -> Mapping[str, tuple[str, ...]]:
    """For every country that has a land border, its neighbours' alpha-3 codes."""
    text = (files("concord.vocabulary") / "data" / "neighbours.csv").read_text(encoding="utf-8")
    near: dict[str, set[str]] = defaultdict(set)
    for row in csv.DictReader(text.splitlines()):
        near[row["a"]].add(row["b"])
        near[row["b"]].add(row["a"])
    return {code: tuple(sorted(codes)) for code, codes in sorted(near.items())}
