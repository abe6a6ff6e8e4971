"""Ninety days of Prometheus samples up to the pinned clock, as OpenMetrics text for promtool to backfill."""

from __future__ import annotations

from pathlib import Path

from examples.homelab.world.curves import build_grid
from examples.homelab.world.inventory import load_apps, load_cluster
from examples.homelab.world.machine_series import machine_families
from examples.homelab.world.objects import build_world
from examples.homelab.world.series import write_family
from examples.homelab.world.service_series import reach_families, service_families

_DAYS_OF_DETAIL = 8
"""The site charts a week of all but the reachability."""


def write_metrics(file: Path, days: int = 90) -> int:
    """Write the samples of the last days and return how many series there are.

    There is a sample every five minutes, the last at the pinned clock: of what could be reached in all these days, of
    everything else in the last eight of them. That is 110 MB of text: promtool loads it in five seconds if it may make
    large blocks (`--max-block-duration`), and in minutes if it may not.
    """
    cluster, world = load_cluster(), build_world("")
    whole, week = build_grid(days), build_grid(min(days, _DAYS_OF_DETAIL))
    detail = (*machine_families(week, cluster), *service_families(week, load_apps(), world))
    written = [*((one, whole) for one in reach_families(whole, cluster)), *((one, week) for one in detail)]
    with file.open("w", encoding="utf-8") as out:
        count = sum(write_family(out, family, grid) for family, grid in written)
        out.write("# EOF\n")
    return count
