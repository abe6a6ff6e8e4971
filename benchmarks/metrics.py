"""A week of samples for the workloads of a world of any size, in the OpenMetrics text format."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.world import name_of

HOUR_S, STEP_S = 3600, 4 * 3600
FRESH_S = 1800
"""A query of a bare metric sees samples of the last 5 minutes; so long after they were written, it finds some."""
OWNER = "namespace_workload_pod:kube_pod_owner:relabel"
COUNTERS = ("container_cpu_usage_seconds", "container_network_receive_bytes", "kube_pod_container_status_restarts")


def write_samples(path: Path, applications: int) -> Path:
    """Write the samples of one pod of each application, up to now, and return the path."""
    now = int(time.time())
    with path.open("w", encoding="utf-8") as file:
        for line in _lines(applications, now):
            file.write(f"{line}\n")
    return path


def _lines(applications: int, now: int) -> Iterator[str]:
    pods = [(name_of(number), f"{name_of(number)}-6d4cf56db6-00000") for number in range(applications)]
    coarse = list(range(now - 8 * 24 * HOUR_S, now, 2 * HOUR_S))
    fine = [now - step + after for step in range(0, 8 * 24 * HOUR_S, STEP_S) for after in range(0, FRESH_S, 240)]
    yield f"# TYPE {OWNER} gauge"
    for name, pod in pods:
        labels = f'namespace="{name}",pod="{pod}",workload="{name}",workload_type="deployment"'
        yield from (f"{OWNER}{{{labels}}} 1 {at}" for at in coarse)
    for counter in COUNTERS:
        yield f"# TYPE {counter} counter"
        for name, pod in pods:
            labels = f'namespace="{name}",pod="{pod}",container="main"'
            yield from (f"{counter}_total{{{labels}}} {place * 7} {at}" for place, at in enumerate(coarse))
    yield "# TYPE container_memory_working_set_bytes gauge"
    for name, pod in pods:
        labels = f'namespace="{name}",pod="{pod}",container="main"'
        yield from (f"container_memory_working_set_bytes{{{labels}}} {at % 9_000_000} {at}" for at in sorted(fine))
    yield "# EOF"
