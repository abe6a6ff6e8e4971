"""What protects a workload: policies, mesh, token, budgets; and what could not be looked at."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubefolio.facts.base import Missing
from kubefolio.facts.cluster import Namespace
from kubefolio.facts.factset import FactSet
from kubefolio.facts.network import NetworkPolicy
from kubefolio.facts.security import CiliumPolicy, CiliumRule, PeerAuthentication, ServiceAccount
from kubefolio.facts.selector import Requirement, Selector
from kubefolio.facts.workloads import DisruptionBudget, Workload
from kubefolio.measures.protection import UNDECIDED, Encryption, Isolation, Protection
from tests.scenarios import scenario, without
from tests.scenarios.objects import U, found, workload

EMPTY = scenario("empty")
LABELS = {"labels": ((U("app"), U("web")), (U("tier"), U("front")))}
WEB = workload("Deployment", "shop", "web", "nginx:1", **LABELS)


def policy(name: str = "deny", **fields: Any) -> NetworkPolicy:  # noqa: ANN401  # any field
    plain: dict[str, Any] = {
        "namespace": U("shop"),
        "name": U(name),
        "pod_selector": (),
        "selects_all": True,
        "types": (U("Ingress"),),
        "ingress_rules": 0,
        "egress_rules": 0,
        "allows_all_ingress": False,
        "allows_all_egress": False,
    }
    return NetworkPolicy(**plain | fields)


def cilium(namespace: str = "shop", **labels: str) -> CiliumPolicy:
    selector = Selector(tuple((U(key.replace("__", ".")), U(value)) for key, value in labels.items()))
    return CiliumPolicy(U(namespace), U("cilium"), (CiliumRule(selector, (U("Ingress"),), 1, 0, False, False, False),))


def with_(**fields: Any) -> FactSet:  # noqa: ANN401  # any reading
    return msgspec.structs.replace(EMPTY, **fields)


def isolation(one: Workload = WEB, **fields: Any) -> Isolation | Missing:  # noqa: ANN401  # any reading
    return Protection(with_(**fields)).isolation(one, "Ingress")


def is_closed(**fields: Any) -> bool:  # noqa: ANN401  # any reading
    found = isolation(**fields)
    assert isinstance(found, Isolation)
    return found.is_closed


def test_workload_without_a_policy_is_open() -> None:
    assert not is_closed()


@pytest.mark.parametrize(
    ("fields", "closed"),
    [
        ({}, True),
        ({"types": (U("Egress"),)}, False),
        ({"namespace": U("other")}, False),
        ({"pod_selector": ((U("app"), U("web")),), "selects_all": False}, True),
        ({"pod_selector": ((U("app"), U("db")),), "selects_all": False}, False),
        ({"expressions": (Requirement(U("tier"), U("In"), (U("front"),)),), "selects_all": False}, True),
        ({"expressions": (Requirement(U("tier"), U("NotIn"), (U("front"),)),), "selects_all": False}, False),
        ({"allows_all_ingress": True}, False),
        ({"allows_cluster_ingress": True}, False),
    ],
    ids=str,
)
def test_policy_closes_what_it_selects_unless_a_rule_of_it_lets_everybody_in(
    fields: dict[str, Any], *, closed: bool
) -> None:
    assert is_closed(network_policies=found(policy(**fields))) is closed


def test_one_open_policy_undoes_another_that_denies() -> None:
    facts = with_(network_policies=found(policy(), policy("mistake", allows_all_ingress=True)))
    seen = Protection(facts).isolation(WEB, "Ingress")
    assert isinstance(seen, Isolation)
    assert ([one.name for one in seen.closed_by], [one.name for one in seen.opened_by]) == (
        ["deny", "mistake"],
        ["mistake"],
    )


def test_policies_of_cilium_close_as_well() -> None:
    assert is_closed(cilium_policies=found(cilium(app="web")))
    assert not is_closed(cilium_policies=found(cilium(app="db")))
    assert is_closed(cilium_clusterwide_policies=found(cilium("", io__kubernetes__pod__namespace="shop")))
    assert not is_closed(cilium_clusterwide_policies=found(cilium("", io__kubernetes__pod__namespace="bank")))


def test_policy_of_cilium_knows_its_namespace_by_its_label_and_a_workload_by_its_account() -> None:
    by_name = cilium("", **{"io__cilium__k8s__namespace__labels__kubernetes__io/metadata__name": "shop"})
    assert is_closed(cilium_clusterwide_policies=found(by_name))
    assert is_closed(cilium_policies=found(cilium(io__cilium__k8s__policy__serviceaccount="default")))
    assert not is_closed(cilium_policies=found(cilium(io__cilium__k8s__policy__serviceaccount="other")))


def test_labels_of_namespaces_in_a_policy_of_cilium_leave_it_open_whether_a_workload_is_closed() -> None:
    unsure = cilium("", io__cilium__k8s__namespace__labels__team="blue")
    assert isolation(cilium_clusterwide_policies=found(unsure)) == UNDECIDED
    assert isolation(cilium_policies=found(cilium(**{"reserved:host": ""}))) == UNDECIDED
    assert is_closed(cilium_clusterwide_policies=found(unsure), network_policies=found(policy()))
    elsewhere = cilium("", io__cilium__k8s__namespace__labels__team="blue", app="db")
    assert not is_closed(cilium_clusterwide_policies=found(elsewhere))


def test_policy_that_may_open_a_workload_leaves_it_open_whether_it_is_closed() -> None:
    rule = cilium("", io__cilium__k8s__namespace__labels__team="blue").rules[0]
    opening = msgspec.structs.replace(rule, allows_all_ingress=True)
    policies = found(CiliumPolicy(U(""), U("maybe"), (opening,)))
    assert isolation(cilium_clusterwide_policies=policies, network_policies=found(policy())) == UNDECIDED


def test_world_that_is_let_in_is_a_fact_of_a_closed_workload() -> None:
    rule = msgspec.structs.replace(cilium(app="web").rules[0], allows_world_ingress=True)
    seen = isolation(cilium_policies=found(CiliumPolicy(U("shop"), U("front"), (rule,))))
    assert isinstance(seen, Isolation)
    assert seen.is_closed
    assert [one.name for one in seen.opened_to_world] == ["front"]


def test_no_policy_reaches_the_network_of_the_machine() -> None:
    one = msgspec.structs.replace(WEB, host_network=True)
    assert isolation(one, network_policies=found(policy())) == Isolation(beyond=True)


def test_policies_that_were_not_read_leave_it_open_whether_a_workload_is_closed() -> None:
    assert isinstance(Protection(without(EMPTY, "network_policies")).isolation(WEB, "Ingress"), Missing)
    without_cilium = without(with_(network_policies=found(policy())), "cilium_policies")
    assert isinstance(Protection(without_cilium).isolation(WEB, "Ingress"), Missing)
    assert isinstance(
        Protection(without(EMPTY, "cilium_policies", cause="absent")).isolation(WEB, "Ingress"), Isolation
    )


def test_a_policy_that_opens_is_known_whatever_else_was_not_read() -> None:
    facts = without(with_(network_policies=found(policy(allows_all_ingress=True))), "cilium_policies")
    seen = Protection(facts).isolation(WEB, "Ingress")
    assert isinstance(seen, Isolation)
    assert seen.opened_by


def namespace(**fields: str) -> Namespace:
    plain = {"name": "shop", "phase": "Active", "pod_security": "", "istio_dataplane": "", "istio_injection": ""}
    return Namespace(**{key: U(value) for key, value in (plain | fields).items()}, created_at=None)  # type: ignore[arg-type]


def peer(mode: str, where: str = "istio-system", **labels: str) -> PeerAuthentication:
    selector = Selector(tuple((U(key), U(value)) for key, value in labels.items()))
    return PeerAuthentication(U(where), U(f"{where}-{mode}"), U(mode), selector, 0)


AMBIENT = {"istio_dataplane": "ambient"}


@pytest.mark.parametrize(
    ("marks", "labels", "mesh"),
    [
        ({}, {}, ""),
        (AMBIENT, {}, "Istio ambient"),
        (AMBIENT, {"istio.io/dataplane-mode": "none"}, ""),
        ({}, {"istio.io/dataplane-mode": "ambient"}, "Istio ambient"),
        ({"istio_injection": "enabled"}, {}, "Istio sidecar"),
        ({"istio_revision": "canary"}, {}, "Istio sidecar"),
        ({"istio_injection": "enabled"}, {"sidecar.istio.io/inject": "false"}, ""),
        ({}, {"sidecar.istio.io/inject": "true"}, "Istio sidecar"),
        ({"linkerd_injection": "enabled"}, {}, "Linkerd"),
    ],
    ids=str,
)
def test_mesh_is_told_by_the_marks_on_pods_and_namespace(
    marks: dict[str, str], labels: dict[str, str], mesh: str
) -> None:
    one = msgspec.structs.replace(WEB, labels=tuple((U(key), U(value)) for key, value in labels.items()))
    seen = Protection(with_(namespaces=found(namespace(**marks)))).encryption(one)
    assert isinstance(seen, Encryption)
    assert seen.mesh == mesh


@pytest.mark.parametrize(
    ("peers", "mode"),
    [
        ((), "PERMISSIVE"),
        ((peer("STRICT"),), "STRICT"),
        ((peer("STRICT"), peer("DISABLE", "shop")), "DISABLE"),
        ((peer("STRICT"), peer("", "shop")), "STRICT"),
        ((peer("DISABLE", "shop"), peer("STRICT", "shop", app="web")), "STRICT"),
        ((peer("DISABLE", "shop"), peer("STRICT", "shop", app="db")), "DISABLE"),
        ((peer("STRICT", app="web"),), "PERMISSIVE"),
        ((peer("DISABLE", "other"),), "PERMISSIVE"),
    ],
    ids=str,
)
def test_the_nearest_policy_of_the_mesh_says_whether_encryption_is_required(
    peers: tuple[PeerAuthentication, ...], mode: str
) -> None:
    facts = with_(namespaces=found(namespace(**AMBIENT)), peer_authentications=found(*peers))
    assert Protection(facts).encryption(WEB) == Encryption("Istio ambient", mode)


def test_what_holds_for_the_mesh_is_kept_where_its_program_runs() -> None:
    facts = with_(
        namespaces=found(namespace(**AMBIENT)),
        deployments=found(workload("Deployment", "mesh", "istiod", "docker.io/istio/pilot:1.30.2")),
        peer_authentications=found(peer("STRICT", "mesh"), peer("DISABLE")),
    )
    assert Protection(facts).encryption(WEB) == Encryption("Istio ambient", "STRICT")


def test_mesh_is_not_known_without_namespaces_nor_its_mode_without_its_policies() -> None:
    assert isinstance(Protection(without(EMPTY, "namespaces")).encryption(WEB), Missing)
    seen = Protection(without(with_(namespaces=found(namespace(**AMBIENT))), "peer_authentications")).encryption(WEB)
    assert isinstance(seen, Encryption)
    assert isinstance(seen.mode, Missing)


@pytest.mark.parametrize(
    ("pod", "account", "mounted"),
    [(None, None, True), (None, False, False), (False, True, False), (True, False, True), (None, True, True)],
)
def test_pod_decides_over_its_token_before_the_account(
    *, pod: bool | None, account: bool | None, mounted: bool
) -> None:
    facts = with_(service_accounts=found(ServiceAccount(U("shop"), U("default"), account)))
    one = msgspec.structs.replace(WEB, automount_token=pod)
    assert Protection(facts).mounts_token(one) is mounted


def test_token_is_not_known_where_neither_pod_nor_account_says() -> None:
    assert isinstance(Protection(without(EMPTY, "service_accounts")).mounts_token(WEB), Missing)


def test_budget_without_a_selector_protects_nobody() -> None:
    none = DisruptionBudget(U("shop"), U("a"), (), U("1"), U(""), 1, has_selector=False)
    every = DisruptionBudget(U("shop"), U("b"), (), U("1"), U(""), 1)
    seen = Protection(with_(disruption_budgets=found(none, every))).budgets(WEB)
    assert [one.name for one in seen] == ["b"]
