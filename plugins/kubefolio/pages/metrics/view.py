"""What the metrics page shows."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from kubefolio.facts.base import Missing
from kubefolio.facts.metrics import QueryResult, Series
from kubefolio.measures.base import Unit
from kubefolio.measures.promql import answer
from kubefolio.pages.base import Page, World
from kubefolio.views.chart import Line, Summary, draw_chart, summarise
from kubefolio.views.links import METRICS
from kubefolio.views.tiles import Tile, build_tiles

TILES = (
    "api.availability.30d",
    "probes.availability.30d",
    "cpu.usage",
    "memory.usage",
    "disk.usage",
    "restarts.24h",
)

CHARTS: tuple[tuple[str, str, Unit], ...] = (
    ("cluster.cpu", "CPU in use, whole cluster", "ratio"),
    ("cluster.memory", "Memory in use, whole cluster", "ratio"),
    ("node.cpu", "CPU in use, by node", "ratio"),
    ("node.memory", "Memory in use, by node", "ratio"),
    ("cluster.disk", "Disk in use, whole cluster", "ratio"),
    ("cluster.received", "Bytes received in a second", "bytes"),
    ("cluster.sent", "Bytes sent in a second", "bytes"),
)
MAX_LINES = 6
"""More lines than this are not told apart: the highest ones are drawn, and the page says so."""


@dataclass(frozen=True)
class Chart:
    """A chart with its numbers, or the reason why there is none."""

    title: str
    drawing: Markup | Missing
    rows: tuple[Summary, ...]
    promql: str
    left_out: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """The page."""

    tiles: tuple[Tile, ...]
    charts: tuple[Chart, ...]


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page."""
    charts = tuple(_chart(world, *chart) for chart in CHARTS)
    view = View(build_tiles(world.measured, *TILES), charts)
    description = "What Prometheus measured: availability, CPU, memory, disk and network."
    return (Page(METRICS, "metrics/page.md.j2", "Metrics", description, view, ("queries",)),)


def _chart(world: World, query: str, title: str, unit: Unit) -> Chart:
    found = answer(world.facts, world.site.catalogue.by_id[query])
    if isinstance(found, Missing):
        return Chart(title, found, (), "", 0, ())
    lines = _lines(found)
    if not lines:
        return Chart(title, Missing("the metrics server has no such series", "absent"), (), found.promql, 0, ())
    shown = lines[:MAX_LINES]
    drawing = draw_chart(title, shown, unit, found.step_s)
    rows = tuple(summarise(line, unit) for line in shown)
    return Chart(title, drawing, rows, found.promql, len(lines) - len(shown), _warnings(found))


def _warnings(found: QueryResult) -> tuple[str, ...]:
    """Return what the server warned of, or where its words are not shown only how often it did."""
    if all(found.warnings):
        return tuple(f"The server warns: {warning}" for warning in found.warnings)
    return (f"The metrics server gave {len(found.warnings)} warnings with this answer.",)


def _lines(found: QueryResult) -> tuple[Line, ...]:
    lines = [Line(_name(one), one.points) for one in found.items if one.points]
    if len(lines) > MAX_LINES:
        lines.sort(key=lambda line: (-line.points[-1].value, line.name))
    return tuple(lines)


def _name(series: Series) -> str:
    return ", ".join(value for _, value in series.labels) or "cluster"
