"""Measures of GitOps: applications and what they say of themselves."""

from __future__ import annotations

from collections.abc import Callable

from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import APPLICATION_FIELDS, applications
from kubefolio.measures.base import Compute, Measure

OPTIONAL = frozenset(APPLICATION_FIELDS)
COUNTED = (
    "Argo CD Applications and Flux HelmReleases and Kustomizations; those that only hold other applications "
    "(app-of-apps) are not counted"
)


def counted(facts: FactSet) -> tuple[Application, ...] | Missing:
    """Return the applications that the measures count: all but the parents."""
    found = applications(facts)
    return found if isinstance(found, Missing) else tuple(one for one in found if not one.is_parent)


def _where(holds: Callable[[Application], bool]) -> Compute:
    def compute(facts: FactSet) -> int | Missing:
        found = counted(facts)
        return found if isinstance(found, Missing) else sum(holds(one) for one in found)

    return compute


def _parents(facts: FactSet) -> int | Missing:
    found = applications(facts)
    return found if isinstance(found, Missing) else sum(one.is_parent for one in found)


def _applications(suffix: str, title: str, definition: str, compute: Compute) -> Measure:
    return Measure(f"applications.{suffix}", title, definition, "count", APPLICATION_FIELDS, compute, OPTIONAL)


MEASURES = (
    _applications("total", "Applications", f"{COUNTED}.", _where(lambda _one: True)),
    _applications(
        "healthy",
        "Applications healthy",
        "Applications whose health status is Healthy (Flux: whose Ready condition is True).",
        _where(lambda one: one.health == "Healthy"),
    ),
    _applications(
        "degraded",
        "Applications degraded",
        "Applications whose health status is Degraded (Flux: whose Ready condition is False).",
        _where(lambda one: one.health == "Degraded"),
    ),
    _applications(
        "synced",
        "Applications in sync",
        "Applications whose sync status is Synced (Flux: ready, and applied what was attempted last).",
        _where(lambda one: one.sync == "Synced"),
    ),
    _applications(
        "out_of_sync",
        "Applications out of sync",
        "Applications whose sync status is OutOfSync.",
        _where(lambda one: one.sync == "OutOfSync"),
    ),
    _applications(
        "automated",
        "Applications synced by themselves",
        "Applications that apply changes in Git without a hand on it (automated sync policy; Flux: not suspended).",
        _where(lambda one: one.automated),
    ),
    _applications(
        "parents",
        "Parent applications",
        "Applications that hold other applications and run nothing themselves.",
        _parents,
    ),
    Measure(
        "application_sets.total",
        "ApplicationSets",
        "All ApplicationSet objects.",
        "count",
        ("application_sets",),
        lambda facts: len(facts.application_sets.items),
    ),
    Measure(
        "git.applications",
        "Applications declared in Git",
        "Applications and HelmReleases that the repository's entry points lead to; parents are not counted.",
        "count",
        ("declared_applications",),
        lambda facts: sum(one.role == "app" for one in facts.declared_applications.items),
    ),
    Measure(
        "git.documents",
        "Manifests in Git",
        "Kubernetes documents in the YAML and JSON files of the repository, deployed or not.",
        "count",
        ("documents",),
        lambda facts: len(facts.documents.items),
    ),
)
