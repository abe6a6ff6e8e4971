"""Where the boxes of a graph go: the one module that knows the layout library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import graphlay

Point = tuple[float, float]
Size = tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """A graph as it was laid out, from the origin to the right and down."""

    width: float
    height: float
    corners: tuple[Point, ...]
    """Upper left corner of each box, in the order of the sizes."""
    routes: tuple[tuple[Point, ...], ...]
    """The way of each link, from border to border, in the order of the links."""


def lay_out(sizes: Sequence[Size], columns: Sequence[int], links: Sequence[tuple[int, int]]) -> Layout:
    """Return where boxes go that stand in given columns from left to right, with as few crossings as can be.

    Args:
        sizes: Width and height of each box.
        columns: Its column, from 0; those of a link rise.
        links: Pairs of places in `sizes`.
    """
    graph, ranks = graphlay.Graph(), {column: rank for rank, column in enumerate(sorted(set(columns)))}
    for size, column in zip(sizes, columns, strict=True):
        graph.node(width=size[0], height=size[1], rank={"fixed": ranks[column]})
    for source, target in links:
        graph.edge(source, target)
    drawn = graphlay.layout(graph, options=_OPTIONS)
    centers = [(node["center"]["x"], node["center"]["y"]) for node in drawn.nodes]
    boxes = [(x - w / 2, y - h / 2, x + w / 2, y + h / 2) for (x, y), (w, h) in zip(centers, sizes, strict=True)]
    routes = [[(one["x"], one["y"]) for one in edge["points"]] for edge in drawn.edges]
    xs = [x for box in boxes for x in (box[0], box[2])] + [x for route in routes for x, _ in route]
    ys = [y for box in boxes for y in (box[1], box[3])] + [y for route in routes for _, y in route]
    left, top = min(xs), min(ys)
    return Layout(
        width=max(xs) - left,
        height=max(ys) - top,
        corners=tuple((x - left, y - top) for x, y, _, _ in boxes),
        routes=tuple(tuple((x - left, y - top) for x, y in route) for route in routes),
    )


_OPTIONS: dict[str, Any] = {
    "direction": "leftright",
    "effort": "fast",
    "spacing": {"layer_gap": 24.0, "node_gap": 14.0, "dummy_gap": 14.0, "port_gap": 10.0, "isolated_gap": 14.0},
    "routing": {"style": "orthogonal", "port_sides": "facing_only", "lane_gap": 6.0},
}
