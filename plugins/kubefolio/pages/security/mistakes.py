"""Network policies that undo what they are for."""

from __future__ import annotations

from dataclasses import dataclass

from kubefolio.facts.base import Missing
from kubefolio.facts.merge import workloads
from kubefolio.language import tr
from kubefolio.measures.ownership import key_of
from kubefolio.measures.policies import Policy, labels_of, list_policies
from kubefolio.pages.base import World


@dataclass(frozen=True)
class PolicyRow:
    """A policy that undoes itself."""

    kind: str
    namespace: str
    name: str
    what: str


def list_mistakes(world: World) -> tuple[PolicyRow, ...] | Missing:
    """Return the policies with a rule that lets everybody in, or all from outside where nothing is exposed."""
    facts = world.facts
    if isinstance(facts.network_policies.value, Missing):
        return facts.network_policies.value
    return tuple(
        PolicyRow(one.kind, one.namespace or tr("all"), one.name, _mistake(one))
        for one in list_policies(facts)
        if one.opens_all or (one.opens_world and _is_unasked(world, one))
    )


def _is_unasked(world: World, policy: Policy) -> bool:
    """Tell whether a policy opens to the outside what no route and no open Service leads to."""
    asked = {
        key_of(workload)
        for application in world.application_pages
        for mine in (world.belongings(application),)
        if mine.routes or mine.exposed
        for workload in mine.workloads
    }
    running = workloads(world.facts)
    near = () if isinstance(running, Missing) else running
    chosen = [key_of(one) for one in near if policy.namespace in ("", one.namespace) and policy.selects(labels_of(one))]
    return bool(chosen) and asked.isdisjoint(chosen)


def _mistake(policy: Policy) -> str:
    if "Ingress" in policy.opens:
        return tr("one of its ingress rules is empty, or names everybody: all traffic gets in")
    if policy.opens_world:
        return tr("one of its ingress rules names the world, and nothing is exposed: all from outside gets in")
    return tr("one of its ingress rules names every namespace on every port: all of the cluster gets in")
