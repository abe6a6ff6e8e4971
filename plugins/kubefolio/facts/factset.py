"""All facts of one collection."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from kubefolio.facts.backup import Backup, BackupLocation, BackupSchedule, Database, DatabaseBackup
from kubefolio.facts.base import Missing, Origin, Reading, SourceName
from kubefolio.facts.cluster import CustomResourceDefinition, Namespace, Node, NodeUsage, PodUsage, ServerVersion
from kubefolio.facts.delivery import Application, ApplicationSet, Project
from kubefolio.facts.editions import Public
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

    schema: Public[int] = SCHEMA
    edition: Public[Literal["private", "public"]] = "private"
    """private: as it was read; public: without what a public site must not show, and aliases in its place."""
    example: Public[bool] = False
    """True for the invented cluster that the package brings; every page of its site says so."""

    version: Public[Reading[ServerVersion]] = KUBERNETES
    nodes: Public[Reading[Node]] = KUBERNETES
    namespaces: Public[Reading[Namespace]] = KUBERNETES
    custom_resource_definitions: Public[Reading[CustomResourceDefinition]] = KUBERNETES
    node_usage: Public[Reading[NodeUsage]] = KUBERNETES
    pod_usage: Public[Reading[PodUsage]] = KUBERNETES

    pods: Public[Reading[Pod]] = KUBERNETES
    deployments: Public[Reading[Workload]] = KUBERNETES
    stateful_sets: Public[Reading[Workload]] = KUBERNETES
    daemon_sets: Public[Reading[Workload]] = KUBERNETES
    jobs: Public[Reading[Workload]] = KUBERNETES
    cron_jobs: Public[Reading[Workload]] = KUBERNETES
    autoscalers: Public[Reading[Autoscaler]] = KUBERNETES
    disruption_budgets: Public[Reading[DisruptionBudget]] = KUBERNETES
    quotas: Public[Reading[Quota]] = KUBERNETES
    limit_ranges: Public[Reading[LimitRange]] = KUBERNETES
    service_accounts: Public[Reading[ServiceAccount]] = KUBERNETES
    service_monitors: Public[Reading[Monitor]] = KUBERNETES
    pod_monitors: Public[Reading[Monitor]] = KUBERNETES

    services: Public[Reading[Service]] = KUBERNETES
    ingresses: Public[Reading[Route]] = KUBERNETES
    http_routes: Public[Reading[Route]] = KUBERNETES
    grpc_routes: Public[Reading[Route]] = KUBERNETES
    tls_routes: Public[Reading[Route]] = KUBERNETES
    ingress_routes: Public[Reading[Route]] = KUBERNETES
    ingress_routes_tcp: Public[Reading[Route]] = KUBERNETES
    gateways: Public[Reading[Gateway]] = KUBERNETES
    gateway_classes: Public[Reading[GatewayClass]] = KUBERNETES
    network_policies: Public[Reading[NetworkPolicy]] = KUBERNETES
    cilium_policies: Public[Reading[CiliumPolicy]] = KUBERNETES
    cilium_clusterwide_policies: Public[Reading[CiliumPolicy]] = KUBERNETES
    peer_authentications: Public[Reading[PeerAuthentication]] = KUBERNETES
    certificates: Public[Reading[Certificate]] = KUBERNETES
    sealed_secrets: Public[Reading[SecretSource]] = KUBERNETES
    external_secrets: Public[Reading[SecretSource]] = KUBERNETES

    storage_classes: Public[Reading[StorageClass]] = KUBERNETES
    volume_claims: Public[Reading[VolumeClaim]] = KUBERNETES
    volumes: Public[Reading[Volume]] = KUBERNETES
    longhorn_volumes: Public[Reading[LonghornVolume]] = KUBERNETES
    longhorn_replicas: Public[Reading[LonghornReplica]] = KUBERNETES
    longhorn_nodes: Public[Reading[LonghornNode]] = KUBERNETES
    longhorn_jobs: Public[Reading[LonghornJob]] = KUBERNETES
    longhorn_backup_targets: Public[Reading[LonghornBackupTarget]] = KUBERNETES
    backup_schedules: Public[Reading[BackupSchedule]] = KUBERNETES
    backups: Public[Reading[Backup]] = KUBERNETES
    backup_locations: Public[Reading[BackupLocation]] = KUBERNETES
    databases: Public[Reading[Database]] = KUBERNETES
    database_backups: Public[Reading[DatabaseBackup]] = KUBERNETES

    argocd_applications: Public[Reading[Application]] = KUBERNETES
    application_sets: Public[Reading[ApplicationSet]] = KUBERNETES
    projects: Public[Reading[Project]] = KUBERNETES
    flux_kustomizations: Public[Reading[Application]] = KUBERNETES
    flux_helm_releases: Public[Reading[Application]] = KUBERNETES

    repository: Public[Reading[Repository]] = GITOPS
    declared_applications: Public[Reading[DeclaredApplication]] = GITOPS
    declared_application_sets: Public[Reading[DeclaredApplicationSet]] = GITOPS
    retired_applications: Public[Reading[DeclaredApplication]] = GITOPS
    delivery_steps: Public[Reading[WaveStep]] = GITOPS
    history: Public[Reading[History]] = GITOPS
    documents: Public[Reading[DeclaredDocument]] = GITOPS
    document_problems: Public[Reading[DocumentProblem]] = GITOPS

    queries: Public[Reading[QueryResult]] = PROMETHEUS

    @property
    def observed_at(self) -> datetime | None:
        """Return the time of the latest reading that gave facts, in UTC; None when none did."""
        return max(observation_times(self), default=None)


def cluster_of(facts: FactSet) -> str:
    """Return which cluster facts are of (see `Namespace.cluster`), or nothing where they do not say."""
    return next((one.cluster for one in facts.namespaces.items if one.cluster), "")


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
