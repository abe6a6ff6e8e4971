"""Argo CD's ApplicationSets and AppProjects."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.delivery import ApplicationSet, Project
from kubefolio.sources.kubernetes.kinds.argocd import VERSIONS, DestinationWire, ResourceWire
from kubefolio.sources.kubernetes.kinds.meta import Kind, Meta, Wire
from kubefolio.sources.urls import strip_credentials, strip_credentials_in

PLAIN_GENERATOR_KEYS = frozenset({"selector", "template", "values"})
"""Keys of a generator that do not say of which kind it is."""


class SetSpecWire(Wire):
    """An ApplicationSet's `spec`, without its template."""

    generators: list[dict[str, msgspec.Raw]] | None = None
    strategy: dict[str, msgspec.Raw] | None = None


class SetStatusWire(Wire):
    """An ApplicationSet's `status`."""

    resources: list[ResourceWire] | None = None
    resources_count: int | None = None


class SetWire(Wire):
    """An ApplicationSet."""

    metadata: Meta
    spec: SetSpecWire
    status: SetStatusWire = msgspec.field(default_factory=SetStatusWire)


class ProjectSpecWire(Wire):
    """An AppProject's `spec`, without roles and signature keys."""

    description: str = ""
    source_repos: list[str] | None = None
    destinations: list[DestinationWire] | None = None


class ProjectWire(Wire):
    """An AppProject."""

    metadata: Meta
    spec: ProjectSpecWire = msgspec.field(default_factory=ProjectSpecWire)


def parse_application_set(wire: SetWire) -> ApplicationSet:
    """Return the fact of an ApplicationSet."""
    made = [resource.name for resource in wire.status.resources or () if resource.kind == "Application"]
    generators = (key for generator in wire.spec.generators or () for key in generator)
    count = wire.status.resources_count
    return ApplicationSet(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        generators=tuple(Untrusted(key) for key in generators if key not in PLAIN_GENERATOR_KEYS),
        applications=tuple(sorted(Untrusted(name) for name in made)),
        applications_count=len(made) if count is None else count,
        rolling_sync="rollingSync" in (wire.spec.strategy or {}),
    )


def parse_project(wire: ProjectWire) -> Project:
    """Return the fact of an AppProject."""
    spec = wire.spec
    anywhere = (d.namespace == "*" and "*" in (d.server, d.name) for d in spec.destinations or ())
    return Project(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        description=strip_credentials_in(spec.description),
        source_repositories=tuple(sorted(strip_credentials(url) for url in spec.source_repos or ())),
        any_destination=any(anywhere),
    )


KINDS = (
    Kind("application_sets", "applicationsets", VERSIONS, SetWire, parse_application_set),
    Kind("projects", "appprojects", VERSIONS, ProjectWire, parse_project),
)
