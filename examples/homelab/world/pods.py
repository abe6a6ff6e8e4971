"""Pods of a workload, as a kubelet reports them."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network

from examples.homelab.world.inventory import Fault, Node
from examples.homelab.world.names import NOW, Obj, condition, digest, identity, moment, number, parse_time, stamp

_FIRST_ADDRESS = 10
"""The place in a node's range of its first pod address."""


@dataclass(frozen=True)
class PodPlan:
    """Where one pod runs and how it is doing."""

    name: str
    owner: Obj
    node: Node
    booted: datetime
    """Since when its machine runs; no pod is older."""
    restarts: int = 0
    fault: Fault | None = None
    finished: datetime | None = None
    """When it ended well, for the pod of a job."""


def build_pod(template: Obj, namespace: str, plan: PodPlan) -> Obj:
    """Return a pod made from a template, with the status that its plan asks for."""
    metadata = deepcopy(template.get("metadata", {}))
    metadata |= {"name": plan.name, "namespace": namespace, "ownerReferences": [plan.owner]}
    spec = deepcopy(template["spec"]) | {"nodeName": plan.node.name}
    started = _started(plan, namespace)
    metadata["creationTimestamp"] = stamp(started)
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": spec,
        "status": _status(spec, plan, started, f"{namespace}/{plan.name}"),
    }


def _started(plan: PodPlan, namespace: str) -> datetime:
    if plan.finished:
        return plan.finished - timedelta(seconds=40 + number(plan.name, 240))
    if plan.fault:
        return parse_time(plan.fault.since)
    return moment(f"{namespace}/{plan.name}", plan.booted, NOW - timedelta(hours=6))


def _status(spec: Obj, plan: PodPlan, started: datetime, key: str) -> Obj:
    statuses = [_container_status(each, plan, started, key) for each in spec["containers"]]
    ready = plan.finished is None and plan.fault is None
    return {
        "phase": "Succeeded" if plan.finished else "Running",
        "conditions": _conditions(started, ready=ready, done=plan.finished is not None),
        "hostIP": plan.node.address,
        "podIP": plan.node.address,
        "startTime": stamp(started),
        "containerStatuses": statuses,
        "qosClass": _qos(spec["containers"]),
    }


def _conditions(started: datetime, *, ready: bool, done: bool) -> list[Obj]:
    reason = "PodCompleted" if done else "ContainersNotReady"
    unready = {} if ready else {"status": "False", "reason": reason}
    up = started + timedelta(seconds=25)
    return [
        condition("PodScheduled", started),
        condition("Initialized", started),
        condition("ContainersReady", up, **unready),
        condition("Ready", up, **unready),
    ]


def _container_status(container: Obj, plan: PodPlan, started: datetime, key: str) -> Obj:
    image = container["image"]
    where = f"{key}/{container['name']}"
    made = {
        "name": container["name"],
        "image": image,
        "imageID": f"{image.rpartition(':')[0]}@sha256:{digest(image)}",
        "containerID": f"containerd://{digest(where)}",
    }
    return made | _state(plan, started, where)


def _state(plan: PodPlan, started: datetime, where: str) -> Obj:
    if plan.finished:
        ended = _terminated(started, plan.finished, 0, "Completed")
        return {"ready": False, "started": False, "restartCount": 0, "state": ended}
    if plan.fault:
        last = NOW - timedelta(minutes=3)
        waiting = {"reason": plan.fault.reason, "message": "back-off 5m0s restarting failed container"}
        last_state = _terminated(last - timedelta(seconds=11), last, plan.fault.exit_code, "Error")
        broken: Obj = {"ready": False, "started": False, "restartCount": plan.fault.restarts}
        return broken | {"state": {"waiting": waiting}, "lastState": last_state}
    running = moment(where, started, NOW - timedelta(hours=1)) if plan.restarts else started + timedelta(seconds=4)
    made: Obj = {"ready": True, "started": True, "restartCount": plan.restarts}
    made["state"] = {"running": {"startedAt": stamp(running)}}
    if plan.restarts:
        made["lastState"] = _terminated(started, running - timedelta(seconds=2), 137, "OOMKilled")
    return made


def _terminated(start: datetime, end: datetime, code: int, reason: str) -> Obj:
    return {
        "terminated": {"exitCode": code, "reason": reason, "startedAt": stamp(start), "finishedAt": stamp(end)},
    }


def _qos(containers: list[Obj]) -> str:
    resources = [each.get("resources", {}) for each in containers]
    if not any(each.get("requests") or each.get("limits") for each in resources):
        return "BestEffort"
    return "Burstable"


def give_addresses(pods: Iterable[Obj], nodes: Iterable[Node]) -> dict[tuple[str, str, str], str]:
    """Return an address from its node's range for each pod that has a network of its own, by the pod's identity."""
    own = [pod for pod in pods if not pod["spec"].get("hostNetwork")]
    given: dict[tuple[str, str, str], str] = {}
    for node in nodes:
        here = sorted(
            (digest("/".join(identity(pod))), identity(pod)) for pod in own if pod["spec"]["nodeName"] == node.name
        )
        addresses = ip_network(node.pod_cidr)
        given |= {pod: str(addresses[_FIRST_ADDRESS + place]) for place, (_, pod) in enumerate(here)}
    return given
