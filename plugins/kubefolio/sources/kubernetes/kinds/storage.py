"""Storage classes, volume claims and volumes."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.storage import StorageClass, Volume, VolumeClaim
from kubefolio.sources.kubernetes.kinds.meta import Kind, Meta, Wire, names, parse_maker, parse_tracking
from kubefolio.sources.kubernetes.resources import parse_bytes


class ClassWire(Wire):
    """A StorageClass, without its parameters."""

    metadata: Meta
    provisioner: str = ""
    reclaim_policy: str = ""
    allow_volume_expansion: bool | None = None


class RequestsWire(Wire):
    """`spec.resources`."""

    requests: dict[str, str] | None = None


class ClaimSpecWire(Wire):
    """A claim's `spec`."""

    storage_class_name: str | None = None
    volume_name: str = ""
    access_modes: list[str] | None = None
    resources: RequestsWire = msgspec.field(default_factory=RequestsWire)


class ClaimStatusWire(Wire):
    """A claim's `status`."""

    phase: str = ""
    capacity: dict[str, str] | None = None


class ClaimWire(Wire):
    """A PersistentVolumeClaim."""

    metadata: Meta
    spec: ClaimSpecWire = msgspec.field(default_factory=ClaimSpecWire)
    status: ClaimStatusWire = msgspec.field(default_factory=ClaimStatusWire)


class CsiWire(Wire):
    """`spec.csi`, without handle, attributes and secrets."""

    driver: str = ""


class VolumeSpecWire(Wire):
    """A volume's `spec`, without servers and paths."""

    capacity: dict[str, str] | None = None
    storage_class_name: str = ""
    persistent_volume_reclaim_policy: str = ""
    csi: CsiWire | None = None


class VolumeStatusWire(Wire):
    """A volume's `status`."""

    phase: str = ""


class VolumeWire(Wire):
    """A PersistentVolume."""

    metadata: Meta
    spec: VolumeSpecWire = msgspec.field(default_factory=VolumeSpecWire)
    status: VolumeStatusWire = msgspec.field(default_factory=VolumeStatusWire)


def parse_storage_class(wire: ClassWire) -> StorageClass:
    """Return the fact of a StorageClass."""
    annotations = wire.metadata.annotations
    return StorageClass(
        name=Untrusted(wire.metadata.name),
        provisioner=Untrusted(wire.provisioner),
        default=annotations is not None and annotations.default_class == "true",
        reclaim_policy=Untrusted(wire.reclaim_policy),
        expandable=bool(wire.allow_volume_expansion),
    )


def parse_claim(wire: ClaimWire) -> VolumeClaim:
    """Return the fact of a PersistentVolumeClaim."""
    spec = wire.spec
    return VolumeClaim(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        phase=Untrusted(wire.status.phase),
        storage_class=Untrusted(spec.storage_class_name or ""),
        volume=Untrusted(spec.volume_name),
        requested_bytes=parse_bytes(spec.resources.requests or {}),
        capacity_bytes=parse_bytes(wire.status.capacity or {}),
        access_modes=names(spec.access_modes),
        owner=parse_maker(wire.metadata),
        tracking=parse_tracking(wire.metadata),
    )


def parse_volume(wire: VolumeWire) -> Volume:
    """Return the fact of a PersistentVolume."""
    spec = wire.spec
    return Volume(
        name=Untrusted(wire.metadata.name),
        phase=Untrusted(wire.status.phase),
        capacity_bytes=parse_bytes(spec.capacity or {}),
        storage_class=Untrusted(spec.storage_class_name),
        reclaim_policy=Untrusted(spec.persistent_volume_reclaim_policy),
        driver=Untrusted(spec.csi.driver if spec.csi else ""),
    )


KINDS = (
    Kind("storage_classes", "storageclasses", ("storage.k8s.io/v1",), ClassWire, parse_storage_class),
    Kind("volume_claims", "persistentvolumeclaims", ("v1",), ClaimWire, parse_claim),
    Kind("volumes", "persistentvolumes", ("v1",), VolumeWire, parse_volume),
)
