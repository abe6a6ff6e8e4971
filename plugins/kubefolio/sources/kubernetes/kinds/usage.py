"""What the metrics API measures of nodes and pods."""

from __future__ import annotations

from kubefolio.facts.base import Untrusted
from kubefolio.facts.cluster import NodeUsage, PodUsage
from kubefolio.sources.kubernetes.kinds.meta import Kind, Meta, Wire
from kubefolio.sources.kubernetes.resources import parse_amount


class NodeMetricsWire(Wire):
    """NodeMetrics of metrics.k8s.io."""

    metadata: Meta
    usage: dict[str, str]


class ContainerMetricsWire(Wire):
    """`containers[]` of PodMetrics."""

    usage: dict[str, str]


class PodMetricsWire(Wire):
    """PodMetrics of metrics.k8s.io."""

    metadata: Meta
    containers: list[ContainerMetricsWire]


def _sums(parts: list[dict[str, str]]) -> tuple[float, int]:
    """Return cores and bytes of several amounts together."""
    cores = float(sum(parse_amount(part, "cpu") or 0 for part in parts))
    return cores, int(sum(parse_amount(part, "memory") or 0 for part in parts))


def parse_node_metrics(wire: NodeMetricsWire) -> NodeUsage:
    """Return what a node uses now."""
    return NodeUsage(Untrusted(wire.metadata.name), *_sums([wire.usage]))


def parse_pod_metrics(wire: PodMetricsWire) -> PodUsage:
    """Return what a pod uses now: the sum over its containers."""
    meta = wire.metadata
    sums = _sums([container.usage for container in wire.containers])
    return PodUsage(Untrusted(meta.namespace), Untrusted(meta.name), *sums)


METRICS = ("metrics.k8s.io/v1beta1",)

KINDS = (
    Kind("node_usage", "nodes", METRICS, NodeMetricsWire, parse_node_metrics),
    Kind("pod_usage", "pods", METRICS, PodMetricsWire, parse_pod_metrics),
)
