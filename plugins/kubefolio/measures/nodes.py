"""Measures of the cluster and its machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.workloads import Pod
from kubefolio.measures.base import Compute, Measure, Value

ETCD = ("nodes", "pods")
ONE_ON_EACH = "Talos"
"""The operating system that runs a member of etcd on each control-plane node, and not as a pod."""


def _version(facts: FactSet) -> Value:
    found = facts.version.items
    return str(found[0].git_version) if found else Missing("the API server does not say", "not-reported")


def _control_plane(facts: FactSet) -> int:
    return sum(node.is_control_plane for node in facts.nodes.items)


def etcd_pods(facts: FactSet) -> tuple[Pod, ...]:
    """Return the etcd members that run as pods, as kubeadm labels them."""
    return tuple(pod for pod in facts.pods.items if pod.component == "etcd" and pod.namespace == "kube-system")


def _etcd_members(facts: FactSet) -> int | Missing:
    nodes = facts.nodes.items
    members = len(etcd_pods(facts)) or sum("etcd" in node.roles for node in nodes)
    if not members and all(ONE_ON_EACH in node.os_image for node in nodes if node.is_control_plane):
        members = _control_plane(facts)
    return members or Missing(
        "neither pods of etcd nor nodes with its role are visible: it may be elsewhere", "undecidable"
    )


def _failures_tolerated(facts: FactSet) -> Value:
    members = _etcd_members(facts)
    return members if isinstance(members, Missing) else (members - 1) // 2


def distinct(values: Iterable[str]) -> Value:
    """Return the distinct values, most frequent first, each with how often it is there when they differ."""
    counts = sorted(Counter(value for value in values if value).items(), key=lambda item: (-item[1], item[0]))
    if not counts:
        return Missing("no node reports it", "not-reported")
    return counts[0][0] if len(counts) == 1 else ", ".join(f"{value} ({number})" for value, number in counts)


def _reported(field: str) -> Compute:
    return lambda facts: distinct(getattr(node, field) for node in facts.nodes.items)


def _node_text(name: str, title: str, what: str, field: str) -> Measure:
    definition = f"{what} that the nodes report, with the number of nodes where they differ."
    return Measure(name, title, definition, "text", ("nodes",), _reported(field))


MEASURES = (
    Measure(
        "cluster.version",
        "Kubernetes version",
        "The version that the API server reports about itself.",
        "text",
        ("version",),
        _version,
    ),
    Measure("nodes.total", "Nodes", "All Node objects.", "count", ("nodes",), lambda facts: len(facts.nodes.items)),
    Measure(
        "nodes.ready",
        "Nodes ready",
        "Nodes whose Ready condition is True; cordoned ones count, those that do not report do not.",
        "count",
        ("nodes",),
        lambda facts: sum(node.ready is True for node in facts.nodes.items),
    ),
    Measure(
        "nodes.control_plane",
        "Control-plane nodes",
        "Nodes with the label node-role.kubernetes.io/control-plane (or its former name, master).",
        "count",
        ("nodes",),
        _control_plane,
    ),
    Measure(
        "nodes.workers",
        "Worker nodes",
        "Nodes that are not control-plane nodes.",
        "count",
        ("nodes",),
        lambda facts: len(facts.nodes.items) - _control_plane(facts),
    ),
    _node_text("nodes.os", "Operating system", "Operating system images", "os_image"),
    _node_text("nodes.kernel", "Kernel", "Kernel versions", "kernel_version"),
    _node_text("nodes.kubelet", "Kubelet", "Kubelet versions", "kubelet_version"),
    _node_text("nodes.container_runtime", "Container runtime", "Container runtimes", "container_runtime"),
    Measure(
        "etcd.members",
        "etcd members",
        "Pods labelled component=etcd in kube-system, else nodes with the role etcd (k3s, RKE2), else, on "
        "Talos, the control-plane nodes: it runs a member on each. Where else etcd may run cannot be seen.",
        "count",
        ETCD,
        _etcd_members,
    ),
    Measure(
        "etcd.failures_tolerated",
        "Control-plane failures tolerated",
        "How many etcd members can be lost with a majority left: half of (members - 1), rounded down.",
        "count",
        ETCD,
        _failures_tolerated,
    ),
)
