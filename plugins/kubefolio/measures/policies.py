"""Network policies, of Kubernetes and of Cilium, in one shape: whom they select, and what they open and close."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kubefolio.facts.base import Untrusted
from kubefolio.facts.factset import FactSet
from kubefolio.facts.selector import Selector
from kubefolio.facts.workloads import Workload

CILIUM_NAMESPACE = Untrusted("io.kubernetes.pod.namespace")
CILIUM_NAMESPACE_NAME = Untrusted("io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name")
CILIUM_ACCOUNT = Untrusted("io.cilium.k8s.policy.serviceaccount")
"""The labels by which Cilium's selectors name a pod's namespace, by itself or by its own label, and its account."""
CILIUM_OWN = "io.cilium."
"""What begins so, or names another source of labels (`reserved:host`), is Cilium's own and on no object here."""

Labels = Mapping[Untrusted, Untrusted]


@dataclass(frozen=True)
class Policy:
    """One network policy, of Kubernetes or of Cilium, in one shape."""

    kind: str
    namespace: str
    """Empty for one that is for the whole cluster."""
    name: str
    selector: Selector
    closes: frozenset[str]
    """Directions that it denies by default."""
    opens: frozenset[str]
    """Directions in which one of its rules lets everything through."""
    opens_cluster: bool
    """One of its rules lets every namespace in."""
    opens_world: bool = False
    """One of its rules lets everything outside the cluster in: right for what is exposed alone."""

    def selects(self, labels: Labels) -> bool | None:
        """Tell whether it selects a pod with these labels; None where that depends on what was not read."""
        known = Selector(
            tuple((key, value) for key, value in self.selector.match_labels if _is_known(key, labels)),
            tuple(one for one in self.selector.expressions if _is_known(one.key, labels)),
        )
        if not known.selects(labels):
            return False
        return True if known == self.selector else None

    @property
    def opens_all(self) -> bool:
        """Tell whether it makes the mistake that undoes it: a rule that lets everybody in."""
        return "Ingress" in self.opens or self.opens_cluster


def labels_of(workload: Workload) -> Labels:
    """Return the labels of a workload's pods as Cilium's selectors see them."""
    return {
        **dict(workload.labels),
        CILIUM_NAMESPACE: workload.namespace,
        CILIUM_NAMESPACE_NAME: workload.namespace,
        CILIUM_ACCOUNT: workload.service_account or Untrusted("default"),
    }


def _is_known(key: Untrusted, labels: Labels) -> bool:
    return key in labels or not (key.startswith(CILIUM_OWN) or ":" in key)


def list_policies(facts: FactSet) -> tuple[Policy, ...]:
    """Return every network policy that was read, of Kubernetes and of Cilium, kind by kind."""
    return (
        *(_of_kubernetes(facts)),
        *(_of_cilium("CiliumNetworkPolicy", facts, "cilium_policies")),
        *(_of_cilium("CiliumClusterwideNetworkPolicy", facts, "cilium_clusterwide_policies")),
    )


def _of_kubernetes(facts: FactSet) -> Iterable[Policy]:
    for one in facts.network_policies.items:
        opens = (("Ingress", one.allows_all_ingress), ("Egress", one.allows_all_egress))
        yield Policy(
            kind="NetworkPolicy",
            namespace=one.namespace,
            name=one.name,
            selector=one.selector,
            closes=frozenset(one.types),
            opens=frozenset(direction for direction, is_open in opens if is_open),
            opens_cluster=one.allows_cluster_ingress,
        )


def _of_cilium(kind: str, facts: FactSet, field: str) -> Iterable[Policy]:
    for one in getattr(facts, field).items:
        for rule in one.rules:
            opens = (("Ingress", rule.allows_all_ingress), ("Egress", rule.allows_all_egress))
            yield Policy(
                kind=kind,
                namespace=one.namespace,
                name=one.name,
                selector=rule.selector,
                closes=frozenset(rule.types),
                opens=frozenset(direction for direction, is_open in opens if is_open),
                opens_cluster=rule.allows_cluster_ingress,
                opens_world=rule.allows_world_ingress,
            )
