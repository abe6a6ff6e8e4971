"""What the architecture page shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import fields_of
from kubefolio.language import tr
from kubefolio.measures import Measurement
from kubefolio.pages.architecture.diagram import draw_nodes, draw_stack, draw_traffic
from kubefolio.pages.base import Page, World
from kubefolio.views.components import LAYERS
from kubefolio.views.links import ARCHITECTURE, NODES, relative
from kubefolio.views.quorum import describe_quorum
from kubefolio.views.stack import Recognised, list_unread
from kubefolio.views.tiles import Tile, build_tiles


@dataclass(frozen=True)
class Layer:
    """One layer of the stack with its components."""

    name: str
    components: tuple[Recognised, ...]


@dataclass(frozen=True)
class View:
    """The page."""

    tiles: tuple[Tile, ...]
    facts: tuple[Measurement, ...]
    quorum: str | Missing
    unknown: Missing | str
    """Why the nodes are not known; empty where they are."""
    nodes: str
    """Link to the page of the nodes."""
    layers: tuple[Layer, ...]
    stack_picture: Markup
    node_picture: Markup
    traffic_picture: Markup
    unread: tuple[str, ...]
    """What the recogniser could not look at, with the reasons."""


TILES = (
    "nodes.ready/nodes.total",
    "applications.healthy/applications.total",
    "workloads.available/workloads.total",
    "cpu.requested_share",
    "memory.requested_share",
    "storage.requested",
)
FACTS = ("cluster.version",)


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page."""
    view = _build_view(world)
    needs = fields_of("kubernetes", "prometheus")
    return (Page(ARCHITECTURE, "architecture/page.md.j2", tr("Architecture"), _describe(world), view, needs),)


def _describe(world: World) -> str:
    nodes, version = world.measured["nodes.total"], world.measured["cluster.version"]
    return tr("The cluster as it is: nodes {count}, Kubernetes {version}.", count=nodes.text, version=version.text)


def _build_view(world: World) -> View:
    nodes = world.facts.nodes.value
    layers = tuple(Layer(name, tuple(parts)) for name, parts in groupby(world.stack, key=lambda one: one.layer))
    return View(
        tiles=build_tiles(world.measured, *TILES),
        facts=tuple(world.measured[name] for name in FACTS),
        quorum=describe_quorum(world.measured),
        unknown=nodes if isinstance(nodes, Missing) else "",
        nodes=relative(ARCHITECTURE, NODES),
        layers=tuple(sorted(layers, key=lambda layer: LAYERS.index(layer.name))),
        stack_picture=draw_stack(world),
        node_picture=draw_nodes(world),
        traffic_picture=draw_traffic(world),
        unread=list_unread(world.facts),
    )
