"""Small facts with everything that a test does not care about filled in."""

# ruff: noqa: ANN401  # fields and types of any kind of fact

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from kubefolio.facts.base import Missing, Origin, Reading, SourceName, Untrusted
from kubefolio.facts.cluster import CustomResourceDefinition, Node, Resources
from kubefolio.facts.delivery import Application, ApplicationSource, ManagedObject
from kubefolio.facts.storage import VolumeClaim
from kubefolio.facts.workloads import Container, Owner, Pod, Tracking, Workload, WorkloadKind
from tests.scenarios.moments import LONG_AGO, NOW

U = Untrusted
F = TypeVar("F")
NOT_STATED = Missing("the object does not state it", "not-reported")


def found(*facts: F, source: SourceName = "kubernetes", locator: str = "/api") -> Reading[F]:
    """Return a reading that found these facts."""
    return Reading(facts, Origin(source, locator, NOW))


def missing(reason: str, cause: Any = "failed", source: SourceName = "kubernetes") -> Reading[Any]:
    """Return a reading that was tried in vain."""
    return Reading(Missing(reason, cause), Origin(source, "/api", NOW))


def resources(cpu: float | None = None, memory: int | None = None) -> Resources:
    """Return amounts; what is not given is not stated."""
    return Resources(
        NOT_STATED if cpu is None else cpu, NOT_STATED if memory is None else memory, NOT_STATED, NOT_STATED
    )


def node(name: str, *roles: str, **fields: Any) -> Node:
    """Return a node of 12 threads and 32 GiB on Talos."""
    plain: dict[str, Any] = {
        "name": U(name),
        "roles": tuple(U(role) for role in roles),
        "ready": True,
        "schedulable": True,
        "taints": (),
        "conditions": (),
        "capacity": resources(12.0, 32 * 1024**3),
        "allocatable": resources(11.95, 31 * 1024**3),
        "os_image": U("Talos (v1.13.4)"),
        "kernel_version": U("6.18.34-talos"),
        "kubelet_version": U("v1.34.6"),
        "container_runtime": U("containerd://2.1.6"),
        "architecture": U("amd64"),
        "zone": U(""),
        "instance_type": U(""),
        "created_at": LONG_AGO,
    }
    return Node(**plain | fields)


def pod(name: str, namespace: str = "web", **fields: Any) -> Pod:
    """Return a pod that runs and is ready."""
    plain: dict[str, Any] = {
        "namespace": U(namespace),
        "name": U(name),
        "node": U("node-1"),
        "phase": U("Running"),
        "ready": True,
        "restarts": 0,
        "reason": U(""),
        "owner": None,
        "component": U(""),
        "images": (),
        "cpu_request_cores": 0.25,
        "memory_request_bytes": 256 * 1024**2,
        "started_at": LONG_AGO,
    }
    return Pod(**plain | fields)


def container(image: str) -> Container:
    """Return a container of this image that asks for a quarter of a core."""
    return Container(
        name=U("main"),
        image=U(image),
        requests=resources(0.25, 256 * 1024**2),
        limits=resources(),
        liveness_probe=True,
        readiness_probe=True,
        run_as_non_root=True,
        read_only_root=True,
        privileged=False,
    )


def workload(kind: WorkloadKind, namespace: str, name: str, *images: str, **fields: Any) -> Workload:
    """Return a workload with one pod, which is ready."""
    plain: dict[str, Any] = {
        "kind": kind,
        "namespace": U(namespace),
        "name": U(name),
        "desired": 1,
        "ready": 1,
        "containers": tuple(container(image) for image in images),
        "service_account": U(""),
        "labels": ((U("app"), U(name)),),
        "host_network": False,
        "owner": None,
        "tracking": Tracking(),
        "suspended": False,
        "schedule": U(""),
        "created_at": LONG_AGO,
    }
    return Workload(**plain | fields)


def owned_by(kind: str, name: str) -> Owner:
    """Return the controller of an object."""
    return Owner(U(kind), U(name))


def owned_job(name: str, cron_job: str) -> Workload:
    """Return a Job that a CronJob made."""
    return workload("Job", "web", name, owner=owned_by("CronJob", cron_job))


def managed(kind: str, namespace: str, name: str, group: str = "") -> ManagedObject:
    """Return an object that an application accounts for."""
    return ManagedObject(U(group), U(kind), U(namespace), U(name))


def application(name: str, objects: Iterable[ManagedObject] = (), **fields: Any) -> Application:
    """Return an Argo CD Application that is healthy and in sync."""
    source = ApplicationSource(U("https://git.example/me/infra.git"), U(f"apps/{name}"), U(""), U("main"))
    plain: dict[str, Any] = {
        "engine": U("argocd"),
        "kind": U("Application"),
        "namespace": U("argocd"),
        "name": U(name),
        "project": U("default"),
        "destination_namespace": U(name),
        "destination_cluster": U("in-cluster"),
        "sources": (source,),
        "sync": U("Synced"),
        "health": U("Healthy"),
        "revision": U("0123456789abcdef0123456789abcdef01234567"),
        "sync_wave": 0,
        "automated": True,
        "self_heal": True,
        "suspended": False,
        "images": (),
        "owner": U(""),
        "objects": tuple(objects),
        "history": (),
        "deployed_at": NOW,
        "created_at": LONG_AGO,
    }
    return Application(**plain | fields)


def claim(namespace: str, name: str, requested: int | None = 10 * 1024**3) -> VolumeClaim:
    """Return a bound claim of 10 GiB."""
    return VolumeClaim(
        namespace=U(namespace),
        name=U(name),
        phase=U("Bound"),
        storage_class=U("longhorn"),
        volume=U(f"pvc-{name}"),
        requested_bytes=NOT_STATED if requested is None else requested,
        capacity_bytes=NOT_STATED if requested is None else requested,
        access_modes=(U("ReadWriteOnce"),),
    )


def crd(plural: str, group: str, kind: str) -> CustomResourceDefinition:
    """Return a kind that the cluster was taught."""
    return CustomResourceDefinition(U(f"{plural}.{group}"), U(group), U(kind), (U("v1"),))
