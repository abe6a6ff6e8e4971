"""What is copied elsewhere: Velero's schedules and backups, and the databases of CloudNativePG."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.base import Untrusted


class BackupSchedule(msgspec.Struct, frozen=True):
    """A Velero Schedule."""

    namespace: Untrusted
    name: Untrusted
    cron: Untrusted
    paused: bool
    phase: Untrusted
    """New, Enabled or FailedValidation."""
    included: tuple[Untrusted, ...]
    """Namespaces, sorted; empty or `*` means all."""
    excluded: tuple[Untrusted, ...]
    volumes: Untrusted
    """How volumes are copied: `files` (file system backup by default), `snapshots` (unless switched off), `opt-in`."""
    last_backup_at: datetime | None


class Backup(msgspec.Struct, frozen=True):
    """A Velero Backup."""

    namespace: Untrusted
    name: Untrusted
    schedule: Untrusted
    """Schedule that made it, or empty."""
    phase: Untrusted
    """Completed, PartiallyFailed, Failed, InProgress …"""
    included: tuple[Untrusted, ...]
    excluded: tuple[Untrusted, ...]
    errors: int
    completed_at: datetime | None
    expires_at: datetime | None


class BackupLocation(msgspec.Struct, frozen=True):
    """A Velero BackupStorageLocation; bucket, address and credentials are not read."""

    namespace: Untrusted
    name: Untrusted
    provider: Untrusted
    phase: Untrusted
    """Available, Unavailable, or empty."""
    default: bool


class Database(msgspec.Struct, frozen=True):
    """A PostgreSQL cluster of CloudNativePG."""

    namespace: Untrusted
    name: Untrusted
    instances: int
    """How many are wanted."""
    ready: int
    """How many are ready."""
    phase: Untrusted
    """In the operator's words."""
    archives: bool
    """It says where backups and write-ahead logs go (`spec.backup`, or a plugin that archives)."""
    last_backup_at: datetime | None
    """`status.lastSuccessfulBackup`."""
    recoverable_since: datetime | None
    """`status.firstRecoverabilityPoint`."""


class DatabaseBackup(msgspec.Struct, frozen=True):
    """A ScheduledBackup of CloudNativePG."""

    namespace: Untrusted
    name: Untrusted
    database: Untrusted
    cron: Untrusted
    suspended: bool
    last_at: datetime | None
