"""Measures of what runs."""

from __future__ import annotations

from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import WORKLOAD_FIELDS
from kubefolio.facts.workloads import Workload
from kubefolio.measures.base import Compute, Measure

RUNNING_FIELDS = WORKLOAD_FIELDS[:3]
"""Deployments, StatefulSets and DaemonSets."""


def _phase(phase: str) -> Compute:
    return lambda facts: sum(pod.phase == phase for pod in facts.pods.items)


def _count(field: str) -> Compute:
    return lambda facts: len(getattr(facts, field).items)


def is_available(workload: Workload) -> bool:
    """Tell whether a workload has every pod that it wants."""
    return workload.ready >= workload.desired


def running(facts: FactSet) -> tuple[Workload, ...]:
    """Return the Deployments, StatefulSets and DaemonSets that were read."""
    return tuple(one for field in RUNNING_FIELDS for one in getattr(facts, field).items)


def _pods(phase: str) -> Measure:
    return Measure(
        f"pods.{phase.lower()}",
        f"Pods {phase.lower()}",
        f"Pods whose phase is {phase}.",
        "count",
        ("pods",),
        _phase(phase),
    )


MEASURES = (
    Measure(
        "namespaces.total",
        "Namespaces",
        "All Namespace objects, those of Kubernetes itself included.",
        "count",
        ("namespaces",),
        _count("namespaces"),
    ),
    Measure(
        "workloads.total",
        "Workloads",
        "Deployments, StatefulSets and DaemonSets; Jobs and CronJobs are not counted.",
        "count",
        RUNNING_FIELDS,
        lambda facts: len(running(facts)),
    ),
    Measure(
        "workloads.available",
        "Workloads available",
        "Deployments, StatefulSets and DaemonSets with as many ready pods as they want.",
        "count",
        RUNNING_FIELDS,
        lambda facts: sum(is_available(one) for one in running(facts)),
    ),
    Measure(
        "workloads.deployments",
        "Deployments",
        "All Deployment objects.",
        "count",
        ("deployments",),
        _count("deployments"),
    ),
    Measure(
        "workloads.stateful_sets",
        "StatefulSets",
        "All StatefulSet objects.",
        "count",
        ("stateful_sets",),
        _count("stateful_sets"),
    ),
    Measure(
        "workloads.daemon_sets",
        "DaemonSets",
        "All DaemonSet objects.",
        "count",
        ("daemon_sets",),
        _count("daemon_sets"),
    ),
    Measure("workloads.cron_jobs", "CronJobs", "All CronJob objects.", "count", ("cron_jobs",), _count("cron_jobs")),
    Measure("pods.total", "Pods", "All Pod objects, in any phase.", "count", ("pods",), _count("pods")),
    _pods("Running"),
    _pods("Pending"),
    _pods("Failed"),
    Measure(
        "pods.restarts",
        "Container restarts",
        "Sum of restartCount over all containers of the pods that exist now; those of deleted pods are not in it.",
        "count",
        ("pods",),
        lambda facts: sum(pod.restarts for pod in facts.pods.items),
    ),
    Measure(
        "crds.total",
        "Custom resource definitions",
        "All CustomResourceDefinition objects.",
        "count",
        ("custom_resource_definitions",),
        _count("custom_resource_definitions"),
    ),
)
