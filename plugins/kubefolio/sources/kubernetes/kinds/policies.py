"""What scales, protects and bounds workloads: autoscalers, disruption budgets, quotas, network policies."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.network import NetworkPolicy
from kubefolio.facts.workloads import Autoscaler, DisruptionBudget, LimitRange, Quota
from kubefolio.sources.kubernetes.kinds.meta import (
    Kind,
    Meta,
    Selector,
    Wire,
    names,
    pairs,
    parse_maker,
    parse_requirements,
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


class LimitWire(Wire):
    """`limits[]` of a LimitRange: which amounts have a default."""

    type: str = ""
    default: dict[str, msgspec.Raw] | None = None
    default_request: dict[str, msgspec.Raw] | None = None


class LimitSpecWire(Wire):
    """A LimitRange's `spec`."""

    limits: list[LimitWire] | None = None


class LimitRangeWire(Wire):
    """A LimitRange."""

    metadata: Meta
    spec: LimitSpecWire = msgspec.field(default_factory=LimitSpecWire)


class PeerWire(Wire):
    """A peer of a rule: its selectors; of an address block only whether there is one."""

    namespace_selector: Selector | None = None
    pod_selector: Selector | None = None
    ip_block: dict[str, msgspec.Raw] | None = None

    @property
    def is_every_namespace(self) -> bool:
        """Tell whether it is every pod of every namespace."""
        namespaces, pods = self.namespace_selector, self.pod_selector
        return namespaces is not None and namespaces.selects_all and (pods is None or pods.selects_all)


class RuleWire(Wire):
    """A rule of a NetworkPolicy: whom it lets in, and only whether it names ports or who is let out to."""

    from_: list[PeerWire] | None = msgspec.field(name="from", default=None)
    to: list[msgspec.Raw] | None = None
    ports: list[msgspec.Raw] | None = None

    @property
    def allows_all(self) -> bool:
        """Tell whether the rule is empty: no peer and no port narrows it."""
        return not (self.from_ or self.to or self.ports)

    @property
    def allows_cluster(self) -> bool:
        """Tell whether it lets every namespace in on every port."""
        return not self.ports and any(peer.is_every_namespace for peer in self.from_ or ())


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
        expressions=parse_requirements(spec.selector),
        has_selector=spec.selector is not None,
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
        expressions=parse_requirements(spec.pod_selector),
        allows_cluster_ingress=any(rule.allows_cluster for rule in ingress),
    )


def parse_limit_range(wire: LimitRangeWire) -> LimitRange:
    """Return the fact of a LimitRange: which amounts it gives to containers that name none.

    As the API server does, a default limit is a default request too where the range names no request.
    """
    limits = [limit for limit in wire.spec.limits or () if limit.type == "Container"]
    defaults = {name for limit in limits for name in limit.default or {}}
    requests = {name for limit in limits for name in limit.default_request or {}}
    return LimitRange(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        default_requests=names(sorted(defaults | requests)),
        default_limits=names(sorted(defaults)),
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
    Kind("limit_ranges", "limitranges", ("v1",), LimitRangeWire, parse_limit_range),
    Kind("network_policies", "networkpolicies", ("networking.k8s.io/v1",), PolicyWire, parse_network_policy),
)
