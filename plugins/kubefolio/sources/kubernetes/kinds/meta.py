"""The parts that every Kubernetes object shares, and the row that describes a kind.

Wire types name only the fields that we may know: what they do not list is skipped while decoding and never becomes an
object in memory. So annotations are a struct of the few that are read, never a dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.workloads import Owner, Tracking

W = TypeVar("W")
F = TypeVar("F")

Labels = Mapping[str, str]


class Wire(msgspec.Struct, rename="camel", gc=False):
    """Base of wire types: Kubernetes' camelCase names."""


class OwnerReference(Wire):
    """`metadata.ownerReferences[]`."""

    kind: str = ""
    name: str = ""
    controller: bool | None = None


class Annotations(msgspec.Struct, gc=False):
    """The annotations that are read; all others stay on the wire."""

    tracking_id: str = msgspec.field(name="argocd.argoproj.io/tracking-id", default="")
    sync_wave: str = msgspec.field(name="argocd.argoproj.io/sync-wave", default="")
    default_class: str = msgspec.field(name="storageclass.kubernetes.io/is-default-class", default="")
    ingress_class: str = msgspec.field(name="kubernetes.io/ingress.class", default="")


class Meta(Wire):
    """`metadata`."""

    name: str = ""
    namespace: str = ""
    creation_timestamp: datetime | None = None
    labels: dict[str, str] | None = None
    annotations: Annotations | None = None
    owner_references: list[OwnerReference] | None = None


class Selector(Wire):
    """A label selector; expressions are counted, not interpreted."""

    match_labels: dict[str, str] | None = None
    match_expressions: list[msgspec.Raw] | None = None

    @property
    def selects_all(self) -> bool:
        """Tell whether it is the empty selector, which selects everything."""
        return not self.match_labels and not self.match_expressions


@dataclass(frozen=True)
class Kind(Generic[W, F]):
    """How one kind is listed and what becomes of it."""

    field: str
    """Field of the FactSet that it fills."""
    resource: str
    """Plural name in the API path and in RBAC rules."""
    versions: tuple[str, ...]
    """`group/version` (or `v1`), newest first; the first that the server has is asked."""
    wire: type[W]
    parse: Callable[[W], F]

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the API groups that its versions are in, sorted; empty text for the core group."""
        return tuple(sorted({version.rpartition("/")[0] for version in self.versions}))

    def path(self, version: str) -> str:
        """Return the API path that lists the kind in all namespaces."""
        return f"/{'apis' if '/' in version else 'api'}/{version}/{self.resource}"


def pairs(labels: Labels | None) -> tuple[tuple[Untrusted, Untrusted], ...]:
    """Return labels as sorted pairs."""
    return tuple(sorted((Untrusted(key), Untrusted(value)) for key, value in (labels or {}).items()))


def names(values: list[str] | None) -> tuple[Untrusted, ...]:
    """Return strings as facts, in the order of the object."""
    return tuple(Untrusted(value) for value in values or ())


def label(meta: Meta, key: str) -> Untrusted:
    """Return the value of a label, or empty."""
    return Untrusted((meta.labels or {}).get(key, ""))


def parse_owner(meta: Meta) -> Owner | None:
    """Return the controlling owner, if there is one."""
    for reference in meta.owner_references or ():
        if reference.controller:
            return Owner(kind=Untrusted(reference.kind), name=Untrusted(reference.name))
    return None


def parse_maker(meta: Meta) -> Owner | None:
    """Return the controlling owner, or else the first: not every operator says that it controls what it makes."""
    references = meta.owner_references or ()
    found = next((one for one in references if one.controller), next(iter(references), None))
    return Owner(kind=Untrusted(found.kind), name=Untrusted(found.name)) if found else None


def parse_tracking(meta: Meta) -> Tracking:
    """Return who claims the object, by the marks of Argo CD, Flux and Helm."""
    return Tracking(
        argocd_id=Untrusted(meta.annotations.tracking_id if meta.annotations else ""),
        instance=label(meta, "app.kubernetes.io/instance"),
        name=label(meta, "app.kubernetes.io/name"),
        part_of=label(meta, "app.kubernetes.io/part-of"),
        managed_by=label(meta, "app.kubernetes.io/managed-by"),
        chart=label(meta, "helm.sh/chart"),
        flux_kustomization=_flux_owner(meta, "kustomize"),
        flux_helm_release=_flux_owner(meta, "helm"),
    )


def _flux_owner(meta: Meta, controller: str) -> Untrusted:
    name = label(meta, f"{controller}.toolkit.fluxcd.io/name")
    namespace = label(meta, f"{controller}.toolkit.fluxcd.io/namespace")
    return Untrusted(f"{namespace}/{name}" if name else "")


AnyKind = Kind[Any, Any]
