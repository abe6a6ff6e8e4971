"""What the page of one application shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application, Deployed
from kubefolio.facts.merge import APPLICATION_FIELDS, ROUTE_FIELDS, WORKLOAD_FIELDS, merge, routes
from kubefolio.facts.network import Route
from kubefolio.facts.workloads import Workload
from kubefolio.measures.base import format_value
from kubefolio.measures.ownership import key_of
from kubefolio.pages.application.git import build_commits, build_comparison, build_declaration
from kubefolio.pages.base import Page, World
from kubefolio.views.declared import find_declared
from kubefolio.views.drift import Comparison
from kubefolio.views.image import parse_image
from kubefolio.views.links import APPLICATIONS, relative
from kubefolio.views.ownership import list_routes, list_workloads, object_keys
from kubefolio.views.source import describe_source, describe_version, short_revision
from kubefolio.views.tone import State

MAX_HISTORY = 5
"""Past deployments that are shown, newest first."""


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


@dataclass(frozen=True)
class ClaimRow:
    """A volume claim, ready to print."""

    name: str
    state: State
    size: str
    storage_class: str


@dataclass(frozen=True)
class Step:
    """A past deployment."""

    revision: str
    at: datetime | Missing


@dataclass(frozen=True)
class View:
    """The page."""

    name: str
    back: str
    health: State
    sync: State
    facts: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    git: tuple[tuple[str, str], ...] | Missing
    compared: tuple[Comparison, ...]
    commits: tuple[tuple[datetime, str], ...]
    workloads: tuple[WorkloadRow, ...] | Missing
    routes: tuple[RouteRow, ...] | Missing
    claims: tuple[ClaimRow, ...] | Missing
    objects: tuple[tuple[str, int], ...]
    history: tuple[Step, ...]


NEEDS = (*APPLICATION_FIELDS, *WORKLOAD_FIELDS, *ROUTE_FIELDS, "pods", "volume_claims", "declared_applications")


def build_pages(world: World) -> tuple[Page, ...]:
    """Return a page for each application, parents included."""
    return tuple(_page(world, application, address) for application, address in world.application_pages.items())


def _page(world: World, application: Application, address: str) -> Page:
    description = (
        f"{application.name}: {application.health or 'health not stated'}, {application.sync or 'sync not stated'}."
    )
    view = _build_view(world, application, address)
    return Page(address, "application/page.md.j2", application.name, description, view, NEEDS)


def _build_view(world: World, application: Application, address: str) -> View:
    return View(
        name=application.name,
        back=relative(address, APPLICATIONS),
        health=State(application.health),
        sync=State(application.sync),
        facts=_facts(world, application),
        sources=tuple(describe_source(source, private=world.site.is_private) for source in application.sources),
        git=build_declaration(world, application),
        compared=build_comparison(world, application),
        commits=build_commits(world, application),
        workloads=_workloads(world, application),
        routes=_routes(world, application),
        claims=_claims(world, application),
        objects=tuple(sorted(Counter(one.kind for one in application.objects).items())),
        history=tuple(_step(one) for one in reversed(application.history[-MAX_HISTORY:])),
    )


def _facts(world: World, application: Application) -> tuple[tuple[str, str], ...]:
    automation = "by itself, and undoes changes by hand" if application.self_heal else "by itself"
    facts = (
        ("Kind", f"{application.kind} ({'Argo CD' if application.engine == 'argocd' else 'Flux'})"),
        ("Namespace", application.destination_namespace or "several"),
        ("Version", describe_version(application, find_declared(world.declared, application))),
        ("Deployed revision", short_revision(application.revision)),
        ("Project", application.project),
        ("Made by", f"ApplicationSet {application.owner}" if application.owner else ""),
        ("Sync wave", str(application.sync_wave) if application.engine == "argocd" else ""),
        ("Synced", automation if application.automated else "by hand"),
    )
    return tuple((name, value) for name, value in facts if value)


def _workloads(world: World, application: Application) -> tuple[WorkloadRow, ...] | Missing:
    known = merge(*(getattr(world.facts, field) for field in WORKLOAD_FIELDS))
    if isinstance(known, Missing):
        return known
    return tuple(_workload(world, one) for one in list_workloads(world.facts, application))


def _workload(world: World, workload: Workload) -> WorkloadRow:
    counted = workload.kind != "CronJob"
    pods = world.pods.get(key_of(workload), ())
    unread = world.facts.pods.value if isinstance(world.facts.pods.value, Missing) else None
    return WorkloadRow(
        kind=workload.kind,
        name=workload.name,
        namespace=workload.namespace,
        ready=f"{workload.ready} of {workload.desired}" if counted else workload.schedule,
        state=_workload_state(workload),
        reasons=", ".join(sorted({str(pod.reason) for pod in pods if pod.reason})),
        restarts=unread or sum(pod.restarts for pod in pods),
        images=tuple(parse_image(container.image).short for container in workload.containers),
    )


def _workload_state(workload: Workload) -> State:
    if workload.suspended:
        return State("Suspended")
    if workload.kind == "CronJob":
        return State("Scheduled")
    return State("Available" if workload.ready >= workload.desired else "Degraded")


def _routes(world: World, application: Application) -> tuple[RouteRow, ...] | Missing:
    found = routes(world.facts)
    if isinstance(found, Missing):
        return found
    return tuple(_route(route, private=world.site.is_private) for route in list_routes(found, application))


def _route(route: Route, *, private: bool) -> RouteRow:
    """Return a route; its host names, which can be internal ones, only in the private edition."""
    count = f"{len(route.hosts)} host name{'s' if len(route.hosts) > 1 else ''}"
    return RouteRow(
        kind=route.kind,
        name=route.name,
        hosts=(", ".join(route.hosts) if private else count) if route.hosts else "any host",
        parents=", ".join(route.parents) or "not stated",
        target=", ".join(backend.service for backend in route.backends) or "none",
    )


def _claims(world: World, application: Application) -> tuple[ClaimRow, ...] | Missing:
    if isinstance(world.facts.volume_claims.value, Missing):
        return world.facts.volume_claims.value
    keys = object_keys(application)
    return tuple(
        ClaimRow(
            claim.name,
            State(claim.phase),
            format_value(claim.requested_bytes, "bytes"),
            claim.storage_class or "default",
        )
        for claim in world.facts.volume_claims.value
        if ("PersistentVolumeClaim", claim.namespace, claim.name) in keys
    )


def _step(deployed: Deployed) -> Step:
    return Step(short_revision(deployed.revision), deployed.at or Missing("the controller does not say when"))
