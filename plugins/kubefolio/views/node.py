"""The state of a node in a word, as every page says it."""

from __future__ import annotations

from kubefolio.facts.base import Missing
from kubefolio.facts.cluster import Node
from kubefolio.views.tone import State


def tell_state(node: Node) -> State:
    """Return the state of a node in a word."""
    if isinstance(node.ready, Missing):
        return State("Unknown")
    if not node.ready:
        return State("Not ready")
    return State("Ready") if node.schedulable else State("Cordoned")
