"""The charts of the metrics page, by section."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kubefolio.facts.base import Missing
from kubefolio.facts.metrics import QueryResult, Series
from kubefolio.language import tr, tr_known, trn
from kubefolio.measures.base import Unit
from kubefolio.measures.catalogue import PlannedChart
from kubefolio.measures.promql import answer
from kubefolio.pages.base import World
from kubefolio.views.chart import Drawing, Line, Row, Summary, draw_chart, summarise, tabulate

CLUSTER: tuple[tuple[str, str, Unit], ...] = (
    ("cluster.cpu", "CPU in use", "ratio"),
    ("cluster.memory", "Memory in use", "ratio"),
    ("cluster.disk", "Disk in use", "ratio"),
    ("cluster.received", "Network, received", "bytes_per_second"),
    ("cluster.sent", "Network, sent", "bytes_per_second"),
)
NODES: tuple[tuple[str, str, Unit], ...] = (
    ("node.cpu", "CPU in use, by node", "ratio"),
    ("node.memory", "Memory in use, by node", "ratio"),
    ("node.disk", "Disk in use, by node", "ratio"),
    ("node.received", "Network received, by node", "bytes_per_second"),
)
MAX_LINES = 6
"""More lines than this are not told apart: the highest ones are drawn, and the page says so."""


@dataclass(frozen=True)
class Chart:
    """A chart with its numbers, or the reason why there is none."""

    title: str
    drawing: Drawing | Missing
    rows: tuple[Summary, ...] = ()
    names: tuple[str, ...] = ()
    table: tuple[Row, ...] = ()
    """The lines' values at some times, latest first."""
    definition: str = ""
    promql: str = ""
    left_out: int = 0
    warnings: tuple[str, ...] = ()


def build_charts(world: World, rows: tuple[tuple[str, str, Unit], ...]) -> tuple[Chart, ...]:
    """Return the charts of a section of ours."""
    known = world.site.catalogue.by_id
    return tuple(build_chart(world, PlannedChart(known[query], title, unit)) for query, title, unit in rows)


def build_chart(world: World, planned: PlannedChart) -> Chart:
    """Return a chart; Missing in its place where the query has no answer."""
    found = answer(world.facts, planned.query)
    if isinstance(found, Missing):
        return Chart(planned.title, found)
    lines = _lines(found)
    if not lines:
        reason = Missing("the metrics server has no such series", "absent")
        return Chart(planned.title, reason, promql=found.promql, warnings=describe_warnings(found))
    shown = lines[:MAX_LINES]
    name = "kf-" + re.sub(r"[^a-z0-9]+", "-", found.id.lower())
    return Chart(
        title=planned.title,
        drawing=draw_chart(name, tr_known(planned.title), shown, planned.unit, found.step_s),
        rows=tuple(summarise(line, planned.unit) for line in shown),
        names=tuple(line.name for line in shown),
        table=tabulate(shown, planned.unit),
        definition=planned.definition,
        promql=found.promql,
        left_out=len(lines) - len(shown),
        warnings=describe_warnings(found),
    )


def describe_warnings(found: QueryResult) -> tuple[str, ...]:
    """Return what the server warned of, or where its words are not shown only how often it did."""
    if all(found.warnings):
        return tuple(tr("The server warns: {warning}", warning=warning) for warning in found.warnings)
    return (
        trn(
            "The metrics server gave {count} warning with this answer.",
            "The metrics server gave {count} warnings with this answer.",
            len(found.warnings),
        ),
    )


def _lines(found: QueryResult) -> tuple[Line, ...]:
    lines = [Line(_name(one), one.points) for one in found.items if one.points]
    if len(lines) > MAX_LINES:
        lines.sort(key=lambda line: (-line.points[-1].value, line.name))
    return tuple(lines)


def _name(series: Series) -> str:
    return ", ".join(value for _, value in series.labels) or tr("whole cluster")
