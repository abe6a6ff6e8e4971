"""The example world: whole, the same every time, and with the faults that a real cluster has."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from examples.homelab.world.charts import build_resources
from examples.homelab.world.inventory import load_cluster
from examples.homelab.world.names import NOW, identity, parse_time
from examples.homelab.world.objects import build_world
from examples.homelab.world.old_api import to_old_api
from examples.homelab.world.repository import read_manifests
from examples.homelab.world.workloads import last_runs

_TRACKING = "argocd.argoproj.io/tracking-id"


@pytest.fixture(scope="module", name="world")
def _world() -> list[dict[str, Any]]:
    return build_world("0" * 40)


def _of(world: list[dict[str, Any]], *kinds: str) -> list[dict[str, Any]]:
    return [item for item in world if item["kind"] in kinds]


def test_two_builds_are_equal(world: list[dict[str, Any]]) -> None:
    assert build_world("0" * 40) == world


def test_no_two_objects_have_the_same_identity(world: list[dict[str, Any]]) -> None:
    counted = Counter((item["apiVersion"], *identity(item)) for item in world)

    assert [each for each, count in counted.items() if count > 1] == []


def test_three_machines_with_one_control_plane_node(world: list[dict[str, Any]]) -> None:
    nodes = [item for item in _of(world, "Node") if item["apiVersion"] == "v1"]
    control = [node for node in nodes if "node-role.kubernetes.io/control-plane" in node["metadata"]["labels"]]

    assert (len(nodes), len(control)) == (3, 1)
    assert {node["status"]["capacity"]["cpu"] for node in nodes} == {"12"}
    assert all(node["status"]["nodeInfo"]["osImage"].startswith("Talos (v1.13") for node in nodes)


def test_etcd_is_no_pod(world: list[dict[str, Any]]) -> None:
    assert [pod for pod in _of(world, "Pod") if "etcd" in pod["metadata"]["name"]] == []


def test_every_pod_runs_on_a_node_and_has_an_owner_that_exists(world: list[dict[str, Any]]) -> None:
    nodes = {node.name for node in load_cluster().nodes}
    known = {identity(item) for item in world}
    for pod in _of(world, "Pod"):
        parent = pod["metadata"]["ownerReferences"][0]
        place = "" if parent["kind"] == "Node" else pod["metadata"]["namespace"]

        assert pod["spec"]["nodeName"] in nodes
        assert (parent["kind"], place, parent["name"]) in known


def test_every_owner_reference_carries_the_uid_of_its_owner(world: list[dict[str, Any]]) -> None:
    uids = {item["metadata"]["uid"] for item in world}
    references = [each for item in world for each in item["metadata"].get("ownerReferences", ())]

    assert {each["uid"] for each in references} <= uids


def test_every_claim_is_bound_to_a_volume_that_longhorn_has(world: list[dict[str, Any]]) -> None:
    volumes = {item["metadata"]["name"] for item in _of(world, "Volume")}
    claims = _of(world, "PersistentVolumeClaim")

    assert {claim["spec"]["volumeName"] for claim in claims} == volumes
    assert {claim["status"]["phase"] for claim in claims} == {"Bound"}


def test_every_claim_that_a_pod_mounts_exists(world: list[dict[str, Any]]) -> None:
    claims = {identity(item)[1:] for item in _of(world, "PersistentVolumeClaim")}
    mounted = {
        (pod["metadata"]["namespace"], volume["persistentVolumeClaim"]["claimName"])
        for pod in _of(world, "Pod")
        for volume in pod["spec"].get("volumes", ())
        if "persistentVolumeClaim" in volume
    }

    assert mounted == claims


def test_every_route_leads_through_a_gateway_to_a_service(world: list[dict[str, Any]]) -> None:
    services = {identity(item)[1:] for item in _of(world, "Service")}
    gateways = {identity(item)[1:] for item in _of(world, "Gateway")}
    for route in _of(world, "HTTPRoute"):
        parent, backend = route["spec"]["parentRefs"][0], route["spec"]["rules"][0]["backendRefs"][0]

        assert (parent["namespace"], parent["name"]) in gateways
        assert (route["metadata"]["namespace"], backend["name"]) in services


def test_tracking_ids_name_their_own_object_and_an_application_that_lists_it(world: list[dict[str, Any]]) -> None:
    listed = {
        (app["metadata"]["name"], each["kind"], each.get("namespace", ""), each["name"])
        for app in _of(world, "Application")
        for each in app["status"]["resources"]
    }
    marked = [item for item in world if _TRACKING in item["metadata"].get("annotations", {})]

    assert marked
    for item in marked:
        app, resource, place = item["metadata"]["annotations"][_TRACKING].split(":")
        kind, namespace, name = identity(item)
        assert resource.endswith(f"/{kind}")
        assert place.endswith(f"/{name}")
        assert (app, kind, namespace, name) in listed


def test_one_application_is_out_of_sync_and_one_degraded(world: list[dict[str, Any]]) -> None:
    states = {
        item["metadata"]["name"]: (item["status"]["sync"]["status"], item["status"]["health"]["status"])
        for item in _of(world, "Application")
    }

    assert {name: state for name, state in states.items() if state != ("Synced", "Healthy")} == {
        "jellyfin": ("OutOfSync", "Healthy"),
        "paperless-ngx": ("Synced", "Degraded"),
    }


def test_what_runs_of_the_application_out_of_sync_is_not_what_the_repository_says(world: list[dict[str, Any]]) -> None:
    declared = next(item for item in read_manifests("apps/jellyfin", "jellyfin") if item["kind"] == "Deployment")
    live = next(item for item in _of(world, "Deployment") if item["metadata"]["name"] == "jellyfin")
    application = next(item for item in _of(world, "Application") if item["metadata"]["name"] == "jellyfin")

    image = live["spec"]["template"]["spec"]["containers"][0]["image"]
    assert image != declared["spec"]["template"]["spec"]["containers"][0]["image"]
    assert application["status"]["summary"]["images"] == [image]
    assert {"Deployment"} == {each["kind"] for each in application["status"]["resources"] if each["status"] != "Synced"}


def test_the_degraded_application_has_a_pod_that_crashes_again_and_again(world: list[dict[str, Any]]) -> None:
    waiting = {
        pod["metadata"]["namespace"]: each["state"]["waiting"]["reason"]
        for pod in _of(world, "Pod")
        for each in pod["status"]["containerStatuses"]
        if "waiting" in each["state"]
    }

    assert waiting == {"paperless-ngx": "CrashLoopBackOff"}


def test_three_workloads_have_neither_owner_nor_application(world: list[dict[str, Any]]) -> None:
    loose = {
        identity(item)[1:]
        for item in _of(world, "Deployment", "StatefulSet", "DaemonSet", "CronJob")
        if _TRACKING not in item["metadata"].get("annotations", {}) and "ownerReferences" not in item["metadata"]
    }

    assert loose == {("default", "netshoot"), ("kube-system", "coredns"), ("sandbox", "load-test")}


def test_some_things_are_missing_as_they_are_in_any_cluster(world: list[dict[str, Any]]) -> None:
    containers = [
        container
        for item in _of(world, "Deployment", "StatefulSet", "DaemonSet")
        for container in item["spec"]["template"]["spec"]["containers"]
    ]
    with_pods = {pod["metadata"]["namespace"] for pod in _of(world, "Pod")}
    with_policy = {item["metadata"]["namespace"] for item in _of(world, "NetworkPolicy", "CiliumNetworkPolicy")}

    assert [each for each in containers if "limits" not in each.get("resources", {})]
    assert [each for each in containers if "livenessProbe" not in each and "readinessProbe" not in each]
    assert {"home-assistant", "sandbox"} <= with_pods - with_policy


def test_requests_fit_on_the_machine_that_runs_them(world: list[dict[str, Any]]) -> None:
    millicores: Counter[str] = Counter()
    for pod in _of(world, "Pod"):
        for container in pod["spec"]["containers"]:
            cpu = str(container.get("resources", {}).get("requests", {}).get("cpu", "0m"))
            millicores[pod["spec"]["nodeName"]] += int(cpu[:-1]) if cpu.endswith("m") else 1000 * int(cpu)

    assert max(millicores.values()) < 11950


def test_nothing_happened_after_the_pinned_clock(world: list[dict[str, Any]]) -> None:
    born = [parse_time(item["metadata"]["creationTimestamp"]) for item in world]
    started = [parse_time(pod["status"]["startTime"]) for pod in _of(world, "Pod")]

    assert max(*born, *started) <= NOW


def test_nothing_is_older_than_its_namespace(world: list[dict[str, Any]]) -> None:
    namespaces = {item["metadata"]["name"]: item["metadata"]["creationTimestamp"] for item in _of(world, "Namespace")}
    inside = [item["metadata"] for item in world if "namespace" in item["metadata"]]

    assert [each["name"] for each in inside if each["creationTimestamp"] < namespaces[each["namespace"]]] == []


def test_kinds_that_kubernetes_1_20_has_in_beta_only_are_given_in_beta(world: list[dict[str, Any]]) -> None:
    old = {item["kind"]: to_old_api(item)["apiVersion"] for item in world}

    assert old["CronJob"] == "batch/v1beta1"
    assert old["PodDisruptionBudget"] == "policy/v1beta1"
    assert old["HorizontalPodAutoscaler"] == "autoscaling/v2beta2"
    assert old["Job"] == "batch/v1"


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [("0 */6 * * *", ["22 06:00", "22 00:00"]), ("10 4 * * *", ["22 04:10", "21 04:10"])],
)
def test_last_runs_of_a_schedule_are_before_now(schedule: str, expected: list[str]) -> None:
    assert [run.strftime("%d %H:%M") for run in last_runs(schedule, 2)] == expected


@pytest.mark.parametrize(
    ("cpu", "memory", "expected"),
    [
        ("", "", {}),
        ("100m/", "64Mi/1Gi", {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "1Gi"}}),
        ("2/6", "", {"requests": {"cpu": "2"}, "limits": {"cpu": "6"}}),
    ],
)
def test_resources_are_written_as_request_and_limit(cpu: str, memory: str, expected: dict[str, Any]) -> None:
    assert build_resources(cpu, memory) == expected
