"""Longhorn's own view of the storage: volumes, replicas, nodes, recurring jobs and where backups go."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.editions import AliasedNode, Public


class LonghornVolume(msgspec.Struct, frozen=True):
    """A Longhorn volume."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    """The same as that of the PersistentVolume."""
    claim_namespace: Public[Untrusted]
    claim: Public[Untrusted]
    """PersistentVolumeClaim that uses it, or empty."""
    size_bytes: Public[int | Missing]
    written_bytes: Public[int | Missing]
    """Bytes that its head and snapshots take on one replica (`status.actualSize`)."""
    replicas: Public[int]
    """How many copies it should have."""
    state: Public[Untrusted]
    """attached, detached, attaching, detaching or creating."""
    robustness: Public[Untrusted]
    """healthy, degraded (a copy is missing), faulted (no copy works) or unknown (detached)."""
    jobs: Public[tuple[Untrusted, ...]]
    """Recurring jobs that it names itself, sorted."""
    groups: Public[tuple[Untrusted, ...]]
    """Groups of recurring jobs that it is in, sorted."""
    last_backup_at: Public[datetime | None]


class LonghornReplica(msgspec.Struct, frozen=True):
    """One copy of a Longhorn volume."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    volume: Public[Untrusted]
    node: AliasedNode[Untrusted]
    state: Public[Untrusted]
    """running, stopped, error …"""
    healthy: Public[bool]
    """It was whole once (`healthyAt`) and has not failed since."""


class LonghornNode(msgspec.Struct, frozen=True):
    """A node as Longhorn sees it; the paths of its disks are not read."""

    namespace: Public[Untrusted]
    name: AliasedNode[Untrusted]
    ready: Public[bool | Missing]
    schedulable: Public[bool]
    """Longhorn may put replicas on it."""
    disks: Public[int]
    capacity_bytes: Public[int]
    """Sum over its disks."""
    available_bytes: Public[int]
    scheduled_bytes: Public[int]
    """Sum of the sizes promised to replicas."""


class LonghornJob(msgspec.Struct, frozen=True):
    """A RecurringJob."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    task: Public[Untrusted]
    """snapshot, backup, filesystem-trim …"""
    cron: Public[Untrusted]
    groups: Public[tuple[Untrusted, ...]]
    """`default` means every volume that names neither job nor group."""
    retain: Public[int]


class LonghornBackupTarget(msgspec.Struct, frozen=True):
    """Where Longhorn's backups go; the address and the credentials are not read."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    available: Public[bool]
    """Longhorn can reach it; False as well where no address is set."""
