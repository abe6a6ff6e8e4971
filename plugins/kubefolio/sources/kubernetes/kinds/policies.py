"""What scales, protects and bounds workloads: autoscalers, disruption budgets, quotas, network policies."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.network import NetworkPolicy
from kubefolio.facts.workloads import Autoscaler, DisruptionBudget, Quota
from kubefolio.sources.kubernetes.kinds.meta import (
    Kind,
    Meta,
    Selector,
    Wire,
    names,
    pairs,
    parse_maker,
    parse_tracking,
)


class TargetWire(Wire):
    """`spec.scaleTargetRef`."""

    kind: str = ""
    name: str = ""


class AutoscalerSpecWire(Wire):
    """A HorizontalPodAutoscaler's `spec`."""

    scale_target_ref: TargetWire = msgspec.field(default_factory=TargetWire)
    min_replicas: int | None = None
    max_replicas: int = 0


class AutoscalerWire(Wire):
    """A HorizontalPodAutoscaler."""

    metadata: Meta
    spec: AutoscalerSpecWire


class BudgetSpecWire(Wire):
    """A PodDisruptionBudget's `spec`."""

    selector: Selector | None = None
    min_available: int | str | None = None
    max_unavailable: int | str | None = None


class BudgetStatusWire(Wire):
    """A PodDisruptionBudget's `status`."""

    disruptions_allowed: int = 0


class BudgetWire(Wire):
    """A PodDisruptionBudget."""

    metadata: Meta
    spec: BudgetSpecWire = msgspec.field(default_factory=BudgetSpecWire)
    status: BudgetStatusWire = msgspec.field(default_factory=BudgetStatusWire)


class QuotaSpecWire(Wire):
    """A ResourceQuota's `spec`."""

    hard: dict[str, str] | None = None


class QuotaWire(Wire):
    """A ResourceQuota."""

    metadata: Meta
    spec: QuotaSpecWire = msgspec.field(default_factory=QuotaSpecWire)


class RuleWire(Wire):
    """A rule of a NetworkPolicy: only whether it names peers or ports."""

    from_: list[msgspec.Raw] | None = msgspec.field(name="from", default=None)
    to: list[msgspec.Raw] | None = None
    ports: list[msgspec.Raw] | None = None

    @property
    def allows_all(self) -> bool:
        """Tell whether the rule is empty: no peer and no port narrows it."""
        return not (self.from_ or self.to or self.ports)


class PolicySpecWire(Wire):
    """A NetworkPolicy's `spec`."""

    pod_selector: Selector = msgspec.field(default_factory=Selector)
    policy_types: list[str] | None = None
    ingress: list[RuleWire] | None = None
    egress: list[RuleWire] | None = None


class PolicyWire(Wire):
    """A NetworkPolicy."""

    metadata: Meta
    spec: PolicySpecWire = msgspec.field(default_factory=PolicySpecWire)


def parse_autoscaler(wire: AutoscalerWire) -> Autoscaler:
    """Return the fact of a HorizontalPodAutoscaler."""
    spec = wire.spec
    return Autoscaler(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        target_kind=Untrusted(spec.scale_target_ref.kind),
        target_name=Untrusted(spec.scale_target_ref.name),
        min_replicas=1 if spec.min_replicas is None else spec.min_replicas,
        max_replicas=spec.max_replicas,
        owner=parse_maker(wire.metadata),
        tracking=parse_tracking(wire.metadata),
    )


def parse_budget(wire: BudgetWire) -> DisruptionBudget:
    """Return the fact of a PodDisruptionBudget."""
    spec = wire.spec
    return DisruptionBudget(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        match_labels=pairs(spec.selector.match_labels if spec.selector else None),
        min_available=_written(spec.min_available),
        max_unavailable=_written(spec.max_unavailable),
        disruptions_allowed=wire.status.disruptions_allowed,
        owner=parse_maker(wire.metadata),
        tracking=parse_tracking(wire.metadata),
    )


def _written(value: int | str | None) -> Untrusted:
    return Untrusted("" if value is None else str(value))


def parse_quota(wire: QuotaWire) -> Quota:
    """Return the fact of a ResourceQuota."""
    meta = wire.metadata
    return Quota(
        namespace=Untrusted(meta.namespace),
        name=Untrusted(meta.name),
        hard=pairs(wire.spec.hard),
        owner=parse_maker(meta),
        tracking=parse_tracking(meta),
    )


def parse_network_policy(wire: PolicyWire) -> NetworkPolicy:
    """Return the fact of a NetworkPolicy."""
    spec = wire.spec
    ingress, egress = spec.ingress or [], spec.egress or []
    return NetworkPolicy(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        pod_selector=pairs(spec.pod_selector.match_labels),
        selects_all=spec.pod_selector.selects_all,
        types=names(spec.policy_types),
        ingress_rules=len(ingress),
        egress_rules=len(egress),
        allows_all_ingress=any(rule.allows_all for rule in ingress),
        allows_all_egress=any(rule.allows_all for rule in egress),
        owner=parse_maker(wire.metadata),
        tracking=parse_tracking(wire.metadata),
    )


KINDS = (
    Kind(
        "autoscalers",
        "horizontalpodautoscalers",
        ("autoscaling/v2", "autoscaling/v2beta2", "autoscaling/v1"),
        AutoscalerWire,
        parse_autoscaler,
    ),
    Kind("disruption_budgets", "poddisruptionbudgets", ("policy/v1", "policy/v1beta1"), BudgetWire, parse_budget),
    Kind("quotas", "resourcequotas", ("v1",), QuotaWire, parse_quota),
    Kind("network_policies", "networkpolicies", ("networking.k8s.io/v1",), PolicyWire, parse_network_policy),
)
