"""How soon `mkdocs serve` shows an edit, and that it asks nobody for it."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from benchmarks.building import QUIET, Built
from benchmarks.edit import measure_edit
from benchmarks.table import Line, Report

AIM_S, ROUNDS = 2, 3


def measure_serving(report: Report, built: Built) -> None:
    """Edit a hand-written page of a site that is served, several times."""
    env = {**QUIET, "XDG_CACHE_HOME": str(built.folder / "ours" / "cache")}
    mkdocs = Path(sys.executable).parent / "mkdocs"
    seen = [measure_edit(mkdocs, built.folder / "ours", env) for _ in range(ROUNDS)]
    what = f"`mkdocs serve`, {built.applications} applications: an edit is shown after"
    report.hold(Line(what, AIM_S, median(seen), "s"))
