"""What Prometheus would have scraped of the services: reachability, use of resources, restarts, bans and volumes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from examples.homelab.world.curves import (
    STEP_S,
    Grid,
    clock_text,
    constant,
    counter,
    hundredths,
    outages,
    switch,
    unseen,
    wave,
)
from examples.homelab.world.inventory import App, Cluster
from examples.homelab.world.names import NOW, Obj, identity, number, parse_time
from examples.homelab.world.series import Family, Series
from examples.homelab.world.storage import parse_bytes

_ROUTES = ("portfolio", "chat", "git", "auth", "demo")
_UPGRADE = (clock_text("2026-11-08 03:10"), timedelta(minutes=30))
"""The machines restarted one after another; with one control plane node the API was away meanwhile."""
_NO_LINE = (clock_text("2026-10-31 19:20"), timedelta(minutes=55))
"""The provider's line was down: the house worked, and nobody outside could see it."""
_NO_POWER = (clock_text("2026-09-14 06:10"), timedelta(hours=2, minutes=15))
"""The power was away: everything was down, Prometheus too, so that nothing was measured."""
_MIB = 2**20
_BANS = {
    ("CAPI", "http:scan"): (11_800, 15_400),
    ("CAPI", "http:bruteforce"): (3_900, 4_700),
    ("crowdsec", "crowdsecurity/http-probing"): (3, 19),
    ("crowdsec", "crowdsecurity/http-bad-user-agent"): (2, 11),
    ("crowdsec", "crowdsecurity/http-cve-probing"): (1, 6),
    ("crowdsec", "firix/authentik-bf"): (0, 3),
}
"""Addresses banned at a time, lowest and highest, by origin and reason."""
_WATCHED = 6
"""How many volumes have a series."""


def reach_families(grid: Grid, cluster: Cluster) -> Iterator[Family]:
    """Yield the families of what could be reached; while the power was away, nobody looked."""
    for family in (_up(grid, cluster), *_probes(grid)):
        seen = (Series(each.labels, unseen(grid, each.values, _NO_POWER)) for each in family.series)
        yield replace(family, series=tuple(seen))


def service_families(grid: Grid, apps: Sequence[App], world: Sequence[Obj]) -> Iterator[Family]:
    """Yield the families of what runs on the machines."""
    groups = [group for app in apps if (group := _main_pod(app, world))]
    yield from _use(grid, groups)
    yield from _bans(grid)
    yield _volumes(grid, world)


def _up(grid: Grid, cluster: Cluster) -> Family:
    upgrade, always = outages(grid, (_UPGRADE,)), constant(grid, 1)
    main = next(node.address for node in cluster.nodes if node.role == "control-plane")
    series = [Series({"job": "apiserver", "instance": f"{main}:6443"}, upgrade)]
    series += [Series({"job": "kube-etcd", "instance": f"{main}:2381"}, upgrade)]
    series += [Series({"job": "prometheus", "instance": "127.0.0.1:9090"}, always)]
    series += [Series({"job": "node-exporter", "instance": f"{node.address}:9100"}, always) for node in cluster.nodes]
    series += [Series({"job": "kubelet", "instance": f"{node.address}:10250"}, always) for node in cluster.nodes]
    return Family("up", "gauge", tuple(series))


def _probes(grid: Grid) -> Iterator[Family]:
    labels = [{"job": "probe/monitoring/public-routes", "instance": f"https://{each}.example.net"} for each in _ROUTES]
    success = outages(grid, (_UPGRADE, _NO_LINE))
    yield Family("probe_success", "gauge", tuple(Series(each, success) for each in labels))
    slow = [[f"0.{value:03d}" for value in wave(grid, f"probe/{each['instance']}", 60, 320)] for each in labels]
    pairs = zip(labels, slow, strict=True)
    yield Family("probe_duration_seconds", "gauge", tuple(Series(each, values) for each, values in pairs))


@dataclass(frozen=True)
class _Group:
    """The pods of an application, by one of them."""

    labels: dict[str, str]
    workload: tuple[str, str]
    """Kind, as kube-prometheus-stack writes it, and name of what made the pods."""
    cpu_millicores: int
    memory_bytes: int
    restarts: int
    broken_since: datetime | None


def _main_pod(app: App, world: Sequence[Obj]) -> _Group | None:
    """Return the application's first pod, or nothing if it runs none.

    Its workload is the first that its charts make; else the one of its own name, the first of its manifests, or what
    an operator made in its namespace.
    """
    names = [title.split()[1] for entry in app.workloads for title in entry] or [app.name]
    names += [
        identity(each)[2] for each in world if _delivered(each, app) and each["kind"] in {"Deployment", "CronJob"}
    ]
    pods = [each for each in world if each["kind"] == "Pod" and identity(each)[1] == app.namespace]
    found = [pod for name in names for pod in pods if identity(pod)[2].startswith(f"{name}-")]
    if not found and app.name == app.namespace:
        found = pods
    known = [pod for pod in found if pod["metadata"]["ownerReferences"][0]["kind"] != "Cluster"]
    return _group(app, [*known, *found][0]) if found else None


def _delivered(item: Obj, app: App) -> bool:
    tracking = item["metadata"].get("annotations", {}).get("argocd.argoproj.io/tracking-id", "")
    return bool(tracking.startswith(f"{app.name}:"))


def _group(app: App, pod: Obj) -> _Group:
    container = pod["spec"]["containers"][0]
    requests = container.get("resources", {}).get("requests", {})
    status = pod["status"]["containerStatuses"][0]
    fault = next(iter(app.faults.values()), None)
    return _Group(
        labels={"namespace": app.namespace, "pod": identity(pod)[2], "container": container["name"]},
        workload=_workload(pod),
        cpu_millicores=_millicores(requests.get("cpu", "20m")),
        memory_bytes=parse_bytes(requests.get("memory", "96Mi")),
        restarts=status["restartCount"],
        broken_since=parse_time(fault.since) if fault else None,
    )


def _workload(pod: Obj) -> tuple[str, str]:
    """Return what made a pod, as the rules of kube-prometheus-stack say it; a ReplicaSet was made by a Deployment."""
    owner = pod["metadata"]["ownerReferences"][0]
    if owner["kind"] == "ReplicaSet":
        return "deployment", owner["name"].rpartition("-")[0]
    return owner["kind"].lower(), owner["name"]


def _millicores(quantity: str) -> int:
    return int(quantity[:-1]) if quantity.endswith("m") else int(quantity) * 1000


def _use(grid: Grid, groups: Sequence[_Group]) -> Iterator[Family]:
    cpu = (Series(each.labels, hundredths(_cpu(grid, each))) for each in groups)
    yield Family("container_cpu_usage_seconds_total", "counter", tuple(cpu))
    memory = (Series(each.labels, _memory(grid, each)) for each in groups)
    yield Family("container_memory_working_set_bytes", "gauge", tuple(memory))
    yield from _traffic(grid, groups)
    owned = (Series(_owned(each), constant(grid, 1)) for each in groups)
    yield Family("namespace_workload_pod:kube_pod_owner:relabel", "gauge", tuple(owned))
    restarts = (Series(each.labels, _restarts(grid, each)) for each in groups)
    yield Family("kube_pod_container_status_restarts_total", "counter", tuple(restarts))


def _owned(group: _Group) -> dict[str, str]:
    kind, name = group.workload
    pod = {key: group.labels[key] for key in ("namespace", "pod")}
    return pod | {"workload": name, "workload_type": kind}


def _traffic(grid: Grid, groups: Sequence[_Group]) -> Iterator[Family]:
    """Yield what the pods received and sent; who computes much talks much."""
    for direction, share in (("receive", 110), ("transmit", 170)):
        series = []
        for each in groups:
            busy = share * (10 + number(f"traffic/{each.labels['pod']}", 200)) * max(1, each.cpu_millicores // 50)
            rates = wave(grid, f"{direction}/{each.labels['pod']}", busy // 8, busy)
            labels = {key: each.labels[key] for key in ("namespace", "pod")} | {"interface": "eth0"}
            series.append(Series(labels, counter(grid, rates)))
        yield Family(f"container_network_{direction}_bytes_total", "counter", tuple(series))


def _cpu(grid: Grid, group: _Group) -> list[int]:
    """Return hundredths of a second: from a twentieth to three fifths of what is requested."""
    millicores = wave(grid, f"cpu/{group.labels['pod']}", group.cpu_millicores // 20, group.cpu_millicores * 3 // 5 + 2)
    return [value // 10 for value in counter(grid, millicores)]


def _memory(grid: Grid, group: _Group) -> list[int]:
    low = group.memory_bytes * (55 + number(group.labels["pod"], 25)) // 100
    return wave(grid, f"memory/{group.labels['pod']}", low, low + max(4 * _MIB, low // 6))


def _restarts(grid: Grid, group: _Group) -> list[int]:
    """Return restarts so far: even steps since a fault began, or all of them a few days ago."""
    if group.broken_since is None:
        return switch(grid, 0, group.restarts, NOW - timedelta(days=6, hours=number(group.labels["pod"], 48)))
    begin, end = int(group.broken_since.timestamp()), int(NOW.timestamp())
    return [max(0, time - begin) * group.restarts // (end - begin) for time in grid.times]


def _bans(grid: Grid) -> Iterator[Family]:
    base = {"job": "crowdsec-lapi", "namespace": "crowdsec", "action": "ban"}
    active = (
        Series(base | {"origin": origin, "reason": reason}, wave(grid, f"bans/{reason}", low, high))
        for (origin, reason), (low, high) in _BANS.items()
    )
    yield Family("cs_active_decisions", "gauge", tuple(active))
    own = [reason for origin, reason in _BANS if origin == "crowdsec"]
    overflows = (
        Series({"job": "crowdsec-agent", "namespace": "crowdsec", "name": each}, _bursts(grid, each)) for each in own
    )
    yield Family("cs_bucket_overflowed_total", "counter", tuple(overflows))


def _bursts(grid: Grid, reason: str) -> list[int]:
    """Return a counter of attacks noticed: some at each sample of a busy hour, none at most."""
    total, values, limit = 0, [], 2 + number(reason, 5)
    for time in grid.times:
        total += number(f"{reason}/{time // 3600}", 40) < limit and number(f"{reason}/{time // STEP_S}", 3) == 0
        values.append(total)
    return values


def _volumes(grid: Grid, world: Sequence[Obj]) -> Family:
    """Return Longhorn's robustness of some volumes: 1 is healthy, 2 degraded."""
    volumes = [each for each in world if each["kind"] == "Volume"]
    degraded = [each for each in volumes if each["status"]["robustness"] == "degraded"]
    healthy = [each for each in volumes if each["status"]["robustness"] == "healthy"]
    series = (Series(_volume_labels(each), _robustness(grid, each)) for each in (*degraded, *healthy[:_WATCHED]))
    return Family("longhorn_volume_robustness", "gauge", tuple(series))


def _volume_labels(volume: Obj) -> dict[str, str]:
    claim, name = volume["status"]["kubernetesStatus"], identity(volume)[2]
    where = {"volume": name, "pvc": claim["pvcName"], "pvc_namespace": claim["namespace"]}
    return where | {"job": "longhorn-backend", "node": volume["status"]["currentNodeID"]}


def _robustness(grid: Grid, volume: Obj) -> list[int]:
    final = 2 if volume["status"]["robustness"] == "degraded" else 1
    return switch(grid, 1, final, clock_text("2026-11-21 22:05"))
