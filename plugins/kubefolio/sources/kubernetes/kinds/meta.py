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

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.selector import Requirement
from kubefolio.facts.selector import Selector as SelectorFact
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
    scrape: str = msgspec.field(name="prometheus.io/scrape", default="")
    linkerd_inject: str = msgspec.field(name="linkerd.io/inject", default="")
    kubeadm_socket: str = msgspec.field(name="kubeadm.alpha.kubernetes.io/cri-socket", default="")


class Meta(Wire):
    """`metadata`."""

    name: str = ""
    namespace: str = ""
    uid: str = ""
    creation_timestamp: datetime | None = None
    labels: dict[str, str] | None = None
    annotations: Annotations | None = None
    owner_references: list[OwnerReference] | None = None


class RequirementWire(Wire):
    """`matchExpressions[]`."""

    key: str = ""
    operator: str = ""
    values: list[str] | None = None


class Selector(Wire):
    """A label selector."""

    match_labels: dict[str, str] | None = None
    match_expressions: list[RequirementWire] | None = None

    @property
    def selects_all(self) -> bool:
        """Tell whether it is the empty selector, which selects everything."""
        return not self.match_labels and not self.match_expressions


class ConditionWire(Wire):
    """A condition of `status.conditions[]`: type and status alone."""

    type: str = ""
    status: str = ""


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


def parse_requirements(selector: Selector | None) -> tuple[Requirement, ...]:
    """Return the expressions of a selector."""
    found = (selector.match_expressions if selector else None) or ()
    return tuple(Requirement(Untrusted(one.key), Untrusted(one.operator), names(one.values)) for one in found)


def parse_selector(selector: Selector | None) -> SelectorFact:
    """Return the fact of a selector; none is the empty one."""
    return SelectorFact(pairs(selector.match_labels if selector else None), parse_requirements(selector))


def condition_holds(conditions: list[ConditionWire] | None, kind: str) -> bool | Missing:
    """Return whether a condition holds; Missing where the controller has not said, or does not know."""
    status = next((one.status for one in conditions or () if one.type == kind), "")
    if status in ("True", "False"):
        return status == "True"
    return Missing(f"its controller does not say whether it is {kind}", "not-reported")


def parse_moment(text: str) -> datetime | None:
    """Return a time that an object keeps as text; None where it is empty or no time with an offset."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else None


def is_scraped(annotations: Annotations | None) -> bool:
    """Tell whether an annotation asks Prometheus to scrape the object."""
    return annotations is not None and annotations.scrape == "true"


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
