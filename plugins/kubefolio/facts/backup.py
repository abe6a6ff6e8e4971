"""What is copied elsewhere: Velero's schedules and backups, and the databases of CloudNativePG."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.editions import Public


class BackupSchedule(msgspec.Struct, frozen=True):
    """A Velero Schedule."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    cron: Public[Untrusted]
    paused: Public[bool]
    phase: Public[Untrusted]
    """New, Enabled or FailedValidation."""
    included: Public[tuple[Untrusted, ...]]
    """Namespaces, sorted; empty or `*` means all."""
    excluded: Public[tuple[Untrusted, ...]]
    volumes: Public[Untrusted]
    """How volumes are copied: `files` (file system backup by default), `snapshots` (unless switched off), `opt-in`."""
    last_backup_at: Public[datetime | None]


class Backup(msgspec.Struct, frozen=True):
    """A Velero Backup."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    schedule: Public[Untrusted]
    """Schedule that made it, or empty."""
    phase: Public[Untrusted]
    """Completed, PartiallyFailed, Failed, InProgress …"""
    included: Public[tuple[Untrusted, ...]]
    excluded: Public[tuple[Untrusted, ...]]
    errors: Public[int]
    completed_at: Public[datetime | None]
    expires_at: Public[datetime | None]


class BackupLocation(msgspec.Struct, frozen=True):
    """A Velero BackupStorageLocation; bucket, address and credentials are not read."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    provider: Public[Untrusted]
    phase: Public[Untrusted]
    """Available, Unavailable, or empty."""
    default: Public[bool]


class Database(msgspec.Struct, frozen=True):
    """A PostgreSQL cluster of CloudNativePG."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    instances: Public[int]
    """How many are wanted."""
    ready: Public[int]
    """How many are ready."""
    phase: Public[Untrusted]
    """In the operator's words."""
    archives: Public[bool]
    """It says where backups and write-ahead logs go (`spec.backup`, or a plugin that archives)."""
    last_backup_at: Public[datetime | None]
    """`status.lastSuccessfulBackup`."""
    recoverable_since: Public[datetime | None]
    """`status.firstRecoverabilityPoint`."""


class DatabaseBackup(msgspec.Struct, frozen=True):
    """A ScheduledBackup of CloudNativePG."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    database: Public[Untrusted]
    cron: Public[Untrusted]
    suspended: Public[bool]
    last_at: Public[datetime | None]
