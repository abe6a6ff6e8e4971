"""Measures of the network and of storage."""

from __future__ import annotations

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import ROUTE_FIELDS, routes
from kubefolio.measures.base import Measure, Value, total


def _routes(facts: FactSet) -> Value:
    found = routes(facts)
    return found if isinstance(found, Missing) else len(found)


def _hosts(facts: FactSet) -> Value:
    found = routes(facts)
    return found if isinstance(found, Missing) else len({host for route in found for host in route.hosts})


def _namespaces_with_policy(facts: FactSet) -> int:
    return len({policy.namespace for policy in facts.network_policies.items})


MEASURES = (
    Measure(
        "services.total", "Services", "All Service objects.", "count", ("services",), lambda f: len(f.services.items)
    ),
    Measure(
        "routes.total",
        "Routes",
        "Ingresses, HTTPRoutes, GRPCRoutes, TLSRoutes and Traefik IngressRoutes.",
        "count",
        ROUTE_FIELDS,
        _routes,
        frozenset(ROUTE_FIELDS),
    ),
    Measure(
        "routes.hosts",
        "Host names",
        "Distinct host names that routes answer to; a route for any host adds none.",
        "count",
        ROUTE_FIELDS,
        _hosts,
        frozenset(ROUTE_FIELDS),
    ),
    Measure(
        "network_policies.total",
        "Network policies",
        "All NetworkPolicy objects; Cilium's own kinds are not counted.",
        "count",
        ("network_policies",),
        lambda facts: len(facts.network_policies.items),
    ),
    Measure(
        "network_policies.namespaces",
        "Namespaces with a network policy",
        "Namespaces that hold at least one NetworkPolicy object.",
        "count",
        ("network_policies",),
        _namespaces_with_policy,
    ),
    Measure(
        "storage.claims",
        "Volume claims",
        "All PersistentVolumeClaim objects.",
        "count",
        ("volume_claims",),
        lambda facts: len(facts.volume_claims.items),
    ),
    Measure(
        "storage.bound",
        "Volume claims bound",
        "PersistentVolumeClaims whose phase is Bound.",
        "count",
        ("volume_claims",),
        lambda facts: sum(claim.phase == "Bound" for claim in facts.volume_claims.items),
    ),
    Measure(
        "storage.requested",
        "Storage requested",
        "Sum of what all PersistentVolumeClaims request; replicas are not counted.",
        "bytes",
        ("volume_claims",),
        lambda facts: total(claim.requested_bytes for claim in facts.volume_claims.items),
    ),
)
