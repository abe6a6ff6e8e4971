"""A line chart as SVG, drawn when the site is built: no script, the theme's colours, gaps shown as gaps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from kubefolio.facts.metrics import Point
from kubefolio.language import month, tr
from kubefolio.measures.base import Unit, format_value
from kubefolio.views.encode import encode, fill, format_time

WIDTH, HEIGHT, PAD = 640, 160, 2
PARTS = 4
"""Parts of the time axis."""
FEW_DAYS = timedelta(days=15)
"""Charts of less than this name the hours on their axis."""
HALF = 0.5
"""A share that comes over half of the whole is drawn against the whole."""


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


@dataclass(frozen=True)
class Drawing:
    """A chart and the words on its axes, which are text of the page and not of the picture: they never shrink."""

    svg: Markup
    values: tuple[str, ...]
    """Beside the chart, from the top to zero."""
    times: tuple[Markup, ...]
    """Below the chart, from the first to the last."""


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
        y = HEIGHT - PAD - max(point.value, 0.0) / self.top * (HEIGHT - 2 * PAD)
        return f"{x:.0f} {y:.1f}".removesuffix(".0")


def draw_chart(name: str, title: str, lines: tuple[Line, ...], unit: Unit, step_s: int) -> Drawing:
    """Return a chart of lines that share an axis from zero. Every line has at least one point.

    Args:
        name: Tells this chart from the others of its page; letters, digits and dashes.
        title: What it shows.
        lines: The series, in the order of their colours.
        unit: Unit of the values.
        step_s: Seconds between two points.
    """
    times = [point.at for line in lines for point in line.points]
    top = nice_top(max(point.value for line in lines for point in line.points), unit)
    frame = Frame(min(times), max(times), top, step_s)
    svg = fill(
        _SVG,
        name=name,
        width=WIDTH,
        height=HEIGHT,
        title=encode(title),
        words=encode(_in_words(lines, unit)),
        grid=_grid(),
        paths=Markup("").join(_path(line, index, frame) for index, line in enumerate(lines)),
    )
    return Drawing(svg, tuple(format_value(top * part, unit) for part in (1, HALF, 0)), _times(frame))


_SVG = Markup(
    '<svg class="kf-chart" viewBox="0 0 {width} {height}" role="img" preserveAspectRatio="none" '
    'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{title}</title><desc id="{name}-d">{words}</desc>'
    '<path class="kf-chart__grid" d="{grid}"/>{paths}</svg>'
)


def _grid() -> str:
    across = "".join(f"M0 {y}H{WIDTH}" for y in (PAD, HEIGHT // 2, HEIGHT - PAD))
    return across + "".join(f"M{WIDTH * part // PARTS} 0V{HEIGHT}" for part in range(1, PARTS))


def _times(frame: Frame) -> tuple[Markup, ...]:
    """Return the first time, the middle and the last one; with the hour where the chart is of some days only."""
    span = frame.end - frame.start
    return tuple(_short(frame.start + span * part, hours=span < FEW_DAYS) for part in (0, HALF, 1))


def _short(moment: datetime, *, hours: bool) -> Markup:
    utc = moment.astimezone(UTC)
    text = f"{utc.day} {month(utc)}" + (f", {utc:%H:%M}" if hours else "")
    return fill('<time datetime="{}">{}</time>', f"{utc:%Y-%m-%dT%H:%MZ}", text)


def _in_words(lines: tuple[Line, ...], unit: Unit) -> str:
    summaries = (summarise(line, unit) for line in lines)
    return "; ".join(describe_range(one.name, one.last, one.least, one.most) for one in summaries)


def describe_range(name: str, last: str, least: str, most: str) -> str:
    """Return a line in words: its last value and the ends of its range."""
    return tr("{name}: last {last}, from {least} to {most}", name=name, last=last, least=least, most=most)


def nice_top(most: float, unit: Unit) -> float:
    """Return the upper end of the axis: a round number at or above the greatest value; the whole for a large share."""
    if unit == "ratio" and most > HALF:
        return max(most, 1.0)
    if most <= 0:
        return 1.0
    if unit in ("bytes", "bytes_per_second"):
        return float(2.0 ** math.ceil(math.log2(most)))
    magnitude = 10.0 ** math.floor(math.log10(most))
    return next(step * magnitude for step in (1, 2, 4, 5, 10) if most <= step * magnitude * (1 + 1e-9))


def _path(line: Line, index: int, frame: Frame) -> Markup:
    """Return a line; where points are missing it is broken, and a point without neighbours is a dot."""
    commands, before = [], None
    for point in line.points:
        joined = before is not None and (point.at - before).total_seconds() <= frame.step_s * 1.5
        commands.append(f"L{frame.place(point)}" if joined else f"M{frame.place(point)}h0")
        before = point.at
    return fill('<path class="kf-chart__line kf-chart__line--{}" d="{}"/>', index % 6, "".join(commands))


@dataclass(frozen=True)
class Row:
    """A time of the table behind a chart, with the value of each line; and "no data" where there is none."""

    at: Markup
    values: tuple[str, ...]


def tabulate(lines: tuple[Line, ...], unit: Unit, rows: int = 28) -> tuple[Row, ...]:
    """Return the values of the lines at evenly spaced times, latest first: every point, or every nth of many."""
    times = sorted({point.at for line in lines for point in line.points}, reverse=True)
    shown = times[:: max(1, math.ceil(len(times) / rows))]
    known = [{point.at: point.value for point in line.points} for line in lines]
    return tuple(
        Row(
            format_time(at),
            tuple(format_value(values[at], unit) if at in values else tr("no data") for values in known),
        )
        for at in shown
    )
