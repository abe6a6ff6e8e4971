"""Draws a graph for a narrow sheet: one box below the other, each under what leads to it, as far in as its column."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from kubefolio.views.diagram.boxes import draw_box
from kubefolio.views.diagram.graph import Box, Graph, fit
from kubefolio.views.diagram.layout import Point
from kubefolio.views.diagram.shapes import EDGE, Drawing, draw_arrows

NARROW = 326.0
"""Width that the narrowest phones in use have room for."""
INDENT, GAP = 18.0, 8.0


def draw_outline(graph: Graph) -> Drawing:
    """Return the boxes of a graph as an outline, with an arrow from each to what it leads to."""
    steps = _steps(graph)
    top, boxes, places = EDGE, [], dict[str, tuple[float, float, float]]()
    for box in _order(graph):
        left = EDGE + steps[box.column] * INDENT
        cut = fit(box, NARROW - EDGE - left)
        boxes.append(draw_box(cut, left, top))
        places[box.id] = (left, top, cut.height)
        top += cut.height + GAP
    arrows = [_elbow(places[one.source], places[one.target]) for one in graph.arrows]
    return Drawing(NARROW, top - GAP + EDGE, draw_arrows(arrows) + Markup("").join(boxes))


def _steps(graph: Graph) -> dict[int, int]:
    """Return how far in each column stands: columns without boxes take no room."""
    return {column: step for step, column in enumerate(sorted({box.column for box in graph.boxes}))}


def _order(graph: Graph) -> Sequence[Box]:
    """Return the boxes so that each follows what leads to it, depth first."""
    boxes = {box.id: box for box in graph.boxes}
    following: dict[str, list[str]] = {}
    for arrow in graph.arrows:
        following.setdefault(arrow.source, []).append(arrow.target)
    led = {arrow.target for arrow in graph.arrows}
    waiting = [box.id for box in reversed(graph.boxes) if box.id not in led]
    ordered: dict[str, Box] = {}
    while waiting:
        at = waiting.pop()
        if at not in ordered:
            ordered[at] = boxes[at]
            waiting.extend(reversed(following.get(at, ())))
    return tuple(ordered.values())


def _elbow(source: tuple[float, float, float], target: tuple[float, float, float]) -> tuple[Point, ...]:
    """Return the way from the foot of a box to the side of another, below it or above."""
    x = source[0] + INDENT / 2
    below = target[1] > source[1]
    start = source[1] + (source[2] if below else 0.0)
    y = target[1] + target[2] / 2
    return ((x, start), (x, y), (target[0], y))
