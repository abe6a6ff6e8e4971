"""What the page of one application shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application, Deployed
from kubefolio.facts.factset import fields_of
from kubefolio.language import tr
from kubefolio.pages.application.diagram import build_diagram
from kubefolio.pages.application.git import build_commits, build_comparison, build_declaration
from kubefolio.pages.application.protection import ScoreView, build_posture, build_score
from kubefolio.pages.application.running import (
    RouteRow,
    WorkloadRow,
    build_claims,
    build_routes,
    build_workloads,
)
from kubefolio.pages.applications.purpose import tell_purpose
from kubefolio.pages.base import Page, World
from kubefolio.views.declared import find_declared
from kubefolio.views.drift import Comparison
from kubefolio.views.links import APPLICATIONS, relative
from kubefolio.views.posture import ApplicationPosture
from kubefolio.views.source import describe_source, describe_version, short_revision
from kubefolio.views.stored import StoredRow
from kubefolio.views.tone import State
from kubefolio.views.usage import Use, at_least_one

MAX_HISTORY = 5
"""Past deployments that are shown, newest first."""


@dataclass(frozen=True)
class Step:
    """A past deployment."""

    revision: str
    at: datetime | Missing


@dataclass(frozen=True)
class View:
    """The page."""

    name: str
    what: str
    """What it is, in a sentence; empty where that is not known."""
    back: str
    health: State
    sync: State
    facts: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    diagram: Markup
    git: tuple[tuple[str, str], ...] | Missing
    compared: tuple[Comparison, ...]
    commits: tuple[tuple[datetime, str], ...]
    workloads: tuple[WorkloadRow, ...] | Missing
    usage: tuple[Use, ...] | Missing
    routes: tuple[RouteRow, ...] | Missing
    claims: tuple[StoredRow, ...] | Missing
    posture: ApplicationPosture | Missing
    score: ScoreView | Missing
    objects: tuple[tuple[str, int], ...]
    history: tuple[Step, ...]


NEEDS = fields_of("kubernetes", "gitops", "prometheus")


def build_pages(world: World) -> tuple[Page, ...]:
    """Return a page for each application, parents included."""
    return tuple(_page(world, application, address) for application, address in world.application_pages.items())


def _page(world: World, application: Application, address: str) -> Page:
    description = tr(
        "{name}: {health}, {sync}.",
        name=application.name,
        health=application.health or tr("health not stated"),
        sync=application.sync or tr("sync not stated"),
    )
    view = _build_view(world, application, address)
    return Page(address, "application/page.md.j2", application.name, description, view, NEEDS, ("navigation",))


def _build_view(world: World, application: Application, address: str) -> View:
    return View(
        name=application.name,
        what=tell_purpose(world, application),
        back=relative(address, APPLICATIONS),
        health=State(application.health),
        sync=State(application.sync),
        facts=_facts(world, application),
        sources=tuple(describe_source(source) for source in application.sources),
        diagram=build_diagram(world, application),
        git=build_declaration(world, application),
        compared=build_comparison(world, application),
        commits=build_commits(world, application),
        workloads=build_workloads(world, application),
        usage=at_least_one(world.usage_of(application)),
        routes=build_routes(world, application),
        claims=build_claims(world, application),
        posture=build_posture(world, application),
        score=build_score(world, application),
        objects=tuple(sorted(Counter(one.kind for one in application.objects).items())),
        history=tuple(_step(one) for one in reversed(application.history[-MAX_HISTORY:])),
    )


def _facts(world: World, application: Application) -> tuple[tuple[str, str], ...]:
    automation = tr("by itself, and undoes changes by hand") if application.self_heal else tr("by itself")
    facts = (
        (tr("Kind"), f"{application.kind} ({'Argo CD' if application.engine == 'argocd' else 'Flux'})"),
        (tr("Namespace"), application.destination_namespace or tr("several")),
        (tr("Version"), describe_version(application, find_declared(world.declared, application))),
        (tr("Deployed revision"), short_revision(application.revision)),
        (tr("Project"), application.project),
        (tr("Made by"), f"ApplicationSet {application.owner}" if application.owner else ""),
        (tr("Sync wave"), str(application.sync_wave) if application.engine == "argocd" else ""),
        (tr("Synced"), automation if application.automated else tr("by hand")),
    )
    return tuple((name, value) for name, value in facts if value)


def _step(deployed: Deployed) -> Step:
    return Step(short_revision(deployed.revision), deployed.at or Missing("the controller does not say when"))
