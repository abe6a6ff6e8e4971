"""What the metrics API measures of nodes and pods."""

from __future__ import annotations

from kubefolio.facts.base import Untrusted
from kubefolio.facts.cluster import Usage
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


def _usage(meta: Meta, parts: list[dict[str, str]]) -> Usage:
    return Usage(
        namespace=Untrusted(meta.namespace),
        name=Untrusted(meta.name),
        cpu_cores=float(sum(parse_amount(part, "cpu") or 0 for part in parts)),
        memory_bytes=int(sum(parse_amount(part, "memory") or 0 for part in parts)),
    )


def parse_node_metrics(wire: NodeMetricsWire) -> Usage:
    """Return what a node uses now."""
    return _usage(wire.metadata, [wire.usage])


def parse_pod_metrics(wire: PodMetricsWire) -> Usage:
    """Return what a pod uses now: the sum over its containers."""
    return _usage(wire.metadata, [container.usage for container in wire.containers])


METRICS = ("metrics.k8s.io/v1beta1",)

KINDS = (
    Kind("node_usage", "nodes", METRICS, NodeMetricsWire, parse_node_metrics),
    Kind("pod_usage", "pods", METRICS, PodMetricsWire, parse_pod_metrics),
)
