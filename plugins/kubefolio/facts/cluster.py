"""The cluster itself: its version, nodes, namespaces and the kinds it was taught."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.editions import AliasedNode, PrivateAddress, Public


class ServerVersion(msgspec.Struct, frozen=True):
    """What the API server says about itself (`/version`)."""

    git_version: Public[Untrusted]
    """Version with build suffix, as in `v1.34.6+k3s1`."""
    platform: Public[Untrusted]
    """Operating system and architecture of the API server, as in `linux/amd64`."""


NOT_STATED = Missing("the object does not state it", "not-reported")


class Resources(msgspec.Struct, frozen=True, omit_defaults=True):
    """Amounts of the resources that the scheduler knows. Missing where the object does not state one."""

    cpu_cores: Public[float | Missing] = NOT_STATED
    """CPU in cores; 0.25 is 250m."""
    memory_bytes: Public[int | Missing] = NOT_STATED
    """Memory in bytes."""
    ephemeral_storage_bytes: Public[int | Missing] = NOT_STATED
    """Local disk in bytes."""
    pods: Public[int | Missing] = NOT_STATED
    """Number of pods; stated by nodes and quotas only."""


class Taint(msgspec.Struct, frozen=True):
    """A mark that keeps pods off a node (`spec.taints`)."""

    key: Public[Untrusted]
    effect: Public[Untrusted]
    """NoSchedule, PreferNoSchedule or NoExecute."""


class Condition(msgspec.Struct, frozen=True):
    """One line of an object's `status.conditions`; messages are not kept, they can hold addresses."""

    type: Public[Untrusted]
    status: Public[Untrusted]
    """True, False or Unknown."""
    reason: Public[Untrusted]
    since: Public[datetime | None]
    """`lastTransitionTime`."""


class Node(msgspec.Struct, frozen=True):
    """A machine of the cluster."""

    name: AliasedNode[Untrusted]
    roles: Public[tuple[Untrusted, ...]]
    """From the labels `node-role.kubernetes.io/<role>`, sorted; empty for a plain worker."""
    ready: Public[bool | Missing]
    """The Ready condition; Missing when the node reports none or Unknown."""
    schedulable: Public[bool]
    """False when cordoned (`spec.unschedulable`)."""
    taints: Public[tuple[Taint, ...]]
    conditions: Public[tuple[Condition, ...]]
    capacity: Public[Resources]
    """What the machine has (`status.capacity`)."""
    allocatable: Public[Resources]
    """What pods may use of it (`status.allocatable`)."""
    os_image: Public[Untrusted]
    """As the kubelet reports it: `Talos (v1.13.4)`."""
    kernel_version: Public[Untrusted]
    kubelet_version: Public[Untrusted]
    container_runtime: Public[Untrusted]
    """Name and version: `containerd://2.1.6`."""
    architecture: Public[Untrusted]
    zone: Public[Untrusted]
    """Label `topology.kubernetes.io/zone`, or empty."""
    instance_type: Public[Untrusted]
    """Label `node.kubernetes.io/instance-type`, or empty: on bare metal usually empty."""
    created_at: Public[datetime | None]
    """When the node joined (`metadata.creationTimestamp`)."""
    region: Public[Untrusted] = Untrusted("")
    """Label `topology.kubernetes.io/region`, or empty."""
    provider: Public[Untrusted] = Untrusted("")
    """Cloud or tool that made the machine: the scheme of `spec.providerID` (`aws`, `gce`, `kind`), or empty."""
    marks: Public[tuple[Untrusted, ...]] = ()
    """Keys, of a fixed list, of labels and annotations that a distribution puts on its nodes; never their values."""
    devices: Public[tuple[tuple[Untrusted, int], ...]] = ()
    """Extended resources in its capacity, such as `nvidia.com/gpu`, with how many; sorted."""
    addresses: PrivateAddress[tuple[tuple[Untrusted, Untrusted], ...]] = ()
    """Type and address (`status.addresses`): InternalIP, ExternalIP, Hostname …, in the order of the object."""

    @property
    def is_control_plane(self) -> bool:
        """Tell whether the node has a control-plane role, by its current or its former label."""
        return "control-plane" in self.roles or "master" in self.roles


class Namespace(msgspec.Struct, frozen=True, omit_defaults=True):
    """A namespace and the labels that decide its security and mesh."""

    name: Public[Untrusted]
    phase: Public[Untrusted]
    """Active or Terminating."""
    pod_security: Public[Untrusted]
    """Label `pod-security.kubernetes.io/enforce`: privileged, baseline, restricted, or empty."""
    istio_dataplane: Public[Untrusted]
    """Label `istio.io/dataplane-mode`: ambient, none, or empty."""
    istio_injection: Public[Untrusted]
    """Label `istio-injection`: enabled for sidecars, disabled, or empty."""
    created_at: Public[datetime | None]
    istio_revision: Public[Untrusted] = Untrusted("")
    """Label `istio.io/rev`: sidecars of this revision, or empty."""
    waypoint: Public[Untrusted] = Untrusted("")
    """Label `istio.io/use-waypoint`: name of the waypoint that its traffic goes through, `none`, or empty."""
    linkerd_injection: Public[Untrusted] = Untrusted("")
    """Annotation `linkerd.io/inject`: enabled, ingress, disabled, or empty."""
    cluster: Public[str] = ""
    """Of `kube-system` alone: which cluster this is, as 16 hexadecimal digits of the SHA-256 of its `metadata.uid`."""


class CustomResourceDefinition(msgspec.Struct, frozen=True):
    """A kind that the cluster was taught; evidence of what is installed."""

    name: Public[Untrusted]
    """Plural and group: `applications.argoproj.io`."""
    group: Public[Untrusted]
    kind: Public[Untrusted]
    versions: Public[tuple[Untrusted, ...]]
    """Versions that are served, in the order of the object."""


class NodeUsage(msgspec.Struct, frozen=True):
    """CPU and memory that a node uses now, by the metrics API (metrics-server)."""

    name: AliasedNode[Untrusted]
    cpu_cores: Public[float]
    memory_bytes: Public[int]


class PodUsage(msgspec.Struct, frozen=True):
    """CPU and memory that a pod uses now, the sum over its containers, by the metrics API."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    cpu_cores: Public[float]
    memory_bytes: Public[int]
