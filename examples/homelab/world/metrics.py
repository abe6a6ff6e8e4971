"""Thirty days of Prometheus samples up to the pinned clock, as OpenMetrics text for promtool to backfill."""

from __future__ import annotations

from pathlib import Path

from examples.homelab.world.curves import build_grid
from examples.homelab.world.inventory import load_apps, load_cluster
from examples.homelab.world.machine_series import machine_families
from examples.homelab.world.objects import build_world
from examples.homelab.world.series import write_family
from examples.homelab.world.service_series import service_families


def write_metrics(file: Path, days: int = 30) -> int:
    """Write the samples of the last days and return how many series there are.

    There is a sample every five minutes, the last at the pinned clock. Thirty days are 320 MB of text: promtool loads
    them in ten seconds if it may make blocks of a month (`--max-block-duration=744h`), and in minutes if it may not.
    """
    grid, cluster = build_grid(days), load_cluster()
    families = [*machine_families(grid, cluster), *service_families(grid, cluster, load_apps(), build_world(""))]
    with file.open("w", encoding="utf-8") as out:
        count = sum(write_family(out, family, grid) for family in families)
        out.write("# EOF\n")
    return count
