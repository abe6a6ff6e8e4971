"""What the metrics page shows."""

from __future__ import annotations

from dataclasses import dataclass

from kubefolio.facts.base import Missing
from kubefolio.facts.merge import APPLICATION_FIELDS, WORKLOAD_FIELDS
from kubefolio.language import tr
from kubefolio.pages.base import Page, World
from kubefolio.pages.metrics.availability import ObjectiveView, build_objective
from kubefolio.pages.metrics.charts import CLUSTER, NODES, Chart, build_chart, build_charts
from kubefolio.views.links import APPLICATIONS, METRICS, relative
from kubefolio.views.tiles import Tile, build_tiles
from kubefolio.views.usage import Use

TILES = ("cpu.usage", "memory.usage", "disk.usage", "restarts.24h")
NEEDS = ("queries", *WORKLOAD_FIELDS, *APPLICATION_FIELDS)
LARGEST = 12
"""Applications that are shown here: those that use the most memory."""


@dataclass(frozen=True)
class Section:
    """Charts that belong together."""

    title: str
    charts: tuple[Chart, ...]


@dataclass(frozen=True)
class UseRow:
    """An application and what it used."""

    name: str
    address: str
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class View:
    """The page."""

    tiles: tuple[Tile, ...]
    objectives: tuple[ObjectiveView, ...]
    sections: tuple[Section, ...]
    uses: tuple[UseRow, ...] | Missing
    more: int
    """Applications that are measured and not shown."""
    applications: str


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page."""
    rows = _use(world)
    catalogue = world.site.catalogue
    view = View(
        tiles=build_tiles(world.measured, *(o.share(30).id for o in catalogue.objectives), *TILES),
        objectives=tuple(build_objective(world, objective) for objective in catalogue.objectives),
        sections=_sections(world),
        uses=rows[:LARGEST] if isinstance(rows, tuple) else rows,
        more=max(0, len(rows) - LARGEST) if isinstance(rows, tuple) else 0,
        applications=relative(METRICS, APPLICATIONS),
    )
    description = tr("What Prometheus measured: availability, CPU, memory, disk and network.")
    return (Page(METRICS, "metrics/page.md.j2", tr("Metrics"), description, view, NEEDS),)


def _sections(world: World) -> tuple[Section, ...]:
    own = tuple(build_chart(world, planned) for planned in world.site.catalogue.charts)
    sections = (Section(tr("Cluster"), build_charts(world, CLUSTER)), Section(tr("Nodes"), build_charts(world, NODES)))
    return (*sections, Section(tr("More"), own)) if own else sections


def _use(world: World) -> tuple[UseRow, ...] | Missing:
    """Return the applications of which something is known, those that use the most memory first."""
    if isinstance(world.facts.queries.value, Missing):
        return world.facts.queries.value
    rows = [
        (_memory(uses), UseRow(one.name, relative(METRICS, address), uses))
        for one, address in world.application_pages.items()
        if _is_known(uses := world.usage_of(one))
    ]
    if not rows:
        return Missing("the metrics server has no series that belong to an application", "absent")
    return tuple(row for _, row in sorted(rows, key=lambda pair: (-pair[0], pair[1].name)))


def _is_known(uses: tuple[Use, ...]) -> bool:
    return any(not isinstance(use.points, Missing) for use in uses)


def _memory(uses: tuple[Use, ...]) -> float:
    return next((u.points[-1].value for u in uses if u.unit == "bytes" and not isinstance(u.points, Missing)), 0.0)
