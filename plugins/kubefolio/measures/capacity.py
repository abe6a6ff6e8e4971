"""Measures of what the machines have, what is asked of them, and what is used."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Literal

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.measures.base import Measure, Unit, share, total

FINISHED = frozenset({"Succeeded", "Failed"})
"""Phases of pods that hold no resources any more."""

Amount = Callable[[FactSet], float | Missing]


def _of_nodes(field: str) -> Amount:
    read = attrgetter(field)
    return lambda facts: total(read(node) for node in facts.nodes.items)


def _requested(field: str) -> Amount:
    read = attrgetter(field)
    return lambda facts: sum(read(pod) for pod in facts.pods.items if pod.node and pod.phase not in FINISHED)


def _used(field: str) -> Amount:
    """Return the sum over all nodes; Missing while metrics-server has not measured every one of them."""
    read = attrgetter(field)

    def used(facts: FactSet) -> float | Missing:
        measured = {usage.name for usage in facts.node_usage.items}
        if not measured:
            return Missing("metrics-server has measured no node yet", "not-reported")
        if any(node.name not in measured for node in facts.nodes.items):
            return Missing("metrics-server has not measured every node", "not-reported")
        return total(read(usage) for usage in facts.node_usage.items)

    return used


def _share(part: Amount, whole: Amount) -> Amount:
    return lambda facts: share(part(facts), whole(facts))


def _measures(resource: Literal["cpu", "memory"], title: str, unit: Unit, suffix: str) -> tuple[Measure, ...]:
    capacity, allocatable = _of_nodes(f"capacity.{resource}_{suffix}"), _of_nodes(f"allocatable.{resource}_{suffix}")
    requested, used = _requested(f"{resource}_request_{suffix}"), _used(f"{resource}_{suffix}")
    rows: tuple[tuple[str, str, Unit, tuple[str, ...], Amount], ...] = (
        ("capacity", "capacity", unit, ("nodes",), capacity),
        ("allocatable", "allocatable", unit, ("nodes",), allocatable),
        ("requested", "requested", unit, ("pods",), requested),
        ("requested_share", "requested of allocatable", "ratio", ("pods", "nodes"), _share(requested, allocatable)),
        ("used", "used now", unit, ("node_usage", "nodes"), used),
    )
    definitions = _define(resource)
    return tuple(
        Measure(f"{resource}.{name}", f"{title} {words}", definitions[name], unit, needs, compute)
        for name, words, unit, needs, compute in rows
    )


def _define(resource: Literal["cpu", "memory"]) -> dict[str, str]:
    note = " Hardware threads, not physical cores." if resource == "cpu" else ""
    return {
        "capacity": f"Sum of status.capacity.{resource} over all nodes.{note}",
        "allocatable": f"Sum of status.allocatable.{resource} over all nodes: what pods may request.",
        "requested": f"Sum of the {resource} requests of all containers of pods that are on a node and have not "
        "finished. Init containers and pod overhead are not counted.",
        "requested_share": f"{resource}.requested divided by {resource}.allocatable.",
        "used": f"Sum over all nodes of what metrics-server last measured of {resource}.",
    }


MEASURES = (*_measures("cpu", "CPU", "cores", "cores"), *_measures("memory", "Memory", "bytes", "bytes"))
