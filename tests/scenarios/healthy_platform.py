"""What protects, watches and copies the healthy world: one of every kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kubefolio.facts.backup import Backup, BackupLocation, BackupSchedule, Database, DatabaseBackup
from kubefolio.facts.base import Reading
from kubefolio.facts.longhorn import (
    LonghornBackupTarget,
    LonghornJob,
    LonghornNode,
    LonghornReplica,
    LonghornVolume,
)
from kubefolio.facts.monitoring import Monitor
from kubefolio.facts.security import (
    Certificate,
    CiliumPolicy,
    CiliumRule,
    PeerAuthentication,
    SecretSource,
    ServiceAccount,
)
from kubefolio.facts.selector import Selector
from kubefolio.facts.workloads import LimitRange
from tests.scenarios.moments import LONG_AGO, NOW
from tests.scenarios.objects import U, found

GIB = 1024**3
YESTERDAY = NOW - timedelta(days=1)


def platform() -> dict[str, Reading[Any]]:
    """Return the readings of what stands around the applications."""
    return _security() | _longhorn() | _backups()


def _security() -> dict[str, Reading[Any]]:
    web = Selector(((U("app"), U("web")),))
    rule = CiliumRule(web, (U("Egress"),), 0, 1, False, False, False)
    return {
        "limit_ranges": found(LimitRange(U("web"), U("defaults"), (U("cpu"),), (U("memory"),))),
        "service_accounts": found(
            ServiceAccount(U("web"), U("default"), None), ServiceAccount(U("web"), U("web"), False)
        ),
        "cilium_policies": found(CiliumPolicy(U("web"), U("web-egress"), (rule,))),
        "cilium_clusterwide_policies": found(CiliumPolicy(U(""), U("everyone"), (rule,))),
        "peer_authentications": found(PeerAuthentication(U("istio-system"), U("default"), U("STRICT"), Selector(), 0)),
        "certificates": found(
            Certificate(
                U("web"), U("web"), True, U("ClusterIssuer/ca"), 2, NOW + timedelta(days=60), NOW + timedelta(days=30)
            )
        ),
        "sealed_secrets": found(SecretSource(U("SealedSecret"), U("web"), U("token"), True, U(""))),
        "external_secrets": found(
            SecretSource(U("ExternalSecret"), U("db"), U("login"), False, U("SecretStore/vault"))
        ),
        "service_monitors": found(Monitor(U("ServiceMonitor"), U("web"), U("web"), web, False, ())),
        "pod_monitors": found(Monitor(U("PodMonitor"), U("db"), U("db"), Selector(((U("app"), U("db")),)), True, ())),
    }


def _longhorn() -> dict[str, Reading[Any]]:
    system = U("longhorn-system")
    volume = LonghornVolume(
        namespace=system,
        name=U("pvc-data"),
        claim_namespace=U("web"),
        claim=U("data"),
        size_bytes=10 * GIB,
        written_bytes=4 * GIB,
        replicas=2,
        state=U("attached"),
        robustness=U("degraded"),
        jobs=(),
        groups=(),
        last_backup_at=YESTERDAY,
    )
    replicas = (
        LonghornReplica(system, U("pvc-data-r-1"), U("pvc-data"), U("node-1"), U("running"), True),
        LonghornReplica(system, U("pvc-data-r-2"), U("pvc-data"), U("node-2"), U("running"), False),
    )
    return {
        "longhorn_volumes": found(volume),
        "longhorn_replicas": found(*replicas),
        "longhorn_nodes": found(LonghornNode(system, U("node-1"), True, True, 1, 900 * GIB, 500 * GIB, 100 * GIB)),
        "longhorn_jobs": found(LonghornJob(system, U("nightly"), U("backup"), U("0 2 * * *"), (U("default"),), 7)),
        "longhorn_backup_targets": found(LonghornBackupTarget(system, U("default"), True)),
    }


def _backups() -> dict[str, Reading[Any]]:
    velero, included = U("velero"), (U("web"),)
    return {
        "backup_schedules": found(
            BackupSchedule(
                velero, U("nightly"), U("15 3 * * *"), False, U("Enabled"), included, (), U("files"), YESTERDAY
            )
        ),
        "backups": found(
            Backup(
                namespace=velero,
                name=U("nightly-1"),
                schedule=U("nightly"),
                phase=U("Completed"),
                included=included,
                excluded=(),
                errors=0,
                completed_at=YESTERDAY,
                expires_at=NOW + timedelta(days=29),
            )
        ),
        "backup_locations": found(BackupLocation(velero, U("offsite"), U("aws"), U("Available"), True)),
        "databases": found(Database(U("db"), U("db"), 2, 1, U("Failing over"), True, YESTERDAY, LONG_AGO)),
        "database_backups": found(DatabaseBackup(U("db"), U("daily"), U("db"), U("0 0 4 * * *"), False, YESTERDAY)),
    }
