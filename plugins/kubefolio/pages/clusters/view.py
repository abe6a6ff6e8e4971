"""What the overview of several clusters shows, and the first page of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import observation_times
from kubefolio.facts.fleet import Cluster, Fleet
from kubefolio.language import tr, tr_known
from kubefolio.measures import Measurement
from kubefolio.measures.fleet import SUMS
from kubefolio.pages.base import Page, World
from kubefolio.problems import list_problems
from kubefolio.views.fleet import DOWN, state_of
from kubefolio.views.links import CLUSTERS, is_listed_elsewhere, relative
from kubefolio.views.tiles import Tile, build_tiles
from kubefolio.views.tone import State

SHOWN = ("applications.healthy/applications.total", "nodes.ready/nodes.total", "namespaces.total", "pods.running")
COLUMNS = ("cluster.version", "nodes.total", "namespaces.total", "applications.total", "applications.healthy")
NEVER = Missing("nothing of it could be read", "failed")


@dataclass(frozen=True)
class Row:
    """One cluster among several."""

    name: str
    link: str
    state: State
    reason: str
    """Why it, or a part of it, could not be read; empty where all could."""
    as_of: datetime | Missing
    """The time of its oldest fact."""
    numbers: tuple[Measurement, ...]


@dataclass(frozen=True)
class View:
    """The overview."""

    tiles: tuple[Tile, ...]
    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    sums: tuple[Measurement, ...]


@dataclass(frozen=True)
class Link:
    """A page of a cluster."""

    title: str
    address: str
    description: str


@dataclass(frozen=True)
class FirstPage:
    """The first page of a cluster."""

    row: Row
    tiles: tuple[Tile, ...]
    pages: tuple[Link, ...]


def build_overview(fleet: Fleet, measured: Mapping[str, Measurement]) -> Page:
    """Return the page across clusters."""
    numbers = {one.name: tuple(measured[f"{one.name}/{name}"] for name in COLUMNS) for one in fleet}
    view = View(
        tiles=build_tiles(measured, *SHOWN),
        titles=tuple(measured[f"{fleet[0].name}/{name}"].measure.title.rpartition(" (")[0] for name in COLUMNS),
        rows=tuple(_row(one, f"{one.name}/", numbers[one.name]) for one in fleet),
        sums=tuple(measured[name] for name in SUMS),
    )
    description = tr("Every cluster of this site: its state, how old its facts are, and what they add up to.")
    return Page(CLUSTERS, "clusters/page.md.j2", tr("Clusters"), description, view, ())


def build_first_page(cluster: Cluster, world: World, pages: Iterable[Page]) -> Page:
    """Return the first page of a cluster, which lists its other pages."""
    view = FirstPage(
        _row(cluster, "", ()),
        build_tiles(world.measured, *SHOWN),
        tuple(
            Link(one.title, relative("", one.address), one.description)
            for one in pages
            if not is_listed_elsewhere(f"{one.address}index.md")
        ),
    )
    description = tr("What is known of the cluster {name}.", name=cluster.name)
    return Page("", "clusters/first.md.j2", cluster.name, description, view, ())


def _row(cluster: Cluster, link: str, numbers: tuple[Measurement, ...]) -> Row:
    times, state = observation_times(cluster.facts), state_of(cluster)
    problems = list_problems(cluster.facts)
    reason = tr_known(problems[0]) if problems else ""
    if len(problems) > 1:
        reason = tr("{problem}, and {count} more", problem=reason, count=len(problems) - 1)
    return Row(cluster.name, link, state, reason, NEVER if state is DOWN or not times else times[0], numbers)
