"""The example world in real servers: kubectl and Prometheus find there what was loaded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from examples.homelab.loading import count_with_kubectl
from examples.homelab.record import Stage, running_stage
from examples.homelab.world.names import NOW
from tests.real.conftest import skip_or_fail_without_server

pytestmark = pytest.mark.real


@pytest.fixture(scope="module", name="stage")
def _stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with ExitStack() as servers:
        with skip_or_fail_without_server():
            stage = servers.enter_context(running_stage(tmp_path_factory.mktemp("homelab"), days=1))
        yield stage


def test_kubectl_counts_what_was_loaded(stage: Stage) -> None:
    expected = stage.objects | {"Service": stage.objects["Service"] + 1}  # the server's own `kubernetes`

    assert count_with_kubectl(stage.server, stage.objects) == expected


def test_kubectl_sees_the_nodes_ready_and_the_applications_with_their_state(stage: Stage) -> None:
    nodes = stage.server.kubectl("get", "nodes", "--no-headers").splitlines()
    applications = _items(stage, "applications.argoproj.io")

    assert [line.split()[1] for line in nodes] == ["Ready"] * 3
    assert {each["status"]["sync"]["status"] for each in applications} == {"Synced", "OutOfSync"}
    assert {each["status"]["health"]["status"] for each in applications} == {"Healthy", "Degraded"}


def test_the_applications_are_at_the_commit_that_the_repository_has(stage: Stage) -> None:
    applications = {each["metadata"]["name"]: each for each in _items(stage, "applications.argoproj.io")}

    assert applications["vaultwarden"]["status"]["sync"]["revision"] == stage.revision


def test_kubectl_sees_the_status_of_workloads_volumes_and_namespaces(stage: Stage) -> None:
    deployments = {each["metadata"]["name"]: each["status"] for each in _items(stage, "deployments")}
    namespaces = {each["metadata"]["name"]: each["metadata"]["labels"] for each in _items(stage, "namespaces")}

    assert deployments["portfolio"]["availableReplicas"] == 2
    assert "availableReplicas" not in deployments["paperless-ngx"]
    assert {each["status"]["phase"] for each in _items(stage, "persistentvolumes")} == {"Bound"}
    assert namespaces["kube-system"]["pod-security.kubernetes.io/enforce"] == "privileged"


def test_prometheus_answers_at_the_pinned_clock(stage: Stage) -> None:
    assert _query(stage, "sum(up)") == 9
    assert _query(stage, "etcd_server_has_leader") == 1
    assert 0 < _query(stage, '1 - avg(rate(node_cpu_seconds_total{mode="idle"}[10m]))') < 0.5


def _items(stage: Stage, kind: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(stage.server.kubectl("get", kind, "-A", "-o", "json"))["items"]
    return items


def _query(stage: Stage, query: str) -> float:
    question = urlencode({"query": query, "time": NOW.timestamp()})
    with urlopen(f"{stage.prometheus_url}/api/v1/query?{question}", timeout=30) as answer:
        return float(json.load(answer)["data"]["result"][0]["value"][1])
