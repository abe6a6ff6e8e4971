"""What protects a workload: policies that close it, the mesh that it is in, its account, the budgets that keep it up.

Everything is indexed by namespace once, so that a look at one workload costs what its own namespace holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.cluster import Namespace
from kubefolio.facts.factset import FactSet
from kubefolio.facts.security import PeerAuthentication, ServiceAccount
from kubefolio.facts.workloads import DisruptionBudget, LimitRange, Quota, Workload
from kubefolio.measures.images import runs
from kubefolio.measures.policies import Policy, labels_of, list_policies

Direction = Literal["Ingress", "Egress"]
Mesh = Literal["", "Istio ambient", "Istio sidecar", "Linkerd"]
ISTIOD = "istio/pilot"
ROOT_NAMESPACE = "istio-system"
"""Where Istio keeps what holds for the whole mesh, unless its own program runs elsewhere."""
UNDECIDED = Missing("a Cilium policy selects by what was not read, such as the labels of namespaces", "undecidable")

T = TypeVar("T", bound="DisruptionBudget | LimitRange | Quota | PeerAuthentication")


@dataclass(frozen=True)
class Isolation:
    """How closed a workload is in one direction."""

    closed_by: tuple[Policy, ...] = ()
    """Policies that select it and deny by default."""
    opened_by: tuple[Policy, ...] = ()
    """Those of the policies that select it which let everything through."""
    opened_to_world: tuple[Policy, ...] = ()
    """Those of the policies that select it which let everything in from outside the cluster."""
    beyond: bool = False
    """It uses the network of its machine, which no policy of Kubernetes reaches."""

    @property
    def is_closed(self) -> bool:
        """Tell whether only what a policy names gets through."""
        return bool(self.closed_by) and not self.opened_by and not self.beyond


@dataclass(frozen=True)
class Encryption:
    """The mesh that a workload is in, and whether it takes part without mutual TLS."""

    mesh: Mesh
    mode: str | Missing = ""
    """STRICT, PERMISSIVE or DISABLE in Istio; empty in no mesh, and in Linkerd, whose mode no object here states."""


class Protection:
    """What protects workloads, looked up by the workload."""

    def __init__(self, facts: FactSet) -> None:
        """Index what the facts say, by namespace."""
        self._facts = facts
        self._policies = _by_namespace_of_policies(facts)
        self._budgets = _by_namespace(facts.disruption_budgets.items)
        self._ranges = _by_namespace(facts.limit_ranges.items)
        self._quotas = _by_namespace(facts.quotas.items)
        self._peers = _by_namespace(facts.peer_authentications.items)
        self._namespaces = {one.name: one for one in facts.namespaces.items}
        self._accounts = {(one.namespace, one.name): one for one in facts.service_accounts.items}
        self._root = _istio_root(facts)

    def policies_in(self, namespace: str) -> tuple[Policy, ...]:
        """Return the network policies that a namespace holds; with "" those for the whole cluster."""
        return tuple(self._policies.get(namespace, ()))

    def isolation(self, workload: Workload, direction: Direction) -> Isolation | Missing:
        """Return how closed a workload is; Missing where a policy that was not read could decide it."""
        if workload.host_network:
            return Isolation(beyond=True)
        labels = labels_of(workload)
        near = [*self.policies_in(workload.namespace), *self.policies_in("")]
        selecting = [one for one in near if one.selects(labels)]
        found = Isolation(
            tuple(one for one in selecting if direction in one.closes),
            tuple(one for one in selecting if _is_open(one, direction)),
            tuple(one for one in selecting if one.opens_world and direction == "Ingress"),
        )
        if not found.opened_by and any(_decides(one, found, direction) for one in near if one.selects(labels) is None):
            return UNDECIDED
        unread = _first_unread(self._facts, "network_policies", "cilium_policies", "cilium_clusterwide_policies")
        return unread if unread and not found.opened_by else found

    def encryption(self, workload: Workload) -> Encryption | Missing:
        """Return the mesh that a workload's pods are in; Missing where the namespaces were not read."""
        if isinstance(self._facts.namespaces.value, Missing):
            return self._facts.namespaces.value
        mesh = "" if workload.host_network else _mesh(workload, self._namespaces.get(workload.namespace))
        return Encryption(mesh, self._mode(workload) if mesh.startswith("Istio") else "")

    def _mode(self, workload: Workload) -> str | Missing:
        """Return the mode that holds: of the workload's own policy, else its namespace's, else the mesh's."""
        unread = _first_unread(self._facts, "peer_authentications")
        if unread:
            return unread
        labels = dict(workload.labels)
        own = [one for one in self._peers.get(workload.namespace, ()) if one.mode]
        exact = [one for one in own if not one.selector.selects_all and one.selector.selects(labels)]
        whole = [one for one in own if one.selector.selects_all]
        mesh = [one for one in self._peers.get(self._root, ()) if one.mode and one.selector.selects_all]
        return next((str(one.mode) for one in (*exact, *whole, *mesh)), "PERMISSIVE")

    def namespace(self, name: str) -> Namespace | None:
        """Return a namespace."""
        return self._namespaces.get(Untrusted(name))

    def account(self, workload: Workload) -> ServiceAccount | None:
        """Return the service account that a workload's pods have; None where it was not read or is not there."""
        return self._accounts.get((workload.namespace, workload.service_account or Untrusted("default")))

    def mounts_token(self, workload: Workload) -> bool | Missing:
        """Return whether the token of its account is put into its pods: what the pod says, else the account."""
        if workload.automount_token is not None:
            return workload.automount_token
        if isinstance(self._facts.service_accounts.value, Missing):
            return self._facts.service_accounts.value
        account = self.account(workload)
        return account is None or account.automount is not False

    def budgets(self, workload: Workload) -> tuple[DisruptionBudget, ...]:
        """Return the disruption budgets that are for a workload's pods."""
        labels = dict(workload.labels)
        near = self._budgets.get(workload.namespace, ())
        return tuple(one for one in near if one.has_selector and one.selector.selects(labels))

    def quotas(self, namespace: str) -> tuple[Quota, ...]:
        """Return the quotas of a namespace."""
        return tuple(self._quotas.get(namespace, ()))

    def default_requests(self, namespace: str) -> frozenset[str]:
        """Return the resources that a container of this namespace requests without naming them."""
        return frozenset(name for one in self._ranges.get(namespace, ()) for name in one.default_requests)

    def default_limits(self, namespace: str) -> frozenset[str]:
        """Return the resources that a container of this namespace is limited in without naming them."""
        return frozenset(name for one in self._ranges.get(namespace, ()) for name in one.default_limits)


def _decides(policy: Policy, found: Isolation, direction: Direction) -> bool:
    """Tell whether it matters if a policy selects a workload: it could open it, or be the only one that closes it."""
    return _is_open(policy, direction) or (direction in policy.closes and not found.closed_by)


def _by_namespace(items: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for one in items:
        found[one.namespace].append(one)
    return found


def _by_namespace_of_policies(facts: FactSet) -> dict[str, list[Policy]]:
    found: dict[str, list[Policy]] = defaultdict(list)
    for policy in list_policies(facts):
        found[policy.namespace].append(policy)
    return found


def _is_open(policy: Policy, direction: Direction) -> bool:
    return direction in policy.opens or (direction == "Ingress" and policy.opens_cluster)


def _first_unread(facts: FactSet, *fields: str) -> Missing | None:
    """Return why one of these kinds was not read; a kind that the server does not have is no gap."""
    values = (getattr(facts, field).value for field in fields)
    return next((one for one in values if isinstance(one, Missing) and one.cause != "absent"), None)


def _mesh(workload: Workload, namespace: Namespace | None) -> Mesh:
    """Return the mesh by the marks on the pods, else by those on their namespace, as the meshes read them."""
    labels = {str(key): str(value) for key, value in workload.labels}
    ambient = labels.get("istio.io/dataplane-mode") or (namespace.istio_dataplane if namespace else "")
    injected = labels.get("sidecar.istio.io/inject")
    sidecar = namespace and (namespace.istio_injection == "enabled" or namespace.istio_revision)
    if injected == "true" or (sidecar and injected != "false"):
        return "Istio sidecar"
    if ambient == "ambient":
        return "Istio ambient"
    return "Linkerd" if namespace and namespace.linkerd_injection in ("enabled", "ingress") else ""


def _istio_root(facts: FactSet) -> str:
    found = (one.namespace for one in facts.deployments.items if runs(one, ISTIOD))
    return next(iter(sorted(found)), Untrusted(ROOT_NAMESPACE))
