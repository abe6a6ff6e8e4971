"""Pods: by far the longest list, so its wire type is the leanest."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.workloads import Pod
from kubefolio.sources.kubernetes.client import parse_quantity
from kubefolio.sources.kubernetes.kinds.meta import Kind, Meta, Wire, label, parse_owner


class RequestsWire(Wire):
    """`resources.requests`: the two amounts that are summed."""

    cpu: str | int | float = "0"
    memory: str | int | float = "0"


class ResourcesWire(Wire):
    """`resources` of a container."""

    requests: RequestsWire | None = None


class ContainerWire(Wire):
    """A container of a pod, without arguments and environment."""

    name: str = ""
    image: str = ""
    resources: ResourcesWire | None = None


class ClaimReferenceWire(Wire):
    """`persistentVolumeClaim` of a volume."""

    claim_name: str = ""


class VolumeWire(Wire):
    """A volume of a pod, of which only claims are read: others name Secrets and paths."""

    persistent_volume_claim: ClaimReferenceWire | None = None


class PodSpecWire(Wire):
    """A pod's `spec`."""

    node_name: str = ""
    volumes: list[VolumeWire] | None = None
    containers: list[ContainerWire] = msgspec.field(default_factory=list)


class WaitingWire(Wire):
    """`state.waiting`, without the message."""

    reason: str = ""


class StateWire(Wire):
    """`state` of a container."""

    waiting: WaitingWire | None = None


class ContainerStatusWire(Wire):
    """`status.containerStatuses[]`."""

    name: str = ""
    image_id: str = msgspec.field(name="imageID", default="")
    restart_count: int = 0
    state: StateWire | None = None


class ConditionWire(Wire):
    """`status.conditions[]`: type and status only."""

    type: str = ""
    status: str = ""


class PodStatusWire(Wire):
    """A pod's `status`, without addresses."""

    phase: str = ""
    reason: str = ""
    start_time: datetime | None = None
    conditions: list[ConditionWire] | None = None
    container_statuses: list[ContainerStatusWire] | None = None


class PodWire(Wire):
    """A pod."""

    metadata: Meta
    spec: PodSpecWire
    status: PodStatusWire = msgspec.field(default_factory=PodStatusWire)


def parse_pod(wire: PodWire) -> Pod:
    """Return the fact of a pod."""
    meta, spec, status = wire.metadata, wire.spec, wire.status
    statuses = status.container_statuses or ()
    return Pod(
        namespace=Untrusted(meta.namespace),
        name=Untrusted(meta.name),
        node=Untrusted(spec.node_name),
        phase=Untrusted(status.phase),
        ready=any(condition.type == "Ready" and condition.status == "True" for condition in status.conditions or ()),
        restarts=sum(container.restart_count for container in statuses),
        reason=Untrusted(_reason(status)),
        owner=parse_owner(meta),
        component=label(meta, "component"),
        images=_images(spec, status),
        cpu_request_cores=_requested(spec, "cpu"),
        memory_request_bytes=int(_requested(spec, "memory")),
        started_at=status.start_time,
        claims=_claims(spec),
    )


def _reason(status: PodStatusWire) -> str:
    """Return why a pod does not run: of its containers' waiting reasons the first, else its own."""
    for container in status.container_statuses or ():
        if container.state and container.state.waiting:
            return container.state.waiting.reason
    return status.reason


def _images(spec: PodSpecWire, status: PodStatusWire) -> tuple[tuple[Untrusted, Untrusted], ...]:
    digests = {c.name: c.image_id.partition("@")[2] for c in status.container_statuses or ()}
    return tuple((Untrusted(c.image), Untrusted(digests.get(c.name, ""))) for c in spec.containers)


def _claims(spec: PodSpecWire) -> tuple[Untrusted, ...]:
    references = (volume.persistent_volume_claim for volume in spec.volumes or ())
    return tuple(sorted(Untrusted(reference.claim_name) for reference in references if reference))


def _requested(spec: PodSpecWire, resource: str) -> float:
    amounts = (c.resources.requests for c in spec.containers if c.resources and c.resources.requests)
    return float(sum(parse_quantity(str(getattr(amount, resource))) for amount in amounts))


KINDS = (Kind("pods", "pods", ("v1",), PodWire, parse_pod),)
