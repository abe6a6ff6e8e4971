"""ServiceMonitors and PodMonitors of the Prometheus operator, without paths, addresses and sign-in."""

from __future__ import annotations

from functools import partial

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.monitoring import Monitor
from kubefolio.sources.kubernetes.kinds.meta import Kind, Meta, Selector, Wire, parse_selector


class NamespacesWire(Wire):
    """`spec.namespaceSelector`."""

    any: bool = False
    match_names: list[str] | None = None


class MonitorSpecWire(Wire):
    """`spec` of either kind."""

    selector: Selector = msgspec.field(default_factory=Selector)
    namespace_selector: NamespacesWire = msgspec.field(default_factory=NamespacesWire)


class MonitorWire(Wire):
    """A ServiceMonitor or a PodMonitor."""

    metadata: Meta
    spec: MonitorSpecWire = msgspec.field(default_factory=MonitorSpecWire)


def parse_monitor(kind: str, wire: MonitorWire) -> Monitor:
    """Return the fact of a monitor of this kind."""
    where = wire.spec.namespace_selector
    return Monitor(
        kind=Untrusted(kind),
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        selector=parse_selector(wire.spec.selector),
        any_namespace=where.any,
        namespaces=tuple(sorted(Untrusted(name) for name in where.match_names or ())),
    )


OPERATOR = ("monitoring.coreos.com/v1",)

KINDS = (
    Kind("service_monitors", "servicemonitors", OPERATOR, MonitorWire, partial(parse_monitor, "ServiceMonitor")),
    Kind("pod_monitors", "podmonitors", OPERATOR, MonitorWire, partial(parse_monitor, "PodMonitor")),
)
