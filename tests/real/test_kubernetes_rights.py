"""The rights that the README asks for are enough, and every one of them is used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from kubefolio.facts.base import Missing
from kubefolio.sources.kubernetes.rbac import NAME, build_rules, render_rbac
from tests.real.reading import Look, look
from tests.real.servers import faults
from tests.real.servers.faults import Answer, Wire
from tests.real.servers.faulty import FaultyProxy
from tests.real.servers.kubeclient import ApiServer

NAMESPACE = "kubefolio-rights"
NOT_SERVED = {("metrics.k8s.io", "nodes"), ("metrics.k8s.io", "pods")}
NOT_SERVED |= {("traefik.containo.us", "ingressroutes"), ("traefik.containo.us", "ingressroutetcps")}
NOT_SERVED |= {("velero.io", name) for name in ("backups", "backupstoragelocations", "schedules")}
"""A bare API server has no metrics-server, and the archive of definitions neither Traefik 2 nor Velero."""
NOT_READ = {"node_usage", "pod_usage", "backups", "backup_locations", "backup_schedules"}

OLDER_HERE = {"/apis/batch/v1/cronjobs"}
"""Asked for because the group is there; a server of 1.20 has this kind in an older version only."""


@pytest.fixture(scope="module", name="kubeconfig")
def _kubeconfig(apiserver: ApiServer) -> Path:
    """Return the kubeconfig of the service account as its manifests make it."""
    apiserver.kubectl("apply", "--filename=-", stdin=render_rbac(NAMESPACE))
    return apiserver.kubeconfig_for(f"{NAMESPACE}/{NAME}")


@pytest.fixture(scope="module", name="seen")
def _seen(kubeconfig: Path) -> Look:
    return look(kubeconfig, timeout_s=30.0, page_size=500)


@pytest.fixture(name="events")
def _events(seen: Look, apiserver: ApiServer) -> list[dict[str, Any]]:
    """Return what the API server recorded of everything that was read."""
    assert seen.readings
    return events_of(apiserver, NAME)


def events_of(apiserver: ApiServer, account: str) -> list[dict[str, Any]]:
    user = f"system:serviceaccount:{NAMESPACE}:{account}"
    return [event for event in apiserver.audit_events() if event["user"]["username"] == user]


def test_everything_that_the_server_has_is_read(seen: Look) -> None:
    assert seen.causes == dict.fromkeys(NOT_READ, "absent")
    assert seen.names("custom_resource_definitions")


def test_only_lists_are_asked_for(events: list[dict[str, Any]]) -> None:
    resources = [event for event in events if "objectRef" in event]
    others = {(event["verb"], event["requestURI"]) for event in events if "objectRef" not in event}
    assert {event["verb"] for event in resources} == {"list"}
    assert others == {("get", "/version"), ("get", "/apis")}


def test_nothing_is_refused(events: list[dict[str, Any]]) -> None:
    codes = {event["requestURI"].partition("?")[0]: event["responseStatus"]["code"] for event in events}
    assert set(codes.values()) <= {200, 404}
    assert {path for path, code in codes.items() if code == 404} <= OLDER_HERE


def test_no_secret_and_no_config_map_is_touched(events: list[dict[str, Any]]) -> None:
    touched = {event.get("objectRef", {}).get("resource") for event in events}
    assert not touched & {"secrets", "configmaps"}
    assert not [event for event in events if "watch" in event["requestURI"]]


def test_every_right_is_used(events: list[dict[str, Any]]) -> None:
    references = [event["objectRef"] for event in events if "objectRef" in event]
    listed = {(reference.get("apiGroup", ""), reference["resource"]) for reference in references}
    granted = {(group, name) for rule in build_rules() for group in rule["apiGroups"] for name in rule["resources"]}
    assert granted - listed == NOT_SERVED
    assert listed <= granted


def test_kubectl_agrees_that_there_are_no_other_rights(apiserver: ApiServer, kubeconfig: Path) -> None:
    may = apiserver.kubectl("auth", "can-i", "--list", "--no-headers", f"--kubeconfig={kubeconfig}")
    verbs = {line.split()[0]: line.rpartition("[")[2].rstrip("]") for line in may.splitlines() if line[0].isalpha()}
    reviews = {name for name in verbs if name.startswith("selfsubject")}
    assert {verbs[name] for name in verbs.keys() - reviews} == {"list"}
    assert not verbs.keys() & {"secrets", "configmaps"}


def test_a_right_that_is_not_given_is_missing_alone(apiserver: ApiServer) -> None:
    rules = [rule for rule in build_rules() if rule["apiGroups"] != ["argoproj.io"]]
    core = next(rule for rule in rules if "pods" in rule["resources"] and rule["apiGroups"] == [""])
    core["resources"].remove("pods")
    documents = list(yaml.safe_load_all(render_rbac(NAMESPACE).replace(f"name: {NAME}\n", "name: fewer\n")))
    next(each for each in documents if each["kind"] == "ClusterRole")["rules"] = rules
    apiserver.kubectl("apply", "--filename=-", stdin=yaml.safe_dump_all(documents))
    seen = look(apiserver.kubeconfig_for(f"{NAMESPACE}/fewer"), timeout_s=30.0, page_size=500)
    forbidden = {field for field, cause in seen.causes.items() if cause == "forbidden"}
    assert forbidden == {"pods", "argocd_applications", "application_sets", "projects"}
    assert seen.causes.keys() - forbidden == NOT_READ
    assert seen.missing("projects").missing == "the service account may not list appprojects (argoproj.io)"
    assert 403 in {event["responseStatus"]["code"] for event in events_of(apiserver, "fewer")}


# Node and pod metrics: the one group that the bare server cannot serve.


def with_metrics_group(wire: Wire, ask: Callable[[], Answer]) -> None:
    """Add the group of metrics-server to what the API server says that it has."""
    groups = json.loads(ask().body)
    groups["groups"].append({"name": "metrics.k8s.io", "versions": [{"groupVersion": "metrics.k8s.io/v1beta1"}]})
    faults.reply(Answer(200, json.dumps(groups).encode()))(wire, ask)


def listing(*items: dict[str, Any]) -> Answer:
    return Answer(200, json.dumps({"kind": "NodeMetricsList", "metadata": {}, "items": items}).encode())


@pytest.fixture(name="metrics")
def _metrics(proxy: FaultyProxy) -> FaultyProxy:
    proxy.faults.set("^/apis$", with_metrics_group)
    return proxy


def test_metrics_are_read_in_nano_cores_and_bytes(metrics: FaultyProxy) -> None:
    node = {"metadata": {"name": "node-1"}, "usage": {"cpu": "156340123n", "memory": "2048Ki"}}
    containers = [
        {"name": "a", "usage": {"cpu": "250u", "memory": "1Mi"}},
        {"name": "b", "usage": {"cpu": "1m", "memory": "1k"}},
    ]
    pod = {"metadata": {"namespace": "shop", "name": "web"}, "containers": containers}
    metrics.faults.set("/apis/metrics.k8s.io/v1beta1/nodes", faults.reply(listing(node)))
    metrics.faults.set("/apis/metrics.k8s.io/v1beta1/pods", faults.reply(listing(pod)))
    seen = look(metrics.kubeconfig, timeout_s=30.0, page_size=500)
    (of_node,), (of_pod,) = seen.readings["node_usage"].items, seen.readings["pod_usage"].items
    assert (of_node.name, of_node.cpu_cores, of_node.memory_bytes) == ("node-1", 0.156340123, 2048 * 1024)
    assert (of_pod.namespace, of_pod.cpu_cores, of_pod.memory_bytes) == ("shop", 0.00125, 1024**2 + 1000)


def test_a_metrics_server_that_does_not_answer_is_said(metrics: FaultyProxy) -> None:
    metrics.faults.set("/apis/metrics.k8s.io/", faults.status(503))
    seen = look(metrics.kubeconfig, timeout_s=30.0, page_size=500)
    assert seen.missing("node_usage") == Missing("metrics-server is installed but does not answer", "failed")
    assert set(seen.causes) == NOT_READ
