"""Where data lives: classes, claims and volumes."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.workloads import Owner, Tracking


class StorageClass(msgspec.Struct, frozen=True):
    """A StorageClass; its parameters are not read, they can name secrets."""

    name: Untrusted
    provisioner: Untrusted
    default: bool
    reclaim_policy: Untrusted
    expandable: bool


class VolumeClaim(msgspec.Struct, frozen=True):
    """A PersistentVolumeClaim."""

    namespace: Untrusted
    name: Untrusted
    phase: Untrusted
    """Pending, Bound or Lost."""
    storage_class: Untrusted
    volume: Untrusted
    """Name of the bound volume, or empty."""
    requested_bytes: int | Missing
    """What was asked for."""
    capacity_bytes: int | Missing
    """What was given; Missing until it is bound."""
    access_modes: tuple[Untrusted, ...]
    owner: Owner | None = None
    """Set when another object made it."""
    tracking: Tracking = Tracking()


class Volume(msgspec.Struct, frozen=True):
    """A PersistentVolume; servers, paths and handles are not read."""

    name: Untrusted
    phase: Untrusted
    """Available, Bound, Released or Failed."""
    capacity_bytes: int | Missing
    storage_class: Untrusted
    reclaim_policy: Untrusted
    driver: Untrusted
    """CSI driver, or empty for another kind of volume."""
