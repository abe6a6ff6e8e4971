"""Which workloads belong to an application, by what the GitOps controllers themselves record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import WORKLOAD_FIELDS
from kubefolio.facts.network import Route
from kubefolio.facts.workloads import Pod, Workload
from kubefolio.measures.ownership import Key, key_of


def object_keys(application: Application) -> frozenset[Key]:
    """Return the objects that an application accounts for."""
    return frozenset((one.kind, one.namespace, one.name) for one in application.objects)


def list_workloads(facts: FactSet, application: Application) -> tuple[Workload, ...]:
    """Return the workloads among an application's objects, and those that its HelmRelease labelled."""
    keys = object_keys(application)
    release = f"{application.namespace}/{application.name}" if application.kind == "HelmRelease" else ""
    return tuple(
        one
        for field in WORKLOAD_FIELDS
        for one in getattr(facts, field).items
        if key_of(one) in keys or (release and one.tracking.flux_helm_release == release)
    )


def index_pods(facts: FactSet) -> Mapping[Key, tuple[Pod, ...]]:
    """Return the pods of each workload; a ReplicaSet stands for the Deployment that it is named after."""
    pods: dict[Key, list[Pod]] = {}
    for pod in facts.pods.items:
        if pod.owner:
            kind, name = str(pod.owner.kind), str(pod.owner.name)
            if kind == "ReplicaSet":
                kind, name = "Deployment", name.rpartition("-")[0]
            pods.setdefault((kind, pod.namespace, name), []).append(pod)
    return {key: tuple(found) for key, found in pods.items()}


def list_routes(found: Iterable[Route], application: Application) -> tuple[Route, ...]:
    """Return the routes among an application's objects, and those that lead to one of its Services."""
    keys = object_keys(application)
    return tuple(
        route
        for route in found
        if (route.kind, route.namespace, route.name) in keys
        or any(("Service", backend.namespace, backend.service) in keys for backend in route.backends)
    )
