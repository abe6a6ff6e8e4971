"""Compare how kubectl and kubefolio read 5,000 pods from a real API server: `python -m benchmarks.collect_pods`.

Each is measured as a whole process, by what the kernel counted for it when it ended (`os.wait4`): start-up, TLS,
reading, decoding. Rounds alternate, so that both meet the same machine; the medians are compared. It is done with small
pods and with large ones, since a process has its start-up however little it reads. Exits with 1 when an aim is missed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.costs import Cost, measure, middle
from tests.real.servers.apiserver import running_apiserver
from tests.real.servers.kubeclient import ApiServer

PODS, NAMESPACES, ROUNDS = 5_000, 50, 5
CPU_AIM, MEMORY_AIM = 1 / 10, 1 / 5

CHILD = """\
import sys
from kubefolio.sources.kubernetes.client import KubernetesSettings, connect
from kubefolio.sources.kubernetes.kinds import KINDS
from kubefolio.sources.kubernetes.lists import list_api_versions, list_kind
settings = KubernetesSettings(kubeconfig=sys.argv[1])
connection = connect(settings)
kind = next(kind for kind in KINDS if kind.field == "pods")
path, pods = list_kind(connection, kind, list_api_versions(connection), settings.page_size)
assert len(pods) == int(sys.argv[2]), pods
"""


def compare(server: ApiServer) -> tuple[Cost, Cost]:
    """Return what kubectl and what kubefolio cost, in rounds that alternate; the first of each only warms up."""
    config = str(server.kubeconfig)
    kubectl = [str(server.kubectl_program), f"--kubeconfig={config}", "get", "pods", "-A", "-o", "json"]
    kubefolio = [sys.executable, "-c", CHILD, config, str(PODS)]
    rounds = [(measure(kubectl), measure(kubefolio)) for _ in range(ROUNDS + 1)][1:]
    return middle([first for first, _ in rounds]), middle([second for _, second in rounds])


def build_objects(containers: int) -> Iterator[dict[str, Any]]:
    """Yield the pods, each with so many containers, and their namespaces."""
    for number in range(NAMESPACES):
        yield {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": f"team-{number}"}}
    for number in range(PODS):
        yield build_pod(number, containers)


def build_pod(number: int, containers: int) -> dict[str, Any]:
    """Return a pod as a chart and its controllers would leave it; the API server adds defaults and managedFields."""
    name = f"service-{number % 400}"
    labels = {"app.kubernetes.io/name": name, "app.kubernetes.io/instance": name, "pod-template-hash": "6d4cf56db6"}
    annotations = {
        "checksum/config": f"{number:064x}",
        "prometheus.io/scrape": "true",
        "kubectl.kubernetes.io/restartedAt": "2026-11-01T08:00:00Z",
        "cni.example.org/network-status": f'[{{"name": "pods", "ips": ["10.244.{number % 200}.{number % 250}"]}}]' * 3,
    }
    owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": f"{name}-6d4cf56db6", "uid": f"{number:036d}"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "namespace": f"team-{number % NAMESPACES}",
            "name": f"{name}-6d4cf56db6-{number:05d}",
            "labels": labels,
            "annotations": annotations,
            "ownerReferences": [owner | {"controller": True, "blockOwnerDeletion": True}],
        },
        "spec": build_spec(number, containers),
        "status": build_status(containers),
    }


def build_spec(number: int, containers: int) -> dict[str, Any]:
    """Return a pod's spec: containers with environment, probes, limits and mounts, and two volumes for each."""
    probe = {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 10, "failureThreshold": 3}
    container = {
        "image": "registry.example.org/team/service:1.24.3",
        "env": [
            {"name": f"SETTING_{one}", "value": f"a value of ordinary length, {one}"} for one in range(6 * containers)
        ],
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "256Mi"}},
        "livenessProbe": probe,
        "readinessProbe": probe,
        "volumeMounts": [
            {"name": f"volume-{one}", "mountPath": f"/var/lib/volume-{one}"} for one in range(2 * containers)
        ],
        "securityContext": {"runAsNonRoot": True, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}},
    }
    return {
        "nodeName": f"node-{number % 40}",
        "serviceAccountName": "service",
        "containers": [container | {"name": f"container-{one}"} for one in range(containers)],
        "volumes": [
            {"name": f"volume-{one}", "configMap": {"name": f"settings-{one}"}} for one in range(2 * containers)
        ],
        "tolerations": [{"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute"}],
    }


def build_status(containers: int) -> dict[str, Any]:
    """Return the status of a pod that runs."""
    since = "2026-11-01T08:00:05Z"
    conditions = ("Initialized", "Ready", "ContainersReady", "PodScheduled")
    container = {
        "image": "registry.example.org/team/service:1.24.3",
        "imageID": "registry.example.org/team/service@sha256:" + "ab" * 32,
        "containerID": "containerd://" + "cd" * 32,
        "ready": True,
        "restartCount": 1,
        "state": {"running": {"startedAt": since}},
    }
    return {
        "phase": "Running",
        "podIP": "10.244.1.7",
        "startTime": since,
        "conditions": [{"type": name, "status": "True", "lastTransitionTime": since} for name in conditions],
        "containerStatuses": [container | {"name": f"container-{one}"} for one in range(containers)],
    }


def report(kubectl: Cost, kubefolio: Cost) -> bool:
    """Print the table, and return whether both aims are met."""
    print("| | kubectl | kubefolio | ratio | aim |")
    print("|---|---:|---:|---:|---:|")
    rows = (
        ("CPU, s", kubectl.cpu_s, kubefolio.cpu_s, CPU_AIM),
        ("peak memory, MB", kubectl.memory_mb, kubefolio.memory_mb, MEMORY_AIM),
        ("wall clock, s", kubectl.wall_s, kubefolio.wall_s, None),
    )
    for name, theirs, ours, aim in rows:
        limit = f"{100 * aim:.0f} %" if aim else ""
        print(f"| {name} | {theirs:.2f} | {ours:.2f} | {100 * ours / theirs:.1f} % | {limit} |")
    met = all(ours <= aim * theirs for _, theirs, ours, aim in rows if aim)
    print(f"\n{'Both aims are met.' if met else 'An aim is MISSED.'}\n", flush=True)
    return met


def run(containers: int) -> bool:
    """Load pods with so many containers into a server of their own, compare, print, and return whether all is met."""
    with (
        tempfile.TemporaryDirectory(prefix="collect-pods-") as folder,
        running_apiserver(Path(folder) / "apiserver", audit=False) as server,
    ):
        server.create_many(build_objects(containers))
        size = len(server.raw("GET", "/api/v1/pods")) / 1e6
        version = server.kubectl("version", "--client").splitlines()[0].rpartition(" ")[2]
        print(f"{PODS} pods of {containers} container(s), {size:.0f} MB of JSON, kubectl {version}, {ROUNDS} rounds:\n")
        return report(*compare(server))


def main() -> None:
    """Compare with small pods and with large ones."""
    met = [run(containers) for containers in (1, 2)]
    raise SystemExit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
