"""Services, Gateways and their classes."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.network import Gateway, GatewayClass, GatewayListener, Service, ServicePort
from kubefolio.sources.kubernetes.kinds.meta import Kind, Meta, Wire, is_scraped, pairs, parse_maker, parse_tracking

GATEWAY_API = "gateway.networking.k8s.io"
GATEWAY_V1 = (f"{GATEWAY_API}/v1", f"{GATEWAY_API}/v1beta1")


class PortWire(Wire):
    """`spec.ports[]`."""

    name: str = ""
    port: int = 0
    protocol: str = "TCP"


class ServiceSpecWire(Wire):
    """A Service's `spec`."""

    type: str = "ClusterIP"
    cluster_ip: str = msgspec.field(name="clusterIP", default="")
    cluster_ips: list[str] | None = msgspec.field(name="clusterIPs", default=None)
    external_ips: list[str] | None = msgspec.field(name="externalIPs", default=None)
    external_name: str = ""
    load_balancer_ip: str = msgspec.field(name="loadBalancerIP", default="")
    selector: dict[str, str] | None = None
    ports: list[PortWire] | None = None


class BalancerPointWire(Wire):
    """`status.loadBalancer.ingress[]`."""

    ip: str = ""
    hostname: str = ""


class BalancerWire(Wire):
    """`status.loadBalancer`."""

    ingress: list[BalancerPointWire] | None = None


class ServiceStatusWire(Wire):
    """A Service's `status`."""

    load_balancer: BalancerWire = msgspec.field(default_factory=BalancerWire)


class ServiceWire(Wire):
    """A Service."""

    metadata: Meta
    spec: ServiceSpecWire = msgspec.field(default_factory=ServiceSpecWire)
    status: ServiceStatusWire = msgspec.field(default_factory=ServiceStatusWire)


class ListenerWire(Wire):
    """`listeners[]` of a Gateway."""

    name: str = ""
    protocol: str = ""
    port: int = 0
    hostname: str | None = None


class GatewaySpecWire(Wire):
    """A Gateway's `spec`."""

    gateway_class_name: str = ""
    listeners: list[ListenerWire] | None = None


class GatewayAddressWire(Wire):
    """`status.addresses[]` of a Gateway: an IP address or a host name."""

    value: str = ""


class GatewayStatusWire(Wire):
    """A Gateway's `status`."""

    addresses: list[GatewayAddressWire] | None = None


class GatewayWire(Wire):
    """A Gateway."""

    metadata: Meta
    spec: GatewaySpecWire = msgspec.field(default_factory=GatewaySpecWire)
    status: GatewayStatusWire = msgspec.field(default_factory=GatewayStatusWire)


class GatewayClassSpecWire(Wire):
    """A GatewayClass's `spec`."""

    controller_name: str = ""


class GatewayClassWire(Wire):
    """A GatewayClass."""

    metadata: Meta
    spec: GatewayClassSpecWire = msgspec.field(default_factory=GatewayClassSpecWire)


def parse_service(wire: ServiceWire) -> Service:
    """Return the fact of a Service."""
    spec = wire.spec
    return Service(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        type=Untrusted(spec.type),
        headless=spec.cluster_ip == "None",
        selector=pairs(spec.selector),
        ports=tuple(ServicePort(Untrusted(p.name), p.port, Untrusted(p.protocol)) for p in spec.ports or ()),
        owner=parse_maker(wire.metadata),
        tracking=parse_tracking(wire.metadata),
        labels=pairs(wire.metadata.labels),
        scraped=is_scraped(wire.metadata.annotations),
        cluster_addresses=_addresses(spec.cluster_ips or [spec.cluster_ip]),
        external_addresses=_external(wire),
    )


def _external(wire: ServiceWire) -> tuple[Untrusted, ...]:
    spec, points = wire.spec, wire.status.load_balancer.ingress or ()
    balancers = (address for point in points for address in (point.ip, point.hostname))
    return _addresses([*balancers, *(spec.external_ips or ()), spec.external_name, spec.load_balancer_ip])


def _addresses(found: list[str]) -> tuple[Untrusted, ...]:
    return tuple(sorted({Untrusted(one) for one in found if one and one != "None"}))


def parse_gateway(wire: GatewayWire) -> Gateway:
    """Return the fact of a Gateway."""
    return Gateway(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        class_name=Untrusted(wire.spec.gateway_class_name),
        listeners=tuple(
            GatewayListener(Untrusted(w.name), Untrusted(w.protocol), w.port, Untrusted(w.hostname or ""))
            for w in wire.spec.listeners or ()
        ),
        owner=parse_maker(wire.metadata),
        tracking=parse_tracking(wire.metadata),
        addresses=_addresses([one.value for one in wire.status.addresses or ()]),
    )


def parse_gateway_class(wire: GatewayClassWire) -> GatewayClass:
    """Return the fact of a GatewayClass."""
    return GatewayClass(Untrusted(wire.metadata.name), Untrusted(wire.spec.controller_name))


KINDS = (
    Kind("services", "services", ("v1",), ServiceWire, parse_service),
    Kind("gateways", "gateways", GATEWAY_V1, GatewayWire, parse_gateway),
    Kind("gateway_classes", "gatewayclasses", GATEWAY_V1, GatewayClassWire, parse_gateway_class),
)
