"""All facts of one collection."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from kubefolio.facts.backup import Backup, BackupLocation, BackupSchedule, Database, DatabaseBackup
from kubefolio.facts.base import Missing, Origin, Reading, SourceName
from kubefolio.facts.cluster import CustomResourceDefinition, Namespace, Node, ServerVersion, Usage
from kubefolio.facts.delivery import Application, ApplicationSet, Project
from kubefolio.facts.longhorn import (
    LonghornBackupTarget,
    LonghornJob,
    LonghornNode,
    LonghornReplica,
    LonghornVolume,
)
from kubefolio.facts.metrics import QueryResult
from kubefolio.facts.monitoring import Monitor
from kubefolio.facts.network import Gateway, GatewayClass, NetworkPolicy, Route, Service
from kubefolio.facts.repository import (
    DeclaredApplication,
    DeclaredApplicationSet,
    DeclaredDocument,
    DocumentProblem,
    History,
    Repository,
    WaveStep,
)
from kubefolio.facts.security import Certificate, CiliumPolicy, PeerAuthentication, SecretSource, ServiceAccount
from kubefolio.facts.storage import StorageClass, Volume, VolumeClaim
from kubefolio.facts.workloads import Autoscaler, DisruptionBudget, LimitRange, Pod, Quota, Workload

SCHEMA = 2
"""Version of the snapshot's form; raised when a field changes its meaning or goes away."""


NAMES: dict[SourceName, str] = {
    "kubernetes": "the Kubernetes source",
    "gitops": "the GitOps source",
    "prometheus": "the Prometheus source",
}


def not_configured(source: SourceName) -> Reading[Any]:
    """Return the reading of a source that nobody asked for."""
    return Reading(Missing(f"{NAMES[source]} is not configured", "not-configured"), Origin(source, ""))


KUBERNETES = not_configured("kubernetes")
GITOPS = not_configured("gitops")
PROMETHEUS = not_configured("prometheus")


class FactSet(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was read, kind by kind; a kind that was not read says why.

    Which source fills which field is stated by each source's `FIELDS`.
    """

    schema: int = SCHEMA
    example: bool = False
    """True for the invented cluster that the package brings; every page of its site says so."""

    version: Reading[ServerVersion] = KUBERNETES
    nodes: Reading[Node] = KUBERNETES
    namespaces: Reading[Namespace] = KUBERNETES
    custom_resource_definitions: Reading[CustomResourceDefinition] = KUBERNETES
    node_usage: Reading[Usage] = KUBERNETES
    pod_usage: Reading[Usage] = KUBERNETES

    pods: Reading[Pod] = KUBERNETES
    deployments: Reading[Workload] = KUBERNETES
    stateful_sets: Reading[Workload] = KUBERNETES
    daemon_sets: Reading[Workload] = KUBERNETES
    jobs: Reading[Workload] = KUBERNETES
    cron_jobs: Reading[Workload] = KUBERNETES
    autoscalers: Reading[Autoscaler] = KUBERNETES
    disruption_budgets: Reading[DisruptionBudget] = KUBERNETES
    quotas: Reading[Quota] = KUBERNETES
    limit_ranges: Reading[LimitRange] = KUBERNETES
    service_accounts: Reading[ServiceAccount] = KUBERNETES
    service_monitors: Reading[Monitor] = KUBERNETES
    pod_monitors: Reading[Monitor] = KUBERNETES

    services: Reading[Service] = KUBERNETES
    ingresses: Reading[Route] = KUBERNETES
    http_routes: Reading[Route] = KUBERNETES
    grpc_routes: Reading[Route] = KUBERNETES
    tls_routes: Reading[Route] = KUBERNETES
    ingress_routes: Reading[Route] = KUBERNETES
    ingress_routes_tcp: Reading[Route] = KUBERNETES
    gateways: Reading[Gateway] = KUBERNETES
    gateway_classes: Reading[GatewayClass] = KUBERNETES
    network_policies: Reading[NetworkPolicy] = KUBERNETES
    cilium_policies: Reading[CiliumPolicy] = KUBERNETES
    cilium_clusterwide_policies: Reading[CiliumPolicy] = KUBERNETES
    peer_authentications: Reading[PeerAuthentication] = KUBERNETES
    certificates: Reading[Certificate] = KUBERNETES
    sealed_secrets: Reading[SecretSource] = KUBERNETES
    external_secrets: Reading[SecretSource] = KUBERNETES

    storage_classes: Reading[StorageClass] = KUBERNETES
    volume_claims: Reading[VolumeClaim] = KUBERNETES
    volumes: Reading[Volume] = KUBERNETES
    longhorn_volumes: Reading[LonghornVolume] = KUBERNETES
    longhorn_replicas: Reading[LonghornReplica] = KUBERNETES
    longhorn_nodes: Reading[LonghornNode] = KUBERNETES
    longhorn_jobs: Reading[LonghornJob] = KUBERNETES
    longhorn_backup_targets: Reading[LonghornBackupTarget] = KUBERNETES
    backup_schedules: Reading[BackupSchedule] = KUBERNETES
    backups: Reading[Backup] = KUBERNETES
    backup_locations: Reading[BackupLocation] = KUBERNETES
    databases: Reading[Database] = KUBERNETES
    database_backups: Reading[DatabaseBackup] = KUBERNETES

    argocd_applications: Reading[Application] = KUBERNETES
    application_sets: Reading[ApplicationSet] = KUBERNETES
    projects: Reading[Project] = KUBERNETES
    flux_kustomizations: Reading[Application] = KUBERNETES
    flux_helm_releases: Reading[Application] = KUBERNETES

    repository: Reading[Repository] = GITOPS
    declared_applications: Reading[DeclaredApplication] = GITOPS
    declared_application_sets: Reading[DeclaredApplicationSet] = GITOPS
    retired_applications: Reading[DeclaredApplication] = GITOPS
    delivery_steps: Reading[WaveStep] = GITOPS
    history: Reading[History] = GITOPS
    documents: Reading[DeclaredDocument] = GITOPS
    document_problems: Reading[DocumentProblem] = GITOPS

    queries: Reading[QueryResult] = PROMETHEUS

    @property
    def observed_at(self) -> datetime | None:
        """Return the time of the latest reading that gave facts, in UTC; None when none did."""
        return max(observation_times(self), default=None)


def readings(facts: FactSet) -> tuple[tuple[str, Reading[Any]], ...]:
    """Return every reading with the name of its field, in the order of the fields."""
    pairs = ((name, getattr(facts, name)) for name in FactSet.__struct_fields__)
    return tuple((name, value) for name, value in pairs if isinstance(value, Reading))


def fields_of(*sources: SourceName) -> tuple[str, ...]:
    """Return the fields that these sources fill."""
    return tuple(name for name, reading in readings(FactSet()) if reading.origin.source in sources)


def observation_times(facts: FactSet, fields: tuple[str, ...] | None = None) -> tuple[datetime, ...]:
    """Return when each reading that gave facts was taken, oldest first; of all fields, or of these."""
    return tuple(
        sorted(
            reading.origin.observed_at
            for name, reading in readings(facts)
            if (fields is None or name in fields)
            and reading.origin.observed_at is not None
            and not isinstance(reading.value, Missing)
        )
    )
