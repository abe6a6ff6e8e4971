"""What measures count, and how values read."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from kubefolio.facts.base import Missing, Origin, Reading
from kubefolio.facts.cluster import NodeUsage
from kubefolio.facts.factset import FactSet
from kubefolio.facts.metrics import Point, QueryResult, Series
from kubefolio.measures import QUERIES, measure_all
from kubefolio.measures.base import Unit, Value, format_value, share, total
from tests.scenarios import scenario
from tests.scenarios.moments import NOW
from tests.scenarios.objects import U, claim, found, node, pod, workload

THIN, FIXED = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "count", "0"),
        (999, "count", "999"),
        (1234, "count", f"1{THIN}234"),
        (1234567, "count", f"1{THIN}234{THIN}567"),
        (2.4, "count", "2"),
        (1.0, "ratio", f"100.00{FIXED}%"),
        (0.99996, "ratio", f"99.99{FIXED}%"),
        (0.999999999, "ratio", f"99.99{FIXED}%"),
        (0.29, "ratio", f"29.00{FIXED}%"),
        (0.0, "ratio", f"0.00{FIXED}%"),
        (0, "bytes", f"0{FIXED}B"),
        (1023, "bytes", f"1023{FIXED}B"),
        (1024, "bytes", f"1{FIXED}KiB"),
        (1536, "bytes", f"2{FIXED}KiB"),
        (1024**2, "bytes", f"1.0{FIXED}MiB"),
        (1024**3 - 1, "bytes", f"1.0{FIXED}GiB"),
        (32 * 1024**3, "bytes", f"32.0{FIXED}GiB"),
        (1.5 * 1024**4, "bytes", f"1.5{FIXED}TiB"),
        (2 * 1024**5, "bytes", f"2.0{FIXED}PiB"),
        (12.0, "cores", f"12{FIXED}CPU"),
        (1.0, "cores", f"1{FIXED}CPU"),
        (0.25, "cores", f"0.25{FIXED}CPU"),
        (11.949999, "cores", f"11.95{FIXED}CPU"),
        (0.0, "cores", f"0{FIXED}CPU"),
        (0.004, "cores", f"under 0.01{FIXED}CPU"),
        ("v1.34.6", "text", "v1.34.6"),
        (Missing("why"), "count", "not measured"),
        (Missing("why"), "bytes", "not measured"),
    ],
)
def test_value_reads_as(value: Value, unit: Unit, text: str) -> None:
    assert format_value(value, unit) == text


def test_sum_over_what_is_not_known_is_missing_and_not_too_small() -> None:
    assert total([1, 2, 3]) == 6
    assert total([]) == 0
    assert total([1, Missing("why"), 3]) == Missing("why")


def test_share_of_nothing_cannot_be_known() -> None:
    assert share(1, 4) == 0.25
    assert share(Missing("part"), 4) == Missing("part")
    assert share(1, Missing("whole")) == Missing("whole")
    assert isinstance(share(0, 0), Missing)


def value_of(name: str, **fields: Reading[object]) -> Value:
    facts = msgspec.structs.replace(scenario("empty"), **fields)
    return measure_all(facts)[name].value


def test_node_that_does_not_report_is_not_ready() -> None:
    nodes = found(node("a"), node("b", ready=False), node("c", ready=Missing("silent")), node("d", schedulable=False))
    assert value_of("nodes.ready", nodes=nodes) == 2
    assert value_of("nodes.total", nodes=nodes) == 4


@pytest.mark.parametrize(("members", "tolerated"), [(1, 0), (2, 0), (3, 1), (4, 1), (5, 2), (7, 3)])
def test_majority_decides_how_many_failures_are_tolerated(members: int, tolerated: int) -> None:
    nodes = found(*(node(f"node-{i}", "control-plane") for i in range(members)))
    assert value_of("etcd.members", nodes=nodes) == members
    assert value_of("etcd.failures_tolerated", nodes=nodes) == tolerated


@pytest.mark.parametrize(("system", "kubelet"), [("Alpine Linux v3.20", "v1.31.3+k0s"), ("Ubuntu 24.04", "v1.34.6")])
def test_members_that_cannot_be_seen_are_not_guessed(system: str, kubelet: str) -> None:
    nodes = found(
        node("a", "control-plane", os_image=U(system), kubelet_version=U(kubelet)), node("b", os_image=U("Talos"))
    )
    value = value_of("etcd.members", nodes=nodes)
    assert isinstance(value, Missing)
    assert value.cause == "undecidable"


def test_etcd_pods_count_before_control_plane_nodes() -> None:
    nodes = found(*(node(f"node-{i}", "master") for i in range(3)))
    pods = found(pod("etcd-0", "kube-system", component=U("etcd")), pod("etcd-x", "shop", component=U("etcd")))
    assert value_of("etcd.members", nodes=nodes, pods=pods) == 1
    assert value_of("nodes.control_plane", nodes=nodes) == 3


def test_versions_that_differ_are_all_named_with_their_number() -> None:
    nodes = found(node("a"), node("b"), node("c", kubelet_version=U("v1.33.0")))
    assert value_of("nodes.kubelet", nodes=nodes) == "v1.34.6 (2), v1.33.0 (1)"


def test_pods_that_have_finished_or_wait_for_a_node_request_nothing() -> None:
    pods = found(pod("a"), pod("b", phase=U("Succeeded")), pod("c", phase=U("Failed")), pod("d", node=U("")))
    assert value_of("cpu.requested", pods=pods) == 0.25
    assert value_of("memory.requested", pods=pods) == 256 * 1024**2


def test_capacity_is_missing_when_one_node_does_not_state_it() -> None:
    silent = msgspec.structs.replace(node("a").capacity, cpu_cores=Missing("not stated"))
    assert value_of("cpu.capacity", nodes=found(node("a"), node("b", capacity=silent))) == Missing("not stated")


def test_metrics_server_that_measured_no_node_yet_is_no_use_of_zero() -> None:
    assert isinstance(value_of("cpu.used", nodes=found(node("a"))), Missing)
    usage = found(NodeUsage(U("a"), 0.0, 0))
    assert value_of("cpu.used", nodes=found(node("a")), node_usage=usage) == 0


def test_workload_without_all_its_pods_is_not_available() -> None:
    facts = {
        "deployments": found(workload("Deployment", "a", "a", desired=3, ready=2), workload("Deployment", "a", "b"))
    }
    assert value_of("workloads.available", **facts) == 1
    assert value_of("workloads.total", **facts) == 2


def test_host_name_of_two_routes_is_counted_once() -> None:
    taken = measure_all(scenario("healthy"))
    assert taken["routes.total"].value == 2
    assert taken["routes.hosts"].value == 2


def test_storage_is_missing_when_a_claim_states_no_size() -> None:
    claims = found(claim("a", "a"), claim("a", "b", requested=None))
    assert isinstance(value_of("storage.requested", volume_claims=claims), Missing)
    assert value_of("storage.claims", volume_claims=claims) == 2


def answered(series: tuple[Series, ...] | Missing) -> Reading[QueryResult]:
    query = next(one for one in QUERIES if one.id == "cluster.cpu")
    result = QueryResult(query.id, query.promql, series, query.step_s, query.window_s, ())
    return Reading((result,), Origin("prometheus", "/api/v1/query", NOW))


def test_measure_of_a_series_is_its_last_value() -> None:
    points = (Point(NOW - timedelta(hours=1), 0.1), Point(NOW, 0.2))
    assert value_of("cpu.usage", queries=answered((Series((), points),))) == 0.2


def test_series_that_ended_days_ago_is_no_value_of_now() -> None:
    points = (Point(NOW - timedelta(days=3), 0.1),)
    value = value_of("cpu.usage", queries=answered((Series((), points),)))
    assert value == Missing("the metrics server has no recent value of it", "not-reported")


@pytest.mark.parametrize("series", [(), (Series((), ()),)])
def test_series_that_the_server_does_not_know_is_missing(series: tuple[Series, ...]) -> None:
    value = value_of("cpu.usage", queries=answered(series))
    assert value == Missing("the metrics server has no such series", "absent")


def test_query_that_failed_says_why() -> None:
    assert value_of("cpu.usage", queries=answered(Missing("timed out"))) == Missing("timed out")


def test_version_that_nobody_reports_is_missing() -> None:
    assert isinstance(value_of("cluster.version", version=found()), Missing)


def test_nobody_asked_is_not_zero() -> None:
    assert isinstance(measure_all(FactSet())["nodes.total"].value, Missing)
