"""The diagram of one application: how a request reaches what it runs, and where that keeps its data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from kubefolio.facts.base import Untrusted
from kubefolio.facts.delivery import Application
from kubefolio.facts.network import Route, Service
from kubefolio.facts.storage import VolumeClaim
from kubefolio.facts.workloads import Workload
from kubefolio.language import mark, tr, trn
from kubefolio.measures.base import format_value
from kubefolio.measures.belongings import EXPOSED, Belongings
from kubefolio.pages.application.running import state_of, tell_ready
from kubefolio.pages.base import World
from kubefolio.views.diagram.boxes import draw_graph
from kubefolio.views.diagram.figure import figure
from kubefolio.views.diagram.graph import Box, Builder, Graph
from kubefolio.views.diagram.outline import draw_outline
from kubefolio.views.ownership import mounted_claims, selects
from kubefolio.views.posture import tell_entry
from kubefolio.views.tone import State

ENTRY, ROUTE, SERVICE, WORKLOAD, STORAGE = range(5)
MAX_IN_COLUMN = 7
"""More boxes of a kind than this are one box that counts the rest; the tables below name them all."""
Services = Mapping[tuple[Untrusted, Untrusted], str]
"""Id of each Service's box, by its namespace and name."""
CALM = frozenset({"Available", "Bound", "Scheduled", "Complete"})
"""States that need no mark."""


def build_diagram(world: World, application: Application) -> Markup:
    """Return the diagram, or nothing for an application of which nothing is known to run here."""
    return draw_belongings(world, world.belongings(application), str(application.name))


def draw_belongings(world: World, mine: Belongings, name: str) -> Markup:
    """Return the diagram of what belongs together under a name, or nothing where that is nothing."""
    graph = _build_graph(world, mine)
    if not graph.boxes:
        return Markup()
    title = tr("How {name} is put together", name=name)
    description = tr(
        "Boxes in columns, joined by arrows: ways in, routes, Services, workloads and the volumes that they mount."
    )
    made_from = (title, description, graph)
    return Markup(world.parts.find(made_from, lambda: _draw(title, description, graph)))  # noqa: S704  # drawn by us


def _draw(title: str, description: str, graph: Graph) -> str:
    return str(figure("diagram", title, description, (draw_graph(graph), draw_outline(graph)), graph.sentences))


def build_graph(world: World, application: Application) -> Graph:
    """Return what belongs to an application as boxes, each in the column of its kind, and what leads to what."""
    return _build_graph(world, world.belongings(application))


def _build_graph(world: World, mine: Belongings) -> Graph:
    builder = Builder()
    workloads = [builder.box(_workload(one)) for one in mine.workloads]
    services = {(one.namespace, one.name): builder.box(_service(one)) for one in mine.services}
    for route in mine.routes:
        _add_route(builder, route, services)
    for service in mine.exposed:
        builder.arrow(builder.box(_entry(tr("Open on"), str(service.type))), services[service.namespace, service.name])
    for service in mine.services:
        for workload, box in zip(mine.workloads, workloads, strict=True):
            if selects(service, workload):
                builder.arrow(
                    services[service.namespace, service.name], box, mark("{source} sends traffic to {target}.")
                )
    _add_claims(builder, world, mine.workloads, mine.claims)
    return builder.build(MAX_IN_COLUMN, _group)


def _group(column: int, rest: Sequence[Box]) -> Box:
    count = len(rest)
    names = {
        ENTRY: trn("{count} way in", "{count} ways in", count),
        ROUTE: trn("{count} route", "{count} routes", count),
        SERVICE: trn("{count} Service", "{count} Services", count),
        WORKLOAD: trn("{count} workload", "{count} workloads", count),
        STORAGE: trn("{count} volume claim", "{count} volume claims", count),
    }
    return Box(f"group {column}", column, tr("and besides"), names[column], tr("named in the tables below"))


def _add_route(builder: Builder, route: Route, services: Mapping[tuple[Untrusted, Untrusted], str]) -> None:
    box = builder.box(
        Box(
            id=f"route {route.kind} {route.namespace}/{route.name}",
            column=ROUTE,
            kind=route.kind,
            name=route.name,
            note=", ".join(route.hosts) or tr("any host"),
            look="route",
        )
    )
    for parent in route.parents:
        kind = tell_entry(route)
        builder.arrow(builder.box(_entry(kind, str(parent))), box)
    for backend in route.backends:
        known = services.get((backend.namespace, backend.service))
        builder.arrow(box, known or builder.box(_foreign(backend.namespace, backend.service)))


def _entry(kind: str, name: str) -> Box:
    return Box(f"entry {kind} {name}", ENTRY, kind, name, look="entry")


def _foreign(namespace: str, name: str) -> Box:
    """Return the box of a Service that a route names and the application does not list."""
    return Box(
        f"service {namespace}/{name}", SERVICE, "Service", name, tr("in {namespace}", namespace=namespace), "service"
    )


def _service(service: Service) -> Box:
    kind = f"Service ({service.type})" if service.type in EXPOSED else "Service"
    ports = ", ".join(f"{port.port}/{port.protocol}" for port in service.ports)
    box_id = f"service {service.namespace}/{service.name}"
    return Box(box_id, SERVICE, kind, service.name, tr("port {ports}", ports=ports) if ports else "", "service")


def _workload(workload: Workload) -> Box:
    return Box(
        id=f"workload {workload.kind} {workload.namespace}/{workload.name}",
        column=WORKLOAD,
        kind=workload.kind,
        name=workload.name,
        note=tell_ready(workload),
        look="workload",
        state=state_of(workload),
    )


def _add_claims(builder: Builder, world: World, workloads: Sequence[Workload], claims: Sequence[VolumeClaim]) -> None:
    boxes = {(one.namespace, one.name): builder.box(_claim(one)) for one in claims}
    for workload in workloads:
        source = f"workload {workload.kind} {workload.namespace}/{workload.name}"
        for name in sorted(mounted_claims(workload, world.pods)):
            if (workload.namespace, name) in boxes:
                builder.arrow(source, boxes[workload.namespace, name], mark("{source} keeps data in {target}."))


def _claim(claim: VolumeClaim) -> Box:
    size = format_value(claim.requested_bytes, "bytes")
    state = None if claim.phase in CALM else State(claim.phase)
    note = f"{size}, {claim.storage_class}" if claim.storage_class else size
    box_id = f"claim {claim.namespace}/{claim.name}"
    return Box(box_id, STORAGE, tr("Volume claim"), claim.name, note, "storage", state=state)
