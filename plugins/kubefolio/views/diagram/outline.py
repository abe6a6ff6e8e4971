"""Draws a graph for a narrow sheet: one box below the other, each under what leads to it and one step further in."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from kubefolio.views.diagram.boxes import draw_box
from kubefolio.views.diagram.graph import Graph, fit
from kubefolio.views.diagram.layout import Point
from kubefolio.views.diagram.shapes import EDGE, Drawing, draw_arrows

NARROW = 326.0
"""Width that the narrowest phones in use have room for."""
INDENT, GAP = 18.0, 8.0

Place = tuple[float, float, float]
"""Left, top and height of a box."""


def draw_outline(graph: Graph) -> Drawing:
    """Return the boxes of a graph as an outline, with an arrow from each to those that stand below it.

    What several boxes lead to stands below the first of them, and the others name it: a line to it would run behind the
    boxes between, and would seem to leave each of them.
    """
    all_boxes = {box.id: box for box in graph.boxes}
    above = _stand(graph)
    named: dict[str, list[str]] = {}
    for one in graph.arrows:
        if above[one.target] != one.source:
            named.setdefault(one.source, []).append(all_boxes[one.target].name)
    top, drawn, places, arrows = EDGE, [], dict[str, Place](), []
    for at, parent in above.items():
        left = places[parent][0] + INDENT if parent else EDGE
        box = all_boxes[at]
        cut = fit(replace(box, note=_note(box.note, named.get(at, []))), NARROW - EDGE - left)
        drawn.append(draw_box(cut, left, top))
        places[at] = (left, top, cut.height)
        if parent:
            arrows.append(_elbow(places[parent], places[at]))
        top += cut.height + GAP
    return Drawing(NARROW, top - GAP + EDGE, draw_arrows(arrows) + Markup("").join(drawn))


def _stand(graph: Graph) -> dict[str, str]:
    """Return the id of every box, depth first, with the id of the box that it stands below; empty for none."""
    following: dict[str, list[str]] = {}
    for arrow in graph.arrows:
        following.setdefault(arrow.source, []).append(arrow.target)
    led = {arrow.target for arrow in graph.arrows}
    waiting = [(box.id, "") for box in reversed(graph.boxes) if box.id not in led]
    above: dict[str, str] = {}
    while waiting:
        at, parent = waiting.pop()
        if at not in above:
            above[at] = parent
            waiting.extend((one, at) for one in reversed(following.get(at, ())))
    return above


def _note(note: str, names: list[str]) -> str:
    """Return the note of a box with the names of what it leads to and what stands elsewhere."""
    return f"{note} → {', '.join(names)}".lstrip() if names else note


def _elbow(source: Place, target: Place) -> tuple[Point, ...]:
    """Return the way from the foot of a box to the side of another below it."""
    x, y = source[0] + INDENT / 2, target[1] + target[2] / 2
    return ((x, source[1] + source[2]), (x, y), (target[0], y))
