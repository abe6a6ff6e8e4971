"""The share of what runs that Git accounts for, and what it does not."""

from __future__ import annotations

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import APPLICATION_FIELDS, WORKLOAD_FIELDS
from kubefolio.measures.base import Measure, share
from kubefolio.measures.ownership import OBJECTS, account_for, list_strays

RULE = (
    "Deployments, StatefulSets, DaemonSets, CronJobs and Jobs; those that another controller made (a CronJob's Job, an "
    "operator's StatefulSet) are left out, since who owns their maker owns them. Nothing is left out by name."
)
OBJECT_RULE = (
    "Services, routes, Gateways, network policies, volume claims, disruption budgets, autoscalers and quotas. Left out "
    "are those that another object made, the claims that a StatefulSet makes for its pods, and the API server's own "
    "Service, default/kubernetes."
)


def _owned(facts: FactSet) -> int | Missing:
    found = account_for(facts)
    return found if isinstance(found, Missing) else len(found.owned)


def _unmanaged(facts: FactSet) -> int | Missing:
    found = account_for(facts)
    return found if isinstance(found, Missing) else len(found.unmanaged)


def _share(facts: FactSet) -> float | Missing:
    found = account_for(facts)
    return found if isinstance(found, Missing) else share(len(found.owned), len(found.owned) + len(found.unmanaged))


def _strays(facts: FactSet) -> int | Missing:
    found = list_strays(facts)
    return found if isinstance(found, Missing) else len(found)


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
    Measure(
        "gitops.strays",
        "Other objects without a GitOps owner",
        f"Objects besides workloads that no GitOps controller lists or marks as its own. {OBJECT_RULE}",
        "count",
        ("stateful_sets", *OBJECTS, *APPLICATION_FIELDS),
        _strays,
        frozenset((*OBJECTS, *APPLICATION_FIELDS)),
    ),
)
