"""What of an application's belongings leads to what, as pages ask for it; the look-up is `measures.belongings`."""

from __future__ import annotations

from collections.abc import Mapping

from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.network import Service
from kubefolio.facts.workloads import Pod, Workload
from kubefolio.measures.ownership import Key, key_of


def selects(service: Service, workload: Workload) -> bool:
    """Tell whether a Service sends traffic to a workload's pods; one without a selector sends it nowhere by itself."""
    return (
        bool(service.selector)
        and service.namespace == workload.namespace
        and set(service.selector) <= set(workload.labels)
    )


def mounted_claims(workload: Workload, pods: Mapping[Key, tuple[Pod, ...]]) -> frozenset[Untrusted]:
    """Return the names of the volume claims that a workload's pods mount."""
    return frozenset(claim for pod in pods.get(key_of(workload), ()) for claim in pod.claims)


def unread(*values: object) -> Missing | None:
    """Return why something cannot be told: the first of these that was not read."""
    return next((value for value in values if isinstance(value, Missing)), None)
