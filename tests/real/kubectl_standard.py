"""The scorecard of the default standard, counted a second time from kubectl's JSON."""

# ruff: noqa: D102, D107  # a method's name is that of the rule it counts

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeAlias

Obj: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[str, str, str]

RUNNING = ("Deployment", "StatefulSet", "DaemonSet")
WORKLOADS = ("deployments.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch", "cronjobs.batch")
GATEWAY = "gateway.networking.k8s.io"


class Lists(Protocol):
    """What kubectl lists, by resource."""

    def of(self, *resources: str) -> list[Obj]:
        """Return the objects of these resources."""


class Board:
    """The whole cluster, and one answer a rule: True kept, False broken, None neither."""

    def __init__(self, listed: Lists) -> None:
        self.listed = listed
        self.applications = [one for one in listed.of("applications.argoproj.io") if not is_parent(one)]
        self.workloads = {name_of(one): self._workloads(one) for one in self.applications}
        self.tenants: dict[str, set[str]] = defaultdict(set)
        for name, found in self.workloads.items():
            for one in found:
                self.tenants[namespace_of(one)].add(name)

    def _workloads(self, application: Obj) -> list[Obj]:
        held = keys(application)
        return [one for one in self.listed.of(*WORKLOADS) if key(one) in held or maker(one) in held]

    def near(self, resource: str, namespace: str) -> list[Obj]:
        return [one for one in self.listed.of(resource) if namespace_of(one) == namespace]

    def each(self, application: Obj) -> list[Obj]:
        return self.workloads[name_of(application)]

    def running(self, application: Obj) -> list[Obj]:
        return [one for one in self.each(application) if one["kind"] in RUNNING and replicas(one)]

    def own_namespace(self, application: Obj) -> bool | None:
        places = {namespace_of(one) for one in self.each(application)}
        return all(self.tenants[place] == {name_of(application)} for place in places - {"default"}) if places else None

    def service_account(self, application: Obj) -> bool | None:
        return every(
            self.each(application),
            lambda one: (
                pod(one).get("serviceAccountName", "default") != "default"
                or pod(one).get("automountServiceAccountToken") is False
                or self._account(one) is False
            ),
        )

    def _account(self, workload: Obj) -> Any:  # noqa: ANN401
        near = self.near("serviceaccounts", namespace_of(workload))
        found = [one for one in near if name_of(one) == pod(workload).get("serviceAccountName", "default")]
        return found[0].get("automountServiceAccountToken") if found else None

    def network_policy(self, application: Obj) -> bool | None:
        return every(self.each(application), self._is_closed)

    def _is_closed(self, workload: Obj) -> bool:
        if pod(workload).get("hostNetwork"):
            return False
        closing, opening = [], []
        for one in self.near("networkpolicies.networking.k8s.io", namespace_of(workload)):
            if selects(one["spec"]["podSelector"], labels(workload)):
                closing += [one] if "Ingress" in one["spec"]["policyTypes"] else []
                opening += [rule for rule in one["spec"].get("ingress", []) if lets_everybody_in(rule)]
        for one in self.near("ciliumnetworkpolicies.cilium.io", namespace_of(workload)):
            if selects(one["spec"]["endpointSelector"], labels(workload)):
                closing += [one] if one["spec"].get("ingress") else []
                opening += [
                    r for r in one["spec"].get("ingress", []) if {"all", "cluster"} & {*r.get("fromEntities", [])}
                ]
        return bool(closing) and not opening

    def disruption_budget(self, application: Obj) -> bool | None:
        several = [one for one in self.running(application) if one["kind"] != "DaemonSet" and replicas(one) > 1]
        return every(
            several,
            lambda one: any(
                selects(each["spec"]["selector"], labels(one))
                for each in self.near("poddisruptionbudgets.policy", namespace_of(one))
            ),
        )

    def requests(self, application: Obj) -> bool | None:
        return every(
            self._containers(application),
            lambda one: (
                {"cpu", "memory"}
                <= {
                    *one.get("resources", {}).get("requests", {}),
                    *one.get("resources", {}).get("limits", {}),
                    *one["defaults"],
                }
            ),
        )

    def limits(self, application: Obj) -> bool | None:
        return every(
            self._containers(application),
            lambda one: "memory" in one.get("resources", {}).get("limits", {}) or "memory" in one["defaults"],
        )

    def _containers(self, application: Obj) -> list[Obj]:
        """Return the containers, each with the amounts that a LimitRange fills in."""
        found = []
        for one in self.each(application):
            ranges = self.near("limitranges", namespace_of(one))
            names = {name for each in ranges for limit in each["spec"]["limits"] for name in limit.get("default", {})}
            found += [each | {"defaults": names} for each in pod(one)["containers"]]
        return found

    def quota(self, application: Obj) -> bool | None:
        places = {namespace_of(one) for one in self.each(application)}
        return every(places, lambda place: bool(self.near("resourcequotas", place)))

    def probes(self, application: Obj) -> bool | None:
        return every(
            self.running(application),
            lambda one: all(
                any(f"{probe}Probe" in each for each in pod(one)["containers"]) for probe in ("readiness", "liveness")
            ),
        )

    def route(self, application: Obj) -> bool | None:
        held = keys(application)
        if {"Gateway", "GatewayClass", "IngressClass"} & {kind for kind, _, _ in held}:
            return None
        services = [one for one in self.listed.of("services") if key(one) in held or maker(one) in held]
        exposed = [one for one in services if one["spec"]["type"] in ("NodePort", "LoadBalancer")]
        leading = {("Service", namespace_of(one), name_of(one)) for one in services} | held
        routes = [one for one in self.listed.of(f"httproutes.{GATEWAY}") if key(one) in held or targets(one) & leading]
        if not exposed and not routes:
            return None
        return not exposed and all(self._is_encrypted(one) for one in routes)

    def _is_encrypted(self, route: Obj) -> bool:
        parents = {(each.get("namespace", namespace_of(route)), each["name"]) for each in route["spec"]["parentRefs"]}
        gateways = [
            one for one in self.listed.of(f"gateways.{GATEWAY}") if (namespace_of(one), name_of(one)) in parents
        ]
        return any(each["protocol"] in ("HTTPS", "TLS") for one in gateways for each in one["spec"]["listeners"])

    def metrics(self, application: Obj) -> bool | None:
        found = self.running(application)
        return any(self._is_scraped(one) for one in found) if found else None

    def _is_scraped(self, workload: Obj) -> bool:
        place = namespace_of(workload)
        for one in self.listed.of("podmonitors.monitoring.coreos.com"):
            if looks_in(one, place) and selects(one["spec"]["selector"], labels(workload)):
                return True
        served = [one for one in self.near("services", place) if one["spec"].get("selector")]
        served = [one for one in served if one["spec"]["selector"].items() <= labels(workload).items()]
        return any(
            looks_in(one, place) and selects(one["spec"]["selector"], each["metadata"].get("labels", {}))
            for one in self.listed.of("servicemonitors.monitoring.coreos.com")
            for each in served
        )

    def non_root(self, application: Obj) -> bool | None:
        return every(self._contexts(application), lambda one: one.get("runAsNonRoot") or bool(one.get("runAsUser")))

    def read_only_root(self, application: Obj) -> bool | None:
        return every(self._contexts(application), lambda one: bool(one.get("readOnlyRootFilesystem")))

    def _contexts(self, application: Obj) -> list[Obj]:
        return [
            pod(one).get("securityContext", {}) | each.get("securityContext", {})
            for one in self.each(application)
            for each in pod(one)["containers"]
        ]

    def no_host_access(self, application: Obj) -> bool | None:
        return every(
            self.each(application),
            lambda one: (
                not (
                    pod(one).get("hostNetwork")
                    or pod(one).get("hostPID")
                    or any(each.get("securityContext", {}).get("privileged") for each in pod(one)["containers"])
                )
            ),
        )


RULES = (
    Board.own_namespace, Board.service_account, Board.network_policy, Board.disruption_budget, Board.requests,
    Board.limits, Board.quota, Board.probes, Board.route, Board.metrics, Board.non_root, Board.read_only_root,
    Board.no_host_access,
)  # fmt: skip


def count_standard(listed: Lists) -> dict[str, float]:
    """Return the share of applications that keep each rule, of all checks that are kept, and who keeps every rule."""
    board = Board(listed)
    found = {rule.__name__: [rule(board, one) for one in board.applications] for rule in RULES}
    every_check = [value for values in found.values() for value in values if value is not None]
    whole = [all(value is not False for value in row) for row in zip(*found.values(), strict=True)]
    shares = {
        f"scorecard.{name}": share(value for value in values if value is not None) for name, values in found.items()
    }
    return {"scorecard.share": share(every_check), "scorecard.applications": sum(whole), **shares}


def share(values: Iterable[bool | None]) -> float:
    found = [bool(value) for value in values]
    return sum(found) / len(found)


def every(items: Iterable[Any], is_good: Any) -> bool | None:  # noqa: ANN401
    found = list(items)
    return all(is_good(one) for one in found) if found else None


def is_parent(application: Obj) -> bool:
    kinds = {kind for kind, _, _ in keys(application)}
    return bool(kinds & {"Application", "ApplicationSet"}) and not kinds & {*RUNNING, "Job", "CronJob"}


def keys(application: Obj) -> set[Key]:
    resources = application.get("status", {}).get("resources", [])
    return {(each["kind"], each.get("namespace", ""), each["name"]) for each in resources}


def key(item: Obj) -> Key:
    return (item["kind"], namespace_of(item), name_of(item))


def maker(item: Obj) -> Key:
    for each in item["metadata"].get("ownerReferences", []):
        if each.get("controller") and each["kind"] != "CronJob":
            return (each["kind"], namespace_of(item), each["name"])
    return ("", "", "")


def targets(route: Obj) -> set[Key]:
    return set(_backends(route))


def _backends(route: Obj) -> Iterator[Key]:
    for rule in route["spec"].get("rules", []):
        for each in rule.get("backendRefs", []):
            yield ("Service", each.get("namespace", namespace_of(route)), each["name"])


def selects(selector: Obj, found: Obj) -> bool:
    """Tell whether a selector of this world selects labels; none of it has expressions."""
    assert not selector.get("matchExpressions")
    return bool(selector.get("matchLabels", {}).items() <= found.items())


def lets_everybody_in(rule: Obj) -> bool:
    if not rule.get("from"):
        return not rule.get("ports")
    return not rule.get("ports") and any(
        each.get("namespaceSelector") == {} and not each.get("podSelector") for each in rule["from"]
    )


def looks_in(monitor: Obj, namespace: str) -> bool:
    where = monitor["spec"].get("namespaceSelector", {})
    return bool(where.get("any")) or namespace in where.get("matchNames", [namespace_of(monitor)])


def pod(workload: Obj) -> Obj:
    spec = workload["spec"]
    template: Obj = spec["jobTemplate"]["spec"]["template"] if workload["kind"] == "CronJob" else spec["template"]
    found: Obj = template["spec"]
    return found


def labels(workload: Obj) -> Obj:
    spec = workload["spec"]
    template: Obj = spec["jobTemplate"]["spec"]["template"] if workload["kind"] == "CronJob" else spec["template"]
    found: Obj = template.get("metadata", {}).get("labels", {})
    return found


def replicas(workload: Obj) -> int:
    if workload["kind"] == "DaemonSet":
        return int(workload["status"]["desiredNumberScheduled"])
    return int(workload["spec"]["replicas"])


def name_of(item: Obj) -> str:
    return str(item["metadata"]["name"])


def namespace_of(item: Obj) -> str:
    return str(item["metadata"].get("namespace", ""))
