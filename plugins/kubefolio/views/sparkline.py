"""A line the size of a word: how something went over a week, beside its last value."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from kubefolio.facts.metrics import Point
from kubefolio.language import tr
from kubefolio.measures.base import Unit, format_value
from kubefolio.views.encode import encode, fill

HEIGHT, EDGE = 30, 2
"""Height of the drawing in its own units, and what stays free above and below the line."""

_SVG = Markup(
    '<svg class="kf-spark" viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="none">'
    '<path d="{}"/></svg>'
)


def draw_sparkline(title: str, points: tuple[Point, ...], unit: Unit, step_s: int) -> Markup:
    """Return points as a line from zero to the greatest of them; there is at least one.

    Args:
        title: What a screen reader says before the least, the greatest and the last value.
        points: In order of time; where one is missing the line is broken.
        unit: Unit of the values.
        step_s: Seconds between two points: one unit of the drawing's width.
    """
    least, most, last = (format_value(value, unit) for value in _summary(points))
    words = encode(tr("{name}: last {last}, from {least} to {most}", name=title, last=last, least=least, most=most))
    places = [round((point.at - points[0].at).total_seconds() / step_s) for point in points]
    return fill(_SVG, max(1, places[-1]), HEIGHT, words, "".join(_path(points, places)))


def _summary(points: tuple[Point, ...]) -> tuple[float, float, float]:
    values = [point.value for point in points]
    return min(values), max(values), values[-1]


def _path(points: tuple[Point, ...], places: list[int]) -> Iterator[str]:
    """Yield the commands of the line; a point without neighbours is a line of no length, which round caps show."""
    values = [point.value for point in points]
    top, foot, room = max(values) or 1.0, HEIGHT - EDGE, HEIGHT - 2 * EDGE
    before, height = None, 0
    for value, place in zip(values, places, strict=True):
        y = foot - round(value / top * room) if value > 0 else foot
        if before is not None and place - before == 1:
            yield f"l1{y - height:+d}" if y != height else "h1"
        else:
            yield f"M{place} {y}h0"
        before, height = place, y
