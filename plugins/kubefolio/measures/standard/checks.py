"""The checks of the standard's rules. Each says what it found, and tells what fails from what cannot be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kubefolio.facts.base import Missing
from kubefolio.facts.merge import ROUTE_FIELDS
from kubefolio.facts.network import Route
from kubefolio.facts.workloads import Container, Workload
from kubefolio.language import mark, tr, trn
from kubefolio.measures.standard.base import PASS, Finding, Subject, judge, unknown

SYSTEM = frozenset({"default", "kube-public", "kube-node-lease"})
"""Namespaces that belong to nobody."""
ENTRANCES = frozenset({"Gateway", "GatewayClass", "IngressClass"})
"""Kinds of an application that is itself a way into the cluster."""
ENCRYPTED = frozenset({"HTTPS", "TLS"})
NO_WORKLOAD = mark("it runs no workload")
NO_SERVICE = mark("it runs nothing all the time")


def _containers(subject: Subject, is_good: Callable[[Workload, Container], bool]) -> Finding:
    """Return which workloads have a container that is not good."""
    failing = (
        str(one.name) for one in subject.workloads if not all(is_good(one, container) for container in one.containers)
    )
    return judge(failing, subject.workloads, NO_WORKLOAD)


def check_own_namespace(subject: Subject) -> Finding:
    """Check that no other application runs workloads where this one does."""
    places = {str(one.namespace) for one in subject.workloads}
    others = {
        namespace: subject.ground.tenants.get(namespace, frozenset()) - {str(subject.application.name)}
        for namespace in sorted(places)
    }
    shared = [
        tr("{namespace} (with {names})", namespace=namespace, names=_some(names))
        for namespace, names in others.items()
        if names
    ]
    system = [tr("{namespace} belongs to nobody", namespace=namespace) for namespace in sorted(places & SYSTEM)]
    return judge([*shared, *system], places, NO_WORKLOAD)


def _some(names: Iterable[str]) -> str:
    """Return up to three names and how many more there are."""
    first, rest = sorted(names)[:3], len(set(names)) - 3
    shown = ", ".join(first)
    return tr("{names} and {count} more", names=shown, count=rest) if rest > 0 else shown


def check_service_account(subject: Subject) -> Finding:
    """Check that each workload has an account of its own, or at least no token of the shared one."""
    shared = [one for one in subject.workloads if one.service_account in ("", "default")]
    tokens = {str(one.name): subject.ground.protection.mounts_token(one) for one in shared}
    failing = [name for name, mounted in tokens.items() if mounted is True]
    missing = next((value for value in tokens.values() if isinstance(value, Missing)), None)
    return unknown(missing) if missing and not failing else judge(failing, subject.workloads, NO_WORKLOAD)


def check_network_policy(subject: Subject) -> Finding:
    """Check that policies deny by default whatever they do not name, in every direction that is asked for."""
    directions = subject.thresholds.directions or ("Ingress",)
    found = {
        (str(one.name), direction): subject.ground.protection.isolation(one, direction)
        for one in subject.workloads
        for direction in directions
    }
    failing = [name for (name, _), value in found.items() if not isinstance(value, Missing) and not value.is_closed]
    missing = next((value for value in found.values() if isinstance(value, Missing)), None)
    return unknown(missing) if missing else judge(failing, subject.workloads, NO_WORKLOAD)


def check_disruption_budget(subject: Subject) -> Finding:
    """Check that a budget keeps some pods of each workload that has several."""
    if missing := subject.ground.unread("disruption_budgets"):
        return unknown(missing)
    least = subject.thresholds.min_replicas or 2
    several = [one for one in subject.long_running if one.kind != "DaemonSet" and one.desired >= least]
    failing = (str(one.name) for one in several if not subject.ground.protection.budgets(one))
    return judge(
        failing,
        several,
        trn(
            "none of its workloads has {count} replica or more",
            "none of its workloads has {count} replicas or more",
            least,
        ),
    )


def check_requests(subject: Subject) -> Finding:
    """Check that each container requests the amounts, by itself or by its namespace's LimitRange."""
    wanted, protection = subject.thresholds.resources or ("cpu", "memory"), subject.ground.protection
    finding = _containers(
        subject,
        lambda workload, one: (
            {*wanted} <= _stated(one.requests) | _stated(one.limits) | protection.default_requests(workload.namespace)
        ),
    )
    return _unless_defaulted(subject, finding)


def check_limits(subject: Subject) -> Finding:
    """Check that each container is limited in the amounts, by itself or by its namespace's LimitRange."""
    wanted, protection = subject.thresholds.resources or ("memory",), subject.ground.protection
    finding = _containers(
        subject,
        lambda workload, one: {*wanted} <= _stated(one.limits) | protection.default_limits(workload.namespace),
    )
    return _unless_defaulted(subject, finding)


def _unless_defaulted(subject: Subject, finding: Finding) -> Finding:
    """Return the finding, or that it cannot be told where a LimitRange that was not read could have filled it in."""
    missing = subject.ground.unread("limit_ranges")
    return unknown(missing) if missing and finding.outcome == "fail" else finding


def _stated(amounts: object) -> set[str]:
    names = {"cpu_cores": "cpu", "memory_bytes": "memory", "ephemeral_storage_bytes": "ephemeral-storage"}
    return {name for field, name in names.items() if not isinstance(getattr(amounts, field), Missing)}


def check_quota(subject: Subject) -> Finding:
    """Check that every namespace it runs in has a quota."""
    if missing := subject.ground.unread("quotas"):
        return unknown(missing)
    places = {str(one.namespace) for one in subject.workloads}
    return judge((one for one in places if not subject.ground.protection.quotas(one)), places, NO_WORKLOAD)


def check_probes(subject: Subject) -> Finding:
    """Check that a container of each workload answers each probe."""
    wanted = subject.thresholds.probes or ("readiness", "liveness")
    failing = (
        str(one.name)
        for one in subject.long_running
        if not all(any(getattr(each, f"{probe}_probe") for each in one.containers) for probe in wanted)
    )
    return judge(failing, subject.long_running, NO_SERVICE)


def check_route(subject: Subject) -> Finding:
    """Check that traffic from outside comes by a route that is encrypted, and by no port of a machine."""
    if missing := subject.ground.unread("services", *ROUTE_FIELDS, "gateways"):
        return unknown(missing)
    if ENTRANCES & {str(one.kind) for one in subject.application.objects}:
        return Finding("none", mark("it is itself a way into the cluster"))
    exposed = [f"Service {one.name} ({one.type})" for one in subject.belongings.exposed]
    routes = {f"{one.kind} {one.name}": _is_encrypted(subject, one) for one in subject.belongings.routes}
    if subject.thresholds.tls is False:
        routes = dict.fromkeys(routes, True)
    plain = [tr("{name} without TLS", name=name) for name, encrypted in routes.items() if encrypted is False]
    missing = next((one for one in routes.values() if isinstance(one, Missing)), None)
    if missing and not exposed and not plain:
        return unknown(missing)
    return judge([*exposed, *plain], (*routes, *exposed), mark("nothing reaches it from outside"))


def _is_encrypted(subject: Subject, route: Route) -> bool | Missing:
    """Return whether a route is encrypted: it asks for TLS, or a listener it comes by does."""
    if route.tls or route.kind == "Ingress":
        return route.tls
    if route.kind.startswith("IngressRoute"):
        return Missing("whether an entry point of Traefik encrypts is not visible", "undecidable")
    listeners = subject.ground.listeners
    near = [protocol for parent in route.parents for protocol in listeners.get(str(parent), ())]
    if not near:
        return Missing("the gateway that its route names is not there", "absent")
    return bool(ENCRYPTED & {*near})


def check_metrics(subject: Subject) -> Finding:
    """Check that something scrapes at least one of its workloads."""
    services = subject.long_running
    found = [subject.ground.monitored.scrapes(one) for one in services]
    if not services or True in found:
        return PASS if services else Finding("none", NO_SERVICE)
    missing = next((value for value in found if isinstance(value, Missing)), None)
    return unknown(missing) if missing else Finding("fail", _some(str(one.name) for one in services))


def check_non_root(subject: Subject) -> Finding:
    """Check that every container says that it runs as a user other than root."""
    return _containers(subject, lambda _, one: one.run_as_non_root or bool(one.run_as_user))


def check_read_only_root(subject: Subject) -> Finding:
    """Check that no container may write into its image."""
    return _containers(subject, lambda _, one: one.read_only_root)


def check_host(subject: Subject) -> Finding:
    """Check that nothing is privileged, or uses the network or the processes of its machine."""
    failing = (
        str(one.name)
        for one in subject.workloads
        if one.host_network or one.host_pid or any(each.privileged for each in one.containers)
    )
    return judge(failing, subject.workloads, NO_WORKLOAD)
