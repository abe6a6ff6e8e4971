"""How traffic moves: services, gateways, routes, and the policies that stop it."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.selector import Requirement, Selector
from kubefolio.facts.workloads import Owner, Tracking


class ServicePort(msgspec.Struct, frozen=True):
    """A port of a Service."""

    name: Untrusted
    port: int
    protocol: Untrusted


class Service(msgspec.Struct, frozen=True):
    """A Service. Cluster, external and load-balancer addresses are not read."""

    namespace: Untrusted
    name: Untrusted
    type: Untrusted
    """ClusterIP, NodePort, LoadBalancer or ExternalName."""
    headless: bool
    selector: tuple[tuple[Untrusted, Untrusted], ...]
    """Sorted; empty when the Service selects no pods by itself."""
    ports: tuple[ServicePort, ...]
    owner: Owner | None = None
    """Set when another object made it."""
    tracking: Tracking = Tracking()
    labels: tuple[tuple[Untrusted, Untrusted], ...] = ()
    """Sorted: monitors select Services by them."""
    scraped: bool = False
    """Annotation `prometheus.io/scrape` is true."""


class GatewayListener(msgspec.Struct, frozen=True):
    """A listener of a Gateway."""

    name: Untrusted
    protocol: Untrusted
    port: int
    hostname: Untrusted


class Gateway(msgspec.Struct, frozen=True):
    """A Gateway of the Gateway API. Its addresses are not read."""

    namespace: Untrusted
    name: Untrusted
    class_name: Untrusted
    listeners: tuple[GatewayListener, ...]
    owner: Owner | None = None
    """Set when another object made it."""
    tracking: Tracking = Tracking()


class GatewayClass(msgspec.Struct, frozen=True):
    """Which controller serves Gateways of a class."""

    name: Untrusted
    controller: Untrusted


class Backend(msgspec.Struct, frozen=True, order=True):
    """Where a route sends traffic."""

    namespace: Untrusted
    service: Untrusted


class Route(msgspec.Struct, frozen=True):
    """One way in from outside, whatever kind of object says so."""

    kind: Untrusted
    """Ingress, HTTPRoute, GRPCRoute, TLSRoute, IngressRoute or IngressRouteTCP."""
    namespace: Untrusted
    name: Untrusted
    hosts: tuple[Untrusted, ...]
    """Host names, sorted; empty means any."""
    parents: tuple[Untrusted, ...]
    """Ingress class, or Gateways as `namespace/name`, or Traefik entry points."""
    backends: tuple[Backend, ...]
    tls: bool
    """The object itself asks for TLS; a Gateway's listener may add it where this is False."""
    owner: Owner | None = None
    """Set when another object made it."""
    tracking: Tracking = Tracking()


class NetworkPolicy(msgspec.Struct, frozen=True):
    """A NetworkPolicy, as far as one can say what it opens and closes."""

    namespace: Untrusted
    name: Untrusted
    pod_selector: tuple[tuple[Untrusted, Untrusted], ...]
    """`matchLabels` of the pods it is for, sorted."""
    selects_all: bool
    """True when the pod selector is empty."""
    types: tuple[Untrusted, ...]
    """Ingress, Egress or both."""
    ingress_rules: int
    egress_rules: int
    allows_all_ingress: bool
    """One of its ingress rules is empty and so allows everything."""
    allows_all_egress: bool
    """One of its egress rules is empty and so allows everything."""
    owner: Owner | None = None
    """Set when another object made it."""
    tracking: Tracking = Tracking()
    expressions: tuple[Requirement, ...] = ()
    """`matchExpressions` of the pods it is for."""
    allows_cluster_ingress: bool = False
    """One of its ingress rules lets every namespace in on every port."""

    @property
    def selector(self) -> Selector:
        """Return the pods it is for."""
        return Selector(self.pod_selector, self.expressions)
