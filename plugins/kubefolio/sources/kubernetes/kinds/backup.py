"""Velero's schedules, backups and locations, and the databases of CloudNativePG."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.backup import Backup, BackupLocation, BackupSchedule, Database, DatabaseBackup
from kubefolio.facts.base import Untrusted
from kubefolio.sources.kubernetes.kinds.meta import Kind, Meta, Wire, label, parse_moment


class TemplateWire(Wire):
    """What a backup takes: namespaces, and how volumes are copied."""

    included_namespaces: list[str] | None = None
    excluded_namespaces: list[str] | None = None
    snapshot_volumes: bool | None = None
    default_volumes_to_fs_backup: bool | None = None


class ScheduleSpecWire(Wire):
    """A Schedule's `spec`."""

    schedule: str = ""
    paused: bool = False
    template: TemplateWire = msgspec.field(default_factory=TemplateWire)


class ScheduleStatusWire(Wire):
    """A Schedule's `status`."""

    phase: str = ""
    last_backup: datetime | None = None


class ScheduleWire(Wire):
    """A Schedule."""

    metadata: Meta
    spec: ScheduleSpecWire = msgspec.field(default_factory=ScheduleSpecWire)
    status: ScheduleStatusWire = msgspec.field(default_factory=ScheduleStatusWire)


class BackupStatusWire(Wire):
    """A Backup's `status`."""

    phase: str = ""
    errors: int = 0
    completion_timestamp: datetime | None = None
    expiration: datetime | None = None


class BackupWire(Wire):
    """A Backup."""

    metadata: Meta
    spec: TemplateWire = msgspec.field(default_factory=TemplateWire)
    status: BackupStatusWire = msgspec.field(default_factory=BackupStatusWire)


class LocationSpecWire(Wire):
    """A BackupStorageLocation's `spec`, without bucket and configuration."""

    provider: str = ""
    default: bool = False


class LocationStatusWire(Wire):
    """A BackupStorageLocation's `status`."""

    phase: str = ""


class LocationWire(Wire):
    """A BackupStorageLocation."""

    metadata: Meta
    spec: LocationSpecWire = msgspec.field(default_factory=LocationSpecWire)
    status: LocationStatusWire = msgspec.field(default_factory=LocationStatusWire)


class PluginWire(Wire):
    """`spec.plugins[]` of a Cluster, without parameters."""

    enabled: bool = True
    is_wal_archiver: bool = msgspec.field(name="isWALArchiver", default=False)


class BackupTargetWire(Wire):
    """`spec.backup` of a Cluster: only which ways are there."""

    barman_object_store: dict[str, msgspec.Raw] | None = None
    volume_snapshot: dict[str, msgspec.Raw] | None = None


class DatabaseSpecWire(Wire):
    """A Cluster's `spec`."""

    instances: int = 1
    backup: BackupTargetWire | None = None
    plugins: list[PluginWire] | None = None


class DatabaseStatusWire(Wire):
    """A Cluster's `status`."""

    ready_instances: int = 0
    phase: str = ""
    last_successful_backup: str = ""
    first_recoverability_point: str = ""


class DatabaseWire(Wire):
    """A Cluster of CloudNativePG."""

    metadata: Meta
    spec: DatabaseSpecWire = msgspec.field(default_factory=DatabaseSpecWire)
    status: DatabaseStatusWire = msgspec.field(default_factory=DatabaseStatusWire)


class DatabaseNameWire(Wire):
    """`spec.cluster`."""

    name: str = ""


class ScheduledSpecWire(Wire):
    """A ScheduledBackup's `spec`."""

    schedule: str = ""
    suspend: bool | None = None
    cluster: DatabaseNameWire = msgspec.field(default_factory=DatabaseNameWire)


class ScheduledStatusWire(Wire):
    """A ScheduledBackup's `status`."""

    last_schedule_time: datetime | None = None


class ScheduledWire(Wire):
    """A ScheduledBackup."""

    metadata: Meta
    spec: ScheduledSpecWire = msgspec.field(default_factory=ScheduledSpecWire)
    status: ScheduledStatusWire = msgspec.field(default_factory=ScheduledStatusWire)


def _sorted(values: list[str] | None) -> tuple[Untrusted, ...]:
    return tuple(sorted(Untrusted(value) for value in values or ()))


def parse_schedule(wire: ScheduleWire) -> BackupSchedule:
    """Return the fact of a Schedule."""
    spec, status = wire.spec, wire.status
    return BackupSchedule(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        cron=Untrusted(spec.schedule),
        paused=spec.paused,
        phase=Untrusted(status.phase),
        included=_sorted(spec.template.included_namespaces),
        excluded=_sorted(spec.template.excluded_namespaces),
        volumes=Untrusted(_volumes(spec.template)),
        last_backup_at=status.last_backup,
    )


def _volumes(template: TemplateWire) -> str:
    if template.default_volumes_to_fs_backup:
        return "files"
    return "opt-in" if template.snapshot_volumes is False else "snapshots"


def parse_backup(wire: BackupWire) -> Backup:
    """Return the fact of a Backup."""
    spec, status = wire.spec, wire.status
    return Backup(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        schedule=label(wire.metadata, "velero.io/schedule-name"),
        phase=Untrusted(status.phase),
        included=_sorted(spec.included_namespaces),
        excluded=_sorted(spec.excluded_namespaces),
        errors=status.errors,
        completed_at=status.completion_timestamp,
        expires_at=status.expiration,
    )


def parse_location(wire: LocationWire) -> BackupLocation:
    """Return the fact of a BackupStorageLocation."""
    return BackupLocation(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        provider=Untrusted(wire.spec.provider),
        phase=Untrusted(wire.status.phase),
        default=wire.spec.default,
    )


def parse_database(wire: DatabaseWire) -> Database:
    """Return the fact of a Cluster."""
    spec, status = wire.spec, wire.status
    configured = spec.backup is not None and bool(spec.backup.barman_object_store or spec.backup.volume_snapshot)
    return Database(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        instances=spec.instances,
        ready=status.ready_instances,
        phase=Untrusted(status.phase),
        archives=configured or any(one.enabled and one.is_wal_archiver for one in spec.plugins or ()),
        last_backup_at=parse_moment(status.last_successful_backup),
        recoverable_since=parse_moment(status.first_recoverability_point),
    )


def parse_database_backup(wire: ScheduledWire) -> DatabaseBackup:
    """Return the fact of a ScheduledBackup."""
    return DatabaseBackup(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        database=Untrusted(wire.spec.cluster.name),
        cron=Untrusted(wire.spec.schedule),
        suspended=bool(wire.spec.suspend),
        last_at=wire.status.last_schedule_time,
    )


VELERO, CNPG = ("velero.io/v1",), ("postgresql.cnpg.io/v1",)

KINDS = (
    Kind("backup_schedules", "schedules", VELERO, ScheduleWire, parse_schedule),
    Kind("backups", "backups", VELERO, BackupWire, parse_backup),
    Kind("backup_locations", "backupstoragelocations", VELERO, LocationWire, parse_location),
    Kind("databases", "clusters", CNPG, DatabaseWire, parse_database),
    Kind("database_backups", "scheduledbackups", CNPG, ScheduledWire, parse_database_backup),
)
