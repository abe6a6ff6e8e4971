"""Which GitOps owner accounts for a workload, as the controllers themselves keep track, and the share that one does.

Argo CD records the objects of an Application in its status, and marks each object with a tracking id. Flux keeps an
inventory in each Kustomization, and labels what its controllers apply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import APPLICATION_FIELDS, WORKLOAD_FIELDS, applications, workloads
from kubefolio.facts.workloads import Workload
from kubefolio.measures.base import Measure, share

Key = tuple[str, str, str]
"""Kind, namespace and name of an object."""

RULE = (
    "Deployments, StatefulSets, DaemonSets, CronJobs and Jobs; those that another controller made (a CronJob's Job, an "
    "operator's StatefulSet) are left out, since who owns their maker owns them. Nothing is left out by name."
)
_GROUPS = {"Job": "batch", "CronJob": "batch"}


@dataclass(frozen=True)
class Ownership:
    """The workloads that count, each with what accounts for it."""

    owned: tuple[tuple[Workload, str], ...]
    """Workload, and its owner as `kind/name`."""
    unmanaged: tuple[Workload, ...]


def account_for(facts: FactSet) -> Ownership | Missing:
    """Return who accounts for each workload; Missing where workloads or applications could not be read."""
    known, running = applications(facts), workloads(facts)
    if isinstance(running, Missing):
        return running
    if isinstance(known, Missing):
        return known
    index = _index(known)
    counted = [(workload, _owner(workload, index, known)) for workload in running if workload.owner is None]
    return Ownership(
        owned=tuple((workload, owner) for workload, owner in counted if owner),
        unmanaged=tuple(workload for workload, owner in counted if not owner),
    )


def key_of(workload: Workload) -> Key:
    """Return a workload's identity."""
    return (workload.kind, workload.namespace, workload.name)


def _index(known: tuple[Application, ...]) -> Mapping[Key, str]:
    """Return the owner of each object that an application of this cluster lists."""
    return {
        (child.kind, child.namespace, child.name): f"{one.kind}/{one.name}"
        for one in known
        if one.is_local
        for child in one.objects
    }


def _owner(workload: Workload, index: Mapping[Key, str], known: tuple[Application, ...]) -> str:
    """Return the owner by the application's own list, else by the marks on the object; empty where there is none."""
    return index.get(key_of(workload)) or _marked_owner(workload, known)


def _marked_owner(workload: Workload, known: tuple[Application, ...]) -> str:
    tracking = workload.tracking
    for one in (one for one in known if one.is_local):
        marks = {
            "Application": tracking.argocd_id == _tracking_id(one, workload),
            "HelmRelease": tracking.flux_helm_release == f"{one.namespace}/{one.name}",
            "Kustomization": tracking.flux_kustomization == f"{one.namespace}/{one.name}",
        }
        if marks.get(one.kind):
            return f"{one.kind}/{one.name}"
    return ""


def _tracking_id(application: Application, workload: Workload) -> str:
    """Return the id that Argo CD writes on this very object; one copied from another object does not match it."""
    instance = str(application.name)
    if "_" in workload.tracking.argocd_id.partition(":")[0]:
        instance = f"{application.namespace}_{application.name}"
    group = _GROUPS.get(workload.kind, "apps")
    return f"{instance}:{group}/{workload.kind}:{workload.namespace}/{workload.name}"


def _owned(facts: FactSet) -> int | Missing:
    found = account_for(facts)
    return found if isinstance(found, Missing) else len(found.owned)


def _unmanaged(facts: FactSet) -> int | Missing:
    found = account_for(facts)
    return found if isinstance(found, Missing) else len(found.unmanaged)


def _share(facts: FactSet) -> float | Missing:
    found = account_for(facts)
    return found if isinstance(found, Missing) else share(len(found.owned), len(found.owned) + len(found.unmanaged))


NEEDS = (*WORKLOAD_FIELDS, *APPLICATION_FIELDS)
OPTIONAL = frozenset(APPLICATION_FIELDS)

MEASURES = (
    Measure(
        "gitops.share",
        "Workloads that Git accounts for",
        f"Share of workloads that an Argo CD Application, a Flux Kustomization or HelmRelease accounts for. {RULE}",
        "ratio",
        NEEDS,
        _share,
        OPTIONAL,
    ),
    Measure(
        "gitops.owned",
        "Workloads with a GitOps owner",
        f"Workloads that a GitOps controller lists or marks as its own. {RULE}",
        "count",
        NEEDS,
        _owned,
        OPTIONAL,
    ),
    Measure(
        "gitops.unmanaged",
        "Workloads without a GitOps owner",
        f"Workloads that no GitOps controller lists or marks as its own. {RULE}",
        "count",
        NEEDS,
        _unmanaged,
        OPTIONAL,
    ),
)
