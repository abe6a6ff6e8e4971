"""The shapes that diagrams are drawn with: text from outside is encoded, and nothing is styled but by class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from kubefolio.views.diagram.layout import Point
from kubefolio.views.encode import encode, fill
from kubefolio.views.tone import State

EDGE = 2.0
"""Room around a drawing for the outer half of its lines."""
HEAD, CORNER = 6.0, 6.0
"""Length of an arrow's head, and radius of its corners."""


@dataclass(frozen=True)
class Drawing:
    """Shapes on a sheet of this size; 20 units are one rem."""

    width: float
    height: float
    body: Markup
    icons: tuple[str, ...] = ()
    """Icons that the body uses, by their ids in `views.icons`."""


@lru_cache(maxsize=16384)  # the same few hundred places in every diagram
def number(value: float) -> Markup:
    """Return a number as short as it can be: a tenth of a unit is as exact as a screen."""
    return escape(f"{value + 0.0:.1f}".removesuffix(".0").replace("-0.0", "0"))


def draw_text(name: str, text: str, x: float, y: float) -> Markup:
    """Return one line of text with its baseline there; `name` is the class that gives its size and weight."""
    return fill('<text class="kf-t-{}" x="{}" y="{}">{}</text>', name, number(x), number(y), encode(text))


@lru_cache(maxsize=1024)
def draw_rect(width: float, height: float, radius: float = 5) -> Markup:
    """Return a box at the origin."""
    return fill('<rect width="{}" height="{}" rx="{}"/>', number(width), number(height), number(radius))


MARKS = {
    "good": "M{x} {y}m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "warn": "M{x} {y}m0-5l5 5l-5 5l-5-5z",
    "bad": "M{x} {y}m-4-4h8v8h-8z",
    "quiet": "M{x} {y}m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
}
"""A form for each tone, around a point: colour is never the only sign."""


def draw_mark(state: State, x: float, y: float) -> Markup:
    """Return the mark of a state; its word is the mark's title."""
    path = MARKS[state.tone].format(x=number(x), y=number(y))
    title = fill("<title>{}</title>", encode(state.words))
    return fill('<path class="kf-mark kf-mark--{}" d="{}">{}</path>', state.tone, path, title)


def draw_arrows(routes: Sequence[Sequence[Point]]) -> Markup:
    """Return all arrows of a drawing as two paths: their lines with rounded corners, and their heads."""
    if not routes:
        return Markup()
    lines = "".join(_line(route) for route in routes)
    heads = "".join(_head(route[-2], route[-1]) for route in routes)
    return fill('<path class="kf-arrows" d="{}"/><path class="kf-heads" d="{}"/>', lines, heads)


def _line(route: Sequence[Point]) -> str:
    """Return a path along these points that stops short of the last, where the head is."""
    (x, y), (to_x, to_y) = route[-2], route[-1]
    end = (to_x - _sign(to_x - x) * HEAD / 2, to_y - _sign(to_y - y) * HEAD / 2)
    points = [*route[:-1], end]
    parts = [f"M{_pair(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, stop = _toward(corner, before), _toward(corner, after)
        parts.append(f"L{_pair(start)}Q{_pair(corner)} {_pair(stop)}")
    return f"{''.join(parts)}L{_pair(end)}"


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _toward(corner: Point, other: Point) -> Point:
    """Return the point on the way from a corner where its curve begins."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy) or 1.0
    share = min(CORNER, length / 2) / length
    return corner[0] + dx * share, corner[1] + dy * share


def _head(before: Point, tip: Point) -> str:
    dx, dy = _sign(tip[0] - before[0]), _sign(tip[1] - before[1])
    back_x, back_y = tip[0] - dx * HEAD, tip[1] - dy * HEAD
    side_x, side_y = dy * HEAD / 2, dx * HEAD / 2
    left, right = (back_x - side_x, back_y - side_y), (back_x + side_x, back_y + side_y)
    return f"M{_pair(tip)}L{_pair(left)}L{_pair(right)}z"


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
