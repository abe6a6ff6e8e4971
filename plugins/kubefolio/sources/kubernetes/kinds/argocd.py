"""Argo CD's Applications."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.delivery import Application, ApplicationSource, Deployed, ManagedObject
from kubefolio.sources.kubernetes.kinds.meta import Kind, Meta, Wire
from kubefolio.sources.urls import strip_credentials

VERSIONS = ("argoproj.io/v1alpha1",)
OWN_SERVER = "https://kubernetes.default.svc"


class SourceWire(Wire):
    """`spec.source`, without Helm values and plugin environment."""

    repo_url: str = msgspec.field(name="repoURL", default="")
    path: str = ""
    chart: str = ""
    target_revision: str = ""


class DestinationWire(Wire):
    """`spec.destination`."""

    server: str = ""
    name: str = ""
    namespace: str = ""


class AutomatedWire(Wire):
    """`spec.syncPolicy.automated`."""

    self_heal: bool = False
    enabled: bool | None = None


class SyncPolicyWire(Wire):
    """`spec.syncPolicy`."""

    automated: AutomatedWire | None = None


class SpecWire(Wire):
    """An Application's `spec`."""

    project: str = ""
    source: SourceWire | None = None
    sources: list[SourceWire] | None = None
    destination: DestinationWire = msgspec.field(default_factory=DestinationWire)
    sync_policy: SyncPolicyWire | None = None


class SyncWire(Wire):
    """`status.sync`."""

    status: str = ""
    revision: str = ""
    revisions: list[str] | None = None


class HealthWire(Wire):
    """`status.health`, without its message."""

    status: str = ""


class SummaryWire(Wire):
    """`status.summary`."""

    images: list[str] | None = None


class ResourceWire(Wire):
    """`status.resources[]`."""

    group: str = ""
    kind: str = ""
    namespace: str = ""
    name: str = ""


class HistoryWire(Wire):
    """`status.history[]`."""

    revision: str = ""
    revisions: list[str] | None = None
    deployed_at: datetime | None = None


class OperationWire(Wire):
    """`status.operationState`, without its message: that can hold credentials."""

    finished_at: datetime | None = None


class StatusWire(Wire):
    """An Application's `status`."""

    sync: SyncWire = msgspec.field(default_factory=SyncWire)
    health: HealthWire = msgspec.field(default_factory=HealthWire)
    summary: SummaryWire = msgspec.field(default_factory=SummaryWire)
    resources: list[ResourceWire] | None = None
    history: list[HistoryWire] | None = None
    operation_state: OperationWire = msgspec.field(default_factory=OperationWire)


class ApplicationWire(Wire):
    """An Application."""

    metadata: Meta
    spec: SpecWire
    status: StatusWire = msgspec.field(default_factory=StatusWire)


def parse_application(wire: ApplicationWire) -> Application:
    """Return the fact of an Argo CD Application."""
    meta, spec, status = wire.metadata, wire.spec, wire.status
    automated = spec.sync_policy.automated if spec.sync_policy else None
    return Application(
        engine=Untrusted("argocd"),
        kind=Untrusted("Application"),
        namespace=Untrusted(meta.namespace),
        name=Untrusted(meta.name),
        project=Untrusted(spec.project),
        destination_namespace=Untrusted(spec.destination.namespace),
        destination_cluster=_cluster(spec.destination),
        sources=tuple(_parse_source(source) for source in spec.sources or [spec.source or SourceWire()]),
        sync=Untrusted(status.sync.status),
        health=Untrusted(status.health.status),
        revision=_revision(status.sync.revision, status.sync.revisions),
        sync_wave=parse_wave(meta),
        automated=automated is not None and automated.enabled is not False,
        self_heal=automated is not None and automated.self_heal,
        suspended=False,
        images=tuple(sorted(Untrusted(image) for image in status.summary.images or ())),
        owner=_owner(meta),
        objects=_objects(status.resources),
        history=tuple(Deployed(_revision(h.revision, h.revisions), h.deployed_at) for h in status.history or ()),
        deployed_at=status.operation_state.finished_at,
        created_at=meta.creation_timestamp,
    )


def parse_wave(meta: Meta) -> int:
    """Return the sync wave; like Argo CD, 0 where there is none or it is no number."""
    text = meta.annotations.sync_wave if meta.annotations else ""
    try:
        return int(text)
    except ValueError:
        return 0


def _cluster(destination: DestinationWire) -> Untrusted:
    if destination.name:
        return Untrusted(destination.name)
    return Untrusted("in-cluster" if destination.server in ("", OWN_SERVER) else "remote")


def _parse_source(wire: SourceWire) -> ApplicationSource:
    return ApplicationSource(
        repository=strip_credentials(wire.repo_url),
        path=Untrusted(wire.path),
        chart=Untrusted(wire.chart),
        revision=Untrusted(wire.target_revision),
    )


def _revision(one: str, several: list[str] | None) -> Untrusted:
    return Untrusted(one or ", ".join(several or ()))


def _owner(meta: Meta) -> Untrusted:
    owners = (owner.name for owner in meta.owner_references or () if owner.kind == "ApplicationSet")
    return Untrusted(next(owners, ""))


def _objects(resources: list[ResourceWire] | None) -> tuple[ManagedObject, ...]:
    return tuple(
        ManagedObject(Untrusted(r.group), Untrusted(r.kind), Untrusted(r.namespace), Untrusted(r.name))
        for r in resources or ()
    )


KINDS = (Kind("argocd_applications", "applications", VERSIONS, ApplicationWire, parse_application),)
