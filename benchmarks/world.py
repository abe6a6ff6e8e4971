"""A cluster of any size as manifests: N applications of ten pods, half as many nodes, delivered by Argo CD.

Deterministic: the same size gives the same objects. Each application has what a chart leaves behind: a Deployment, a
Service, a route, a network policy, a disruption budget, and every third one a volume claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Object = dict[str, Any]

PODS = 10
"""Pods of each application."""
GATEWAY = "gateway.networking.k8s.io"
SINCE = "2026-11-01T08:00:05Z"
CRDS = ("argo-cd", "gateway-api-experimental")
"""Projects whose kinds the API server has to know."""


def name_of(number: int) -> str:
    """Return the name of an application, which is its namespace as well."""
    return f"app-{number:04}"


def build_world(applications: int) -> Iterator[Object]:
    """Yield every object of a cluster with so many applications."""
    nodes = max(3, applications // 2)
    for number in range(nodes):
        yield build_node(number)
    yield {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "argocd"}}
    for number in range(applications):
        yield from build_objects(number)
        yield build_application(number)
        for pod in range(PODS):
            yield build_pod(number, pod, (number * PODS + pod) % nodes)


def build_node(number: int) -> Object:
    """Return a node of 16 threads and 64 GiB; the first three hold the control plane."""
    role = {"node-role.kubernetes.io/control-plane": ""} if number < 3 else {}  # noqa: PLR2004  # three of them
    amounts = {"cpu": "16", "memory": "65536Mi", "pods": "250", "ephemeral-storage": "500Gi"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": f"node-{number:03}", "labels": {"topology.kubernetes.io/zone": f"z{number % 3}", **role}},
        "status": {
            "capacity": amounts,
            "allocatable": amounts,
            "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady", "lastTransitionTime": SINCE}],
            "nodeInfo": {
                "machineID": f"{number:032x}",
                "systemUUID": f"{number:032x}",
                "bootID": f"{number:032x}",
                "kernelVersion": "6.18.34-talos",
                "osImage": "Talos (v1.13.4)",
                "containerRuntimeVersion": "containerd://2.1.6",
                "kubeletVersion": "v1.34.6",
                "kubeProxyVersion": "",
                "operatingSystem": "linux",
                "architecture": "amd64",
            },
        },
    }


def build_objects(number: int) -> Iterator[Object]:
    """Yield what an application deploys."""
    name = name_of(number)
    yield {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    yield _in(name, "apps/v1", "Deployment", _deployment(name), {"readyReplicas": PODS, "replicas": PODS})
    yield _in(name, "v1", "Service", {"selector": {"app": name}, "ports": [{"port": 80, "targetPort": 8080}]})
    yield _in(name, "networking.k8s.io/v1", "NetworkPolicy", {"podSelector": {}, "policyTypes": ["Ingress"]})
    budget = {"minAvailable": 1, "selector": {"matchLabels": {"app": name}}}
    yield _in(name, "policy/v1beta1", "PodDisruptionBudget", budget)
    backend = [{"backendRefs": [{"name": name, "port": 80}]}]
    yield _in(name, f"{GATEWAY}/v1", "HTTPRoute", {"hostnames": [f"{name}.example.org"], "rules": backend})
    if number % 3 == 0:
        size = {"requests": {"storage": "10Gi"}}
        yield _in(
            name,
            "v1",
            "PersistentVolumeClaim",
            {"accessModes": ["ReadWriteOnce"], "resources": size, "storageClassName": "longhorn"},
            {"phase": "Bound", "capacity": {"storage": "10Gi"}},
        )


def _in(name: str, version: str, kind: str, spec: Object, status: Object | None = None) -> Object:
    group = version.partition("/")[0] if "/" in version else ""
    mark = {"argocd.argoproj.io/tracking-id": f"{name}:{group}/{kind}:{name}/{name}"}
    meta = {"name": name, "namespace": name, "labels": {"app": name}, "annotations": mark}
    item = {"apiVersion": version, "kind": kind, "metadata": meta, "spec": spec}
    return item | {"status": status} if status else item


def _deployment(name: str) -> Object:
    return {
        "replicas": PODS,
        "selector": {"matchLabels": {"app": name}},
        "template": {"metadata": {"labels": {"app": name}}, "spec": _pod_spec(name)},
    }


def _pod_spec(name: str) -> Object:
    probe = {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 10}
    settings = [{"name": f"SETTING_{one}", "value": f"a value of ordinary length, {one}"} for one in range(8)]
    container = {
        "name": "main",
        "image": f"ghcr.io/example/{name}:1.24.3",
        "env": settings,
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "256Mi"}},
        "livenessProbe": probe,
        "readinessProbe": probe,
        "securityContext": {"runAsNonRoot": True, "readOnlyRootFilesystem": True},
    }
    return {"serviceAccountName": name, "containers": [container]}


def build_pod(number: int, index: int, node: int) -> Object:
    """Return one pod of an application, running on a node."""
    name = name_of(number)
    owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": f"{name}-6d4cf56db6", "uid": f"{number:036d}"}
    image = f"ghcr.io/example/{name}:1.24.3"
    state = {"name": "main", "image": image, "imageID": f"{image}@sha256:{number:064x}", "ready": True}
    running = {"restartCount": number % 3, "containerID": f"containerd://{number:064x}"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "namespace": name,
            "name": f"{name}-6d4cf56db6-{index:05}",
            "labels": {"app": name, "pod-template-hash": "6d4cf56db6"},
            "annotations": {"checksum/config": f"{number:064x}"},
            "ownerReferences": [owner | {"controller": True, "blockOwnerDeletion": True}],
        },
        "spec": _pod_spec(name) | {"nodeName": f"node-{node:03}"},
        "status": {
            "phase": "Running",
            "podIP": f"10.244.{number % 250}.{index}",
            "startTime": SINCE,
            "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": SINCE}],
            "containerStatuses": [state | running | {"state": {"running": {"startedAt": SINCE}}}],
        },
    }


def build_application(number: int) -> Object:
    """Return the Argo CD Application of an application, with its status."""
    name = name_of(number)
    kinds = (
        ("apps", "Deployment"),
        ("", "Service"),
        ("networking.k8s.io", "NetworkPolicy"),
        ("policy", "PodDisruptionBudget"),
        (GATEWAY, "HTTPRoute"),
        *([("", "PersistentVolumeClaim")] if number % 3 == 0 else []),
    )
    source = {"repoURL": "https://git.example.org/me/infra", "path": f"apps/{name}", "targetRevision": "main"}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {
            "namespace": "argocd",
            "name": name,
            "annotations": {"argocd.argoproj.io/sync-wave": str(number % 10)},
        },
        "spec": {
            "project": f"team-{number % 20}",
            "source": source,
            "destination": {"server": "https://kubernetes.default.svc", "namespace": name},
            "syncPolicy": {"automated": {"selfHeal": True}},
        },
        "status": {
            "sync": {"status": "Synced" if number % 25 else "OutOfSync", "revision": f"{number:040x}"},
            "health": {"status": "Healthy" if number % 50 else "Degraded"},
            "summary": {"images": [f"ghcr.io/example/{name}:1.24.3"]},
            "resources": [
                {"group": group, "kind": kind, "version": "v1", "namespace": name, "name": name}
                for group, kind in kinds
            ],
        },
    }
