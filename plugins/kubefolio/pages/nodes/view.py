"""What the nodes page shows: cards where there are few machines, groups with tables where there are many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kubefolio.facts.base import Missing
from kubefolio.facts.cluster import Node, NodeUsage
from kubefolio.facts.factset import fields_of
from kubefolio.facts.workloads import Pod
from kubefolio.language import tr
from kubefolio.measures import Measurement
from kubefolio.measures.base import format_value, share, total
from kubefolio.measures.capacity import FINISHED
from kubefolio.measures.promql import answer
from kubefolio.pages.base import Page, World
from kubefolio.views.links import BREAK_GLASS, NODES, relative
from kubefolio.views.node import tell_state
from kubefolio.views.quorum import describe_quorum
from kubefolio.views.tiles import Tile, build_tiles
from kubefolio.views.tone import State

MAX_CARDS = 12
"""More nodes than this are shown in groups, each with a table."""
GOOD = {"Ready": "True"}
"""What a condition should say; any other type of condition should say False."""


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
    place: str
    system: str
    kubelet: str
    capacity: str
    allocatable: str
    pods: str
    raised: str
    """Conditions that are not as they should be."""
    taints: str
    joined: datetime | Missing
    bars: tuple[Bar, ...]
    runs: tuple[tuple[str, int], ...]
    """Namespace and how many pods of it run here."""


@dataclass(frozen=True)
class Group:
    """Nodes of one role and kind."""

    title: str
    summary: str
    nodes: tuple[NodeView, ...]


@dataclass(frozen=True)
class View:
    """The page."""

    tiles: tuple[Tile, ...]
    quorum: str | Missing
    facts: tuple[Measurement, ...]
    groups: tuple[Group, ...] | Missing
    in_tables: bool
    """There are more than cards are good for."""
    break_glass: str
    """Link to the break-glass page, in the edition that has it."""


NEEDS = fields_of("kubernetes", "prometheus")
TILES = (
    "nodes.ready/nodes.total",
    "nodes.control_plane",
    "etcd.failures_tolerated",
    "cpu.requested_share",
    "memory.requested_share",
)
FACTS = ("etcd.members", "nodes.os", "nodes.kernel", "nodes.kubelet", "nodes.container_runtime")


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page."""
    ready, every = world.measured["nodes.ready"], world.measured["nodes.total"]
    view = _build_view(world)
    description = tr("The machines of the cluster: ready {count}, all {whole}.", count=ready.text, whole=every.text)
    return (Page(NODES, "nodes/page.md.j2", tr("Nodes"), description, view, NEEDS, ("toc",) if view.in_tables else ()),)


def _build_view(world: World) -> View:
    nodes = world.facts.nodes.value
    return View(
        tiles=build_tiles(world.measured, *TILES),
        quorum=describe_quorum(world.measured),
        facts=tuple(world.measured[name] for name in FACTS),
        groups=nodes if isinstance(nodes, Missing) else _group(world, nodes),
        in_tables=not isinstance(nodes, Missing) and len(nodes) > MAX_CARDS,
        break_glass=relative(NODES, BREAK_GLASS) if world.site.is_private else "",
    )


def _group(world: World, nodes: Sequence[Node]) -> tuple[Group, ...]:
    """Return the nodes by role, and by kind and place where there are many; control planes first."""
    many, look = len(nodes) > MAX_CARDS, _Look(world)
    found: dict[tuple[bool, str], list[Node]] = defaultdict(list)
    for node in nodes:
        found[not node.is_control_plane, _kind(node) if many else ""].append(node)
    return tuple(_build_group(worker, kind, found[worker, kind], look) for worker, kind in sorted(found))


def _kind(node: Node) -> str:
    return ", ".join(str(part) for part in (node.instance_type, node.zone, node.architecture) if part)


def _build_group(worker: bool, kind: str, nodes: list[Node], look: _Look) -> Group:  # noqa: FBT001  # a key's part
    role = tr("Workers") if worker else tr("Control plane")
    ready = sum(node.ready is True for node in nodes)
    cpu = format_value(total(node.capacity.cpu_cores for node in nodes), "cores")
    memory = format_value(total(node.capacity.memory_bytes for node in nodes), "bytes")
    return Group(
        title=f"{role}: {kind}" if kind else role,
        summary=tr("{count} of {whole} ready, {cpu}, {memory}", count=ready, whole=len(nodes), cpu=cpu, memory=memory),
        nodes=tuple(look.at(node) for node in sorted(nodes, key=lambda one: one.name)),
    )


class _Look:
    """What is looked up node by node, each kind walked through once."""

    def __init__(self, world: World) -> None:
        facts = world.facts
        self.models = dict(_labelled(world, "node.cpu_model", "model_name"))
        self.use: Mapping[str, NodeUsage] = {one.name: one for one in facts.node_usage.items}
        self.shares = {name: dict(_latest(world, f"node.{name}")) for name in ("cpu", "memory")}
        self.unread = facts.pods.value if isinstance(facts.pods.value, Missing) else None
        self.pods: dict[str, list[Pod]] = defaultdict(list)
        for pod in facts.pods.items:
            self.pods[pod.node].append(pod)

    def at(self, node: Node) -> NodeView:
        """Return one node."""
        pods = self.unread or [pod for pod in self.pods.get(node.name, []) if pod.phase not in FINISHED]
        return NodeView(
            name=node.name,
            role=", ".join(node.roles) or tr("worker"),
            state=tell_state(node),
            hardware=", ".join(self._hardware(node)) or tr("not known"),
            place=", ".join(str(part) for part in (node.region, node.zone) if part),
            system=tr(
                "{system}, kernel {kernel}, {architecture}",
                system=node.os_image,
                kernel=node.kernel_version,
                architecture=node.architecture,
            ),
            kubelet=f"{node.kubelet_version}, {node.container_runtime}",
            capacity=_amounts(node, "capacity"),
            allocatable=_amounts(node, "allocatable"),
            pods=tr("not measured") if isinstance(pods, Missing) else _of(len(pods), node.allocatable.pods),
            raised=", ".join(_raised(node)) or tr("none"),
            taints=", ".join(f"{taint.key}:{taint.effect}" for taint in node.taints) or tr("none"),
            joined=node.created_at or Missing("the object does not say", "not-reported"),
            bars=self._bars(node, pods),
            runs=() if isinstance(pods, Missing) else tuple(sorted(Counter(str(p.namespace) for p in pods).items())),
        )

    def _hardware(self, node: Node) -> Iterable[str]:
        yield from (part for part in (self.models.get(node.name, ""), str(node.instance_type)) if part)
        yield from (f"{name} ({number})" for name, number in node.devices)

    def _bars(self, node: Node, pods: list[Pod] | Missing) -> tuple[Bar, ...]:
        use = self.use.get(node.name)
        asked: tuple[float | Missing, float | Missing] = (pods, pods) if isinstance(pods, Missing) else _requested(pods)
        return (
            _bar(tr("CPU requested"), share(asked[0], node.allocatable.cpu_cores)),
            _bar(tr("CPU in use"), self._used(node, "cpu", use.cpu_cores if use else None, node.capacity.cpu_cores)),
            _bar(tr("Memory requested"), share(asked[1], node.allocatable.memory_bytes)),
            _bar(
                tr("Memory in use"),
                self._used(node, "memory", use.memory_bytes if use else None, node.capacity.memory_bytes),
            ),
        )

    def _used(self, node: Node, what: str, now: float | None, capacity: float | Missing) -> float | Missing:
        """Return the share in use: by the metrics API, else the last value of Prometheus."""
        if now is not None:
            return share(now, capacity)
        return self.shares[what].get(node.name, Missing("neither metrics-server nor Prometheus measures it"))


def _requested(pods: list[Pod]) -> tuple[float, float]:
    return sum(pod.cpu_request_cores for pod in pods), sum(pod.memory_request_bytes for pod in pods)


def _labelled(world: World, query: str, label: str) -> Iterable[tuple[str, str]]:
    """Yield what a query's label says of each node."""
    found = answer(world.facts, world.site.catalogue.by_id[query])
    for one in () if isinstance(found, Missing) else found.items:
        labels = {str(key): str(value) for key, value in one.labels}
        if "nodename" in labels and label in labels:
            yield labels["nodename"], labels[label]


def _latest(world: World, query: str) -> Iterable[tuple[str, float]]:
    found = answer(world.facts, world.site.catalogue.by_id[query])
    for one in () if isinstance(found, Missing) else found.items:
        name = dict(one.labels).get("nodename")  # type: ignore[call-overload]  # labels are texts
        if name and one.points:
            yield str(name), one.points[-1].value


def _amounts(node: Node, which: str) -> str:
    found = getattr(node, which)
    return f"{format_value(found.cpu_cores, 'cores')}, {format_value(found.memory_bytes, 'bytes')}"


def _of(number: int, whole: int | Missing) -> str:
    return str(number) if isinstance(whole, Missing) else tr("{count} of {whole}", count=number, whole=whole)


def _raised(node: Node) -> Iterable[str]:
    for one in node.conditions:
        if one.status != GOOD.get(one.type, "False"):
            yield tr("{condition} is {status}", condition=one.type, status=one.status)


def _bar(label: str, ratio: float | Missing) -> Bar:
    percent = ratio if isinstance(ratio, Missing) else min(100, round(ratio * 100))
    return Bar(label, format_value(ratio, "ratio"), percent)
