"""The cluster itself: its version, nodes, namespaces and the kinds it was taught."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.base import Missing, Untrusted


class ServerVersion(msgspec.Struct, frozen=True):
    """What the API server says about itself (`/version`)."""

    git_version: Untrusted
    """Version with build suffix, as in `v1.34.6+k3s1`."""
    platform: Untrusted
    """Operating system and architecture of the API server, as in `linux/amd64`."""


NOT_STATED = Missing("the object does not state it", "not-reported")


class Resources(msgspec.Struct, frozen=True, omit_defaults=True):
    """Amounts of the resources that the scheduler knows. Missing where the object does not state one."""

    cpu_cores: float | Missing = NOT_STATED
    """CPU in cores; 0.25 is 250m."""
    memory_bytes: int | Missing = NOT_STATED
    """Memory in bytes."""
    ephemeral_storage_bytes: int | Missing = NOT_STATED
    """Local disk in bytes."""
    pods: int | Missing = NOT_STATED
    """Number of pods; stated by nodes and quotas only."""


class Taint(msgspec.Struct, frozen=True):
    """A mark that keeps pods off a node (`spec.taints`)."""

    key: Untrusted
    effect: Untrusted
    """NoSchedule, PreferNoSchedule or NoExecute."""


class Condition(msgspec.Struct, frozen=True):
    """One line of an object's `status.conditions`; messages are not kept, they can hold addresses."""

    type: Untrusted
    status: Untrusted
    """True, False or Unknown."""
    reason: Untrusted
    since: datetime | None
    """`lastTransitionTime`."""


class Node(msgspec.Struct, frozen=True):
    """A machine of the cluster. Addresses are not read."""

    name: Untrusted
    roles: tuple[Untrusted, ...]
    """From the labels `node-role.kubernetes.io/<role>`, sorted; empty for a plain worker."""
    ready: bool | Missing
    """The Ready condition; Missing when the node reports none or Unknown."""
    schedulable: bool
    """False when cordoned (`spec.unschedulable`)."""
    taints: tuple[Taint, ...]
    conditions: tuple[Condition, ...]
    capacity: Resources
    """What the machine has (`status.capacity`)."""
    allocatable: Resources
    """What pods may use of it (`status.allocatable`)."""
    os_image: Untrusted
    """As the kubelet reports it: `Talos (v1.13.4)`."""
    kernel_version: Untrusted
    kubelet_version: Untrusted
    container_runtime: Untrusted
    """Name and version: `containerd://2.1.6`."""
    architecture: Untrusted
    zone: Untrusted
    """Label `topology.kubernetes.io/zone`, or empty."""
    instance_type: Untrusted
    """Label `node.kubernetes.io/instance-type`, or empty: on bare metal usually empty."""
    created_at: datetime | None
    """When the node joined (`metadata.creationTimestamp`)."""
    region: Untrusted = Untrusted("")
    """Label `topology.kubernetes.io/region`, or empty."""
    provider: Untrusted = Untrusted("")
    """Cloud or tool that made the machine: the scheme of `spec.providerID` (`aws`, `gce`, `kind`), or empty."""
    marks: tuple[Untrusted, ...] = ()
    """Keys, of a fixed list, of labels and annotations that a distribution puts on its nodes; never their values."""
    devices: tuple[tuple[Untrusted, int], ...] = ()
    """Extended resources in its capacity, such as `nvidia.com/gpu`, with how many; sorted."""

    @property
    def is_control_plane(self) -> bool:
        """Tell whether the node has a control-plane role, by its current or its former label."""
        return "control-plane" in self.roles or "master" in self.roles


class Namespace(msgspec.Struct, frozen=True):
    """A namespace and the labels that decide its security and mesh."""

    name: Untrusted
    phase: Untrusted
    """Active or Terminating."""
    pod_security: Untrusted
    """Label `pod-security.kubernetes.io/enforce`: privileged, baseline, restricted, or empty."""
    istio_dataplane: Untrusted
    """Label `istio.io/dataplane-mode`: ambient, none, or empty."""
    istio_injection: Untrusted
    """Label `istio-injection`: enabled for sidecars, disabled, or empty."""
    created_at: datetime | None
    istio_revision: Untrusted = Untrusted("")
    """Label `istio.io/rev`: sidecars of this revision, or empty."""
    waypoint: Untrusted = Untrusted("")
    """Label `istio.io/use-waypoint`: name of the waypoint that its traffic goes through, `none`, or empty."""
    linkerd_injection: Untrusted = Untrusted("")
    """Annotation `linkerd.io/inject`: enabled, ingress, disabled, or empty."""


class CustomResourceDefinition(msgspec.Struct, frozen=True):
    """A kind that the cluster was taught; evidence of what is installed."""

    name: Untrusted
    """Plural and group: `applications.argoproj.io`."""
    group: Untrusted
    kind: Untrusted
    versions: tuple[Untrusted, ...]
    """Versions that are served, in the order of the object."""


class Usage(msgspec.Struct, frozen=True):
    """CPU and memory in use now, by the metrics API (metrics-server)."""

    namespace: Untrusted
    """Empty for a node."""
    name: Untrusted
    cpu_cores: float
    memory_bytes: int
