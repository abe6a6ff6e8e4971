"""The same objects in the API versions that a server of Kubernetes 1.20 has."""

from __future__ import annotations

from examples.homelab.world.names import Obj

_OLD = {
    ("CronJob", "batch/v1"): "batch/v1beta1",
    ("HorizontalPodAutoscaler", "autoscaling/v2"): "autoscaling/v2beta2",
    ("PodDisruptionBudget", "policy/v1"): "policy/v1beta1",
}


def to_old_api(item: Obj) -> Obj:
    """Return the object in a version that Kubernetes 1.20 serves; these three differ in nothing but the version."""
    return item | {"apiVersion": _OLD.get((item["kind"], item["apiVersion"]), item["apiVersion"])}
