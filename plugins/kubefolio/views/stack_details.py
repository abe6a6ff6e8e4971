"""What the facts say of some components beyond that they are there. To add one, add its function and its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.language import tr
from kubefolio.measures.images import runs

Details = Callable[[FactSet], Iterator[str]]
WAYPOINT = "istio-waypoint"


def describe(name: str, facts: FactSet) -> tuple[str, ...]:
    """Return what more is known of a component, a sentence each."""
    found = DETAILS.get(name)
    return tuple(found(facts)) if found else ()


def _cilium(facts: FactSet) -> Iterator[str]:
    """Say whether kube-proxy runs beside Cilium; its own setting is in a ConfigMap, and none is read."""
    daemons = facts.daemon_sets.value
    if isinstance(daemons, Missing) or isinstance(facts.deployments.value, Missing):
        return
    if any("kube-proxy" in one.name or runs(one, "kube-proxy") for one in daemons):
        yield tr("kube-proxy runs beside it.")
    else:
        yield tr("No kube-proxy runs, so services work without it: inferred, since the setting itself is not read.")
    relay = any(runs(one, "cilium/hubble-relay") for one in facts.deployments.value)
    yield tr("Hubble's relay runs.") if relay else tr("No Hubble relay runs.")
    policies = len(facts.cilium_policies.items) + len(facts.cilium_clusterwide_policies.items)
    yield tr("Policies of its own kinds: {count}.", count=policies)


def _ambient(facts: FactSet) -> Iterator[str]:
    if not isinstance(facts.namespaces.value, Missing):
        inside = sum(one.istio_dataplane == "ambient" for one in facts.namespaces.value)
        yield tr("Namespaces in the mesh: {count} of {whole}.", count=inside, whole=len(facts.namespaces.value))
    waypoints = sum(one.class_name == WAYPOINT for one in facts.gateways.items)
    if not isinstance(facts.gateways.value, Missing):
        yield tr("Waypoints: {count}.", count=waypoints)


def _istio(facts: FactSet) -> Iterator[str]:
    peers = facts.peer_authentications.value
    if not isinstance(peers, Missing):
        modes = Counter(str(one.mode) for one in peers if one.mode)
        words = ", ".join(f"{mode} ({number})" for mode, number in sorted(modes.items()))
        none = tr("No PeerAuthentication: mutual TLS is offered, not required.")
        yield tr("PeerAuthentications: {modes}.", modes=words) if words else none
    if not isinstance(facts.namespaces.value, Missing):
        injected = sum(bool(one.istio_revision) or one.istio_injection == "enabled" for one in facts.namespaces.value)
        yield tr("Namespaces with sidecars: {count}.", count=injected)


def _longhorn(facts: FactSet) -> Iterator[str]:
    volumes = facts.longhorn_volumes.value
    if not isinstance(volumes, Missing) and volumes:
        states = Counter(str(one.robustness) for one in volumes)
        yield tr(
            "Volumes: {states}.", states=", ".join(f"{state} {number}" for state, number in sorted(states.items()))
        )


def _cert_manager(facts: FactSet) -> Iterator[str]:
    found = facts.certificates.value
    if not isinstance(found, Missing):
        yield tr(
            "Certificates: {count} of {whole} ready.", count=sum(one.ready is True for one in found), whole=len(found)
        )


def _databases(facts: FactSet) -> Iterator[str]:
    found = facts.databases.value
    if not isinstance(found, Missing):
        yield tr(
            "Databases: {whole}, of which archive elsewhere: {count}.",
            whole=len(found),
            count=sum(one.archives for one in found),
        )


def _velero(facts: FactSet) -> Iterator[str]:
    found = facts.backup_schedules.value
    if not isinstance(found, Missing):
        yield tr(
            "Schedules: {whole}, of which paused: {count}.",
            whole=len(found),
            count=sum(one.paused for one in found),
        )


DETAILS: Mapping[str, Details] = {
    "Cilium": _cilium,
    "Istio": _istio,
    "Istio ambient (ztunnel)": _ambient,
    "Longhorn": _longhorn,
    "cert-manager": _cert_manager,
    "CloudNativePG": _databases,
    "Velero": _velero,
}
"""Name of a component to what more is said of it."""
