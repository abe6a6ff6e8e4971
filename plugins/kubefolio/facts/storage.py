"""Where data lives: classes, claims and volumes."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.editions import Public
from kubefolio.facts.workloads import Owner, Tracking


class StorageClass(msgspec.Struct, frozen=True):
    """A StorageClass; its parameters are not read, they can name secrets."""

    name: Public[Untrusted]
    provisioner: Public[Untrusted]
    default: Public[bool]
    reclaim_policy: Public[Untrusted]
    expandable: Public[bool]


class VolumeClaim(msgspec.Struct, frozen=True):
    """A PersistentVolumeClaim."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    phase: Public[Untrusted]
    """Pending, Bound or Lost."""
    storage_class: Public[Untrusted]
    volume: Public[Untrusted]
    """Name of the bound volume, or empty."""
    requested_bytes: Public[int | Missing]
    """What was asked for."""
    capacity_bytes: Public[int | Missing]
    """What was given; Missing until it is bound."""
    access_modes: Public[tuple[Untrusted, ...]]
    owner: Public[Owner | None] = None
    """Set when another object made it."""
    tracking: Public[Tracking] = Tracking()


class Volume(msgspec.Struct, frozen=True):
    """A PersistentVolume; servers, paths and handles are not read."""

    name: Public[Untrusted]
    phase: Public[Untrusted]
    """Available, Bound, Released or Failed."""
    capacity_bytes: Public[int | Missing]
    storage_class: Public[Untrusted]
    reclaim_policy: Public[Untrusted]
    driver: Public[Untrusted]
    """CSI driver, or empty for another kind of volume."""
