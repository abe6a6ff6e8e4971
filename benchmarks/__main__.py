"""Measure all of it side by side: `python -m benchmarks [--quick] [--write]`.

Worlds of 30, 300 and 1,000 applications are read from a real API server, and built with 2,000 as well. Each command is
a whole process, measured by what the kernel counted for it: start-up, reading and writing included. With `--write` the
tables go into docs/benchmarks.md. Ends with 1 when a line is missed. It takes about ten minutes, `--quick` about two.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.building import hold_building, measure_building
from benchmarks.collecting import hold_cluster, measure_cluster, measure_others
from benchmarks.diagrams import measure_diagrams
from benchmarks.serving import measure_serving
from benchmarks.table import Report, find_program
from benchmarks.visitor import measure_visits

EXTRA = (Path(sys.executable).parent, Path(__file__).parents[1] / ".venv" / "benchmarks" / "bin")
"""Where programs of other projects may be; `make benchmark` installs them into the second."""


def main() -> None:
    """Measure, print, and end with 1 when a line is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round, 30 and 300 applications")
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    options = parser.parse_args()
    for name in [name for name in os.environ if name.startswith("KUBEFOLIO_")]:
        del os.environ[name]
    rounds, sizes = (1, (30, 300)) if options.quick else (3, (30, 300, 1000, 2000))
    report = Report()
    with tempfile.TemporaryDirectory(prefix="kubefolio-benchmarks-") as folder:
        measure_all(report, Path(folder), sizes, rounds)
    for line in report.lines:
        print(line.row)
    if options.write:
        report.write(rounds=rounds)
    raise SystemExit(0 if all(line.held for line in report.lines) else 1)


def measure_all(report: Report, folder: Path, sizes: tuple[int, ...], rounds: int) -> None:
    """Measure every size: first reading, then building, then what readers and writers of the site notice."""
    loaded = [size for size in sizes if size <= 1000]  # noqa: PLR2004
    for size in loaded:
        costs = measure_cluster(report, size, _new(folder, f"cluster-{size}"), rounds)
    hold_cluster(report, loaded[-1], *costs)
    measure_others(report, loaded[-1], _new(folder, "others"), files=500 if rounds == 1 else 4000)
    zensical = find_program("zensical", EXTRA)
    built = [
        measure_building(report, size, _new(folder, f"site-{size}"), rounds if size in loaded else 1, zensical)
        for size in sizes
    ]
    hold_building(report, built)
    biggest = next(one for one in built if one.applications == loaded[-1])
    measure_visits(report, built[0], biggest)
    measure_serving(report, biggest)
    measure_diagrams(report, find_program("kube-diagrams", EXTRA))


def _new(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


if __name__ == "__main__":
    main()
