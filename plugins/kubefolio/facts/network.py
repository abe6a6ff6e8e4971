"""How traffic moves: services, gateways, routes, and the policies that stop it."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.editions import AliasedHost, PrivateAddress, Public
from kubefolio.facts.selector import Requirement, Selector
from kubefolio.facts.workloads import Owner, Tracking


class ServicePort(msgspec.Struct, frozen=True):
    """A port of a Service."""

    name: Public[Untrusted]
    port: Public[int]
    protocol: Public[Untrusted]


class Service(msgspec.Struct, frozen=True):
    """A Service."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    type: Public[Untrusted]
    """ClusterIP, NodePort, LoadBalancer or ExternalName."""
    headless: Public[bool]
    selector: Public[tuple[tuple[Untrusted, Untrusted], ...]]
    """Sorted; empty when the Service selects no pods by itself."""
    ports: Public[tuple[ServicePort, ...]]
    owner: Public[Owner | None] = None
    """Set when another object made it."""
    tracking: Public[Tracking] = Tracking()
    labels: Public[tuple[tuple[Untrusted, Untrusted], ...]] = ()
    """Sorted: monitors select Services by them."""
    scraped: Public[bool] = False
    """Annotation `prometheus.io/scrape` is true."""
    cluster_addresses: PrivateAddress[tuple[Untrusted, ...]] = ()
    """Addresses inside the cluster (`spec.clusterIPs`); none for a headless Service."""
    external_addresses: PrivateAddress[tuple[Untrusted, ...]] = ()
    """Addresses and host names of its load balancer, external IPs and external name, sorted."""


class GatewayListener(msgspec.Struct, frozen=True):
    """A listener of a Gateway."""

    name: Public[Untrusted]
    protocol: Public[Untrusted]
    port: Public[int]
    hostname: AliasedHost[Untrusted]


class Gateway(msgspec.Struct, frozen=True):
    """A Gateway of the Gateway API."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    class_name: Public[Untrusted]
    listeners: Public[tuple[GatewayListener, ...]]
    addresses: PrivateAddress[tuple[Untrusted, ...]] = ()
    """Addresses and host names that it answers at (`status.addresses`), sorted."""
    owner: Public[Owner | None] = None
    """Set when another object made it."""
    tracking: Public[Tracking] = Tracking()


class GatewayClass(msgspec.Struct, frozen=True):
    """Which controller serves Gateways of a class."""

    name: Public[Untrusted]
    controller: Public[Untrusted]


class Backend(msgspec.Struct, frozen=True, order=True):
    """Where a route sends traffic."""

    namespace: Public[Untrusted]
    service: Public[Untrusted]


class Route(msgspec.Struct, frozen=True):
    """One way in from outside, whatever kind of object says so."""

    kind: Public[Untrusted]
    """Ingress, HTTPRoute, GRPCRoute, TLSRoute, IngressRoute or IngressRouteTCP."""
    namespace: Public[Untrusted]
    name: Public[Untrusted]
    hosts: AliasedHost[tuple[Untrusted, ...]]
    """Host names, sorted; empty means any."""
    parents: Public[tuple[Untrusted, ...]]
    """Ingress class, or Gateways as `namespace/name`, or Traefik entry points."""
    backends: Public[tuple[Backend, ...]]
    tls: Public[bool]
    """The object itself asks for TLS; a Gateway's listener may add it where this is False."""
    owner: Public[Owner | None] = None
    """Set when another object made it."""
    tracking: Public[Tracking] = Tracking()


class NetworkPolicy(msgspec.Struct, frozen=True):
    """A NetworkPolicy, as far as one can say what it opens and closes."""

    namespace: Public[Untrusted]
    name: Public[Untrusted]
    pod_selector: Public[tuple[tuple[Untrusted, Untrusted], ...]]
    """`matchLabels` of the pods it is for, sorted."""
    selects_all: Public[bool]
    """True when the pod selector is empty."""
    types: Public[tuple[Untrusted, ...]]
    """Ingress, Egress or both."""
    ingress_rules: Public[int]
    egress_rules: Public[int]
    allows_all_ingress: Public[bool]
    """One of its ingress rules is empty and so allows everything."""
    allows_all_egress: Public[bool]
    """One of its egress rules is empty and so allows everything."""
    owner: Public[Owner | None] = None
    """Set when another object made it."""
    tracking: Public[Tracking] = Tracking()
    expressions: Public[tuple[Requirement, ...]] = ()
    """`matchExpressions` of the pods it is for."""
    allows_cluster_ingress: Public[bool] = False
    """One of its ingress rules lets every namespace in on every port."""

    @property
    def selector(self) -> Selector:
        """Return the pods it is for."""
        return Selector(self.pod_selector, self.expressions)
