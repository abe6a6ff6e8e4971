"""What keeps workloads apart and proves who they are: accounts, mesh policies, certificates, sources of secrets."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.editions import Public
from kubefolio.facts.selector import Selector


class ServiceAccount(msgspec.Struct, frozen=True):
    """A ServiceAccount; the Secrets it names are not read."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    automount: Public[bool | None]
    """`automountServiceAccountToken`; None where the object leaves it to Kubernetes, which mounts the token."""


class PeerAuthentication(msgspec.Struct, frozen=True):
    """Istio's word on who may talk to a workload without mutual TLS."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    mode: Public[Untrusted]
    """STRICT, PERMISSIVE, DISABLE, or empty where it leaves the mode to the one above it."""
    selector: Public[Selector]
    """Empty for the whole namespace; in Istio's root namespace for the whole mesh."""
    port_exceptions: Public[int]
    """Ports with a mode of their own."""


class Certificate(msgspec.Struct, frozen=True):
    """A cert-manager Certificate. Its Secret and its key are never read."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    ready: Public[bool | Missing]
    """The Ready condition; Missing when there is none yet."""
    issuer: Public[Untrusted]
    """Kind and name: `ClusterIssuer/letsencrypt`."""
    dns_names: Public[int]
    """How many names it is for."""
    not_after: Public[datetime | None]
    """When it ends."""
    renewal_at: Public[datetime | None]
    """When cert-manager means to renew it."""


class SecretSource(msgspec.Struct, frozen=True):
    """An object that a controller turns into a Secret. Neither side's content is read."""

    kind: Public[Untrusted]
    """SealedSecret or ExternalSecret."""
    namespace: Public[Untrusted]
    name: Public[Untrusted]
    synced: Public[bool | Missing]
    """The controller's own condition; Missing when it has not said."""
    store: Public[Untrusted]
    """Kind and name of the store an ExternalSecret asks; empty for a SealedSecret."""


class CiliumRule(msgspec.Struct, frozen=True):
    """One specification of a Cilium policy, as far as one can say what it opens and closes."""

    selector: Public[Selector]
    """Endpoints that it is for, without the `k8s:` and `any:` prefixes of its keys."""
    types: Public[tuple[Untrusted, ...]]
    """Directions that it denies by default: Ingress, Egress, both or none."""
    ingress_rules: Public[int]
    egress_rules: Public[int]
    allows_all_ingress: Public[bool]
    """One of its ingress rules lets the entity `all` in on every port."""
    allows_all_egress: Public[bool]
    """One of its egress rules lets out to the entity `all` on every port."""
    allows_cluster_ingress: Public[bool]
    """One of its ingress rules lets every endpoint of the cluster in on every port."""
    allows_world_ingress: Public[bool] = False
    """One of its ingress rules lets everything outside the cluster in on every port."""


class CiliumPolicy(msgspec.Struct, frozen=True):
    """A CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy."""

    namespace: Public[Untrusted]
    """Empty for one that is for the whole cluster."""
    name: Public[Untrusted]
    rules: Public[tuple[CiliumRule, ...]]
    """Specifications that are for pods; those for nodes are left out."""
