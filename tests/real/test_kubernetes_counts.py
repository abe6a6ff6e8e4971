"""kubectl, given the same kubeconfig, and the site agree on every number that comes from Kubernetes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from examples.homelab.record import running_stage
from kubefolio.collect import collect
from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.measures import MEASURES, Measurement, measure_all
from kubefolio.settings import Settings, SourcesSettings
from kubefolio.sources import kubernetes
from kubefolio.sources.kubernetes.client import KubernetesSettings
from kubefolio.sources.kubernetes.kinds import KINDS
from tests.real.conftest import skip_or_fail_without_server
from tests.real.kubectl_counts import Listed, Obj, count_all, list_with_kubectl

NUMBERS = [one.id for one in MEASURES if one.unit != "text" and set(one.needs) <= set(kubernetes.FIELDS)]


def odd(api_version: str, kind: str, **fields: Any) -> Obj:  # noqa: ANN401  # any manifest
    meta = {"namespace": "default", "name": f"odd-{kind.lower()}", "labels": fields.pop("labels", {})}
    return {"apiVersion": api_version, "kind": kind, "metadata": meta, **fields}


def odd_pod(name: str, phase: str, cpu: str, memory: str, **spec: Any) -> Obj:  # noqa: ANN401  # any spec
    asking = {"image": "a", "resources": {"requests": {"cpu": cpu, "memory": memory}}}
    containers = [{"name": "one", **asking}, {"name": "two", "image": "a"}]
    pod = odd("v1", "Pod", spec={"containers": containers, "initContainers": [{"name": "first", **asking}], **spec})
    pod["metadata"]["name"] = name
    return pod | {"status": {"phase": phase}}


NODE_INFO = (
    *("machineID", "systemUUID", "bootID", "kernelVersion", "osImage"),
    *("containerRuntimeVersion", "kubeletVersion", "kubeProxyVersion", "operatingSystem", "architecture"),
)
NOTHING_SAID = {"project": "default", "destination": {}, "source": {"repoURL": "https://git.example/a", "path": "a"}}
POLICY = {"podSelector": {}, "policyTypes": ["Ingress"]}
BACKEND = {"service": {"name": "a", "port": {"number": 80}}}
CLAIM = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "5G"}}}
SELECTING = {"selector": {"matchLabels": {"a": "b"}}}
TEMPLATE = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "one", "image": "a"}]}}

ODD_ONES = [
    odd_pod("waits", "Pending", "7", "1G"),
    odd_pod("failed", "Failed", "7", "1G", nodeName="odd-node"),
    odd_pod("runs", "Running", "1500m", "300M", nodeName="odd-node"),
    odd(
        "v1",
        "Node",
        labels={"node-role.kubernetes.io/master": ""},
        spec={"unschedulable": True},
        status={
            "conditions": [{"type": "Ready", "status": "Unknown"}],
            "capacity": {"cpu": "3", "memory": "7Gi"},
            "allocatable": {"cpu": "2500m", "memory": "6500000k"},
            "nodeInfo": dict.fromkeys(NODE_INFO, "") | {"osImage": "Talos (v1.13.4)"},
        },
    ),
    odd("apps/v1", "Deployment", spec={**SELECTING, "template": TEMPLATE}),
    odd("v1", "PersistentVolumeClaim", spec=CLAIM, status={"phase": "Pending"}),
    odd("networking.k8s.io/v1", "Ingress", spec={"defaultBackend": BACKEND}),
    odd("networking.k8s.io/v1", "NetworkPolicy", spec=POLICY),
    odd("argoproj.io/v1alpha1", "Application", spec=NOTHING_SAID),
]
"""What the example world lacks: nothing ready, nothing bound, no host, no status, odd units."""


@dataclass(frozen=True)
class World:
    """What kubefolio read, and what kubectl printed, of the same server."""

    facts: FactSet
    measured: dict[str, Measurement]
    listed: Listed


@pytest.fixture(scope="module", name="world")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with ExitStack() as servers:
        with skip_or_fail_without_server():
            stage = servers.enter_context(running_stage(tmp_path_factory.mktemp("counts"), days=0))
        stage.server.create_many(ODD_ONES)
        stage.server.kubectl("delete", "crd", "tlsroutes.gateway.networking.k8s.io")
        settings = KubernetesSettings(kubeconfig=str(stage.server.kubeconfig), page_size=50)
        facts = collect(Settings(sources=SourcesSettings(kubernetes=settings)), stage.now)
        yield World(facts, measure_all(facts), list_with_kubectl(stage.server))


@pytest.fixture(scope="module", name="counted")
def _counted(world: World) -> dict[str, float]:
    return count_all(world.listed)


@pytest.mark.parametrize("name", [name for name in NUMBERS if name not in ("cpu.used", "memory.used")])
def test_kubectl_and_the_site_agree(name: str, world: World, counted: dict[str, float]) -> None:
    assert world.measured[name].value == pytest.approx(counted[name], rel=1e-12)


def test_the_world_has_something_to_count(counted: dict[str, float]) -> None:
    assert [name for name, number in counted.items() if not number] == ["etcd.failures_tolerated"]
    assert (counted["nodes.total"], counted["nodes.ready"]) == (4, 3)
    assert counted["workloads.available"] < counted["workloads.total"]


@pytest.mark.parametrize("name", ["cpu.used", "memory.used"])
def test_use_is_not_measured_without_metrics_server(name: str, world: World) -> None:
    value = world.measured[name].value
    assert value == Missing("the cluster does not serve nodes (metrics.k8s.io)", "absent")


def test_the_version_is_what_kubectl_says(world: World) -> None:
    assert world.measured["cluster.version"].value == "v1.20.2"
    kubelets = {node["status"]["nodeInfo"]["kubeletVersion"] for node in world.listed.of("nodes")} - {""}
    assert kubelets == {world.measured["nodes.kubelet"].value}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.field)
def test_every_list_is_as_long_as_that_of_kubectl(kind: Any, world: World) -> None:  # noqa: ANN401  # any kind
    value = getattr(world.facts, kind.field).value
    served = [f"{kind.resource}.{group}".rstrip(".") for group in kind.groups]
    if any(resource in world.listed.items for resource in served):
        assert len(value) == len(world.listed.of(*served))
    else:
        assert value.cause == "absent"


def test_a_kind_whose_group_is_there_without_it_is_absent(world: World) -> None:
    assert "httproutes.gateway.networking.k8s.io" in world.listed.items
    assert "tlsroutes.gateway.networking.k8s.io" not in world.listed.items
    assert isinstance(world.facts.tls_routes.value, Missing)
    assert world.facts.tls_routes.value.cause == "absent"
