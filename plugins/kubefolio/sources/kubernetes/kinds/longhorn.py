"""Longhorn's volumes, replicas, nodes, recurring jobs and backup targets."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.cluster import NOT_STATED
from kubefolio.facts.longhorn import (
    LonghornBackupTarget,
    LonghornJob,
    LonghornNode,
    LonghornReplica,
    LonghornVolume,
)
from kubefolio.sources.kubernetes.kinds.meta import (
    ConditionWire,
    Kind,
    Meta,
    Wire,
    condition_holds,
    names,
    parse_moment,
)

JOB, GROUP = "recurring-job.longhorn.io/", "recurring-job-group.longhorn.io/"
"""Labels by which a volume names its recurring jobs, and the groups it is in."""


class VolumeSpecWire(Wire):
    """A volume's `spec`."""

    size: str = ""
    number_of_replicas: int = 0


class BoundWire(Wire):
    """`status.kubernetesStatus`: the claim alone."""

    namespace: str = ""
    pvc_name: str = ""


class VolumeStatusWire(Wire):
    """A volume's `status`."""

    state: str = ""
    robustness: str = ""
    actual_size: int | None = None
    last_backup_at: str = ""
    kubernetes_status: BoundWire = msgspec.field(default_factory=BoundWire)


class VolumeWire(Wire):
    """A volume."""

    metadata: Meta
    spec: VolumeSpecWire = msgspec.field(default_factory=VolumeSpecWire)
    status: VolumeStatusWire = msgspec.field(default_factory=VolumeStatusWire)


class ReplicaSpecWire(Wire):
    """A replica's `spec`, without paths."""

    volume_name: str = ""
    node_id: str = msgspec.field(name="nodeID", default="")
    healthy_at: str = ""
    failed_at: str = ""


class ReplicaStatusWire(Wire):
    """A replica's `status`, without addresses."""

    current_state: str = ""


class ReplicaWire(Wire):
    """A replica."""

    metadata: Meta
    spec: ReplicaSpecWire = msgspec.field(default_factory=ReplicaSpecWire)
    status: ReplicaStatusWire = msgspec.field(default_factory=ReplicaStatusWire)


class DiskWire(Wire):
    """`status.diskStatus[]`, without paths."""

    storage_maximum: int = 0
    storage_available: int = 0
    storage_scheduled: int = 0


class NodeSpecWire(Wire):
    """A node's `spec`."""

    allow_scheduling: bool = True


class NodeStatusWire(Wire):
    """A node's `status`."""

    conditions: list[ConditionWire] | None = None
    disk_status: dict[str, DiskWire] | None = None


class NodeWire(Wire):
    """A node as Longhorn sees it."""

    metadata: Meta
    spec: NodeSpecWire = msgspec.field(default_factory=NodeSpecWire)
    status: NodeStatusWire = msgspec.field(default_factory=NodeStatusWire)


class JobSpecWire(Wire):
    """A RecurringJob's `spec`."""

    task: str = ""
    cron: str = ""
    groups: list[str] | None = None
    retain: int = 0


class JobWire(Wire):
    """A RecurringJob."""

    metadata: Meta
    spec: JobSpecWire = msgspec.field(default_factory=JobSpecWire)


class TargetStatusWire(Wire):
    """A BackupTarget's `status`."""

    available: bool = False


class TargetWire(Wire):
    """A BackupTarget, without its address."""

    metadata: Meta
    status: TargetStatusWire = msgspec.field(default_factory=TargetStatusWire)


def parse_volume(wire: VolumeWire) -> LonghornVolume:
    """Return the fact of a volume."""
    spec, status, bound = wire.spec, wire.status, wire.status.kubernetes_status
    return LonghornVolume(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        claim_namespace=Untrusted(bound.namespace),
        claim=Untrusted(bound.pvc_name),
        size_bytes=_size(spec.size),
        written_bytes=NOT_STATED if status.actual_size is None else status.actual_size,
        replicas=spec.number_of_replicas,
        state=Untrusted(status.state),
        robustness=Untrusted(status.robustness),
        jobs=tuple(sorted(_enabled(wire.metadata, JOB))),
        groups=tuple(sorted(_enabled(wire.metadata, GROUP))),
        last_backup_at=parse_moment(status.last_backup_at),
    )


def _size(text: str) -> int | Missing:
    return int(text) if text.isascii() and text.isdigit() else NOT_STATED


def _enabled(meta: Meta, prefix: str) -> Iterator[Untrusted]:
    for key, value in (meta.labels or {}).items():
        if key.startswith(prefix) and value == "enabled":
            yield Untrusted(key.removeprefix(prefix))


def parse_replica(wire: ReplicaWire) -> LonghornReplica:
    """Return the fact of a replica."""
    spec = wire.spec
    return LonghornReplica(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        volume=Untrusted(spec.volume_name),
        node=Untrusted(spec.node_id),
        state=Untrusted(wire.status.current_state),
        healthy=bool(spec.healthy_at) and not spec.failed_at,
    )


def parse_node(wire: NodeWire) -> LonghornNode:
    """Return the fact of a node, its disks summed up."""
    disks = (wire.status.disk_status or {}).values()
    return LonghornNode(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        ready=condition_holds(wire.status.conditions, "Ready"),
        schedulable=wire.spec.allow_scheduling,
        disks=len(disks),
        capacity_bytes=sum(disk.storage_maximum for disk in disks),
        available_bytes=sum(disk.storage_available for disk in disks),
        scheduled_bytes=sum(disk.storage_scheduled for disk in disks),
    )


def parse_job(wire: JobWire) -> LonghornJob:
    """Return the fact of a RecurringJob."""
    spec = wire.spec
    return LonghornJob(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        task=Untrusted(spec.task),
        cron=Untrusted(spec.cron),
        groups=names(spec.groups),
        retain=spec.retain,
    )


def parse_backup_target(wire: TargetWire) -> LonghornBackupTarget:
    """Return the fact of a BackupTarget."""
    meta = wire.metadata
    return LonghornBackupTarget(Untrusted(meta.namespace), Untrusted(meta.name), wire.status.available)


LONGHORN = ("longhorn.io/v1beta2",)

KINDS = (
    Kind("longhorn_volumes", "volumes", LONGHORN, VolumeWire, parse_volume),
    Kind("longhorn_replicas", "replicas", LONGHORN, ReplicaWire, parse_replica),
    Kind("longhorn_nodes", "nodes", LONGHORN, NodeWire, parse_node),
    Kind("longhorn_jobs", "recurringjobs", LONGHORN, JobWire, parse_job),
    Kind("longhorn_backup_targets", "backuptargets", LONGHORN, TargetWire, parse_backup_target),
)
