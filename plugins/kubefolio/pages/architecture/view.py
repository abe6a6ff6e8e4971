"""What the architecture page shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from kubefolio.facts.base import Missing
from kubefolio.facts.cluster import Node
from kubefolio.facts.factset import fields_of
from kubefolio.facts.workloads import Pod
from kubefolio.language import tr
from kubefolio.measures import Measurement
from kubefolio.measures.base import format_value, share, total
from kubefolio.measures.capacity import FINISHED
from kubefolio.measures.promql import answer
from kubefolio.pages.architecture.diagram import draw_nodes, draw_stack, draw_traffic, tell_state
from kubefolio.pages.base import Page, World
from kubefolio.views.components import LAYERS
from kubefolio.views.links import ARCHITECTURE
from kubefolio.views.quorum import describe_quorum
from kubefolio.views.stack import Recognised, list_unread
from kubefolio.views.tiles import Tile, build_tiles
from kubefolio.views.tone import State

MAX_CARDS = 12
"""More nodes than this are shown as a table alone."""


@dataclass(frozen=True)
class Bar:
    """A share as a bar: its words, and its length in per cent."""

    label: str
    text: str
    percent: int | Missing


@dataclass(frozen=True)
class NodeView:
    """A node, ready to print."""

    name: str
    role: str
    state: State
    hardware: str
    os: str
    kernel: str
    kubelet: str
    runtime: str
    cpu: str
    memory: str
    pods: str
    bars: tuple[Bar, ...]


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
    nodes: tuple[NodeView, ...] | Missing
    show_cards: bool
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
FACTS = ("cluster.version", "nodes.os", "nodes.kernel", "nodes.kubelet", "nodes.container_runtime")


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page."""
    view = _build_view(world)
    needs = fields_of("kubernetes", "prometheus")
    return (Page(ARCHITECTURE, "architecture/page.md.j2", tr("Architecture"), _describe(world), view, needs),)


def _describe(world: World) -> str:
    nodes, version = world.measured["nodes.total"], world.measured["cluster.version"]
    return tr("The cluster as it is: nodes {count}, Kubernetes {version}.", count=nodes.text, version=version.text)


def _build_view(world: World) -> View:
    nodes = _build_nodes(world)
    layers = tuple(Layer(name, tuple(parts)) for name, parts in groupby(world.stack, key=lambda one: one.layer))
    return View(
        tiles=build_tiles(world.measured, *TILES),
        facts=tuple(world.measured[name] for name in FACTS),
        quorum=describe_quorum(world.measured),
        nodes=nodes,
        show_cards=not isinstance(nodes, Missing) and len(nodes) <= MAX_CARDS,
        layers=tuple(sorted(layers, key=lambda layer: LAYERS.index(layer.name))),
        stack_picture=draw_stack(world),
        node_picture=draw_nodes(world),
        traffic_picture=draw_traffic(world),
        unread=list_unread(world.facts),
    )


def _build_nodes(world: World) -> tuple[NodeView, ...] | Missing:
    facts = world.facts
    if isinstance(facts.nodes.value, Missing):
        return facts.nodes.value
    models = _cpu_models(world)
    ordered = sorted(facts.nodes.value, key=lambda node: (not node.is_control_plane, node.name))
    pods: dict[str, list[Pod]] = {}
    for pod in facts.pods.items:
        pods.setdefault(pod.node, []).append(pod)
    reason = facts.pods.value if isinstance(facts.pods.value, Missing) else None
    return tuple(_build_node(node, models.get(node.name, ""), reason or pods.get(node.name, [])) for node in ordered)


def _cpu_models(world: World) -> dict[str, str]:
    """Return each node's processor, as node-exporter reads it from the machine."""
    found = answer(world.facts, world.site.catalogue.by_id["node.cpu_model"])
    labels = [] if isinstance(found, Missing) else [{str(k): str(v) for k, v in one.labels} for one in found.items]
    return {one["nodename"]: one["model_name"] for one in labels if "nodename" in one and "model_name" in one}


def _build_node(node: Node, model: str, pods: list[Pod] | Missing) -> NodeView:
    return NodeView(
        name=node.name,
        role=", ".join(node.roles) or tr("worker"),
        state=tell_state(node),
        hardware=model or node.instance_type,
        os=node.os_image,
        kernel=node.kernel_version,
        kubelet=node.kubelet_version,
        runtime=node.container_runtime,
        cpu=format_value(node.capacity.cpu_cores, "cores"),
        memory=format_value(node.capacity.memory_bytes, "bytes"),
        pods=tr("not measured") if isinstance(pods, Missing) else str(len(pods)),
        bars=_bars(node, pods),
    )


def _bars(node: Node, pods: list[Pod] | Missing) -> tuple[Bar, ...]:
    if isinstance(pods, Missing):
        return tuple(Bar(label, tr("not measured"), pods) for label in (tr("CPU requested"), tr("Memory requested")))
    active = [pod for pod in pods if pod.phase not in FINISHED]
    cpu = total(pod.cpu_request_cores for pod in active)
    memory = total(pod.memory_request_bytes for pod in active)
    return (
        _bar(tr("CPU requested"), share(cpu, node.allocatable.cpu_cores)),
        _bar(tr("Memory requested"), share(memory, node.allocatable.memory_bytes)),
    )


def _bar(label: str, ratio: float | Missing) -> Bar:
    percent = ratio if isinstance(ratio, Missing) else min(100, round(ratio * 100))
    return Bar(label, format_value(ratio, "ratio"), percent)
