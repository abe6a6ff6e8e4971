"""Which GitOps owner accounts for an object, as the controllers themselves keep track, and the share that one does.

Argo CD records the objects of an Application in its status, and marks each object with a tracking id. Flux keeps an
inventory in each Kustomization, and labels what its controllers apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import applications, merge, workloads
from kubefolio.facts.workloads import Owner, Tracking, Workload

Key = tuple[str, str, str]
"""Kind, namespace and name of an object."""


class Marked(Protocol):
    """What any object says about who made it and who claims it."""

    @property
    def namespace(self) -> Untrusted:
        """Its namespace."""

    @property
    def name(self) -> Untrusted:
        """Its name."""

    @property
    def owner(self) -> Owner | None:
        """What made it."""

    @property
    def tracking(self) -> Tracking:
        """Who claims it."""


OBJECTS: Mapping[str, tuple[str, str]] = {
    "services": ("", "Service"),
    "ingresses": ("networking.k8s.io", "Ingress"),
    "http_routes": ("gateway.networking.k8s.io", "HTTPRoute"),
    "grpc_routes": ("gateway.networking.k8s.io", "GRPCRoute"),
    "tls_routes": ("gateway.networking.k8s.io", "TLSRoute"),
    "ingress_routes": ("traefik.io", "IngressRoute"),
    "ingress_routes_tcp": ("traefik.io", "IngressRouteTCP"),
    "gateways": ("gateway.networking.k8s.io", "Gateway"),
    "network_policies": ("networking.k8s.io", "NetworkPolicy"),
    "volume_claims": ("", "PersistentVolumeClaim"),
    "disruption_budgets": ("policy", "PodDisruptionBudget"),
    "autoscalers": ("autoscaling", "HorizontalPodAutoscaler"),
    "quotas": ("", "ResourceQuota"),
}
"""Fields of the FactSet whose objects a person could have made by hand, beside workloads: API group and kind."""

_WORKLOAD_GROUPS = {"Job": "batch", "CronJob": "batch"}
_API_SERVERS_OWN = ("Service", "default", "kubernetes")


@dataclass(frozen=True)
class Ownership:
    """The workloads that count, each with what accounts for it."""

    owned: tuple[tuple[Workload, str], ...]
    """Workload, and its owner as `kind/name`."""
    unmanaged: tuple[Workload, ...]


@dataclass(frozen=True)
class Stray:
    """An object besides workloads that no GitOps owner accounts for."""

    kind: str
    namespace: Untrusted
    name: Untrusted


class Register:
    """What the applications of this cluster account for, by their own lists and by their marks on objects."""

    def __init__(self, known: Iterable[Application]) -> None:
        """Index the applications, so that each object is looked up once."""
        self._listed: dict[Key, str] = {}
        self._marks: dict[tuple[str, str], str] = {}
        for one in known:
            if one.is_local:
                self._add(one, f"{one.kind}/{one.name}")

    def _add(self, one: Application, owner: str) -> None:
        self._listed |= {(child.kind, child.namespace, child.name): owner for child in one.objects}
        self._marks[one.kind, f"{one.namespace}/{one.name}"] = owner
        if one.kind == "Application":  # a tracking id names the Application alone, unless it lives elsewhere
            self._marks["argocd", one.name] = self._marks["argocd", f"{one.namespace}_{one.name}"] = owner

    def owner_of(self, group: str, kind: str, item: Marked) -> str:
        """Return `kind/name` of what accounts for an object: by a list, else by its marks; empty for nothing."""
        listed = self._listed.get((kind, item.namespace, item.name))
        return listed or self._argocd(group, kind, item) or self._flux(item.tracking)

    def _argocd(self, group: str, kind: str, item: Marked) -> str:
        """Return the Application of a tracking id that names this very object; one copied from another does not."""
        instance, _, rest = item.tracking.argocd_id.partition(":")
        same = rest == f"{group}/{kind}:{item.namespace}/{item.name}"
        return self._marks.get(("argocd", instance), "") if same else ""

    def _flux(self, tracking: Tracking) -> str:
        return self._marks.get(("HelmRelease", tracking.flux_helm_release), "") or self._marks.get(
            ("Kustomization", tracking.flux_kustomization), ""
        )


def account_for(facts: FactSet) -> Ownership | Missing:
    """Return who accounts for each workload; Missing where workloads or applications could not be read."""
    known, running = applications(facts), workloads(facts)
    if isinstance(running, Missing):
        return running
    if isinstance(known, Missing):
        return known
    register = Register(known)
    counted = [
        (workload, register.owner_of(_WORKLOAD_GROUPS.get(workload.kind, "apps"), workload.kind, workload))
        for workload in running
        if workload.owner is None
    ]
    return Ownership(
        owned=tuple((workload, owner) for workload, owner in counted if owner),
        unmanaged=tuple(workload for workload, owner in counted if not owner),
    )


def list_strays(facts: FactSet) -> tuple[Stray, ...] | Missing:
    """Return the objects besides workloads that nobody accounts for, kind by kind; Missing if a kind was not read."""
    known, every = applications(facts), merge(facts.stateful_sets, *(getattr(facts, field) for field in OBJECTS))
    if isinstance(known, Missing):
        return known
    if isinstance(every, Missing):
        return every
    register, sets = Register(known), _names_of(facts.stateful_sets.items)
    return tuple(
        Stray(kind, item.namespace, item.name)
        for field, (group, kind) in OBJECTS.items()
        for item in getattr(facts, field).items
        if not (item.owner or register.owner_of(group, kind, item) or _is_made(kind, item, sets))
    )


def _names_of(found: Iterable[Marked]) -> frozenset[tuple[str, str]]:
    return frozenset((one.namespace, one.name) for one in found)


def _is_made(kind: str, item: Marked, stateful_sets: frozenset[tuple[str, str]]) -> bool:
    """Tell whether Kubernetes made an object without saying so on it.

    That is the API server's own Service, and a claim that a StatefulSet made: `<template>-<StatefulSet>-<number>`.
    """
    if kind != "PersistentVolumeClaim":
        return (kind, item.namespace, item.name) == _API_SERVERS_OWN
    stem, _, number = item.name.rpartition("-")
    parts = stem.split("-")
    names = {"-".join(parts[index:]) for index in range(1, len(parts))}
    return number.isdigit() and any((item.namespace, name) in stateful_sets for name in names)


def key_of(workload: Workload) -> Key:
    """Return a workload's identity."""
    return (workload.kind, workload.namespace, workload.name)
