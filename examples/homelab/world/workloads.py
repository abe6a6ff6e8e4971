"""Workloads as their controllers keep them: status, replica sets, jobs and pods."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from examples.homelab.world.inventory import Cluster, Fault, Node
from examples.homelab.world.names import NOW, Obj, condition, identity, number, owner, parse_time, stamp, suffix
from examples.homelab.world.pods import PodPlan, build_pod


@dataclass(frozen=True)
class Circumstances:
    """How workloads are doing, by (kind, namespace, name); what is not listed runs without fault or restart."""

    cluster: Cluster
    faults: dict[tuple[str, str, str], Fault] = field(default_factory=dict)
    restarts: dict[tuple[str, str, str], int] = field(default_factory=dict)

    @property
    def booted(self) -> datetime:
        """Return when the machines last started."""
        return parse_time(self.cluster.rebooted)


def run_workload(item: Obj, around: Circumstances) -> list[Obj]:
    """Return the workload with its status, and the objects that its controllers make."""
    return _CONTROLLERS[item["kind"]](item, around)


def is_workload(item: Obj) -> bool:
    """Return whether a controller of this module runs the object."""
    return item["kind"] in _CONTROLLERS


def _run_deployment(item: Obj, around: Circumstances) -> list[Obj]:
    kind, namespace, name = identity(item)
    replicas = item["spec"]["replicas"]
    fault = around.faults.get((kind, namespace, name))
    short = suffix(f"{namespace}/{name}/template", 10)
    template = _stamped(item["spec"]["template"], "pod-template-hash", short)
    replica_set = _replica_set(item, f"{name}-{short}", template, 0 if fault else replicas)
    parent = owner("ReplicaSet", f"{name}-{short}", "apps/v1", namespace=namespace)
    plans = (
        _plan(item, f"{name}-{short}-{suffix(f'{namespace}/{name}/{index}')}", parent, index, around)
        for index in range(replicas)
    )
    status = _deployment_status(replicas, fault, around)
    return [item | {"status": status}, replica_set, *(build_pod(template, namespace, plan) for plan in plans)]


def _replica_set(item: Obj, name: str, template: Obj, ready: int) -> Obj:
    _, namespace, parent = identity(item)
    replicas = item["spec"]["replicas"]
    labels = template["metadata"]["labels"]
    match = item["spec"]["selector"]["matchLabels"] | {"pod-template-hash": labels["pod-template-hash"]}
    status = {"replicas": replicas, "fullyLabeledReplicas": replicas, "observedGeneration": 1}
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": name,
            "namespace": namespace,
            "labels": labels,
            "ownerReferences": [owner("Deployment", parent, "apps/v1", namespace=namespace)],
        },
        "spec": {"replicas": replicas, "selector": {"matchLabels": match}, "template": template},
        "status": status | ({"readyReplicas": ready, "availableReplicas": ready} if ready else {}),
    }


def _deployment_status(replicas: int, fault: Fault | None, around: Circumstances) -> Obj:
    status: Obj = {"observedGeneration": 1, "replicas": replicas, "updatedReplicas": replicas}
    if fault:
        since = parse_time(fault.since)
        late = since + timedelta(minutes=10)
        return status | {
            "unavailableReplicas": replicas,
            "conditions": [
                condition("Available", since, status="False", reason="MinimumReplicasUnavailable"),
                condition("Progressing", late, status="False", reason="ProgressDeadlineExceeded"),
            ],
        }
    conditions = [
        condition("Available", around.booted, reason="MinimumReplicasAvailable"),
        condition("Progressing", around.booted, reason="NewReplicaSetAvailable"),
    ]
    return status | {"readyReplicas": replicas, "availableReplicas": replicas, "conditions": conditions}


def _run_stateful_set(item: Obj, around: Circumstances) -> list[Obj]:
    _, namespace, name = identity(item)
    replicas = item["spec"]["replicas"]
    revision = f"{name}-{suffix(f'{namespace}/{name}/revision', 9)}"
    template = _stamped(item["spec"]["template"], "controller-revision-hash", revision)
    parent = owner("StatefulSet", name, "apps/v1", namespace=namespace)
    made: list[Obj] = []
    for index in range(replicas):
        claims = list(_claims(item, index))
        pod = build_pod(template, namespace, _plan(item, f"{name}-{index}", parent, index, around))
        pod["spec"]["volumes"] = pod["spec"].get("volumes", []) + [_volume(claim, name) for claim in claims]
        made += [pod, *claims]
    counts = ("replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas")
    status: Obj = dict.fromkeys(counts, replicas) | {"observedGeneration": 1}
    return [item | {"status": status | {"currentRevision": revision, "updateRevision": revision}}, *made]


def _claims(item: Obj, index: int) -> Iterator[Obj]:
    _, namespace, name = identity(item)
    for template in item["spec"].get("volumeClaimTemplates", ()):
        metadata = {
            "name": f"{template['metadata']['name']}-{name}-{index}",
            "namespace": namespace,
            "labels": item["spec"]["selector"]["matchLabels"],
        }
        yield {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": template["spec"]}


def _volume(claim: Obj, workload: str) -> Obj:
    name = claim["metadata"]["name"]
    return {"name": name.partition(f"-{workload}-")[0], "persistentVolumeClaim": {"claimName": name}}


def _run_daemon_set(item: Obj, around: Circumstances) -> list[Obj]:
    _, namespace, name = identity(item)
    spec = item["spec"]["template"]["spec"]
    nodes = around.cluster.nodes if spec.get("tolerations") else around.cluster.workers
    template = _stamped(
        item["spec"]["template"], "controller-revision-hash", suffix(f"{namespace}/{name}/revision", 10)
    )
    parent = owner("DaemonSet", name, "apps/v1", namespace=namespace)
    pods = [
        build_pod(
            template,
            namespace,
            _plan(item, f"{name}-{suffix(f'{namespace}/{name}/{node.name}')}", parent, node, around),
        )
        for node in nodes
    ]
    desired = ("desired", "current", "updated")
    status: Obj = {f"{word}NumberScheduled": len(nodes) for word in desired} | {"numberMisscheduled": 0}
    return [
        item | {"status": status | {"numberReady": len(nodes), "numberAvailable": len(nodes), "observedGeneration": 1}},
        *pods,
    ]


def _run_cron_job(item: Obj, around: Circumstances) -> list[Obj]:
    runs = last_runs(item["spec"]["schedule"], item["spec"].get("successfulJobsHistoryLimit", 3))
    made: list[Obj] = []
    for run in runs:
        made += _run_job(item, run, around)
    return [item | {"status": {"lastScheduleTime": stamp(runs[0])}}, *made]


def _run_job(item: Obj, run: datetime, around: Circumstances) -> list[Obj]:
    _, namespace, name = identity(item)
    job_name = f"{name}-{int(run.timestamp()) // 60}"
    finished = run + timedelta(seconds=90 + number(job_name, 400))
    job: Obj = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": job_name,
            "namespace": namespace,
            "creationTimestamp": stamp(run),
            "ownerReferences": [owner("CronJob", name, "batch/v1", namespace=namespace)],
        },
        "spec": item["spec"]["jobTemplate"]["spec"],
        "status": {
            "startTime": stamp(run),
            "completionTime": stamp(finished),
            "succeeded": 1,
            "conditions": [condition("Complete", finished)],
        },
    }
    node = around.cluster.workers[number(job_name, len(around.cluster.workers))]
    parent = owner("Job", job_name, "batch/v1", namespace=namespace)
    plan = PodPlan(f"{job_name}-{suffix(job_name)}", parent, node, around.booted, finished=finished)
    return [job, build_pod(item["spec"]["jobTemplate"]["spec"]["template"], namespace, plan)]


def last_runs(schedule: str, count: int) -> list[datetime]:
    """Return the last times before now of a schedule with a minute and an hour or `*/n` hours, latest first."""
    minute, hour, *_ = schedule.split()
    every = int(hour[2:]) if hour.startswith("*/") else 0
    at = NOW.replace(minute=int(minute)) - timedelta(hours=1)
    runs: list[datetime] = []
    while len(runs) < count:
        if at.hour % every == 0 if every else at.hour == int(hour):
            runs.append(at)
        at -= timedelta(hours=1)
    return runs


def _plan(item: Obj, pod: str, parent: Obj, place: int | Node, around: Circumstances) -> PodPlan:
    """Plan a pod on a node, or on the worker that its index and its workload's name lead to."""
    key = identity(item)
    if isinstance(place, int):
        workers = around.cluster.workers
        place = workers[(place + number("/".join(key), len(workers))) % len(workers)]
    return PodPlan(pod, parent, place, around.booted, around.restarts.get(key, 0), around.faults.get(key))


def _stamped(template: Obj, label: str, value: str) -> Obj:
    labels = template["metadata"]["labels"] | {label: value}
    return template | {"metadata": template["metadata"] | {"labels": labels}}


_CONTROLLERS: dict[str, Callable[[Obj, Circumstances], list[Obj]]] = {
    "Deployment": _run_deployment,
    "StatefulSet": _run_stateful_set,
    "DaemonSet": _run_daemon_set,
    "CronJob": _run_cron_job,
}
