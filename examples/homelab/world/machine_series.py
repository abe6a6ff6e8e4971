"""What node-exporter and etcd would have said of the three machines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from examples.homelab.world.curves import Grid, constant, counter, hundredths, switch, wave
from examples.homelab.world.inventory import Cluster, Node
from examples.homelab.world.names import number, parse_time
from examples.homelab.world.series import Family, Series

_MIB, _GIB = 2**20, 2**30
_BUSY = {"control-plane": (50, 90), "worker": (110, 340)}
"""Lowest and highest busy time of a machine's processor, in thousandths."""
_USED = {"control-plane": (5 * _GIB, 6 * _GIB), "worker": (13 * _GIB, 18 * _GIB)}
"""Lowest and highest memory in use, in bytes."""
_TRAFFIC = {"control-plane": (40_000, 180_000), "worker": (150_000, 3_600_000)}
"""Lowest and highest traffic in one direction, in bytes per second."""
_MODES = {"user": 68, "system": 32}
"""How busy time divides, in hundredths."""


def machine_families(grid: Grid, cluster: Cluster) -> Iterator[Family]:
    """Yield the families of the machines: processor, memory, disk, network, identity, and etcd's one member."""
    booted = parse_time(cluster.rebooted)
    nodes = cluster.nodes
    yield Family(
        "node_cpu_seconds_total", "counter", tuple(each for node in nodes for each in _cpu(grid, node, cluster))
    )
    yield from _memory(grid, cluster)
    yield from _disk(grid, cluster)
    for direction in ("receive", "transmit"):
        series = tuple(_network(grid, node, direction, booted) for node in nodes)
        yield Family(f"node_network_{direction}_bytes_total", "counter", series)
    yield _boot_times(grid, nodes, booted)
    yield from _identities(grid, cluster)
    yield from _etcd(grid, nodes)


def _labels(node: Node) -> dict[str, str]:
    return {"job": "node-exporter", "instance": f"{node.address}:9100", "node": node.name}


def _cpu(grid: Grid, node: Node, cluster: Cluster) -> Iterator[Series]:
    booted = parse_time(cluster.rebooted)
    for cpu in range(int(cluster.hardware.cpu)):
        busy = wave(grid, f"cpu/{node.name}/{cpu}", *_BUSY[node.role])
        rates = {mode: [value * share // 1000 for value in busy] for mode, share in _MODES.items()}
        rates["idle"] = [100 - sum(parts) for parts in zip(*rates.values(), strict=True)]
        for mode, hundredths_per_second in rates.items():
            total = hundredths(counter(grid, hundredths_per_second, booted))
            yield Series(_labels(node) | {"cpu": str(cpu), "mode": mode}, total)


def _memory(grid: Grid, cluster: Cluster) -> Iterator[Family]:
    size = int(cluster.hardware.memory.removesuffix("Ki")) * 1024
    nodes = cluster.nodes
    free = [[size - used for used in _used_memory(grid, node)] for node in nodes]
    yield Family(
        "node_memory_MemTotal_bytes", "gauge", tuple(Series(_labels(node), constant(grid, size)) for node in nodes)
    )
    pairs = zip(nodes, free, strict=True)
    yield Family(
        "node_memory_MemAvailable_bytes", "gauge", tuple(Series(_labels(node), values) for node, values in pairs)
    )


def _used_memory(grid: Grid, node: Node) -> list[int]:
    """Return the memory in use, which is up to 2 GiB more on one machine than on another of its role."""
    more = number(f"memory/{node.name}", 2048) * _MIB
    return [used + more for used in wave(grid, f"memory/{node.name}", *_USED[node.role])]


def _disk(grid: Grid, cluster: Cluster) -> Iterator[Family]:
    size = int(cluster.hardware.ephemeral_storage.removesuffix("Mi")) * _MIB
    place = {"device": "/dev/nvme0n1p4", "fstype": "xfs", "mountpoint": "/var"}
    nodes = cluster.nodes
    sizes = tuple(Series(_labels(node) | place, constant(grid, size)) for node in nodes)
    yield Family("node_filesystem_size_bytes", "gauge", sizes)
    free = tuple(Series(_labels(node) | place, _filling(grid, node, size)) for node in nodes)
    yield Family("node_filesystem_avail_bytes", "gauge", free)


def _filling(grid: Grid, node: Node, size: int) -> list[int]:
    """Return what is free of a disk that fills by 60 kB a sample; the workers hold the data."""
    now = size * (910 if node.role == "control-plane" else 520 + number(f"disk/{node.name}", 50)) // 1000
    last = len(grid.times) - 1
    return [now + (last - place) * 60_000 for place in range(len(grid.times))]


def _network(grid: Grid, node: Node, direction: str, booted: datetime) -> Series:
    rates = wave(grid, f"network/{node.name}/{direction}", *_TRAFFIC[node.role])
    return Series(_labels(node) | {"device": "eno1"}, counter(grid, rates, booted))


def _boot_times(grid: Grid, nodes: tuple[Node, ...], booted: datetime) -> Family:
    now = int(booted.timestamp())
    values = switch(grid, now - 41 * 86400, now, booted)
    return Family("node_boot_time_seconds", "gauge", tuple(Series(_labels(node), values) for node in nodes))


def _identities(grid: Grid, cluster: Cluster) -> Iterator[Family]:
    hardware, kernel = cluster.hardware, cluster.software["kernelVersion"]
    cpu = {"cpu": "0", "core": "0", "package": "0", "family": hardware.cpu_family, "model": hardware.cpu_id}
    cpu |= {"model_name": hardware.cpu_model, "vendor": "GenuineIntel"}
    uname = {"sysname": "Linux", "machine": "x86_64", "release": kernel}
    board = {"system_vendor": hardware.vendor, "product_name": hardware.product}
    for name, labels in (("node_cpu_info", cpu), ("node_uname_info", uname), ("node_dmi_info", board)):
        own = (
            _labels(node) | labels | ({"nodename": node.name} if "release" in labels else {}) for node in cluster.nodes
        )
        yield Family(name, "gauge", tuple(Series(each, constant(grid, 1)) for each in own))


def _etcd(grid: Grid, nodes: tuple[Node, ...]) -> Iterator[Family]:
    members = [node for node in nodes if node.role == "control-plane"]
    labels = [{"job": "kube-etcd", "instance": f"{node.address}:2381", "node": node.name} for node in members]
    yield Family("etcd_server_has_leader", "gauge", tuple(Series(each, constant(grid, 1)) for each in labels))
    sizes = wave(grid, "etcd", 118 * _MIB, 131 * _MIB)
    yield Family("etcd_mvcc_db_total_size_in_bytes", "gauge", tuple(Series(each, sizes) for each in labels))
