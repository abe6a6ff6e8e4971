"""What becomes of the fields that are read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kubefolio.facts.base import Missing
from kubefolio.facts.network import Backend
from kubefolio.facts.workloads import Owner
from tests.sources.kubernetes.wire import parse, thing

GIB = 1024**3


def node(**status: Any) -> Any:  # noqa: ANN401
    labels = {"node-role.kubernetes.io/control-plane": "", "node-role.kubernetes.io/etcd": "", "x": "y"}
    return parse("nodes", thing("n", "", labels=labels, spec={"unschedulable": True}, status=status))


def test_node_says_what_it_has_and_is() -> None:
    fact = node(capacity={"cpu": "12", "memory": "32621420Ki", "pods": "110"}, nodeInfo={"osImage": "Talos (v1.13.4)"})
    assert (fact.capacity.cpu_cores, fact.capacity.memory_bytes, fact.capacity.pods) == (12.0, 32621420 * 1024, 110)
    assert isinstance(fact.capacity.ephemeral_storage_bytes, Missing)
    assert isinstance(fact.allocatable.cpu_cores, Missing)
    assert fact.roles == ("control-plane", "etcd")
    assert fact.is_control_plane
    assert not fact.schedulable
    assert fact.os_image == "Talos (v1.13.4)"


@pytest.mark.parametrize(("status", "ready"), [("True", True), ("False", False)])
def test_node_is_ready_when_its_condition_says_so(status: str, *, ready: bool) -> None:
    assert node(conditions=[{"type": "Ready", "status": status}]).ready is ready


@pytest.mark.parametrize("conditions", [None, [], [{"type": "Ready", "status": "Unknown"}], [{"type": "DiskPressure"}]])
def test_node_that_does_not_report_is_neither_ready_nor_not(conditions: object) -> None:
    assert isinstance(node(conditions=conditions).ready, Missing)


@pytest.mark.parametrize(
    ("text", "cores"), [("250m", 0.25), ("2", 2.0), ("0.5", 0.5), ("1500000n", 0.0015), ("100u", 0.0001)]
)
def test_cpu_is_read_in_cores(text: str, cores: float) -> None:
    assert parse("node_usage", thing(usage={"cpu": text, "memory": "1Ki"})).cpu_cores == pytest.approx(cores)


@pytest.mark.parametrize(
    ("text", "size"), [("1Ki", 1024), ("1k", 1000), ("10Gi", 10 * GIB), ("1.5Gi", 1610612736), ("128974848", 128974848)]
)
def test_memory_is_read_in_bytes(text: str, size: int) -> None:
    assert parse("node_usage", thing(usage={"cpu": "1", "memory": text})).memory_bytes == size


@pytest.mark.parametrize("text", ["ten", "", "1 GB", "0x10"])
def test_amount_that_is_none_is_an_error_and_no_zero(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse("node_usage", thing(usage={"cpu": text, "memory": "1"}))


@pytest.mark.parametrize(("cpu", "memory"), [("Infinity", "1"), ("NaN", "1"), ("1", "Infinity")])
def test_amount_that_is_not_finite_is_an_error_like_any_other(cpu: str, memory: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse("node_usage", thing(usage={"cpu": cpu, "memory": memory}))


def test_pod_is_the_sum_of_its_containers() -> None:
    requests = {"requests": {"cpu": "250m", "memory": "1Gi"}}
    status = {"name": "a", "restartCount": 3, "imageID": "docker.io/x@sha256:ff", "state": {"running": {}}}
    waiting = {"name": "b", "restartCount": 1, "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "m"}}}
    fact = parse(
        "pods",
        thing(
            labels={"component": "etcd"},
            ownerReferences=[
                {"kind": "X", "name": "no", "controller": False},
                {"kind": "ReplicaSet", "name": "web-5", "controller": True},
            ],
            spec={
                "nodeName": "n",
                "containers": [{"name": "a", "image": "x:1", "resources": requests}, {"name": "b", "image": "y"}],
            },
            status={
                "phase": "Running",
                "startTime": "2026-11-02T09:30:00Z",
                "containerStatuses": [status, waiting],
                "conditions": [{"type": "Ready", "status": "False"}],
            },
        ),
    )
    assert (fact.cpu_request_cores, fact.memory_request_bytes, fact.restarts) == (0.25, GIB, 4)
    assert (fact.reason, fact.ready, fact.component) == ("CrashLoopBackOff", False, "etcd")
    assert fact.images == (("x:1", "sha256:ff"), ("y", ""))
    assert fact.owner == Owner("ReplicaSet", "web-5")  # type: ignore[arg-type]
    assert fact.started_at == datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "spec", "status", "counts"),
    [
        ("deployments", {}, {}, (1, 0)),
        ("deployments", {"replicas": 0}, {}, (0, 0)),
        ("deployments", {"replicas": 3}, {"readyReplicas": 2}, (3, 2)),
        ("stateful_sets", {"replicas": 3}, {"readyReplicas": 3}, (3, 3)),
        ("daemon_sets", {}, {"desiredNumberScheduled": 4, "numberReady": 3}, (4, 3)),
        ("jobs", {"completions": 2}, {"succeeded": 1}, (2, 1)),
        ("jobs", {}, {}, (1, 0)),
        ("cron_jobs", {"schedule": "0 3 * * *"}, {}, (0, 0)),
    ],
)
def test_workload_wants_and_has_pods(field: str, spec: object, status: object, counts: tuple[int, int]) -> None:
    fact = parse(field, thing(spec=spec, status=status))
    assert (fact.desired, fact.ready) == counts


def test_container_inherits_what_the_pod_says_unless_it_says_otherwise() -> None:
    containers = [
        {"name": "a", "livenessProbe": {"httpGet": {}}},
        {"name": "b", "securityContext": {"runAsNonRoot": False, "privileged": True, "readOnlyRootFilesystem": True}},
    ]
    pod = {"containers": containers, "securityContext": {"runAsNonRoot": True}}
    one, two = parse("deployments", thing(spec={"template": {"spec": pod}})).containers
    assert (one.run_as_non_root, one.privileged, one.liveness_probe, one.readiness_probe) == (True, False, True, False)
    assert (two.run_as_non_root, two.privileged, two.read_only_root) == (False, True, True)


def test_workload_tells_who_claims_it() -> None:
    labels = {
        "helm.sh/chart": "grafana-9.1.0",
        "helm.toolkit.fluxcd.io/name": "grafana",
        "helm.toolkit.fluxcd.io/namespace": "observe",
    }
    annotations = {"argocd.argoproj.io/tracking-id": "web:apps/Deployment:shop/web"}
    tracking = parse("deployments", thing(labels=labels, annotations=annotations)).tracking
    assert (tracking.chart, tracking.flux_helm_release) == ("grafana-9.1.0", "observe/grafana")
    assert (tracking.flux_kustomization, tracking.argocd_id) == ("", "web:apps/Deployment:shop/web")


def test_cron_job_shows_the_containers_of_its_jobs() -> None:
    template = {"spec": {"containers": [{"name": "a", "image": "backup:1"}]}}
    fact = parse("cron_jobs", thing(spec={"suspend": True, "jobTemplate": {"spec": {"template": template}}}))
    assert [one.image for one in fact.containers] == ["backup:1"]
    assert fact.suspended


def test_ingress_is_a_route_with_its_class_and_services() -> None:
    rules = [
        {"host": "b.example", "http": {"paths": [{"backend": {"service": {"name": "web"}}}]}},
        {"host": "a.example"},
        {"http": {"paths": [{"backend": {"resource": {"kind": "Bucket"}}}]}},
    ]
    spec = {"rules": rules, "tls": [{"secretName": "s"}], "defaultBackend": {"service": {"name": "main"}}}
    fact = parse("ingresses", thing(annotations={"kubernetes.io/ingress.class": "old"}, spec=spec))
    assert (fact.hosts, fact.parents, fact.tls) == (("a.example", "b.example"), ("old",), True)
    assert fact.backends == (Backend("shop", "main"), Backend("shop", "web"))  # type: ignore[arg-type]


def test_route_of_the_gateway_api_names_its_gateways_and_services() -> None:
    spec = {
        "hostnames": ["a.example"],
        "parentRefs": [{"name": "edge", "namespace": "gateway"}, {"name": "inner"}],
        "rules": [{"backendRefs": [{"name": "web"}, {"name": "far", "namespace": "other"}]}, {}],
    }
    fact = parse("http_routes", thing(spec=spec))
    assert (fact.kind, fact.parents) == ("HTTPRoute", ("gateway/edge", "shop/inner"))
    assert fact.backends == (Backend("other", "far"), Backend("shop", "web"))  # type: ignore[arg-type]
    assert parse("tls_routes", thing(spec=spec)).tls


def test_hosts_of_a_traefik_route_are_those_its_rules_name() -> None:
    rules = [
        {"match": "Host(`a.example`, `b.example`) && PathPrefix(`/x`)", "services": [{"name": "web"}]},
        {"match": 'HostSNI("*") || Host(`a.example`)'},
    ]
    fact = parse("ingress_routes", thing(spec={"entryPoints": ["websecure"], "routes": rules, "tls": {}}))
    assert (fact.hosts, fact.parents, fact.tls) == (("*", "a.example", "b.example"), ("websecure",), True)


def test_service_is_headless_only_when_it_says_none() -> None:
    assert parse("services", thing(spec={"clusterIP": "None"})).headless
    assert not parse("services", thing(spec={"clusterIP": "10.0.0.1"})).headless
    assert not parse("services", thing(spec={})).headless


@pytest.mark.parametrize(
    ("spec", "selects_all", "allows_all"),
    [
        ({"podSelector": {}, "ingress": [{}]}, True, True),
        ({"podSelector": {}}, True, False),
        ({"podSelector": {"matchLabels": {"a": "b"}}, "ingress": [{"ports": [{}]}]}, False, False),
        ({"podSelector": {"matchExpressions": [{}]}, "ingress": [{"from": []}]}, False, True),
    ],
)
def test_network_policy_tells_what_it_opens(spec: object, *, selects_all: bool, allows_all: bool) -> None:
    fact = parse("network_policies", thing(spec=spec))
    assert (fact.selects_all, fact.allows_all_ingress) == (selects_all, allows_all)


def test_claim_that_is_not_bound_has_no_capacity() -> None:
    fact = parse("volume_claims", thing(spec={"resources": {"requests": {"storage": "10Gi"}}}, status={}))
    assert fact.requested_bytes == 10 * GIB
    assert isinstance(fact.capacity_bytes, Missing)


def test_budget_keeps_numbers_and_percentages_as_written() -> None:
    fact = parse("disruption_budgets", thing(spec={"minAvailable": 0, "maxUnavailable": "25%"}))
    assert (fact.min_available, fact.max_unavailable) == ("0", "25%")
