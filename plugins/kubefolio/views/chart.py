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


def draw_chart(title: str, lines: tuple[Line, ...], unit: Unit, step_s: int) -> Markup:
    """Return a chart of lines that share an axis from zero; a pause of more than one step and a half is a gap."""
    times = [point.at for line in lines for point in line.points]
    start, end = min(times), max(times)
    top = _top(max(point.value for line in lines for point in line.points), unit)
    paths = Markup("").join(_path(line, index, start, end, top, step_s) for index, line in enumerate(lines))
    summaries = "; ".join(f"{s.name}: last {s.last}, from {s.least} to {s.most}" for s in (summarise(x, unit) for x in lines))
    return Markup(
        '<svg class="kf-chart" viewBox="0 0 {w} {h}" role="img" aria-label="{label}" preserveAspectRatio="none">'
        '<path class="kf-chart__grid" d="M0 {pad}H{w}M0 {mid}H{w}M0 {base}H{w}"/>{paths}</svg>'
        '<div class="kf-chart__axis" aria-hidden="true"><span>{start}</span><span>top of the chart: {top}</span><span>{end}</span></div>'
    ).format(
        w=WIDTH, h=HEIGHT, pad=PAD, mid=HEIGHT // 2, base=HEIGHT - PAD, label=encode(f"{title}. {summaries}"),
        paths=paths, start=format_time(start), end=format_time(end), top=encode(format_value(top, unit)),
    )  # fmt: skip


def _top(most: float, unit: Unit) -> float:
    """Return the upper end of the axis: the whole for a share that comes near it, else a tenth above the greatest."""
    if unit == "ratio" and most > 0.5:  # noqa: PLR2004  # half of the whole
        return 1.0
    return most * 1.1 or 1.0


def _path(line: Line, index: int, start: datetime, end: datetime, top: float, step_s: int) -> Markup:
    span = (end - start).total_seconds() or 1.0
    commands, before = [], None
    for point in line.points:
        x = (point.at - start).total_seconds() / span * WIDTH
        y = HEIGHT - PAD - point.value / top * (HEIGHT - 2 * PAD)
        joined = before is not None and (point.at - before).total_seconds() <= step_s * 1.5
        commands.append(f"{'L' if joined else 'M'}{x:.1f} {y:.1f}")
        before = point.at
    return Markup('<path class="kf-chart__line kf-chart__line--{}" d="{}"/>').format(index % 6, Markup("".join(commands)))  # noqa: S704  # numbers only
