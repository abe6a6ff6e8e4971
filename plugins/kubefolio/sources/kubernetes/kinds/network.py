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
    """A Service's `spec`; `clusterIP` only to tell a headless one."""

    type: str = "ClusterIP"
    cluster_ip: str = msgspec.field(name="clusterIP", default="")
    selector: dict[str, str] | None = None
    ports: list[PortWire] | None = None


class ServiceWire(Wire):
    """A Service."""

    metadata: Meta
    spec: ServiceSpecWire = msgspec.field(default_factory=ServiceSpecWire)


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


class GatewayWire(Wire):
    """A Gateway."""

    metadata: Meta
    spec: GatewaySpecWire = msgspec.field(default_factory=GatewaySpecWire)


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
    )


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
    )


def parse_gateway_class(wire: GatewayClassWire) -> GatewayClass:
    """Return the fact of a GatewayClass."""
    return GatewayClass(Untrusted(wire.metadata.name), Untrusted(wire.spec.controller_name))


KINDS = (
    Kind("services", "services", ("v1",), ServiceWire, parse_service),
    Kind("gateways", "gateways", GATEWAY_V1, GatewayWire, parse_gateway),
    Kind("gateway_classes", "gatewayclasses", GATEWAY_V1, GatewayClassWire, parse_gateway_class),
)
