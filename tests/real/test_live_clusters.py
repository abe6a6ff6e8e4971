"""Clusters as they really were, loaded into a real API server: what the pages say of them is what kubectl shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from kubefolio.collect import collect
from kubefolio.facts.factset import FactSet
from kubefolio.render import render
from kubefolio.settings import Settings, SourcesSettings
from kubefolio.sources.kubernetes.client import KubernetesSettings
from kubefolio.views.notice import Site
from kubefolio.views.stack import recognise_stack
from tests.pages.rendered import seen
from tests.real.conftest import skip_or_fail_without_server
from tests.real.reading import NOW
from tests.real.servers.apiserver import running_apiserver
from tests.real.servers.programs import SHARED

EXAMPLES = SHARED / "cases" / "live" / "philippemerle+KubeDiagrams" / "examples"
DUMPS = {
    "minikube": EXAMPLES / "minikube" / "minikube.yml",
    "k0s": EXAMPLES / "k0s" / "k0s.yml",
    "prometheus": EXAMPLES / "kube-prometheus-stack" / "kube-prometheus-stack-deployed-on-minikube.yaml",
}
KINDS = {
    "v1": ("Namespace", "Node", "Pod", "Service", "ServiceAccount"),
    "apps/v1": ("DaemonSet", "Deployment", "StatefulSet"),
    "storage.k8s.io/v1": ("StorageClass",),
    "monitoring.coreos.com/v1": ("ServiceMonitor",),
    "apiextensions.k8s.io/v1": ("CustomResourceDefinition",),
}
"""What is loaded of a dump: kinds that are read, and never a Secret."""
FOUND = {
    "minikube": {"minikube", "kubeadm", "Docker Engine", "CoreDNS", "kube-proxy", "ingress-nginx", "minikube hostpath"},
    "k0s": {"k0s", "containerd", "CoreDNS", "kube-proxy", "metrics-server"},
    "prometheus": {"minikube", "kubeadm", "Docker Engine"},
}


@dataclass(frozen=True)
class Cluster:
    """A dump in a server: its facts, the text of its pages, and how many of each kind kubectl counts."""

    facts: FactSet
    text: dict[str, str]
    counts: dict[str, int]


@pytest.fixture(scope="module", params=DUMPS, name="cluster")
def _cluster(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Cluster]]:
    name: str = request.param
    if not DUMPS[name].exists():
        pytest.skip("no real clusters beside this repository (shared/cases/live)")
    with ExitStack() as servers:
        with skip_or_fail_without_server():
            folder = tmp_path_factory.mktemp(name)
            server = servers.enter_context(running_apiserver(folder, audit=False, crds=("prometheus-operator",)))
        server.create_many(_objects(DUMPS[name]))
        settings = KubernetesSettings(kubeconfig=str(server.kubeconfig))
        facts = collect(Settings(sources=SourcesSettings(kubernetes=settings)), NOW)
        pages = {f.path: seen(f.content).text for f in render(facts, Site(now=NOW)) if f.path.endswith(".md")}
        kinds = ("nodes", "pods", "serviceaccounts", "daemonsets", "storageclasses", "servicemonitors")
        listed = {kind: server.kubectl("get", kind, "-A", "-o", "name").split() for kind in kinds}
        yield name, Cluster(facts, pages, {kind: len(names) for kind, names in listed.items()})


def _objects(file: Path) -> list[dict[str, Any]]:
    """Return the objects of a dump without what a server gives itself; a namespace for each that is lacking."""
    documents = [one for one in yaml.load_all(file.read_text("utf-8"), Loader=yaml.CSafeLoader) if one]
    items = [item for one in documents for item in one.get("items") or [one]]
    kept = [_bare(item) for item in items if item["kind"] in KINDS.get(item["apiVersion"], ())]
    named = {item["metadata"]["name"] for item in kept if item["kind"] == "Namespace"}
    places = {item["metadata"].get("namespace", "") for item in kept} - named - {"", "default", "kube-system"}
    made = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": place}} for place in sorted(places)]
    return [*made, *(item for item in kept if (item["kind"], item["metadata"]["name"]) not in SERVERS_OWN)]


SERVERS_OWN = {
    *(("Namespace", name) for name in ("default", "kube-system", "kube-public", "kube-node-lease")),
    ("Service", "kubernetes"),
}


def _bare(item: dict[str, Any]) -> dict[str, Any]:
    given = ("resourceVersion", "uid", "managedFields", "selfLink", "generation", "deletionTimestamp")
    metadata = {key: value for key, value in item["metadata"].items() if key not in given}
    spec = {key: value for key, value in item.get("spec", {}).items() if key not in ("clusterIP", "clusterIPs")}
    return item | {"metadata": metadata} | ({"spec": spec} if "spec" in item else {})


def test_what_kubectl_counts_was_read(cluster: tuple[str, Cluster]) -> None:
    _, one = cluster
    facts = one.facts
    assert {
        "nodes": len(facts.nodes.items),
        "pods": len(facts.pods.items),
        "serviceaccounts": len(facts.service_accounts.items),
        "daemonsets": len(facts.daemon_sets.items),
        "storageclasses": len(facts.storage_classes.items),
        "servicemonitors": len(facts.service_monitors.items),
    } == one.counts
    assert one.counts["nodes"] == 1
    assert one.counts["pods"] > 3


def test_distribution_runtime_and_parts_are_recognised(cluster: tuple[str, Cluster]) -> None:
    name, one = cluster
    assert {each.name for each in recognise_stack(one.facts)} >= FOUND[name]


def test_pages_say_what_is_there_and_what_is_not(cluster: tuple[str, Cluster]) -> None:
    name, one = cluster
    node = str(one.facts.nodes.items[0].name)
    assert node in one.text["nodes/index.md"] or "node-" in one.text["nodes/index.md"]
    assert "the cluster has neither Argo CD's nor Flux's kinds" in one.text["scorecard/index.md"]
    assert ("One etcd member" in one.text["nodes/index.md"]) is (name != "k0s")
    if name == "prometheus":
        assert "There is no workload." in one.text["security/index.md"]
        assert "Here: 13." in one.text["security/index.md"]
    else:
        assert "kube-system" in one.text["security/index.md"]
        assert "kube-proxyDaemonSetkube-system" in one.text["security/index.md"]
    assert ("standard" in one.text["storage/index.md"]) is (name == "minikube")
    assert "There is no volume claim" in one.text["storage/index.md"]
