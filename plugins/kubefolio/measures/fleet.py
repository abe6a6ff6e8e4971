"""Measures across several clusters: each cluster's own as `name/measure`, and sums of those that can be added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kubefolio.facts.base import Missing
from kubefolio.language import mark_form, tr, tr_known
from kubefolio.measures.base import Measurement, format_value

SUMS = (
    *("nodes.total", "nodes.ready", "nodes.control_plane", "nodes.workers"),
    *("cpu.capacity", "cpu.allocatable", "cpu.requested", "cpu.used"),
    *("memory.capacity", "memory.allocatable", "memory.requested", "memory.used"),
    *("namespaces.total", "services.total", "routes.total", "network_policies.total"),
    *("workloads.total", "workloads.available"),
    *("workloads.deployments", "workloads.stateful_sets", "workloads.daemon_sets", "workloads.cron_jobs"),
    *("pods.total", "pods.running", "pods.pending", "pods.failed", "pods.restarts"),
    *("applications.total", "applications.healthy", "applications.degraded"),
    *("applications.synced", "applications.out_of_sync", "applications.automated", "applications.parents"),
    *("application_sets.total", "gitops.owned", "gitops.unmanaged"),
    *("storage.claims", "storage.bound", "storage.requested"),
)
"""Measures that count things which are in one cluster each, so that a sum counts none of them twice.

Not among them: ratios and texts; what clusters may share and each of them counts (manifests of a repository, kinds,
host names, answers of a metrics server); and what means nothing across clusters (members of etcd).
"""

AT_LEAST = mark_form("At least {least}, in {count} of {all} clusters. {reasons}")
NOWHERE = mark_form("In none of {all} clusters. {reasons}")

Taken = Mapping[str, Measurement]


def measure_fleet(clusters: Mapping[str, Taken]) -> dict[str, Measurement]:
    """Return the measures of a site of several clusters, by name.

    Args:
        clusters: What was measured in each cluster, by the cluster's name.
    """
    own = {f"{name}/{id_}": _named(name, one) for name, taken in clusters.items() for id_, one in taken.items()}
    return {id_: _sum({name: taken[id_] for name, taken in clusters.items()}) for id_ in SUMS} | own


def _named(cluster: str, one: Measurement) -> Measurement:
    measure = replace(one.measure, id=f"{cluster}/{one.measure.id}", title=f"{one.measure.title} ({cluster})")
    return replace(one, measure=measure)


def _sum(parts: Mapping[str, Measurement]) -> Measurement:
    """Return the sum over clusters, Missing where one of them could not be measured: that is never zero.

    A cluster whose server does not have the kind adds nothing, as long as another one has it.
    """
    first = next(iter(parts.values())).measure
    measure = replace(first, note=None, covered=None)
    unknown = {name: one.value for name, one in parts.items() if isinstance(one.value, Missing)}
    unknown = {name: why for name, why in unknown.items() if why.cause != "absent"}
    known = [one for one in parts.values() if isinstance(one.value, int | float)]
    origins = tuple(origin for one in known for origin in one.origins)
    if unknown or not known:
        why = _why(parts, unknown, known)
        return Measurement(measure, why, origins, note=tr_known(why.missing) if known else "")
    doubts = "; ".join(f"{name}: {one.doubt}" for name, one in parts.items() if one.doubt)
    return Measurement(measure, sum(_numbers(known)), origins, note=tr("The sum over all clusters."), doubt=doubts)


def _why(parts: Mapping[str, Measurement], unknown: Mapping[str, Missing], known: list[Measurement]) -> Missing:
    if not unknown:
        return next(one.value for one in parts.values() if isinstance(one.value, Missing))
    reasons = "; ".join(f"{name}: {why.missing}" for name, why in unknown.items())
    cause = next(iter(unknown.values())).cause
    if not known:
        return Missing(NOWHERE.format(all=len(parts), reasons=reasons), cause)
    least = format_value(sum(_numbers(known)), known[0].measure.unit)
    told = AT_LEAST.format(least=least, count=len(parts) - len(unknown), all=len(parts), reasons=reasons)
    return Missing(told, cause)


def _numbers(known: Iterable[Measurement]) -> list[float]:
    return [one.value for one in known if isinstance(one.value, int | float)]
