"""What a whole process costs, by what the kernel counted for it when it ended, and how costs are compared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_LAUNCHER = """\
import json, os, sys, time
began = time.monotonic()
null = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=null)
_, status, usage = os.wait4(pid, 0)
took = [usage.ru_utime + usage.ru_stime, time.monotonic() - began, usage.ru_maxrss / 1024]
print(json.dumps([os.waitstatus_to_exitcode(status), *took]))
"""
"""A small process that starts the measured one: the kernel counts the memory of whoever starts a process as its own."""


@dataclass(frozen=True)
class Cost:
    """What one process cost, its children included."""

    cpu_s: float
    """User and system time."""
    wall_s: float
    memory_mb: float
    """Most memory that one process of it held at once."""


def measure(command: Sequence[str | Path], folder: Path | None = None, env: Mapping[str, str] | None = None) -> Cost:
    """Run a process to its end, its output thrown away, and return what it cost.

    Raises:
        SystemExit: it ended with an error; what it wrote to standard error has been shown.
    """
    words = [str(word) for word in command]
    launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *words]
    done = subprocess.run(launcher, cwd=folder, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, check=True)
    code, *figures = json.loads(done.stdout)
    if code:
        raise SystemExit(f"{' '.join(words)[:200]} ended with {code}")
    return Cost(*figures)


def middle(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(*(median(getattr(cost, name) for cost in costs) for name in ("cpu_s", "wall_s", "memory_mb")))
