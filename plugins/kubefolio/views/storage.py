"""What an application stores: its claims, the volumes behind them, their copies, and what copies them elsewhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from kubefolio.facts.backup import BackupSchedule, Database
from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.longhorn import LonghornJob, LonghornReplica, LonghornVolume
from kubefolio.facts.storage import Volume, VolumeClaim
from kubefolio.language import mark, tr
from kubefolio.views.tone import Tone

LONGHORN = "driver.longhorn.io"
DEFAULT_GROUP = "default"
COPIES = frozenset({"backup", "backup-force-create"})
"""Tasks of Longhorn's recurring jobs that leave the cluster; a snapshot stays on the same disks."""
HEALTH: dict[str, tuple[str, Tone]] = {
    "healthy": (mark("Healthy"), "good"),
    "degraded": (mark("Degraded"), "warn"),
    "faulted": (mark("Faulted"), "bad"),
}


@dataclass(frozen=True)
class BackedUp:
    """One way in which a volume's data is copied elsewhere."""

    by: str
    """As in `Velero nightly`."""
    when: str
    """Cron expression, or empty."""
    last: datetime | Missing
    """When it last went well."""
    sure: bool = True
    """False where the schedule takes volumes only if their pods ask for it."""


@dataclass(frozen=True)
class Stored:
    """A volume claim with all that is known of what lies behind it."""

    claim: VolumeClaim
    volume: Volume | None
    longhorn: LonghornVolume | None
    replicas: tuple[LonghornReplica, ...]
    backups: tuple[BackedUp, ...]
    snapshots: tuple[LonghornJob, ...]
    """Longhorn's jobs that take snapshots of it: they protect from a mistake, not from the loss of its disks."""
    unseen: tuple[str, ...]
    """What was not read, and could hold a backup."""

    @property
    def copies(self) -> int | Missing:
        """Return how many copies are whole now."""
        if self.longhorn is None:
            return Missing("only Longhorn's volumes say how many copies they have", "undecidable")
        return sum(one.healthy for one in self.replicas)

    @property
    def health(self) -> tuple[str, Tone]:
        """Return how well the volume is, in a word."""
        if self.longhorn is None:
            return (str(self.claim.phase) or "Unknown", "good" if self.claim.phase == "Bound" else "warn")
        return HEALTH.get(self.longhorn.robustness, (str(self.longhorn.state) or "Unknown", "quiet"))


class Storage:
    """What lies behind volume claims, each kind walked through once."""

    def __init__(self, facts: FactSet) -> None:
        """Index volumes, copies and backups."""
        self._volumes = {one.name: one for one in facts.volumes.items}
        self._longhorn = {one.name: one for one in facts.longhorn_volumes.items}
        self._jobs = facts.longhorn_jobs.items
        self._reaches = any(one.available for one in facts.longhorn_backup_targets.items)
        self._databases = _databases_by_claim(facts)
        self._planned = {(one.namespace, one.database) for one in facts.database_backups.items if not one.suspended}
        self._schedules = [one for one in facts.backup_schedules.items if not one.paused]
        self._replicas: dict[str, list[LonghornReplica]] = defaultdict(list)
        for one in facts.longhorn_replicas.items:
            self._replicas[one.volume].append(one)
        self.unseen = _unseen(facts)

    def of(self, claim: VolumeClaim) -> Stored:
        """Return what lies behind a claim."""
        longhorn = self._longhorn.get(claim.volume)
        jobs = tuple(one for one in self._jobs if longhorn and _takes(one, longhorn))
        return Stored(
            claim=claim,
            volume=self._volumes.get(claim.volume),
            longhorn=longhorn,
            replicas=tuple(self._replicas.get(claim.volume, ())) if longhorn else (),
            backups=(*self._by_longhorn(longhorn, jobs), *self._by_velero(claim), *self._by_database(claim)),
            snapshots=tuple(one for one in jobs if one.task.startswith("snapshot")),
            unseen=self.unseen,
        )

    def _by_longhorn(self, volume: LonghornVolume | None, jobs: tuple[LonghornJob, ...]) -> tuple[BackedUp, ...]:
        if volume is None or not self._reaches:
            return ()
        last = volume.last_backup_at or Missing("Longhorn has no backup of it yet", "absent")
        return tuple(BackedUp(f"Longhorn {one.name}", one.cron, last) for one in jobs if one.task in COPIES)

    def _by_velero(self, claim: VolumeClaim) -> tuple[BackedUp, ...]:
        return tuple(
            BackedUp(
                f"Velero {one.name}",
                one.cron,
                one.last_backup_at or Missing("it has made no backup yet", "absent"),
                sure=one.volumes != "opt-in",
            )
            for one in self._schedules
            if includes(one, claim.namespace)
        )

    def _by_database(self, claim: VolumeClaim) -> tuple[BackedUp, ...]:
        found = self._databases.get((claim.namespace, claim.name))
        if found is None or not found.archives:
            return ()
        last = found.last_backup_at or Missing("the operator reports no backup that went well", "absent")
        planned = (found.namespace, found.name) in self._planned
        return (
            BackedUp(f"CloudNativePG {found.name}", tr("by schedule") if planned else tr("log archive only"), last),
        )


def includes(schedule: BackupSchedule, namespace: str) -> bool:
    """Tell whether a schedule takes a namespace."""
    named = not schedule.included or "*" in schedule.included or namespace in schedule.included
    return named and namespace not in schedule.excluded


def _takes(job: LonghornJob, volume: LonghornVolume) -> bool:
    """Tell whether a recurring job takes a volume: by its name, by a group, or by default where it names neither."""
    if job.name in volume.jobs or set(job.groups) & set(volume.groups):
        return True
    return DEFAULT_GROUP in job.groups and not volume.jobs and not volume.groups


def _databases_by_claim(facts: FactSet) -> dict[tuple[str, str], Database]:
    """Return the database of each claim: CloudNativePG names a claim after its instance, `<cluster>-<number>`."""
    databases = {(str(one.namespace), str(one.name)): one for one in facts.databases.items}
    found: dict[tuple[str, str], Database] = {}
    for claim in facts.volume_claims.items if databases else ():
        instance = claim.name.removesuffix("-wal")
        name, _, number = instance.rpartition("-")
        database = databases.get((claim.namespace, name))
        if database and number.isdigit():
            found[claim.namespace, claim.name] = database
    return found


def _unseen(facts: FactSet) -> tuple[str, ...]:
    """Return what could not be looked at and may hold backups; a kind that the server lacks holds none."""
    kinds = {
        "backup_schedules": mark("Velero's schedules"),
        "longhorn_jobs": mark("Longhorn's recurring jobs"),
        "longhorn_backup_targets": mark("Longhorn's backup targets"),
        "databases": mark("CloudNativePG's clusters"),
    }
    values = ((name, getattr(facts, field).value) for field, name in kinds.items())
    return tuple(name for name, value in values if isinstance(value, Missing) and value.cause != "absent")
