"""The API server of the tests stores, permits, validates and records as a real one does."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.real.servers.crds import EVERY_PROJECT, load_crds, read_crds
from tests.real.servers.errors import ApiError, ServerFailed
from tests.real.servers.kubeclient import ApiServer


def pod(namespace: str, name: str, phase: str = "Running") -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"namespace": namespace, "name": name, "resourceVersion": "17", "uid": "from-elsewhere"},
        "spec": {"containers": [{"name": "main", "image": "registry.example/main:1"}]},
        "status": {"phase": phase},
    }


def namespace(name: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def application(name: str) -> dict[str, Any]:
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"namespace": "servers-argocd", "name": name},
        "spec": {
            "project": "default",
            "destination": {"namespace": name, "server": "https://kubernetes.default.svc"},
            "source": {"repoURL": "https://git.example/infra", "path": name},
        },
        "status": {"health": {"status": "Healthy"}, "sync": {"status": "Synced"}},
    }


def test_objects_are_stored_with_their_status_whatever_their_kind(apiserver: ApiServer) -> None:
    world = [pod("servers-a", "up"), pod("servers-a", "done", "Succeeded"), application("shop")]
    created = apiserver.create_many([*world, namespace("servers-a"), namespace("servers-argocd")])
    phases = apiserver.kubectl("get", "pods", "-n", "servers-a", "-o", "jsonpath={.items[*].status.phase}")
    health = apiserver.kubectl("get", "app", "shop", "-n", "servers-argocd", "-o", "jsonpath={.status.health.status}")
    assert (created, phases, health) == (5, "Succeeded Running", "Healthy")


def test_loading_again_creates_nothing_and_renews_the_status(apiserver: ApiServer) -> None:
    apiserver.create_many([namespace("servers-b"), pod("servers-b", "one", "Pending")])
    assert apiserver.create_many([namespace("servers-b"), pod("servers-b", "one", "Running")]) == 0
    stored = json.loads(apiserver.raw("GET", "/api/v1/namespaces/servers-b/pods/one"))
    assert stored["status"]["phase"] == "Running"


def test_a_new_node_is_not_tainted(apiserver: ApiServer) -> None:
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "servers-node"}}
    ready = {"conditions": [{"type": "Ready", "status": "True"}], "capacity": {"cpu": "4"}}
    apiserver.create_many([{**node, "status": ready}])
    stored = json.loads(apiserver.raw("GET", "/api/v1/nodes/servers-node"))
    assert "taints" not in stored["spec"]
    assert stored["status"]["capacity"] == {"cpu": "4"}


def test_an_unknown_kind_is_named(apiserver: ApiServer) -> None:
    with pytest.raises(ServerFailed, match=r"does not have Spaceship of example\.org/v1"):
        apiserver.create_many([{"apiVersion": "example.org/v1", "kind": "Spaceship", "metadata": {"name": "x"}}])


def test_a_refused_object_says_why(apiserver: ApiServer) -> None:
    with pytest.raises(ApiError, match=r"namespaces \\\"servers-nowhere\\\" not found") as refusal:
        apiserver.create_many([pod("servers-nowhere", "lost")])
    assert refusal.value.status == 404


def test_a_service_account_may_do_what_its_role_says_and_no_more(apiserver: ApiServer) -> None:
    token = apiserver.service_account("servers-rbac", "reader")
    with pytest.raises(ApiError) as refusal:
        apiserver.raw("GET", "/api/v1/pods", token=token)
    apiserver.kubectl("create", "clusterrole", "servers-pods", "--verb=list", "--resource=pods")
    binding = ("servers-pods", "--clusterrole=servers-pods", "--serviceaccount=servers-rbac:reader")
    apiserver.kubectl("create", "clusterrolebinding", *binding)
    assert refusal.value.status == 403
    assert json.loads(apiserver.raw("GET", "/api/v1/pods", token=token))["kind"] == "PodList"
    with pytest.raises(ApiError):
        apiserver.raw("GET", "/api/v1/secrets", token=token)


def test_a_kubeconfig_speaks_for_its_account(apiserver: ApiServer) -> None:
    kubeconfig = apiserver.kubeconfig_for("servers-rbac/writer")
    may = ("auth", "can-i", "--list", f"--kubeconfig={kubeconfig}", "--context=kubefolio-test")
    assert "selfsubjectaccessreviews" in apiserver.kubectl(*may)
    with pytest.raises(ServerFailed, match='"system:serviceaccount:servers-rbac:writer" cannot list'):
        apiserver.kubectl("get", "pods", "-A", f"--kubeconfig={kubeconfig}")


def test_every_request_is_in_the_audit_log(apiserver: ApiServer) -> None:
    token = apiserver.service_account("servers-audit", "someone")
    with pytest.raises(ApiError):
        apiserver.raw("GET", "/api/v1/secrets?limit=7", token=token)
    event = next(event for event in apiserver.audit_events() if event["requestURI"] == "/api/v1/secrets?limit=7")
    assert event["user"]["username"] == "system:serviceaccount:servers-audit:someone"
    assert event["responseStatus"]["code"] == 403


def test_the_definitions_of_every_project_are_established(apiserver: ApiServer) -> None:
    served = json.loads(apiserver.raw("GET", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"))["items"]
    established = {
        each["metadata"]["name"]
        for each in served
        if {(each["type"], each["status"]) for each in each["status"]["conditions"]} >= {("Established", "True")}
    }
    assert established >= {each["metadata"]["name"] for each in read_crds(EVERY_PROJECT)}


def test_more_definitions_can_be_loaded_while_it_runs(apiserver: ApiServer) -> None:
    assert "applications.argoproj.io" in load_crds(apiserver, {"argo-cd"})
    with pytest.raises(ServerFailed, match="has no nonesuch"):
        load_crds(apiserver, {"nonesuch"})


def test_a_definition_validates_its_objects(apiserver: ApiServer) -> None:
    broken = application("broken") | {"spec": {"project": 5}}
    apiserver.create_many([namespace("servers-argocd")])
    with pytest.raises(ApiError, match=r"spec\.project"):
        apiserver.create_many([broken])


def test_a_thousand_pods_are_loaded_in_seconds(apiserver: ApiServer) -> None:
    apiserver.create_many([namespace("servers-many")])
    began = time.monotonic()
    assert apiserver.create_many(pod("servers-many", f"pod-{number}") for number in range(1000)) == 1000
    assert time.monotonic() - began < 20
