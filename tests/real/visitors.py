"""Visitors that ask as fast as they can, with wrk."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSE = ("--script", str(Path(__file__).with_name("pause.lua")))
"""Options for wrk to leave the builders some of the processors."""
BUDGET_S = 120
"""How long it asks at most, in seconds."""


@contextmanager
def load(wrk: Path, url: str, *options: str) -> Iterator[Callable[[], str]]:
    """Ask as fast as can be until the block ends; yields what wrk reports, to be called after that."""
    command = ["nice", str(wrk), "--duration", f"{BUDGET_S}s", "--timeout", "10s", *options, url]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    report = ""
    try:
        yield lambda: report
    finally:
        child.send_signal(signal.SIGINT)
        report, _ = child.communicate(timeout=20)
        child.wait()
