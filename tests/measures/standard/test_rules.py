"""Every rule of the standard: what keeps it, what breaks it, what it is not for, and what cannot be told."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.monitoring import Monitor
from kubefolio.facts.network import Backend, Gateway, GatewayListener, NetworkPolicy, Route, Service
from kubefolio.facts.security import ServiceAccount
from kubefolio.facts.selector import Selector
from kubefolio.facts.workloads import DisruptionBudget, LimitRange, Quota, Workload
from kubefolio.measures.standard.base import Finding
from kubefolio.measures.standard.rules import RULES
from kubefolio.measures.standard.score import score_all
from kubefolio.measures.standard.settings import Standard, Thresholds
from tests.scenarios import scenario, without
from tests.scenarios.objects import U, application, container, found, managed, resources, workload

GIB = 1024**3
LABELS = ((U("app"), U("web")),)
OBJECTS = (managed("Deployment", "shop", "web", "apps"), managed("Service", "shop", "web"))
SERVICE = Service(U("shop"), U("web"), U("ClusterIP"), False, LABELS, (), labels=LABELS)
ROUTE = Route(U("HTTPRoute"), U("shop"), U("web"), (), (U("edge/gate"),), (Backend(U("shop"), U("web")),), tls=False)


def deployment(**fields: Any) -> Workload:  # noqa: ANN401  # any field
    return workload("Deployment", "shop", "web", "nginx:1", **{"labels": LABELS, "service_account": U("web")} | fields)


def holding(**fields: Any) -> Workload:  # noqa: ANN401  # any field of its container
    return deployment(containers=(msgspec.structs.replace(container("nginx:1"), **fields),))


def world(one: Workload | None = None, objects: Any = OBJECTS, **fields: Any) -> FactSet:  # noqa: ANN401
    plain = {
        "argocd_applications": found(application("web", objects)),
        "deployments": found(one or deployment()),
    }
    return msgspec.structs.replace(scenario("empty"), **plain | fields)


def judge(rule: str, facts: FactSet, **thresholds: Any) -> Finding:  # noqa: ANN401  # any threshold
    standard = Standard(thresholds=((rule, Thresholds(**thresholds)),) if thresholds else ())
    card = score_all(facts, standard)
    assert not isinstance(card, Missing)
    return next(one for one in card.scores if one.application.name == "web").findings[rule]


def policy(**fields: Any) -> NetworkPolicy:  # noqa: ANN401  # any field
    plain = NetworkPolicy(U("shop"), U("deny"), (), True, (U("Ingress"),), 0, 0, False, False)
    return msgspec.structs.replace(plain, **fields)


def budget(*labels: tuple[str, str]) -> DisruptionBudget:
    return DisruptionBudget(U("shop"), U("web"), tuple((U(k), U(v)) for k, v in labels), U("1"), U(""), 1)


def monitor(kind: str, **fields: Any) -> Monitor:  # noqa: ANN401  # any field
    return msgspec.structs.replace(Monitor(U(kind), U("shop"), U("web"), Selector(LABELS), False, ()), **fields)


def gateway(protocol: str) -> Gateway:
    return Gateway(U("edge"), U("gate"), U("istio"), (GatewayListener(U("web"), U(protocol), 443, U("")),))


def two_applications() -> FactSet:
    other = workload("Deployment", "shop", "other", "nginx:1")
    apps = (application("web", OBJECTS), application("other", (managed("Deployment", "shop", "other", "apps"),)))
    return world(argocd_applications=found(*apps), deployments=found(deployment(), other))


def nothing() -> FactSet:
    return world(objects=())


def in_default() -> FactSet:
    objects = (managed("Deployment", "default", "web", "apps"),)
    return world(msgspec.structs.replace(deployment(), namespace=U("default")), objects)


KEPT: dict[str, list[FactSet]] = {
    "own-namespace": [world()],
    "service-account": [
        world(),
        world(deployment(service_account=U(""), automount_token=False)),
        world(
            deployment(service_account=U("")),
            service_accounts=found(ServiceAccount(U("shop"), U("default"), False)),
        ),
    ],
    "network-policy": [world(network_policies=found(policy()))],
    "disruption-budget": [world(deployment(desired=2), disruption_budgets=found(budget(("app", "web"))))],
    "requests": [
        world(holding(requests=resources(0.1, GIB))),
        world(holding(requests=resources(), limits=resources(1, GIB))),
        world(
            holding(requests=resources(0.1)),
            limit_ranges=found(LimitRange(U("shop"), U("a"), (U("memory"),), ())),
        ),
    ],
    "limits": [
        world(holding(limits=resources(None, GIB))),
        world(holding(limits=resources()), limit_ranges=found(LimitRange(U("shop"), U("a"), (), (U("memory"),)))),
    ],
    "quota": [world(quotas=found(Quota(U("shop"), U("q"), ())))],
    "probes": [world()],
    "route": [
        world(services=found(SERVICE), http_routes=found(ROUTE), gateways=found(gateway("HTTPS"))),
        world(services=found(SERVICE), http_routes=found(msgspec.structs.replace(ROUTE, tls=True))),
    ],
    "metrics": [
        world(services=found(SERVICE), service_monitors=found(monitor("ServiceMonitor"))),
        world(pod_monitors=found(monitor("PodMonitor", namespace=U("monitoring"), any_namespace=True))),
        world(pod_monitors=found(monitor("PodMonitor", namespace=U("monitoring"), namespaces=(U("shop"),)))),
        world(deployment(scraped=True)),
        world(services=found(msgspec.structs.replace(SERVICE, scraped=True))),
    ],
    "non-root": [world(), world(holding(run_as_non_root=False, run_as_user=1000))],
    "read-only-root": [world()],
    "no-host-access": [world()],
}

BROKEN: dict[str, list[tuple[FactSet, str]]] = {
    "own-namespace": [
        (two_applications(), "shop (with other)"),
        (in_default(), "default belongs to nobody"),
    ],
    "service-account": [
        (world(deployment(service_account=U(""))), "web"),
        (world(deployment(automount_token=True, service_account=U("default"))), "web"),
    ],
    "network-policy": [
        (world(), "web"),
        (world(network_policies=found(policy(allows_all_ingress=True))), "web"),
        (world(deployment(host_network=True), network_policies=found(policy())), "web"),
    ],
    "disruption-budget": [
        (world(deployment(desired=2)), "web"),
        (world(deployment(desired=2), disruption_budgets=found(budget(("app", "db")))), "web"),
    ],
    "requests": [(world(holding(requests=resources(0.1))), "web"), (world(holding(requests=resources())), "web")],
    "limits": [(world(holding(limits=resources(1.0))), "web")],
    "quota": [(world(), "shop"), (world(quotas=found(Quota(U("other"), U("q"), ()))), "shop")],
    "probes": [(world(holding(liveness_probe=False)), "web"), (world(holding(readiness_probe=False)), "web")],
    "route": [
        (
            world(services=found(msgspec.structs.replace(SERVICE, type=U("NodePort")))),
            "Service web (NodePort)",
        ),
        (
            world(services=found(SERVICE), http_routes=found(ROUTE), gateways=found(gateway("HTTP"))),
            "HTTPRoute web without TLS",
        ),
        (
            world(services=found(SERVICE), ingresses=found(msgspec.structs.replace(ROUTE, kind=U("Ingress")))),
            "Ingress web without TLS",
        ),
    ],
    "metrics": [
        (world(), "web"),
        (world(services=found(SERVICE), service_monitors=found(monitor("ServiceMonitor", namespace=U("else")))), "web"),
        (world(pod_monitors=found(monitor("PodMonitor", selector=Selector(((U("app"), U("db")),))))), "web"),
    ],
    "non-root": [
        (world(holding(run_as_non_root=False)), "web"),
        (world(holding(run_as_non_root=False, run_as_user=0)), "web"),
    ],
    "read-only-root": [(world(holding(read_only_root=False)), "web")],
    "no-host-access": [
        (world(deployment(host_network=True)), "web"),
        (world(deployment(host_pid=True)), "web"),
        (world(holding(privileged=True)), "web"),
    ],
}

NOT_FOR: dict[str, FactSet] = dict.fromkeys((rule.id for rule in RULES), nothing()) | {
    "disruption-budget": world(deployment(desired=1)),
    "probes": world(deployment(desired=0)),
    "route": world(services=found(SERVICE)),
}

UNTOLD: dict[str, FactSet] = {
    "service-account": without(world(deployment(service_account=U(""))), "service_accounts"),
    "network-policy": without(world(), "network_policies"),
    "disruption-budget": without(world(deployment(desired=2)), "disruption_budgets"),
    "requests": without(world(holding(requests=resources())), "limit_ranges"),
    "limits": without(world(holding(limits=resources())), "limit_ranges"),
    "quota": without(world(), "quotas"),
    "route": without(world(), "services"),
    "metrics": without(world(), "service_monitors"),
}


def test_every_rule_has_its_cases() -> None:
    rules = {rule.id for rule in RULES}
    assert rules == set(KEPT) == set(BROKEN) == set(NOT_FOR)
    assert {rule.id for rule in RULES if rule.needs} == set(UNTOLD)
    assert len(rules) == len(RULES)


@pytest.mark.parametrize(("rule", "facts"), [(rule, facts) for rule, cases in KEPT.items() for facts in cases])
def test_rule_is_kept(rule: str, facts: FactSet) -> None:
    assert judge(rule, facts) == Finding("pass")


@pytest.mark.parametrize(("rule", "case"), [(rule, case) for rule, cases in BROKEN.items() for case in cases])
def test_rule_is_broken_and_says_by_what(rule: str, case: tuple[FactSet, str]) -> None:
    assert judge(rule, case[0]) == Finding("fail", case[1])


@pytest.mark.parametrize("rule", NOT_FOR)
def test_rule_is_not_for_what_has_nothing_of_its_kind(rule: str) -> None:
    assert judge(rule, NOT_FOR[rule]).outcome == "none"


@pytest.mark.parametrize("rule", UNTOLD)
def test_what_was_not_read_cannot_be_told(rule: str) -> None:
    assert judge(rule, UNTOLD[rule]) == Finding("unknown", "the test took it away")


def test_metrics_cannot_be_told_without_the_prometheus_operator() -> None:
    facts = without(world(), "service_monitors", "pod_monitors", cause="absent")
    assert judge("metrics", facts).outcome == "unknown"
    assert judge("metrics", msgspec.structs.replace(facts, deployments=found(deployment(scraped=True)))) == Finding(
        "pass"
    )


def test_itself_a_way_into_the_cluster_needs_no_route() -> None:
    balanced = msgspec.structs.replace(SERVICE, type=U("LoadBalancer"))
    facts = world(objects=(*OBJECTS, managed("Gateway", "shop", "gate")), services=found(balanced))
    assert judge("route", facts).outcome == "none"


def test_encryption_of_a_route_whose_gateway_is_not_there_or_that_traefik_serves_cannot_be_told() -> None:
    traefik = msgspec.structs.replace(ROUTE, kind=U("IngressRoute"))
    for fields in ({"http_routes": found(ROUTE)}, {"ingress_routes": found(traefik)}):
        assert judge("route", world(services=found(SERVICE), **fields)).outcome == "unknown"
        assert judge("route", world(services=found(SERVICE), **fields), tls=False) == Finding("pass")


@pytest.mark.parametrize(
    ("rule", "facts", "thresholds", "outcome"),
    [
        ("limits", world(holding(limits=resources(None, GIB))), {"resources": ("cpu", "memory")}, "fail"),
        ("requests", world(holding(requests=resources(0.1))), {"resources": ("cpu",)}, "pass"),
        ("disruption-budget", world(deployment(desired=1)), {"min_replicas": 1}, "fail"),
        ("disruption-budget", world(deployment(desired=2)), {"min_replicas": 3}, "none"),
        ("network-policy", world(network_policies=found(policy())), {"directions": ("Ingress", "Egress")}, "fail"),
        ("probes", world(holding(liveness_probe=False)), {"probes": ("readiness",)}, "pass"),
        (
            "route",
            world(services=found(SERVICE), http_routes=found(ROUTE), gateways=found(gateway("HTTP"))),
            {"tls": False},
            "pass",
        ),
    ],
)
def test_threshold_changes_what_is_asked_for(
    rule: str, facts: FactSet, thresholds: dict[str, Any], outcome: str
) -> None:
    assert judge(rule, facts, **thresholds).outcome == outcome


def test_rule_that_is_broken_is_never_kept_because_something_was_not_read() -> None:
    for rule in RULES:
        for facts, _ in BROKEN[rule.id]:
            for field in rule.needs:
                assert judge(rule.id, without(facts, field)).outcome != "pass", (rule.id, field)
