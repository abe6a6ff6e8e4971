"""A line chart as SVG, drawn when the site is built: no script, the theme's colours, gaps shown as gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from kubefolio.facts.metrics import Point
from kubefolio.measures.base import Unit, format_value
from kubefolio.views.encode import encode, format_time

WIDTH, HEIGHT, PAD = 640, 160, 8


@dataclass(frozen=True)
class Line:
    """One series of a chart."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Summary:
    """A line in numbers: what the table below the chart says."""

    name: str
    least: str
    most: str
    last: str


def summarise(line: Line, unit: Unit) -> Summary:
    """Return the least, the greatest and the last value of a line that has points."""
    values = [point.value for point in line.points]
    return Summary(line.name, *(format_value(value, unit) for value in (min(values), max(values), values[-1])))


@dataclass(frozen=True)
class Frame:
    """The axes that the lines of a chart share."""

    start: datetime
    end: datetime
    top: float
    """Value at the upper edge; the lower edge is zero."""
    step_s: int
    """Seconds between two points; a longer pause is a gap."""

    def place(self, point: Point) -> str:
        """Return a point's coordinates."""
        span = (self.end - self.start).total_seconds() or 1.0
        x = (point.at - self.start).total_seconds() / span * WIDTH
        y = HEIGHT - PAD - point.value / self.top * (HEIGHT - 2 * PAD)
        return f"{x:.1f} {y:.1f}"


def draw_chart(title: str, lines: tuple[Line, ...], unit: Unit, step_s: int) -> Markup:
    """Return a chart of lines that share an axis from zero. Every line has at least one point."""
    times = [point.at for line in lines for point in line.points]
    top = _top(max(point.value for line in lines for point in line.points), unit)
    frame = Frame(min(times), max(times), top, step_s)
    return _SVG.format(
        width=WIDTH,
        height=HEIGHT,
        label=encode(f"{title}. {_in_words(lines, unit)}"),
        grid=f"M0 {PAD}H{WIDTH}M0 {HEIGHT // 2}H{WIDTH}M0 {HEIGHT - PAD}H{WIDTH}",
        paths=Markup("").join(_path(line, index, frame) for index, line in enumerate(lines)),
        start=format_time(frame.start),
        end=format_time(frame.end),
        top=encode(format_value(top, unit)),
    )


_SVG = Markup(
    '<svg class="kf-chart" viewBox="0 0 {width} {height}" role="img" preserveAspectRatio="none" aria-label="{label}">'
    '<path class="kf-chart__grid" d="{grid}"/>{paths}</svg>'
    '<div class="kf-chart__axis" aria-hidden="true"><span>{start}</span><span>top of the chart: {top}</span>'
    "<span>{end}</span></div>"
)


def _in_words(lines: tuple[Line, ...], unit: Unit) -> str:
    summaries = (summarise(line, unit) for line in lines)
    return "; ".join(f"{one.name}: last {one.last}, from {one.least} to {one.most}" for one in summaries)


def _top(most: float, unit: Unit) -> float:
    """Return the upper end of the axis: the whole for a share that comes near it, else a tenth above the greatest."""
    if unit == "ratio" and most > 0.5:  # noqa: PLR2004  # half of the whole
        return max(most, 1.0)
    return max(most, 0.0) * 1.1 or 1.0


def _path(line: Line, index: int, frame: Frame) -> Markup:
    """Return a line; where points are missing it is broken, never drawn through."""
    commands, before = [], None
    for point in line.points:
        joined = before is not None and (point.at - before).total_seconds() <= frame.step_s * 1.5
        commands.append(f"{'L' if joined else 'M'}{frame.place(point)}")
        before = point.at
    return Markup('<path class="kf-chart__line kf-chart__line--{}" d="{}"/>').format(index % 6, " ".join(commands))
