"""What an application runs, how it is reached and what it stores, as far as the controllers list it."""

from __future__ import annotations

from dataclasses import dataclass

from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.facts.merge import missing_routes, missing_workloads
from kubefolio.facts.network import Route, Service
from kubefolio.facts.workloads import Workload
from kubefolio.language import tr
from kubefolio.measures.ownership import key_of
from kubefolio.measures.workloads import is_available
from kubefolio.pages.base import World
from kubefolio.views.image import parse_image
from kubefolio.views.ownership import unread
from kubefolio.views.stored import StoredRow, describe_stored
from kubefolio.views.tone import State

REMOTE = Missing("it runs in another cluster, which was not read", "undecidable")
UNLISTED = Missing("the controller does not list its objects", "not-reported")


@dataclass(frozen=True)
class WorkloadRow:
    """A workload, ready to print."""

    kind: str
    name: str
    namespace: str
    ready: str
    state: State
    reasons: str
    """Why pods of it do not run, as the kubelet says; empty when none says so."""
    restarts: int | Missing
    images: tuple[str, ...]


@dataclass(frozen=True)
class RouteRow:
    """A route, ready to print."""

    kind: str
    name: str
    hosts: str
    parents: str
    target: str


def _unknown(application: Application, *values: object) -> Missing | None:
    """Return why nothing can be said: a kind was not read, it runs elsewhere, or nobody says what belongs to it."""
    return unread(*values) or (None if application.is_local else REMOTE)


def build_workloads(world: World, application: Application) -> tuple[WorkloadRow, ...] | Missing:
    """Return its workloads, or why they are not known."""
    if missing := _unknown(application, missing_workloads(world.facts)):
        return missing
    found = world.belongings(application).workloads
    return tuple(_workload(world, one) for one in found) if found or application.objects else UNLISTED


def _workload(world: World, workload: Workload) -> WorkloadRow:
    pods = world.pods.get(key_of(workload), ())
    return WorkloadRow(
        kind=workload.kind,
        name=workload.name,
        namespace=workload.namespace,
        ready=tell_ready(workload),
        state=state_of(workload),
        reasons=", ".join(sorted({str(pod.reason) for pod in pods if pod.reason})),
        restarts=_restarts(world, workload),
        images=tuple(parse_image(container.image).short for container in workload.containers),
    )


def tell_ready(workload: Workload) -> str:
    """Return how many of a workload's pods are ready; of a CronJob, when it runs."""
    if workload.kind == "CronJob":
        return str(workload.schedule)
    if workload.kind == "Job":
        return tr("{count} of {whole} done", count=workload.ready, whole=workload.desired)
    return tr("{count} of {whole}", count=workload.ready, whole=workload.desired)


def _restarts(world: World, workload: Workload) -> int | Missing:
    if isinstance(world.facts.pods.value, Missing):
        return world.facts.pods.value
    if workload.kind == "CronJob":
        return Missing("the pods of a CronJob belong to its Jobs", "undecidable")
    return sum(pod.restarts for pod in world.pods.get(key_of(workload), ()))


def state_of(workload: Workload) -> State:
    """Return the state of a workload in a word."""
    if workload.suspended:
        return State("Suspended")
    if workload.kind == "CronJob":
        return State("Scheduled")
    if workload.kind == "Job":
        return State("Complete") if is_available(workload) else State("Not complete")
    return State("Available") if is_available(workload) else State("Degraded")


def build_routes(world: World, application: Application) -> tuple[RouteRow, ...] | Missing:
    """Return its ways in: routes to its Services, and Services that are open without one."""
    if missing := _unknown(application, missing_routes(world.facts), world.facts.services.value):
        return missing
    if not application.objects:
        return UNLISTED
    mine = world.belongings(application)
    return (
        *(_route(route) for route in mine.routes),
        *(_exposed(service) for service in mine.exposed),
    )


def _route(route: Route) -> RouteRow:
    return RouteRow(
        kind=route.kind,
        name=route.name,
        hosts=", ".join(route.hosts) or tr("any host"),
        parents=", ".join(route.parents) or tr("not stated"),
        target=", ".join(backend.service for backend in route.backends) or tr("none"),
    )


def _exposed(service: Service) -> RouteRow:
    ports = ", ".join(f"{port.port}/{port.protocol}" for port in service.ports)
    return RouteRow(
        f"Service ({service.type})",
        service.name,
        tr("any host"),
        tr("ports {ports}", ports=ports) if ports else "",
        service.name,
    )


def build_claims(world: World, application: Application) -> tuple[StoredRow, ...] | Missing:
    """Return what it stores: the volume claims that it lists or that its pods mount, their copies and backups."""
    found = world.storage_of(application)
    if missing := _unknown(application, found, world.facts.pods.value):
        return missing
    if isinstance(found, Missing) or (not found and not application.objects):
        return UNLISTED
    return tuple(describe_stored(one) for one in found)
