"""Whether anything scrapes a workload's metrics, as far as objects of the cluster say so."""

from __future__ import annotations

from collections import defaultdict

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.monitoring import Monitor
from kubefolio.facts.network import Service
from kubefolio.facts.workloads import Workload

FIELDS = ("service_monitors", "pod_monitors")


class Monitored:
    """Monitors and Services, looked up by namespace."""

    def __init__(self, facts: FactSet) -> None:
        """Index the monitors by the namespaces that they look in, and the Services by their own."""
        self._facts = facts
        self._services: dict[str, list[Service]] = defaultdict(list)
        for service in facts.services.items:
            self._services[service.namespace].append(service)
        self._by_service = _by_place(facts.service_monitors.items)
        self._by_pod = _by_place(facts.pod_monitors.items)

    def scrapes(self, workload: Workload) -> bool | Missing:
        """Return whether something scrapes a workload; Missing where a kind that would tell was not read.

        Without the Prometheus operator a server is configured by a file, which no object shows: unless an annotation
        asks for it, that is not known.
        """
        if workload.scraped or self._selects_pods(workload) or self._selects_service(workload):
            return True
        values = [getattr(self._facts, field).value for field in (*FIELDS, "services")]
        unread = [one for one in values if isinstance(one, Missing) and one.cause != "absent"]
        if unread:
            return unread[0]
        if all(isinstance(one, Missing) for one in values[: len(FIELDS)]):
            return Missing("without the Prometheus operator nothing in the cluster says what is scraped", "undecidable")
        return False

    def _selects_pods(self, workload: Workload) -> bool:
        labels = dict(workload.labels)
        return any(one.selector.selects(labels) for one in _near(self._by_pod, workload.namespace))

    def _selects_service(self, workload: Workload) -> bool:
        labels, near = set(workload.labels), _near(self._by_service, workload.namespace)
        for service in self._services.get(workload.namespace, ()):
            if not service.selector or not set(service.selector) <= labels:
                continue
            if service.scraped or any(one.selector.selects(dict(service.labels)) for one in near):
                return True
        return False


def _by_place(monitors: tuple[Monitor, ...]) -> dict[str, list[Monitor]]:
    """Return the monitors by namespace; under `*` those that look everywhere."""
    found: dict[str, list[Monitor]] = defaultdict(list)
    for one in monitors:
        places = ("*",) if one.any_namespace else one.namespaces or (one.namespace,)
        for place in places:
            found[place].append(one)
    return found


def _near(monitors: dict[str, list[Monitor]], namespace: str) -> list[Monitor]:
    return [*monitors.get(namespace, ()), *monitors.get("*", ())]
