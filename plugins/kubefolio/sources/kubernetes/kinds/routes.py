"""Every kind of object that lets traffic in from outside, as one fact type."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.network import Backend, Route
from kubefolio.sources.kubernetes.kinds.meta import Kind, Meta, Wire, parse_maker, parse_tracking
from kubefolio.sources.kubernetes.kinds.network import GATEWAY_API, GATEWAY_V1

TRAEFIK = ("traefik.io/v1alpha1", "traefik.containo.us/v1alpha1")
TRAEFIK_HOST = re.compile(r"Host(?:SNI)?\(([^)]*)\)")
TRAEFIK_NAME = re.compile(r"[`\"]([^`\"]+)[`\"]")


class NamedWire(Wire):
    """A reference with a name, and a namespace where it crosses one."""

    name: str = ""
    namespace: str | None = None


class IngressBackendWire(Wire):
    """`backend` of an Ingress."""

    service: NamedWire | None = None


class IngressPathWire(Wire):
    """`paths[]` of an Ingress."""

    backend: IngressBackendWire = msgspec.field(default_factory=IngressBackendWire)


class IngressHttpWire(Wire):
    """`http` of an Ingress rule."""

    paths: list[IngressPathWire] | None = None


class IngressRuleWire(Wire):
    """`rules[]` of an Ingress."""

    host: str = ""
    http: IngressHttpWire | None = None


class IngressSpecWire(Wire):
    """An Ingress's `spec`; of TLS only whether there is any, never the Secret's name."""

    ingress_class_name: str | None = None
    default_backend: IngressBackendWire | None = None
    rules: list[IngressRuleWire] | None = None
    tls: list[msgspec.Raw] | None = None


class IngressWire(Wire):
    """An Ingress."""

    metadata: Meta
    spec: IngressSpecWire = msgspec.field(default_factory=IngressSpecWire)


class RouteRuleWire(Wire):
    """`rules[]` of a Gateway API route."""

    backend_refs: list[NamedWire] | None = None


class RouteSpecWire(Wire):
    """`spec` of a Gateway API route."""

    hostnames: list[str] | None = None
    parent_refs: list[NamedWire] | None = None
    rules: list[RouteRuleWire] | None = None


class RouteWire(Wire):
    """A Gateway API route."""

    metadata: Meta
    spec: RouteSpecWire = msgspec.field(default_factory=RouteSpecWire)


class TraefikRuleWire(Wire):
    """`routes[]` of an IngressRoute."""

    match: str = ""
    services: list[NamedWire] | None = None


class TraefikSpecWire(Wire):
    """`spec` of an IngressRoute."""

    entry_points: list[str] | None = None
    routes: list[TraefikRuleWire] | None = None
    tls: dict[str, msgspec.Raw] | None = None


class TraefikWire(Wire):
    """An IngressRoute."""

    metadata: Meta
    spec: TraefikSpecWire = msgspec.field(default_factory=TraefikSpecWire)


def _route(  # one row for each field of the fact
    kind: str, meta: Meta, hosts: Iterable[str], parents: Iterable[str], backends: Iterable[NamedWire], *, tls: bool
) -> Route:
    namespace = Untrusted(meta.namespace)
    targets = {Backend(Untrusted(b.namespace or namespace), Untrusted(b.name)) for b in backends if b.name}
    return Route(
        kind=Untrusted(kind),
        namespace=namespace,
        name=Untrusted(meta.name),
        hosts=tuple(sorted({Untrusted(host) for host in hosts if host})),
        parents=tuple(sorted({Untrusted(parent) for parent in parents if parent})),
        backends=tuple(sorted(targets)),
        tls=tls,
        owner=parse_maker(meta),
        tracking=parse_tracking(meta),
    )


def parse_ingress(wire: IngressWire) -> Route:
    """Return an Ingress as a route; its parent is its class."""
    spec, meta = wire.spec, wire.metadata
    rules = spec.rules or ()
    parent = spec.ingress_class_name or (meta.annotations.ingress_class if meta.annotations else "")
    backends = [path.backend for rule in rules if rule.http for path in rule.http.paths or ()]
    if spec.default_backend:
        backends.append(spec.default_backend)
    services = (backend.service for backend in backends if backend.service)
    return _route("Ingress", meta, (rule.host for rule in rules), [parent], services, tls=bool(spec.tls))


def parse_gateway_route(kind: str, wire: RouteWire) -> Route:
    """Return a route of the Gateway API; its parents are Gateways as `namespace/name`."""
    spec, meta = wire.spec, wire.metadata
    parents = (f"{parent.namespace or meta.namespace}/{parent.name}" for parent in spec.parent_refs or ())
    backends = (backend for rule in spec.rules or () for backend in rule.backend_refs or ())
    return _route(kind, meta, spec.hostnames or (), parents, backends, tls=kind == "TLSRoute")


def parse_ingress_route(kind: str, wire: TraefikWire) -> Route:
    """Return a Traefik route; its hosts are those that its rules name, its parents the entry points."""
    spec = wire.spec
    hosts = (
        host
        for rule in spec.routes or ()
        for group in TRAEFIK_HOST.findall(rule.match)
        for host in TRAEFIK_NAME.findall(group)
    )
    backends = (service for rule in spec.routes or () for service in rule.services or ())
    return _route(kind, wire.metadata, hosts, spec.entry_points or (), backends, tls=spec.tls is not None)


KINDS = (
    Kind("ingresses", "ingresses", ("networking.k8s.io/v1",), IngressWire, parse_ingress),
    Kind("http_routes", "httproutes", GATEWAY_V1, RouteWire, partial(parse_gateway_route, "HTTPRoute")),
    Kind("grpc_routes", "grpcroutes", (f"{GATEWAY_API}/v1",), RouteWire, partial(parse_gateway_route, "GRPCRoute")),
    Kind(
        "tls_routes",
        "tlsroutes",
        (f"{GATEWAY_API}/v1", f"{GATEWAY_API}/v1alpha3", f"{GATEWAY_API}/v1alpha2"),
        RouteWire,
        partial(parse_gateway_route, "TLSRoute"),
    ),
    Kind("ingress_routes", "ingressroutes", TRAEFIK, TraefikWire, partial(parse_ingress_route, "IngressRoute")),
    Kind(
        "ingress_routes_tcp", "ingressroutetcps", TRAEFIK, TraefikWire, partial(parse_ingress_route, "IngressRouteTCP")
    ),
)
