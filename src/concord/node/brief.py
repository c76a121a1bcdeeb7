"""The brief of a node: its newest forecast, beside the one before it and its own record."""

from concord.node.node import Node
from concord.warning.brief import Brief, compose


def compose_brief(node: Node) -> Brief:
    """The brief of the newest forecast; InputError where none was made yet."""
    kept = node.runs.latest()
    last = node.runs.before(kept.run.origin)
    evaluation = node.runs.evaluation()
    return compose(
        kept,
        kept.recorded,
        organization=node.settings.organization,
        last=last.forecast if last else None,
        evaluation=evaluation,
        reliability=evaluation.reliability if evaluation else (),
    )
