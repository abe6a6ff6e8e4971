"""Flux's Kustomizations and HelmReleases, in the shape of an application."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.delivery import Application, ApplicationSource, Deployed, ManagedObject
from kubefolio.sources.kubernetes.kinds.meta import Kind, Meta, Wire

INVENTORY_SEPARATORS = 3


class ReferenceWire(Wire):
    """`sourceRef` or `chartRef`."""

    kind: str = ""
    name: str = ""


class ChartSpecWire(Wire):
    """`spec.chart.spec`."""

    chart: str = ""
    version: str = ""
    source_ref: ReferenceWire = msgspec.field(default_factory=ReferenceWire)


class ChartWire(Wire):
    """`spec.chart`."""

    spec: ChartSpecWire = msgspec.field(default_factory=ChartSpecWire)


class SpecWire(Wire):
    """`spec` of either kind, without values and substitutions."""

    path: str = ""
    target_namespace: str = ""
    suspend: bool = False
    source_ref: ReferenceWire | None = None
    chart: ChartWire | None = None
    chart_ref: ReferenceWire | None = None


class ConditionWire(Wire):
    """`status.conditions[]`, without the message."""

    type: str = ""
    status: str = ""


class EntryWire(Wire):
    """`status.inventory.entries[]`."""

    id: str = ""


class InventoryWire(Wire):
    """`status.inventory`."""

    entries: list[EntryWire] | None = None


class HistoryWire(Wire):
    """`status.history[]`: of a HelmRelease with a chart version, of a Kustomization with a digest."""

    chart_version: str = ""
    last_deployed: datetime | None = None
    last_reconciled: datetime | None = None


class StatusWire(Wire):
    """`status` of either kind."""

    conditions: list[ConditionWire] | None = None
    inventory: InventoryWire | None = None
    history: list[HistoryWire] | None = None
    last_applied_revision: str = ""
    last_attempted_revision: str = ""


class FluxWire(Wire):
    """A Kustomization or a HelmRelease."""

    metadata: Meta
    spec: SpecWire = msgspec.field(default_factory=SpecWire)
    status: StatusWire = msgspec.field(default_factory=StatusWire)


def parse_kustomization(wire: FluxWire) -> Application:
    """Return the fact of a Flux Kustomization; it is in sync when what it attempted is what it applied."""
    reference, status = wire.spec.source_ref or ReferenceWire(), wire.status
    source = ApplicationSource(
        Untrusted(reference.name), Untrusted(wire.spec.path), Untrusted(""), Untrusted(status.last_attempted_revision)
    )
    same = status.last_applied_revision == status.last_attempted_revision
    return _application("Kustomization", wire, source, status.last_applied_revision, same=same)


def parse_helm_release(wire: FluxWire) -> Application:
    """Return the fact of a Flux HelmRelease; its revision is the chart version deployed last."""
    chart = wire.spec.chart.spec if wire.spec.chart else ChartSpecWire()
    reference = wire.spec.chart_ref or chart.source_ref
    source = ApplicationSource(
        Untrusted(reference.name), Untrusted(""), Untrusted(chart.chart or reference.name), Untrusted(chart.version)
    )
    history = wire.status.history or []
    return _application("HelmRelease", wire, source, history[0].chart_version if history else "", same=True)


def _application(kind: str, wire: FluxWire, source: ApplicationSource, revision: str, *, same: bool) -> Application:
    meta, spec, status = wire.metadata, wire.spec, wire.status
    ready = next((c.status for c in status.conditions or () if c.type == "Ready"), "Unknown")
    history = tuple(
        Deployed(Untrusted(h.chart_version), h.last_deployed or h.last_reconciled)
        for h in reversed(status.history or [])
    )
    return Application(
        engine=Untrusted("flux"),
        kind=Untrusted(kind),
        namespace=Untrusted(meta.namespace),
        name=Untrusted(meta.name),
        project=Untrusted(""),
        destination_namespace=Untrusted(spec.target_namespace or meta.namespace),
        destination_cluster=Untrusted("in-cluster"),
        sources=(source,),
        sync=Untrusted("Synced" if ready == "True" and same else "Unknown" if ready == "Unknown" else "OutOfSync"),
        health=Untrusted(_health(ready, suspended=spec.suspend)),
        revision=Untrusted(revision),
        sync_wave=0,
        automated=not spec.suspend,
        self_heal=not spec.suspend,
        suspended=spec.suspend,
        images=(),
        owner=Untrusted(""),
        objects=_inventory(status.inventory),
        history=history,
        deployed_at=history[-1].at if history else None,
        created_at=meta.creation_timestamp,
    )


def _health(ready: str, *, suspended: bool) -> str:
    if suspended:
        return "Suspended"
    return {"True": "Healthy", "False": "Degraded"}.get(ready, "Progressing")


def _inventory(inventory: InventoryWire | None) -> tuple[ManagedObject, ...]:
    """Return the objects of an inventory, whose ids are `<namespace>_<name>_<group>_<kind>`."""
    entries = (inventory.entries if inventory else None) or ()
    return tuple(_parse_entry(entry.id) for entry in entries if entry.id.count("_") >= INVENTORY_SEPARATORS)


def _parse_entry(text: str) -> ManagedObject:
    """Return the object of an id; a colon in its name is written `__`, and the core group is empty."""
    namespace, _, rest = text.partition("_")
    rest, _, kind = rest.rpartition("_")
    name, _, group = rest.rpartition("_")
    return ManagedObject(Untrusted(group), Untrusted(kind), Untrusted(namespace), Untrusted(name.replace("__", ":")))


KINDS = (
    Kind(
        "flux_kustomizations",
        "kustomizations",
        ("kustomize.toolkit.fluxcd.io/v1", "kustomize.toolkit.fluxcd.io/v1beta2"),
        FluxWire,
        parse_kustomization,
    ),
    Kind(
        "flux_helm_releases",
        "helmreleases",
        ("helm.toolkit.fluxcd.io/v2", "helm.toolkit.fluxcd.io/v2beta2"),
        FluxWire,
        parse_helm_release,
    ),
)
