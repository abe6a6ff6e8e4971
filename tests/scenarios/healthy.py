"""A few of everything, all well."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import msgspec

from kubefolio.facts.base import Reading
from kubefolio.facts.cluster import Namespace, NodeUsage, PodUsage, ServerVersion
from kubefolio.facts.delivery import ApplicationSet, Deployed, Project
from kubefolio.facts.factset import FactSet
from kubefolio.facts.metrics import Point, Query, QueryResult, Series
from kubefolio.facts.network import Backend, Gateway, GatewayClass, GatewayListener, NetworkPolicy, Route, Service
from kubefolio.facts.network import ServicePort as Port
from kubefolio.facts.repository import (
    ApplicationHistory,
    Chart,
    Commit,
    DeclaredApplication,
    DeclaredApplicationSet,
    DeclaredDocument,
    DeclaredSource,
    DocumentProblem,
    History,
    MonthlyChanges,
    Repository,
    WaveStep,
)
from kubefolio.facts.storage import StorageClass, Volume
from kubefolio.facts.workloads import Autoscaler, DisruptionBudget, Quota, Tracking
from kubefolio.measures import QUERIES
from kubefolio.measures.availability import DAY_S
from tests.scenarios.healthy_platform import platform
from tests.scenarios.moments import LONG_AGO, NOW
from tests.scenarios.objects import U, application, claim, crd, found, managed, missing, node, owned_job, pod, workload

GIB = 1024**3
COMMIT = U("0123456789abcdef0123456789abcdef01234567")
WEB_OBJECTS = (
    managed("Deployment", "web", "web", "apps"),
    managed("Service", "web", "web"),
    managed("PersistentVolumeClaim", "web", "data"),
)


Fields = dict[str, Reading[Any]]


def build_healthy() -> FactSet:
    """Return the facts of a small cluster that all three sources describe."""
    parts = (_cluster(), _running(), _network(), _storage(), platform(), _delivery(), _repository(), _metrics())
    return msgspec.structs.replace(FactSet(), **{name: reading for part in parts for name, reading in part.items()})


def _cluster() -> Fields:
    return {
        "version": found(ServerVersion(U("v1.34.6"), U("linux/amd64")), locator="/version"),
        "nodes": found(*(node(f"node-{i}", "control-plane") for i in (1, 2, 3))),
        "namespaces": found(Namespace(U("web"), U("Active"), U("restricted"), U("ambient"), U(""), LONG_AGO)),
        "custom_resource_definitions": found(crd("applications", "argoproj.io", "Application")),
        "node_usage": found(*(NodeUsage(U(f"node-{i}"), 1.5, 8 * GIB) for i in (1, 2, 3))),
        "pod_usage": found(PodUsage(U("web"), U("web-1"), 0.1, GIB)),
    }


def _running() -> Fields:
    flux = Tracking(flux_helm_release=U("db/db"))
    return {
        "pods": found(
            pod("etcd-node-1", "kube-system", component=U("etcd")),
            pod("web-1", images=((U("nginx:1.29"), U("sha256:00")),), restarts=2),
            pod("web-2", node=U("node-2"), phase=U("Pending"), ready=False),
            pod("backup-1", node=U("node-3"), phase=U("Succeeded"), ready=False),
        ),
        "deployments": found(
            workload("Deployment", "web", "web", "docker.io/grafana/grafana:12.1.0", desired=2, ready=2)
        ),
        "stateful_sets": found(workload("StatefulSet", "db", "db", "qdrant/qdrant:v1.15", tracking=flux)),
        "daemon_sets": found(workload("DaemonSet", "kube-system", "cilium", "quay.io/cilium/cilium:v1.18.2")),
        "jobs": found(owned_job("backup-1", "backup")),
        "cron_jobs": found(workload("CronJob", "web", "backup", desired=0, ready=0, schedule=U("0 3 * * *"))),
        "autoscalers": found(Autoscaler(U("web"), U("web"), U("Deployment"), U("web"), 1, 3)),
        "disruption_budgets": found(DisruptionBudget(U("web"), U("web"), ((U("app"), U("web")),), U("1"), U(""), 1)),
        "quotas": found(Quota(U("web"), U("web"), ((U("pods"), U("10")),))),
    }


def _route(kind: str, name: str, *hosts: str) -> Route:
    to = (Backend(U("web"), U("web")),)
    return Route(U(kind), U("web"), U(name), tuple(U(host) for host in hosts), (U("web/edge"),), to, tls=True)


def _network() -> Fields:
    return {
        "services": found(Service(U("web"), U("web"), U("ClusterIP"), False, (), (Port(U("http"), 80, U("TCP")),))),
        "ingresses": found(_route("Ingress", "old", "web.example")),
        "http_routes": found(_route("HTTPRoute", "web", "web.example", "www.example")),
        "grpc_routes": found(),
        "tls_routes": missing("the cluster does not serve tlsroutes", "absent"),
        "ingress_routes": missing("the cluster does not serve ingressroutes", "absent"),
        "ingress_routes_tcp": missing("the cluster does not serve ingressroutetcps", "absent"),
        "gateways": found(
            Gateway(U("web"), U("edge"), U("cilium"), (GatewayListener(U("https"), U("HTTPS"), 443, U("*.example")),))
        ),
        "gateway_classes": found(GatewayClass(U("cilium"), U("io.cilium/gateway-controller"))),
        "network_policies": found(
            NetworkPolicy(U("web"), U("deny"), (), True, (U("Ingress"),), 0, 0, False, False),
        ),
    }


def _storage() -> Fields:
    return {
        "storage_classes": found(StorageClass(U("longhorn"), U("driver.longhorn.io"), True, U("Delete"), True)),
        "volume_claims": found(claim("web", "data"), claim("db", "data")),
        "volumes": found(
            Volume(U("pvc-data"), U("Bound"), 10 * GIB, U("longhorn"), U("Delete"), U("driver.longhorn.io"))
        ),
    }


def _delivery() -> Fields:
    history = tuple(Deployed(U(f"{i}" * 40), NOW - timedelta(days=9 - i)) for i in range(7))
    flux = {"engine": U("flux"), "kind": U("HelmRelease"), "namespace": U("db"), "project": U("")}
    return {
        "argocd_applications": found(
            application("root", [managed("Application", "argocd", "web", "argoproj.io")]),
            application("web", WEB_OBJECTS, history=history, owner=U("apps"), sync_wave=2),
        ),
        "application_sets": found(ApplicationSet(U("argocd"), U("apps"), (U("git"),), (U("web"),), 1, False)),
        "projects": found(Project(U("argocd"), U("default"), U("everything"), (U("*"),), True)),
        "flux_kustomizations": found(),
        "flux_helm_releases": found(application("db", sync=U("OutOfSync"), health=U("Degraded"), **flux)),
    }


def _repository() -> Fields:
    source = DeclaredSource(
        repository=U("https://git.example/me/infra.git"), path=U("apps/web"), chart=U(""), revision=U("main"), ref=U("")
    )
    web = DeclaredApplication(
        name=U("web"),
        namespace=U("web"),
        engine="argocd",
        kind="Application",
        sources=(source,),
        charts=(Chart(U("grafana"), U("9.1.0"), U("https://charts.example")),),
        file=U("bootstrap/web.yaml"),
        line=3,
    )
    months = (MonthlyChanges("2026-10", 4),)
    commit = Commit(COMMIT, NOW - timedelta(days=1), U("Update grafana"))
    changes = ApplicationHistory(U("web"), U("web"), U("Application"), LONG_AGO, NOW, 4, months, (commit,))
    values = {
        "repository": (Repository(U("https://git.example/me/infra"), U("main"), COMMIT, NOW, 12, 34),),
        "declared_applications": (web,),
        "declared_application_sets": (
            DeclaredApplicationSet(name=U("apps"), namespace=U("argocd"), generators=(U("git"),), children=(U("web"),)),
        ),
        "retired_applications": (),
        "delivery_steps": (WaveStep(U("Application/root"), 0, U("wave 2"), (U("web"),)),),
        "history": (History(True, LONG_AGO, NOW, 40, months, (changes,)),),
        "documents": (
            DeclaredDocument(U("bootstrap/web.yaml"), 3, U("argoproj.io/v1alpha1"), U("Application"), U(""), U("web")),
        ),
        "document_problems": (DocumentProblem(U("apps/x.yaml"), 7, "template", U("holds a Go template")),),
    }
    return {name: found(*facts, source="gitops", locator="/") for name, facts in values.items()}


def _metrics() -> Fields:
    return {"queries": found(*(answer(query) for query in QUERIES), source="prometheus", locator="/api/v1/query")}


def answer(query: Query) -> QueryResult:
    """Return an answer to a query: half of the whole at every hour, but for a pause of three hours."""
    hours = [hour for hour in range(24) if hour not in (10, 11, 12)] if query.step_s else [23]
    points = _days(query) or tuple(Point(NOW - timedelta(hours=23 - hour), _value(query, hour)) for hour in hours)
    names = {"nodename": "node-1", "model_name": "12th Gen Intel(R) Core(TM) i5-12400"}
    names |= {"namespace": "web", "workload": "web", "workload_type": "deployment"}
    labels = tuple((U(label), U(names.get(label, label))) for label in query.labels)
    return QueryResult(query.id, query.promql, (Series(labels, points),), query.step_s, query.window_s, ())


def _value(query: Query, hour: int) -> float:
    """Return a value that its query can have: of 30 days four hours were not measured."""
    if query.id.endswith(".since"):
        return (NOW - timedelta(days=40)).timestamp()
    days = re.search(r"\.(measured|availability)\.(\d+)d$", query.id)
    if days:
        measured = min(int(days[2]), 40) * 1440 - 240
        return float(measured) if days[1] == "measured" else 1 - 60 / measured
    return 0.5 + hour / 100


def _days(query: Query) -> tuple[Point, ...]:
    """Return a point at the end of each of the last days: nothing before forty of them, and an hour down on one."""
    if query.step_s != DAY_S:
        return ()
    midnight = NOW.replace(hour=0, minute=0, second=0)
    whole, part = (1440.0, 1200.0) if query.id.endswith(".measured") else (1.0, 0.95)
    return tuple(Point(midnight - timedelta(days=day), part if day == 7 else whole) for day in range(39, -1, -1))
