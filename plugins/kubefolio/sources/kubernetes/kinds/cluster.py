"""Nodes, namespaces and the kinds that the cluster was taught."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import msgspec

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.cluster import Condition, CustomResourceDefinition, Namespace, Node, Taint
from kubefolio.sources.kubernetes.kinds.meta import Kind, Meta, Wire, label
from kubefolio.sources.kubernetes.resources import parse_amount, parse_resources

ROLE_PREFIX = "node-role.kubernetes.io/"
LABEL_MARKS = (
    "cloud.google.com/gke-nodepool",
    "eks.amazonaws.com/nodegroup",
    "kops.k8s.io/instancegroup",
    "kubernetes.azure.com/cluster",
    "microk8s.io/cluster",
    "minikube.k8s.io/version",
    "node.openshift.io/os_id",
)
"""Labels that only one distribution or cloud puts on its nodes."""
KUBEADM_MARK = "kubeadm.alpha.kubernetes.io/cri-socket"
"""Annotation that kubeadm, and what is built on it, puts on nodes."""


class TaintWire(Wire):
    """`spec.taints[]`."""

    key: str = ""
    effect: str = ""


class NodeSpecWire(Wire):
    """A node's `spec`."""

    unschedulable: bool = False
    provider_id: str = msgspec.field(name="providerID", default="")
    taints: list[TaintWire] | None = None


class ConditionWire(Wire):
    """`status.conditions[]`, without the message."""

    type: str = ""
    status: str = ""
    reason: str = ""
    last_transition_time: datetime | None = None


class NodeInfoWire(Wire):
    """`status.nodeInfo`, without machine, boot and system ids."""

    os_image: str = ""
    kernel_version: str = ""
    kubelet_version: str = ""
    container_runtime_version: str = ""
    architecture: str = ""


class NodeAddressWire(Wire):
    """`status.addresses[]`."""

    type: str = ""
    address: str = ""


class NodeStatusWire(Wire):
    """A node's `status`, without images."""

    capacity: dict[str, str] = msgspec.field(default_factory=dict)
    allocatable: dict[str, str] = msgspec.field(default_factory=dict)
    conditions: list[ConditionWire] | None = None
    addresses: list[NodeAddressWire] | None = None
    node_info: NodeInfoWire = msgspec.field(default_factory=NodeInfoWire)


class NodeWire(Wire):
    """A node."""

    metadata: Meta
    spec: NodeSpecWire = msgspec.field(default_factory=NodeSpecWire)
    status: NodeStatusWire = msgspec.field(default_factory=NodeStatusWire)


class NamespaceStatusWire(Wire):
    """A namespace's `status`."""

    phase: str = ""


class NamespaceWire(Wire):
    """A namespace."""

    metadata: Meta
    status: NamespaceStatusWire = msgspec.field(default_factory=NamespaceStatusWire)


class CrdVersionWire(Wire):
    """`spec.versions[]`, without its schema."""

    name: str = ""
    served: bool = True


class CrdNamesWire(Wire):
    """`spec.names`."""

    kind: str = ""


class CrdSpecWire(Wire):
    """A CustomResourceDefinition's `spec`."""

    group: str = ""
    names: CrdNamesWire = msgspec.field(default_factory=CrdNamesWire)
    versions: list[CrdVersionWire] | None = None


class CrdWire(Wire):
    """A CustomResourceDefinition."""

    metadata: Meta
    spec: CrdSpecWire


def parse_node(wire: NodeWire) -> Node:
    """Return the fact of a node."""
    info, meta, status = wire.status.node_info, wire.metadata, wire.status
    conditions = tuple(_parse_condition(condition) for condition in status.conditions or ())
    return Node(
        name=Untrusted(meta.name),
        roles=_roles(meta),
        ready=_ready(conditions),
        schedulable=not wire.spec.unschedulable,
        taints=tuple(Taint(Untrusted(taint.key), Untrusted(taint.effect)) for taint in wire.spec.taints or ()),
        conditions=conditions,
        capacity=parse_resources(status.capacity),
        allocatable=parse_resources(status.allocatable),
        os_image=Untrusted(info.os_image),
        kernel_version=Untrusted(info.kernel_version),
        kubelet_version=Untrusted(info.kubelet_version),
        container_runtime=Untrusted(info.container_runtime_version),
        architecture=Untrusted(info.architecture),
        zone=label(meta, "topology.kubernetes.io/zone"),
        instance_type=label(meta, "node.kubernetes.io/instance-type"),
        created_at=meta.creation_timestamp,
        region=label(meta, "topology.kubernetes.io/region"),
        provider=_provider(wire.spec.provider_id),
        marks=_marks(meta),
        devices=_devices(status.capacity),
        addresses=tuple((Untrusted(one.type), Untrusted(one.address)) for one in status.addresses or ()),
    )


def _provider(provider_id: str) -> Untrusted:
    """Return the scheme of a provider's id; what follows can name accounts and machines."""
    scheme, mark, _ = provider_id.partition("://")
    return Untrusted(scheme if mark else "")


def _marks(meta: Meta) -> tuple[Untrusted, ...]:
    found = [key for key in LABEL_MARKS if key in (meta.labels or {})]
    if meta.annotations and meta.annotations.kubeadm_socket:
        found.append(KUBEADM_MARK)
    return tuple(Untrusted(key) for key in found)


def _devices(capacity: dict[str, str]) -> tuple[tuple[Untrusted, int], ...]:
    """Return extended resources; those of Kubernetes itself have no domain, or its own."""
    extended = sorted(key for key in capacity if "/" in key and not key.partition("/")[0].endswith("kubernetes.io"))
    return tuple((Untrusted(key), int(parse_amount(capacity, key) or 0)) for key in extended)


def _roles(meta: Meta) -> tuple[Untrusted, ...]:
    keys = (key for key in meta.labels or {} if key.startswith(ROLE_PREFIX))
    return tuple(sorted(Untrusted(key.removeprefix(ROLE_PREFIX)) for key in keys))


def _parse_condition(wire: ConditionWire) -> Condition:
    return Condition(Untrusted(wire.type), Untrusted(wire.status), Untrusted(wire.reason), wire.last_transition_time)


def _ready(conditions: tuple[Condition, ...]) -> bool | Missing:
    status = next((condition.status for condition in conditions if condition.type == "Ready"), "Unknown")
    if status in ("True", "False"):
        return status == "True"
    return Missing("the node's kubelet does not report", "not-reported")


def parse_namespace(wire: NamespaceWire) -> Namespace:
    """Return the fact of a namespace."""
    meta = wire.metadata
    return Namespace(
        name=Untrusted(meta.name),
        phase=Untrusted(wire.status.phase),
        pod_security=label(meta, "pod-security.kubernetes.io/enforce"),
        istio_dataplane=label(meta, "istio.io/dataplane-mode"),
        istio_injection=label(meta, "istio-injection"),
        created_at=meta.creation_timestamp,
        istio_revision=label(meta, "istio.io/rev"),
        waypoint=label(meta, "istio.io/use-waypoint"),
        linkerd_injection=Untrusted(meta.annotations.linkerd_inject if meta.annotations else ""),
        cluster=sha256(meta.uid.encode()).hexdigest()[:16] if meta.name == "kube-system" and meta.uid else "",
    )


def parse_crd(wire: CrdWire) -> CustomResourceDefinition:
    """Return the fact of a CustomResourceDefinition."""
    return CustomResourceDefinition(
        name=Untrusted(wire.metadata.name),
        group=Untrusted(wire.spec.group),
        kind=Untrusted(wire.spec.names.kind),
        versions=tuple(Untrusted(version.name) for version in wire.spec.versions or () if version.served),
    )


KINDS = (
    Kind("nodes", "nodes", ("v1",), NodeWire, parse_node),
    Kind("namespaces", "namespaces", ("v1",), NamespaceWire, parse_namespace),
    Kind(
        "custom_resource_definitions",
        "customresourcedefinitions",
        ("apiextensions.k8s.io/v1",),
        CrdWire,
        parse_crd,
    ),
)
