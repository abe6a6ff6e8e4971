"""Several readings seen as one: the workloads, the applications, the routes."""

from __future__ import annotations

from typing import Any, TypeVar

from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.network import Route
from kubefolio.facts.workloads import Workload

T = TypeVar("T")

WORKLOAD_FIELDS = ("deployments", "stateful_sets", "daemon_sets", "jobs", "cron_jobs")
APPLICATION_FIELDS = ("argocd_applications", "flux_helm_releases", "flux_kustomizations")
ROUTE_FIELDS = ("ingresses", "http_routes", "grpc_routes", "tls_routes", "ingress_routes", "ingress_routes_tcp")


def merge(*parts: Reading[T]) -> tuple[T, ...] | Missing:
    """Return the facts of all parts in their order.

    A kind that the server does not have adds nothing. One that could not be read makes the whole Missing, since the
    sum would be too small; so does having none of the kinds.
    """
    return find_missing(*parts) or tuple(fact for part in parts for fact in part.items)


def find_missing(*parts: Reading[Any]) -> Missing | None:
    """Return why `merge` would be Missing, without merging; None where it would not."""
    missing = [part.value for part in parts if isinstance(part.value, Missing)]
    unread = [value for value in missing if value.cause != "absent"]
    if unread:
        return unread[0]
    return missing[0] if len(missing) == len(parts) else None


def workloads(facts: FactSet) -> tuple[Workload, ...] | Missing:
    """Return every workload; a Job that a CronJob made is not one of its own."""
    found = merge(*(getattr(facts, field) for field in WORKLOAD_FIELDS))
    if isinstance(found, Missing):
        return found
    return tuple(one for one in found if not (one.kind == "Job" and one.owner and one.owner.kind == "CronJob"))


def applications(facts: FactSet) -> tuple[Application, ...] | Missing:
    """Return every application that the GitOps controllers know, parents included, sorted by name."""
    found = merge(*(getattr(facts, field) for field in APPLICATION_FIELDS))
    if isinstance(found, Missing):
        if found.cause == "absent":
            return Missing("the cluster has neither Argo CD's nor Flux's kinds", "absent")
        return found
    return tuple(sorted(found, key=lambda one: (one.name, one.namespace, one.kind)))


def missing_workloads(facts: FactSet) -> Missing | None:
    """Return why the workloads are not known; None where they are."""
    return find_missing(*(getattr(facts, field) for field in WORKLOAD_FIELDS))


def missing_routes(facts: FactSet) -> Missing | None:
    """Return why it is not known what lets traffic in; None where it is."""
    return find_missing(*(getattr(facts, field) for field in ROUTE_FIELDS))


def routes(facts: FactSet) -> tuple[Route, ...] | Missing:
    """Return everything that lets traffic in."""
    return merge(*(getattr(facts, field) for field in ROUTE_FIELDS))
