"""Which workloads belong to an application, by what the GitOps controllers themselves record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import WORKLOAD_FIELDS
from kubefolio.facts.network import Route, Service
from kubefolio.facts.storage import VolumeClaim
from kubefolio.facts.workloads import Pod, Workload
from kubefolio.measures.ownership import Key, key_of


def object_keys(application: Application) -> frozenset[Key]:
    """Return the objects that an application accounts for."""
    return frozenset((one.kind, one.namespace, one.name) for one in application.objects)


def list_workloads(facts: FactSet, application: Application) -> tuple[Workload, ...]:
    """Return the workloads that an application lists, that its Helm release labelled, or that its objects made."""
    if not application.is_local:
        return ()
    keys = object_keys(application)
    release = f"{application.namespace}/{application.name}" if application.kind == "HelmRelease" else ""
    return tuple(
        one
        for field in WORKLOAD_FIELDS
        for one in getattr(facts, field).items
        if key_of(one) in keys or _maker(one) in keys or (release and one.tracking.flux_helm_release == release)
    )


def _maker(workload: Workload) -> Key:
    """Return the object that made a workload; a CronJob's Jobs are its runs, and are not told apart here."""
    owner = workload.owner
    return (owner.kind, workload.namespace, owner.name) if owner and owner.kind != "CronJob" else ("", "", "")


def list_claims(
    facts: FactSet, application: Application, pods: Mapping[Key, tuple[Pod, ...]]
) -> tuple[VolumeClaim, ...]:
    """Return the volume claims of an application: those it lists, and those that pods of its objects mount."""
    if not application.is_local:
        return ()
    keys = object_keys(application) | {key_of(one) for one in list_workloads(facts, application)}
    mounted = {(pod.namespace, claim) for key in keys for pod in pods.get(key, ()) for claim in pod.claims}
    return tuple(
        claim
        for claim in facts.volume_claims.items
        if ("PersistentVolumeClaim", claim.namespace, claim.name) in keys or (claim.namespace, claim.name) in mounted
    )


def list_exposed_services(facts: FactSet, application: Application) -> tuple[Service, ...]:
    """Return the Services of an application that let traffic in without a route."""
    keys = object_keys(application) if application.is_local else frozenset()
    return tuple(
        one
        for one in facts.services.items
        if one.type in ("LoadBalancer", "NodePort") and ("Service", one.namespace, one.name) in keys
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
    keys = object_keys(application) if application.is_local else frozenset()
    return tuple(
        route
        for route in found
        if (route.kind, route.namespace, route.name) in keys
        or any(("Service", backend.namespace, backend.service) in keys for backend in route.backends)
    )
