"""The pictures of the cluster: its nodes, the layers of its stack, and how a request travels through it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from kubefolio.facts.base import Missing
from kubefolio.facts.cluster import Node
from kubefolio.facts.delivery import Application
from kubefolio.facts.merge import applications, missing_routes
from kubefolio.language import mark, tr, trn
from kubefolio.measures.base import format_value
from kubefolio.pages.base import World
from kubefolio.views.components import LAYERS
from kubefolio.views.diagram.boxes import draw_graph
from kubefolio.views.diagram.chips import Band, Chip, draw_picture
from kubefolio.views.diagram.figure import figure
from kubefolio.views.diagram.graph import Box, Builder, Graph
from kubefolio.views.diagram.outline import draw_outline
from kubefolio.views.icons import find_slug
from kubefolio.views.links import ARCHITECTURE, DELIVERY, METRICS, NODES, SECURITY, STORAGE, relative
from kubefolio.views.node import tell_state
from kubefolio.views.posture import tell_entry
from kubefolio.views.tone import State

MAX_NODES = 24
"""More nodes than this are drawn as groups of nodes that are alike."""
MAX_BOXES = 20
"""More applications than this are drawn as groups, by what made them."""
OUTSIDE, ENTRY, APPLICATION, KEPT = range(4)
SHOWN_ON = dict(zip(LAYERS[1:], (DELIVERY, SECURITY, METRICS, STORAGE, SECURITY, SECURITY, NODES, NODES), strict=True))
"""The page that shows more of the components of a layer, where none of them has a page of its own."""
OUTSIDE_NAMES = ("cloudflared", "ExternalDNS")
"""Components that bring requests in or publish names; through which of them one comes, no object says."""


def draw_nodes(world: World) -> Markup:
    """Return the nodes by role; many of them grouped by zone and size."""
    nodes = world.facts.nodes.items
    roles = [(tr("Control plane"), [one for one in nodes if one.is_control_plane])]
    roles.append((tr("Workers"), [one for one in nodes if not one.is_control_plane]))
    draw = _alone if len(nodes) <= MAX_NODES else _grouped
    bands = [
        Band(name, draw(found), trn("{count} node", "{count} nodes", len(found))) for name, found in roles if found
    ]
    description = tr("A band for each role of nodes; a mark at each node says its state.")
    return draw_picture("cluster", tr("The cluster and its nodes"), description, bands)


def _alone(nodes: Sequence[Node]) -> tuple[Chip, ...]:
    page = relative(ARCHITECTURE, NODES)
    return tuple(Chip(one.name, page, _size(one), tell_state(one)) for one in nodes)


def _size(node: Node) -> str:
    cpu, memory = format_value(node.capacity.cpu_cores, "cores"), format_value(node.capacity.memory_bytes, "bytes")
    return f"{cpu}, {memory}"


def _grouped(nodes: Sequence[Node]) -> tuple[Chip, ...]:
    """Return a chip for nodes of one zone, size and state."""
    alike = Counter((str(one.zone), _size(one), tell_state(one).text) for one in nodes)
    return tuple(
        Chip(_alike(count, zone), relative(ARCHITECTURE, NODES), tr("{size} each", size=size), State(state))
        for (zone, size, state), count in sorted(alike.items())
    )


def _alike(count: int, zone: str) -> str:
    if zone:
        return trn("{count} node in {zone}", "{count} nodes in {zone}", count, zone=zone)
    return trn("{count} node", "{count} nodes", count)


def draw_stack(world: World) -> Markup:
    """Return the layers of the stack, from the applications down to the operating system."""
    layers: dict[str, list[Chip]] = {name: [] for name in LAYERS}
    own = {str(one.name): page for one, page in world.application_pages.items()}
    for one in world.stack:
        link = own.get(one.name.lower().replace(" ", "-")) or SHOWN_ON.get(one.layer, "")
        chip = Chip(one.name, relative(ARCHITECTURE, link) if link else "", one.version, icon=find_slug(one.name))
        layers[one.layer].append(chip)
    bands = [Band(tr(name), tuple(chips)) for name, chips in layers.items() if chips]
    description = tr(
        "A band for each layer, top to bottom; in each the components that were recognised, with versions."
    )
    return draw_picture("stack", tr("The layers of the stack"), description, bands)


def draw_traffic(world: World) -> Markup:
    """Return how a request travels: the ways in, the applications behind them, and where those keep their data."""
    graph = build_traffic(world)
    if not graph.boxes:
        return Markup()
    description = tr("Boxes joined by arrows: the ways into the cluster, the applications, the classes of storage.")
    drawings = (draw_graph(graph), draw_outline(graph))
    return figure("traffic", tr("How a request travels"), description, drawings, graph.sentences)


def build_traffic(world: World) -> Graph:
    """Return the ways in, the applications that are reached by them, and their storage classes."""
    found = applications(world.facts)
    if isinstance(found, Missing) or missing_routes(world.facts):
        return Graph(())
    reached = [one for one in found if world.belongings(one).routes or world.belongings(one).exposed]
    builder = Builder()
    for application in reached:
        box = builder.box(_application(world, application, alone=len(reached) <= MAX_BOXES))
        _add_ways_in(builder, world, application, box)
        for claim in world.belongings(application).claims:
            name = str(claim.storage_class) or tr("default class")
            storage = Box(
                f"storage {name}", KEPT, tr("Storage class"), name, look="storage", link=relative(ARCHITECTURE, STORAGE)
            )
            builder.arrow(box, builder.box(storage), mark("{source} keeps data on {target}."))
    _add_outside(builder, world)
    return builder.build(MAX_BOXES, _group)


def _add_outside(builder: Builder, world: World) -> None:
    """Add where requests come from, and the components that bring them."""
    ways = [box.id for box in builder.boxes.values() if box.column == ENTRY]
    if ways:
        note = ", ".join(one.name for one in world.stack if one.name in OUTSIDE_NAMES)
        outside = builder.box(Box("outside", OUTSIDE, tr("From outside"), tr("Requests"), note, "git"))
        for way in ways:
            builder.arrow(outside, way, mark("{source} come in by {target}."))


def _application(world: World, application: Application, *, alone: bool) -> Box:
    """Return the box of an application, or, where there are many, of all that were made by the same."""
    if alone:
        workloads, services = len(world.belongings(application).workloads), len(world.belongings(application).services)
        link = relative(ARCHITECTURE, world.application_pages[application])
        note = ", ".join(
            (
                trn("{count} Service", "{count} Services", services),
                trn("{count} workload", "{count} workloads", workloads),
            )
        )
        look = Box(f"app {link}", APPLICATION, tr("Application"), application.name, note, "workload", link)
        return look if application.health in ("Healthy", "") else _with_state(look, application)
    maker = str(application.owner or application.project or application.destination_namespace or tr("others"))
    return Box(f"made by {maker}", APPLICATION, tr("Applications of"), maker, look="workload")


def _with_state(box: Box, application: Application) -> Box:
    return Box(box.id, box.column, box.kind, box.name, box.note, box.look, box.link, State(application.health))


def _add_ways_in(builder: Builder, world: World, application: Application, box: str) -> None:
    mine = world.belongings(application)
    for route in mine.routes:
        kind = tell_entry(route)
        for parent in route.parents or (tr("not stated"),):
            builder.arrow(builder.box(_entry(kind, str(parent))), box)
    for service in mine.exposed:
        builder.arrow(builder.box(_entry("Service", str(service.type))), box)


def _entry(kind: str, name: str) -> Box:
    return Box(f"entry {kind} {name}", ENTRY, kind, name, look="entry")


def _group(column: int, rest: Iterable[Box]) -> Box:
    count = len(list(rest))
    names = {
        ENTRY: trn("{count} way in", "{count} ways in", count),
        APPLICATION: trn("{count} group of applications", "{count} groups of applications", count),
        KEPT: trn("{count} storage class", "{count} storage classes", count),
    }
    return Box(f"group {column}", column, tr("and besides"), names[column])
