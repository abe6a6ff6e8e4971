"""Policies, accounts, certificates and monitors: what an object opens, closes and proves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kubefolio.facts.base import Missing
from kubefolio.facts.selector import Requirement, Selector
from tests.scenarios.objects import U
from tests.sources.kubernetes.wire import parse, thing


def policy(**spec: Any) -> Any:  # noqa: ANN401  # any spec
    return parse("network_policies", thing(spec={"podSelector": {}, **spec}))


def cilium(**spec: Any) -> Any:  # noqa: ANN401  # any spec
    return parse("cilium_policies", thing(spec={"endpointSelector": {}, **spec})).rules[0]


@pytest.mark.parametrize(
    ("rule", "everything", "cluster"),
    [
        ({}, True, False),
        ({"from": []}, True, False),
        ({"from": [{"namespaceSelector": {}}]}, False, True),
        ({"from": [{"namespaceSelector": {}, "podSelector": {}}]}, False, True),
        ({"from": [{"namespaceSelector": {}}], "ports": [{"port": 80}]}, False, False),
        ({"from": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"a": "b"}}}]}, False, False),
        ({"from": [{"podSelector": {}}]}, False, False),
        ({"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}, False, False),
        ({"ports": [{"port": 80}]}, False, False),
    ],
    ids=str,
)
def test_rule_of_a_network_policy_says_whom_it_lets_in(
    rule: dict[str, Any], *, everything: bool, cluster: bool
) -> None:
    fact = policy(ingress=[{"from": [{"podSelector": {"matchLabels": {"a": "b"}}}]}, rule])
    assert (fact.allows_all_ingress, fact.allows_cluster_ingress) == (everything, cluster)


def test_expressions_of_a_policy_are_kept_as_they_decide_what_it_is_for() -> None:
    expression = {"key": "tier", "operator": "In", "values": ["web", "api"]}
    fact = policy(podSelector={"matchExpressions": [expression]})
    assert fact.expressions == (Requirement(U("tier"), U("In"), (U("web"), U("api"))),)
    assert not fact.selects_all
    assert fact.selector.selects({U("tier"): U("api")})
    assert not fact.selector.selects({U("tier"): U("db")})


@pytest.mark.parametrize(
    ("operator", "values", "labels", "holds"),
    [
        ("In", ("a",), {"k": "a"}, True),
        ("In", ("a",), {}, False),
        ("NotIn", ("a",), {"k": "b"}, True),
        ("NotIn", ("a",), {}, True),
        ("NotIn", ("a",), {"k": "a"}, False),
        ("Exists", (), {"k": ""}, True),
        ("Exists", (), {}, False),
        ("DoesNotExist", (), {}, True),
        ("DoesNotExist", (), {"k": "a"}, False),
        ("Gt", ("1",), {"k": "2"}, False),
    ],
)
def test_requirement_is_read_as_kubernetes_reads_it(
    operator: str, values: tuple[str, ...], labels: dict[str, str], *, holds: bool
) -> None:
    one = Requirement(U("k"), U(operator), tuple(U(value) for value in values))
    assert one.holds({U(key): U(value) for key, value in labels.items()}) is holds


@pytest.mark.parametrize(
    ("spec", "types"),
    [
        ({}, ()),
        ({"ingress": []}, ()),
        ({"ingress": [{}]}, ("Ingress",)),
        ({"egress": [{"toEntities": ["cluster"]}]}, ("Egress",)),
        ({"ingressDeny": [{"fromEntities": ["world"]}]}, ("Ingress",)),
        ({"ingress": [{}], "egress": [{}], "enableDefaultDeny": {"egress": False}}, ("Ingress",)),
        ({"enableDefaultDeny": {"ingress": True}}, ("Ingress",)),
    ],
    ids=str,
)
def test_cilium_policy_denies_by_default_in_the_directions_that_it_has_rules_for(
    spec: dict[str, Any], types: tuple[str, ...]
) -> None:
    assert cilium(**spec).types == types


@pytest.mark.parametrize(
    ("rule", "everything", "cluster"),
    [
        ({}, False, False),
        ({"fromEntities": ["all"]}, True, False),
        ({"fromEntities": ["cluster"]}, False, True),
        ({"fromEntities": ["all"], "toPorts": [{"ports": [{"port": "80"}]}]}, False, False),
        ({"fromEndpoints": [{}]}, False, False),
    ],
    ids=str,
)
def test_empty_rule_of_a_cilium_policy_lets_nobody_in(rule: dict[str, Any], *, everything: bool, cluster: bool) -> None:
    fact = cilium(ingress=[rule])
    assert (fact.allows_all_ingress, fact.allows_cluster_ingress) == (everything, cluster)


def test_world_on_every_port_is_known_of_a_rule_of_cilium() -> None:
    assert cilium(ingress=[{"fromEntities": ["world"]}]).allows_world_ingress
    assert not cilium(ingress=[{"fromEntities": ["world"], "toPorts": [{}]}]).allows_world_ingress


def test_keys_of_cilium_selectors_are_those_of_pods() -> None:
    fact = cilium(endpointSelector={"matchLabels": {"k8s:app": "web", "any:tier": "a", "plain": "b"}})
    assert fact.selector.match_labels == ((U("tier"), U("a")), (U("app"), U("web")), (U("plain"), U("b")))


def test_every_specification_of_a_cilium_policy_is_read_and_those_for_nodes_are_left_out() -> None:
    specs = [{"endpointSelector": {}, "ingress": [{}]}, {"nodeSelector": {}, "ingress": [{}]}]
    whole = thing() | {"spec": {"endpointSelector": {}, "egress": [{}]}, "specs": specs}
    assert [rule.types for rule in parse("cilium_policies", whole).rules] == [("Egress",), ("Ingress",)]


def test_limit_is_a_request_too_where_a_range_names_none() -> None:
    limits = [
        {"type": "Container", "default": {"memory": "1Gi"}, "defaultRequest": {"cpu": "10m"}},
        {"type": "Pod", "max": {"memory": "2Gi"}},
    ]
    fact = parse("limit_ranges", thing(spec={"limits": limits}))
    assert (fact.default_requests, fact.default_limits) == (("cpu", "memory"), ("memory",))


@pytest.mark.parametrize(("given", "kept"), [("STRICT", "STRICT"), ("UNSET", ""), ("", "")])
def test_mode_that_is_left_to_the_one_above_is_empty(given: str, kept: str) -> None:
    assert parse("peer_authentications", thing(spec={"mtls": {"mode": given}})).mode == kept


def test_certificate_says_until_when_it_holds_and_keeps_no_name() -> None:
    status = {"conditions": [{"type": "Ready", "status": "False"}], "notAfter": "2026-12-24T10:00:00Z"}
    spec = {"dnsNames": ["a.internal", "b.internal"], "issuerRef": {"name": "ca"}, "secretName": "tls"}
    fact = parse("certificates", thing(spec=spec, status=status))
    assert (fact.ready, fact.issuer, fact.dns_names) == (False, "Issuer/ca", 2)
    assert fact.not_after == datetime(2026, 12, 24, 10, tzinfo=UTC)
    assert "internal" not in str(fact)


def test_source_of_a_secret_says_whether_it_is_there_and_nothing_of_it() -> None:
    spec = {"encryptedData": {"password": "AgC"}, "secretStoreRef": {"kind": "ClusterSecretStore", "name": "vault"}}
    synced = {"conditions": [{"type": "Ready", "status": "True"}, {"type": "Synced", "status": "False"}]}
    external = parse("external_secrets", thing(spec=spec, status=synced))
    sealed = parse("sealed_secrets", thing(spec=spec, status=synced))
    assert (external.synced, external.store, sealed.synced) == (True, "ClusterSecretStore/vault", False)
    assert isinstance(parse("sealed_secrets", thing()).synced, Missing)
    assert "AgC" not in str(sealed)


def test_monitor_says_what_it_selects_and_where() -> None:
    spec = {"selector": {"matchLabels": {"app": "web"}}, "namespaceSelector": {"matchNames": ["b", "a"]}}
    fact = parse("service_monitors", thing(spec=spec))
    assert (fact.kind, fact.namespaces, fact.any_namespace) == ("ServiceMonitor", ("a", "b"), False)
    assert fact.selector == Selector(((U("app"), U("web")),))
    assert parse("pod_monitors", thing(spec={"namespaceSelector": {"any": True}})).any_namespace


def test_account_that_says_nothing_about_its_token_is_told_from_one_that_does() -> None:
    assert parse("service_accounts", thing()).automount is None
    assert parse("service_accounts", thing() | {"automountServiceAccountToken": False}).automount is False
