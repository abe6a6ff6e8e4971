"""Longhorn's own view of the storage: volumes, replicas, nodes, recurring jobs and where backups go."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.base import Missing, Untrusted


class LonghornVolume(msgspec.Struct, frozen=True):
    """A Longhorn volume."""

    namespace: Untrusted
    name: Untrusted
    """The same as that of the PersistentVolume."""
    claim_namespace: Untrusted
    claim: Untrusted
    """PersistentVolumeClaim that uses it, or empty."""
    size_bytes: int | Missing
    written_bytes: int | Missing
    """Bytes that its head and snapshots take on one replica (`status.actualSize`)."""
    replicas: int
    """How many copies it should have."""
    state: Untrusted
    """attached, detached, attaching, detaching or creating."""
    robustness: Untrusted
    """healthy, degraded (a copy is missing), faulted (no copy works) or unknown (detached)."""
    jobs: tuple[Untrusted, ...]
    """Recurring jobs that it names itself, sorted."""
    groups: tuple[Untrusted, ...]
    """Groups of recurring jobs that it is in, sorted."""
    last_backup_at: datetime | None


class LonghornReplica(msgspec.Struct, frozen=True):
    """One copy of a Longhorn volume."""

    namespace: Untrusted
    name: Untrusted
    volume: Untrusted
    node: Untrusted
    state: Untrusted
    """running, stopped, error …"""
    healthy: bool
    """It was whole once (`healthyAt`) and has not failed since."""


class LonghornNode(msgspec.Struct, frozen=True):
    """A node as Longhorn sees it; the paths of its disks are not read."""

    namespace: Untrusted
    name: Untrusted
    ready: bool | Missing
    schedulable: bool
    """Longhorn may put replicas on it."""
    disks: int
    capacity_bytes: int
    """Sum over its disks."""
    available_bytes: int
    scheduled_bytes: int
    """Sum of the sizes promised to replicas."""


class LonghornJob(msgspec.Struct, frozen=True):
    """A RecurringJob."""

    namespace: Untrusted
    name: Untrusted
    task: Untrusted
    """snapshot, backup, filesystem-trim …"""
    cron: Untrusted
    groups: tuple[Untrusted, ...]
    """`default` means every volume that names neither job nor group."""
    retain: int


class LonghornBackupTarget(msgspec.Struct, frozen=True):
    """Where Longhorn's backups go; the address and the credentials are not read."""

    namespace: Untrusted
    name: Untrusted
    available: bool
    """Longhorn can reach it; False as well where no address is set."""
