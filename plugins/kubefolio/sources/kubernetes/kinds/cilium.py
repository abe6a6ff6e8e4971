"""Cilium's network policies: which endpoints they are for, and what they open and close."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.security import CiliumPolicy, CiliumRule
from kubefolio.facts.selector import Requirement
from kubefolio.facts.selector import Selector as SelectorFact
from kubefolio.sources.kubernetes.kinds.meta import Kind, Meta, Selector, Wire, parse_selector

PREFIXES = ("k8s:", "any:")
"""Sources of labels that Cilium's selectors may name; a pod's own labels have the first."""


class DirectionWire(Wire):
    """A rule of either direction: its entities, and only whether anything else narrows it."""

    from_entities: list[str] | None = None
    to_entities: list[str] | None = None
    to_ports: list[msgspec.Raw] | None = None
    icmps: list[msgspec.Raw] | None = None

    def opens(self, *entities: str) -> bool:
        """Tell whether it lets one of these entities through on every port."""
        named = {*(self.from_entities or ()), *(self.to_entities or ())}
        return bool(named & {*entities}) and not self.to_ports and not self.icmps


class DefaultDenyWire(Wire):
    """`enableDefaultDeny`."""

    ingress: bool | None = None
    egress: bool | None = None


class CiliumSpecWire(Wire):
    """One specification."""

    endpoint_selector: Selector | None = None
    ingress: list[DirectionWire] | None = None
    egress: list[DirectionWire] | None = None
    ingress_deny: list[msgspec.Raw] | None = None
    egress_deny: list[msgspec.Raw] | None = None
    enable_default_deny: DefaultDenyWire | None = None


class CiliumWire(Wire):
    """A CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy; it has `spec`, `specs` or both."""

    metadata: Meta
    spec: CiliumSpecWire | None = None
    specs: list[CiliumSpecWire] | None = None


def parse_cilium_policy(wire: CiliumWire) -> CiliumPolicy:
    """Return the fact of a policy; a specification without a selector of endpoints is for nodes and left out."""
    specs = ([wire.spec] if wire.spec else []) + (wire.specs or [])
    rules = tuple(_parse_rule(spec, spec.endpoint_selector) for spec in specs if spec.endpoint_selector is not None)
    return CiliumPolicy(Untrusted(wire.metadata.namespace), Untrusted(wire.metadata.name), rules)


def _parse_rule(spec: CiliumSpecWire, selector: Selector) -> CiliumRule:
    ingress, egress = spec.ingress or [], spec.egress or []
    deny = spec.enable_default_deny or DefaultDenyWire()
    closes_in = bool(ingress or spec.ingress_deny) if deny.ingress is None else deny.ingress
    closes_out = bool(egress or spec.egress_deny) if deny.egress is None else deny.egress
    types = (("Ingress", closes_in), ("Egress", closes_out))
    return CiliumRule(
        selector=_own_labels(parse_selector(selector)),
        types=tuple(Untrusted(name) for name, closed in types if closed),
        ingress_rules=len(ingress),
        egress_rules=len(egress),
        allows_all_ingress=any(rule.opens("all") for rule in ingress),
        allows_all_egress=any(rule.opens("all") for rule in egress),
        allows_cluster_ingress=any(rule.opens("cluster") for rule in ingress),
        allows_world_ingress=any(rule.opens("world") for rule in ingress),
    )


def _own_labels(selector: SelectorFact) -> SelectorFact:
    """Return the selector with keys as pods have them."""
    return SelectorFact(
        tuple((_plain(key), value) for key, value in selector.match_labels),
        tuple(Requirement(_plain(one.key), one.operator, one.values) for one in selector.expressions),
    )


def _plain(key: Untrusted) -> Untrusted:
    prefix = next((one for one in PREFIXES if key.startswith(one)), "")
    return Untrusted(key.removeprefix(prefix))


CILIUM = ("cilium.io/v2",)

KINDS = (
    Kind("cilium_policies", "ciliumnetworkpolicies", CILIUM, CiliumWire, parse_cilium_policy),
    Kind("cilium_clusterwide_policies", "ciliumclusterwidenetworkpolicies", CILIUM, CiliumWire, parse_cilium_policy),
)
