"""The status of what is neither workload nor volume, as its controller would write it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from examples.homelab.world.names import NOW, Obj, condition, identity, number, parse_time, stamp
from examples.homelab.world.storage import parse_bytes

_EXPIRES = timedelta(days=61)
_GATEWAY_CONTROLLER = "istio.io/gateway-controller"


@dataclass(frozen=True)
class Surroundings:
    """What a controller looks at: the pods, claims and routes of the whole cluster, and when it last started."""

    pods: tuple[Obj, ...]
    claims: tuple[Obj, ...]
    routes: tuple[Obj, ...]
    booted: str

    def ready(self, key: str) -> Obj:
        """Return a Ready condition that has held since the machines started."""
        return condition("Ready", parse_time(self.booted), reason=key)

    def selected(self, namespace: str, labels: dict[str, str]) -> list[Obj]:
        """Return the pods of a namespace that carry all of these labels."""
        return [pod for pod in self.pods if identity(pod)[1] == namespace and labels.items() <= _labels(pod).items()]


def add_status(item: Obj, around: Surroundings) -> Obj:
    """Return the object with a status, or as it is if no controller writes one."""
    writer = _WRITERS.get((item["kind"], item["apiVersion"].partition("/")[0]))
    return item if writer is None else item | {"status": writer(item, around)}


def _labels(pod: Obj) -> dict[str, str]:
    labels: dict[str, str] = pod["metadata"].get("labels", {})
    return labels


def is_ready(pod: Obj) -> bool:
    """Return whether a pod's condition Ready holds."""
    return any(each["type"] == "Ready" and each["status"] == "True" for each in pod["status"]["conditions"])


def _certificate(item: Obj, around: Surroundings) -> Obj:
    issued = NOW - timedelta(days=89) + _EXPIRES - timedelta(days=number(identity(item)[2], 5))
    ready = around.ready("Ready") | {
        "message": "Certificate is up to date and has not expired",
        "observedGeneration": 1,
    }
    return {
        "conditions": [ready],
        "notBefore": stamp(issued),
        "notAfter": stamp(issued + timedelta(days=90)),
        "renewalTime": stamp(issued + timedelta(days=60)),
        "revision": 9,
    }


def _issuer(item: Obj, around: Surroundings) -> Obj:
    ready = around.ready("ACMEAccountRegistered") | {"observedGeneration": 1}
    return {"conditions": [ready], "acme": {"lastRegisteredEmail": item["spec"]["acme"]["email"]}}


def _autoscaler(item: Obj, around: Surroundings) -> Obj:
    low = item["spec"]["minReplicas"]
    usage = {"averageUtilization": 6 + number(identity(item)[2], 30), "averageValue": "9m"}
    return {
        "currentReplicas": low,
        "desiredReplicas": low,
        "currentMetrics": [{"type": "Resource", "resource": {"name": "cpu", "current": usage}}],
        "conditions": [
            condition("AbleToScale", parse_time(around.booted), reason="ReadyForNewScale"),
            condition("ScalingActive", parse_time(around.booted), reason="ValidMetricFound"),
            condition("ScalingLimited", parse_time(around.booted), reason="TooFewReplicas"),
        ],
    }


def _budget(item: Obj, around: Surroundings) -> Obj:
    pods = around.selected(identity(item)[1], item["spec"]["selector"]["matchLabels"])
    healthy, desired = sum(map(is_ready, pods)), item["spec"]["minAvailable"]
    return {
        "currentHealthy": healthy,
        "desiredHealthy": desired,
        "expectedPods": len(pods),
        "disruptionsAllowed": max(0, healthy - desired),
        "observedGeneration": 1,
    }


def _quota(item: Obj, around: Surroundings) -> Obj:
    namespace, hard = identity(item)[1], item["spec"]["hard"]
    running = [pod for pod in around.selected(namespace, {}) if pod["status"]["phase"] == "Running"]
    resources = [each.get("resources", {}) for pod in running for each in pod["spec"]["containers"]]
    cpu = sum(_millicores(each.get("requests", {}).get("cpu", 0)) for each in resources)
    claims = sum(identity(claim)[1] == namespace for claim in around.claims)
    used = {
        "requests.cpu": f"{cpu}m",
        "requests.memory": _mebibytes(each.get("requests", {}).get("memory") for each in resources),
        "limits.memory": _mebibytes(each.get("limits", {}).get("memory") for each in resources),
        "persistentvolumeclaims": str(claims),
    }
    return {"hard": hard, "used": {name: used[name] for name in hard}}


def _millicores(quantity: str | float) -> int:
    text = str(quantity)
    return int(text[:-1]) if text.endswith("m") else int(text) * 1000


def _mebibytes(quantities: Iterable[str | None]) -> str:
    return f"{sum(parse_bytes(each) for each in quantities if each) // 2**20}Mi"


def _route(item: Obj, around: Surroundings) -> Obj:
    since = parse_time(around.booted)
    good = [
        condition(kind, since, reason=reason) | {"observedGeneration": 1, "message": ""}
        for kind, reason in (("Accepted", "Accepted"), ("ResolvedRefs", "ResolvedRefs"))
    ]
    parents = item["spec"]["parentRefs"]
    return {
        "parents": [{"parentRef": each, "controllerName": _GATEWAY_CONTROLLER, "conditions": good} for each in parents]
    }


def _gateway(item: Obj, around: Surroundings) -> Obj:
    _, namespace, name = identity(item)
    parents = [parent for route in around.routes for parent in route["spec"]["parentRefs"]]
    attached = sum((parent["namespace"], parent["name"]) == (namespace, name) for parent in parents)
    good = [
        condition(kind, parse_time(around.booted), reason=kind) | {"observedGeneration": 1, "message": ""}
        for kind in ("Accepted", "Programmed")
    ]
    kinds = [{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute"}]
    listeners = [
        {"name": each["name"], "attachedRoutes": attached, "supportedKinds": kinds, "conditions": good}
        for each in item["spec"]["listeners"]
    ]
    host = {"type": "Hostname", "value": f"{name}.{namespace}.svc.cluster.local"}
    return {"addresses": item["spec"].get("addresses", [host]), "conditions": good, "listeners": listeners}


def _gateway_class(_: Obj, around: Surroundings) -> Obj:
    accepted = condition("Accepted", parse_time(around.booted), reason="Accepted")
    return {"conditions": [accepted | {"observedGeneration": 1, "message": ""}]}


def _sealed_secret(_: Obj, around: Surroundings) -> Obj:
    synced = condition("Synced", parse_time(around.booted))
    return {"conditions": [synced | {"lastUpdateTime": around.booted}], "observedGeneration": 1}


def _operated(item: Obj, around: Surroundings) -> Obj:
    replicas = item["spec"]["replicas"]
    since = parse_time(around.booted)
    conditions = [condition(kind, since) | {"observedGeneration": 1} for kind in ("Available", "Reconciled")]
    counts = {
        "replicas": replicas,
        "updatedReplicas": replicas,
        "availableReplicas": replicas,
        "unavailableReplicas": 0,
    }
    return counts | {"paused": False, "conditions": conditions}


def _namespace(_item: Obj, _around: Surroundings) -> Obj:
    return {"phase": "Active"}


_WRITERS: dict[tuple[str, str], Callable[[Obj, Surroundings], Obj]] = {
    ("Alertmanager", "monitoring.coreos.com"): _operated,
    ("Certificate", "cert-manager.io"): _certificate,
    ("ClusterIssuer", "cert-manager.io"): _issuer,
    ("Gateway", "gateway.networking.k8s.io"): _gateway,
    ("GatewayClass", "gateway.networking.k8s.io"): _gateway_class,
    ("HTTPRoute", "gateway.networking.k8s.io"): _route,
    ("HorizontalPodAutoscaler", "autoscaling"): _autoscaler,
    ("Namespace", "v1"): _namespace,
    ("PodDisruptionBudget", "policy"): _budget,
    ("Prometheus", "monitoring.coreos.com"): _operated,
    ("ResourceQuota", "v1"): _quota,
    ("SealedSecret", "bitnami.com"): _sealed_secret,
}
