"""The objects that a chart would make, from the short form of the inventory."""

from __future__ import annotations

from collections.abc import Iterator

from examples.homelab.world.inventory import App, WorkloadSpec, named
from examples.homelab.world.names import Obj, owner
from examples.homelab.world.repository import place

_MAKERS = {
    "Deployment": "apps/v1",
    "Prometheus": "monitoring.coreos.com/v1",
    "Alertmanager": "monitoring.coreos.com/v1",
}
_PROBES = {"l": "livenessProbe", "r": "readinessProbe", "s": "startupProbe"}
_HEALTH_PORT = 8081
"""Where a program answers its probes if it serves nothing else."""


def build_chart_objects(app: App) -> list[Obj]:
    """Return what the charts of an application make: its workloads and what goes with each, and its other objects."""
    labels = {"app.kubernetes.io/instance": app.name, "app.kubernetes.io/managed-by": "Helm"}
    labels |= {"helm.sh/chart": app.charts[0].replace("@", "-")} if app.charts else {}
    objects = [place(item, app.namespace) for item in app.objects]
    for kind, name, spec in named(app.workloads):
        objects += build_workload(kind, name, app.namespace, spec, {} if spec.made_by else labels)
    return objects


def build_workload(kind: str, name: str, namespace: str, spec: WorkloadSpec, labels: dict[str, str]) -> list[Obj]:
    """Return a workload and the objects that a chart puts beside it, without status."""
    match = {spec.app_label: spec.app or name}
    workload: Obj = {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace, "labels": labels | match},
        "spec": {"selector": {"matchLabels": match}, "template": _template(kind, name, spec, labels | match)},
    }
    if kind != "DaemonSet":
        workload["spec"]["replicas"] = spec.replicas
    if kind == "StatefulSet":
        workload["spec"] |= {"serviceName": spec.service_name or name} | _claim_templates(spec)
    if spec.made_by:
        maker, _, maker_name = spec.made_by.partition("/")
        workload["metadata"]["ownerReferences"] = [owner(maker, maker_name, _MAKERS[maker], namespace=namespace)]
    return [workload, *_beside(kind, name, namespace, spec, match)]


def _beside(kind: str, name: str, namespace: str, spec: WorkloadSpec, match: dict[str, str]) -> Iterator[Obj]:
    if spec.account == "own":
        yield {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name, "namespace": namespace}}
    if spec.service:
        ports = [_service_port(each) for each in spec.service]
        service = _object("v1", "Service", spec.service_name or name, namespace, {"selector": match, "ports": ports})
        yield service | {"metadata": service["metadata"] | {"labels": match}}
    if spec.monitor:
        port = _service_port(spec.service[-1])["name"]
        watch = {"selector": {"matchLabels": match}, "endpoints": [{"port": port}]}
        yield _object("monitoring.coreos.com/v1", "ServiceMonitor", name, namespace, watch)
    if spec.claim and kind == "Deployment":
        claim, _, size = spec.claim.partition(":")
        yield _object("v1", "PersistentVolumeClaim", claim, namespace, _claim(size))
    if spec.scale:
        low, _, high = spec.scale.partition("-")
        target = {"apiVersion": "apps/v1", "kind": kind, "name": name}
        limits = {"scaleTargetRef": target, "minReplicas": int(low), "maxReplicas": int(high), "metrics": [_CPU_70]}
        yield _object("autoscaling/v2", "HorizontalPodAutoscaler", name, namespace, limits)
    if spec.budget:
        budget = {"minAvailable": spec.budget, "selector": {"matchLabels": match}}
        yield _object("policy/v1", "PodDisruptionBudget", name, namespace, budget)


_CPU_70: Obj = {
    "type": "Resource",
    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}},
}


def _object(api_version: str, kind: str, name: str, namespace: str, spec: Obj) -> Obj:
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec}


def _template(kind: str, name: str, spec: WorkloadSpec, labels: dict[str, str]) -> Obj:
    main = _container(name, spec)
    sidecars = [{"name": each, "image": image} for each, image in sorted(spec.sidecars.items())]
    made: Obj = {"containers": [main, *sidecars]}
    if spec.account:
        made["serviceAccountName"] = name if spec.account == "own" else spec.account
    if spec.host:
        made["hostNetwork"] = True
    if spec.nodes == "all":
        made["tolerations"] = [{"operator": "Exists"}]
    if spec.claim:
        claim = spec.claim.partition(":")[0]
        main["volumeMounts"] = [{"name": claim, "mountPath": "/data"}]
        if kind == "Deployment":
            made["volumes"] = [{"name": claim, "persistentVolumeClaim": {"claimName": claim}}]
    return {"metadata": {"labels": labels}, "spec": made}


def _container(name: str, spec: WorkloadSpec) -> Obj:
    made: Obj = {"name": name, "image": spec.image}
    if spec.ports:
        made["ports"] = [{"name": each, "containerPort": port} for each, port in map(_port, spec.ports)]
    port = _port(spec.ports[0])[1] if spec.ports else _HEALTH_PORT
    made |= {_PROBES[letter]: {"httpGet": {"path": "/healthz", "port": port}} for letter in spec.probes}
    if resources := build_resources(spec.cpu, spec.memory):
        made["resources"] = resources
    if spec.safe:
        safety = {"runAsNonRoot": "n" in spec.safe, "readOnlyRootFilesystem": "r" in spec.safe}
        made["securityContext"] = {name: True for name, is_set in safety.items() if is_set}
    return made


def build_resources(cpu: str, memory: str) -> Obj:
    """Return requests and limits from `request/limit`, either of which may be empty."""
    pairs = {"cpu": cpu.partition("/")[::2], "memory": memory.partition("/")[::2]}
    requests = {name: request for name, (request, _) in pairs.items() if request}
    limits = {name: limit for name, (_, limit) in pairs.items() if limit}
    return ({"requests": requests} if requests else {}) | ({"limits": limits} if limits else {})


def _port(text: str) -> tuple[str, int]:
    name, _, port = text.partition(":")
    return name, int(port)


def _service_port(text: str) -> Obj:
    name, port = _port(text)
    return {"name": name, "port": port, "targetPort": name}


def _claim(size: str) -> Obj:
    return {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": "longhorn",
        "resources": {"requests": {"storage": size}},
    }


def _claim_templates(spec: WorkloadSpec) -> Obj:
    if not spec.claim:
        return {}
    name, _, size = spec.claim.partition(":")
    return {"volumeClaimTemplates": [{"metadata": {"name": name}, "spec": _claim(size)}]}
