"""What the operators make of their own objects: Istio of a Gateway, CloudNativePG of a Cluster."""

from __future__ import annotations

from examples.homelab.world.names import Obj, condition, identity, owner
from examples.homelab.world.pods import PodPlan, build_pod
from examples.homelab.world.workloads import Circumstances, run_workload

_PROXY = "docker.io/istio/proxyv2:1.30.2"
_NODE_PORT = 30443
"""The port on every node behind the one address that the house can reach."""
_GATEWAY_API = "gateway.networking.k8s.io/v1"
_CNPG = "postgresql.cnpg.io/v1"
_CLUSTER_LABEL = "cnpg.io/cluster"
_SERVICES = {"rw": "primary", "ro": "replica", "r": ""}
"""Suffix of a database's service, and the role that it selects."""


def run_gateway(item: Obj, around: Circumstances) -> list[Obj]:
    """Return a Gateway, and the Deployment with Service that Istio makes of it."""
    _, namespace, name = identity(item)
    waypoint = item["spec"]["gatewayClassName"] == "istio-waypoint"
    made_name = name if waypoint else f"{name}-istio"
    match = {"gateway.networking.k8s.io/gateway-name": name}
    metadata = {
        "name": made_name,
        "namespace": namespace,
        "labels": match,
        "ownerReferences": [owner("Gateway", name, _GATEWAY_API, namespace=namespace)],
    }
    deployment: Obj = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata}
    deployment["spec"] = {
        "replicas": 1 if waypoint else 2,
        "selector": {"matchLabels": match},
        "template": {"metadata": {"labels": match}, "spec": {"containers": [_proxy()]}},
    }
    outside = bool(item["spec"].get("addresses"))
    node_port = {"nodePort": _NODE_PORT} if outside else {}
    ports = [{"name": each["name"], "port": each["port"]} | node_port for each in item["spec"]["listeners"]]
    service: Obj = {"apiVersion": "v1", "kind": "Service", "metadata": metadata}
    service["spec"] = {"selector": match, "ports": ports, "type": "LoadBalancer" if outside else "ClusterIP"}
    if outside:
        service["status"] = {"loadBalancer": {"ingress": [{"ip": item["spec"]["addresses"][0]["value"]}]}}
    return [item, service, *run_workload(deployment, around)]


def _proxy() -> Obj:
    return {
        "name": "istio-proxy",
        "image": _PROXY,
        "ports": [{"name": "https", "containerPort": 443}],
        "readinessProbe": {"httpGet": {"path": "/healthz/ready", "port": 15021}},
        "startupProbe": {"httpGet": {"path": "/healthz/ready", "port": 15021}, "failureThreshold": 30},
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "2", "memory": "1Gi"}},
    }


def run_database(item: Obj, around: Circumstances) -> list[Obj]:
    """Return a Cluster with its status, and the pods, claims, services and budget that CloudNativePG makes of it."""
    _, namespace, name = identity(item)
    parent = owner("Cluster", name, _CNPG, namespace=namespace)
    instances = [f"{name}-{index}" for index in range(1, item["spec"]["instances"] + 1)]
    made = [item | {"status": _database_status(item, instances, around)}]
    for index, instance in enumerate(instances):
        role = "replica" if index else "primary"
        labels = {_CLUSTER_LABEL: name, "cnpg.io/instanceName": instance, "cnpg.io/instanceRole": role}
        node = around.cluster.workers[index % len(around.cluster.workers)]
        plan = PodPlan(instance, parent, node, around.booted)
        made += [_instance(item, instance, labels, plan), _volume_claim(item, instance, labels, parent)]
    return [*made, *(_service(name, namespace, role, parent) for role in _SERVICES), _budget(name, namespace, parent)]


def _database_status(item: Obj, instances: list[str], around: Circumstances) -> Obj:
    ready = condition("Ready", around.booted, reason="ClusterIsReady", message="Cluster is Ready")
    return {
        "instances": len(instances),
        "readyInstances": len(instances),
        "instanceNames": instances,
        "phase": "Cluster in healthy state",
        "currentPrimary": instances[0],
        "targetPrimary": instances[0],
        "image": item["spec"]["imageName"],
        "conditions": [ready],
    } | (_BACKED_UP if "backup" in item["spec"] else {})


_BACKED_UP = {"lastSuccessfulBackup": "2026-11-22T01:00:41Z", "firstRecoverabilityPoint": "2026-10-23T01:00:38Z"}


def _instance(item: Obj, name: str, labels: dict[str, str], plan: PodPlan) -> Obj:
    probe = {"httpGet": {"path": "/healthz", "port": 8000, "scheme": "HTTPS"}}
    container = {
        "name": "postgres",
        "image": item["spec"]["imageName"],
        "ports": [{"name": "postgresql", "containerPort": 5432}, {"name": "metrics", "containerPort": 9187}],
        "resources": item["spec"]["resources"],
        "volumeMounts": [{"name": "pgdata", "mountPath": "/var/lib/postgresql/data"}],
        "livenessProbe": probe,
        "readinessProbe": probe,
        "startupProbe": probe,
        "securityContext": {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "runAsNonRoot": True},
    }
    volumes = [{"name": "pgdata", "persistentVolumeClaim": {"claimName": name}}]
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container], "volumes": volumes}}
    return build_pod(template, identity(item)[1], plan)


def _volume_claim(item: Obj, name: str, labels: dict[str, str], parent: Obj) -> Obj:
    storage = item["spec"]["storage"]
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name, "namespace": identity(item)[1], "labels": labels, "ownerReferences": [parent]},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": storage["storageClass"],
            "resources": {"requests": {"storage": storage["size"]}},
        },
    }


def _service(name: str, namespace: str, role: str, parent: Obj) -> Obj:
    selector = {_CLUSTER_LABEL: name} | ({"cnpg.io/instanceRole": _SERVICES[role]} if _SERVICES[role] else {})
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": f"{name}-{role}", "namespace": namespace, "ownerReferences": [parent]},
        "spec": {"selector": selector, "ports": [{"name": "postgres", "port": 5432, "targetPort": "postgresql"}]},
    }


def _budget(name: str, namespace: str, parent: Obj) -> Obj:
    match = {_CLUSTER_LABEL: name, "cnpg.io/instanceRole": "primary"}
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": f"{name}-primary", "namespace": namespace, "ownerReferences": [parent]},
        "spec": {"minAvailable": 1, "selector": {"matchLabels": match}},
    }
