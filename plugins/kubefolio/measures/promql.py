"""Queries to a Prometheus-compatible server, and the measures taken from their answers.

The queries are for the metric names of kube-prometheus-stack; each measure says in words what its query asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.metrics import Query, QueryResult, digest_of
from kubefolio.measures.base import Measure, Unit, Value

HOUR_S = 3600
WEEK_S = int(timedelta(days=7).total_seconds())
NODE_NAME = "* on (instance) group_left (nodename) node_uname_info"
DEVICES = 'device!~"lo|veth.*|cali.*|cilium.*|lxc.*|flannel.*|cni.*"'

IDLE = 'rate(node_cpu_seconds_total{mode="idle"}[15m])'
AVAILABLE, MEMORY = "node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes"
LOCAL = 'fstype!~"tmpfs|overlay|squashfs|ramfs|nfs.*|cifs|fuse.*"'
FREE = f"max by (instance, device) (node_filesystem_avail_bytes{{{LOCAL}}})"
SIZE = f"max by (instance, device) (node_filesystem_size_bytes{{{LOCAL}}})"
RECEIVED = f"rate(node_network_receive_bytes_total{{{DEVICES}}}[15m])"
NODE = ("nodename",)

INSTANT = (
    Query("cluster.restarts", "sum(increase(kube_pod_container_status_restarts_total[24h]))"),
    Query("crowdsec.decisions", "sum(cs_active_decisions)"),
    Query("node.cpu_model", f"max by (nodename, model_name) (node_cpu_info {NODE_NAME})", ("nodename", "model_name")),
)

RANGE = tuple(
    Query(name, promql, labels, WEEK_S, HOUR_S)
    for name, promql, labels in (
        ("cluster.cpu", f"1 - avg({IDLE})", ()),
        ("cluster.memory", f"1 - sum({AVAILABLE}) / sum({MEMORY})", ()),
        ("cluster.disk", f"1 - sum({FREE}) / sum({SIZE})", ()),
        ("cluster.received", f"sum({RECEIVED})", ()),
        ("cluster.sent", f"sum(rate(node_network_transmit_bytes_total{{{DEVICES}}}[15m]))", ()),
        ("node.disk", f"1 - sum by (nodename) ({FREE} {NODE_NAME}) / sum by (nodename) ({SIZE} {NODE_NAME})", NODE),
        ("node.received", f"sum by (nodename) ({RECEIVED} {NODE_NAME})", NODE),
        ("node.cpu", f"1 - avg by (nodename) ({IDLE} {NODE_NAME})", NODE),
        ("node.memory", f"1 - sum by (nodename) (({AVAILABLE} / {MEMORY}) {NODE_NAME})", NODE),
    )
)

STEP_OF_USE_S = 4 * HOUR_S
WORKLOAD = ("namespace", "workload", "workload_type")
OF_WORKLOAD = (
    "* on (namespace, pod) group_left (workload, workload_type) max by (namespace, pod, workload, workload_type) "
    '(label_replace(last_over_time(namespace_workload_pod:kube_pod_owner:relabel[4h]), "workload", "$1", '
    '"workload", "(.+)-[0-9]{8,}"))'
)
"""Says of each pod which workload it is of, by a rule of kube-prometheus-stack; a CronJob's runs count as one."""


def _use(amount: str) -> str:
    """Return the query that sums an amount of each pod by workload: one for all applications."""
    return f"sum by ({', '.join(WORKLOAD)}) (sum by (namespace, pod) ({amount}) {OF_WORKLOAD})"


USE = tuple(
    Query(name, _use(amount), WORKLOAD, WEEK_S, STEP_OF_USE_S)
    for name, amount in (
        ("workload.cpu", 'rate(container_cpu_usage_seconds_total{container!=""}[4h])'),
        ("workload.memory", 'container_memory_working_set_bytes{container!=""}'),
        ("workload.received", "rate(container_network_receive_bytes_total[4h])"),
        ("workload.restarts", "increase(kube_pod_container_status_restarts_total[4h])"),
    )
)

QUERIES = (*INSTANT, *RANGE, *USE)
BY_ID = {query.id: query for query in QUERIES}


def answer(facts: FactSet, query: Query) -> QueryResult | Missing:
    """Return the answer to a query; Missing when it was not asked in this form, or not answered."""
    if isinstance(facts.queries.value, Missing):
        return facts.queries.value
    found = next((result for result in facts.queries.items if result.id == query.id), None)
    if found is None:
        return Missing("this query was not asked when the facts were collected", "not-reported")
    if (found.digest or digest_of(found.promql)) != query.digest:
        return Missing("the facts answer an earlier form of this query; collect them again", "not-reported")
    return found.series if isinstance(found.series, Missing) else found


@dataclass(frozen=True)
class Latest:
    """The last value of a query that answers with one series; of a range query only if it is a recent one."""

    query: Query

    def __call__(self, facts: FactSet) -> Value:
        """Return the value on these facts, or why there is none."""
        found = answer(facts, self.query)
        if isinstance(found, Missing):
            return found
        points = [series.points[-1] for series in found.items if series.points]
        if not points:
            return Missing("the metrics server has no such series", "absent")
        if len(points) > 1:
            return Missing("the metrics server answered with several series where one is asked for", "undecidable")
        asked_at, pause = facts.queries.origin.observed_at, timedelta(seconds=2 * found.step_s)
        if found.step_s and asked_at and asked_at - points[0].at > pause:
            return Missing("the metrics server has no recent value of it", "not-reported")
        return points[0].value


def _measure(name: str, title: str, definition: str, unit: Unit, query: str, *, window: str = "") -> Measure:
    return measure_query(name, title, definition, unit, BY_ID[query], window=window)


def measure_query(name: str, title: str, definition: str, unit: Unit, query: Query, *, window: str = "") -> Measure:
    """Return the measure that is the last value of a query."""
    return Measure(name, title, definition, unit, ("queries",), Latest(query), query=query, window=window)


MEASURES = (
    _measure("cpu.usage", "CPU in use", "Share of all hardware threads that was not idle.", "ratio", "cluster.cpu"),
    _measure("memory.usage", "Memory in use", "Share of all memory that is not available.", "ratio", "cluster.memory"),
    _measure(
        "disk.usage",
        "Disk in use",
        "Share of all local disks that is used; each device of a node counts once, network file systems do not.",
        "ratio",
        "cluster.disk",
    ),
    _measure(
        "restarts.24h",
        "Container restarts, 24 hours",
        "Increase of the restart counters of all containers in the last 24 hours, as Prometheus extrapolates it.",
        "count",
        "cluster.restarts",
        window="24h",
    ),
    _measure(
        "crowdsec.decisions",
        "CrowdSec decisions",
        "Addresses that CrowdSec bans right now.",
        "count",
        "crowdsec.decisions",
    ),
)
