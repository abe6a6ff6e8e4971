"""A real Prometheus over samples that a test wrote: the same answers every time."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.real.servers.ports import LOOPBACK, free_port
from tests.real.servers.process import answers, run_tool, running
from tests.real.servers.programs import find_program

_IN_FEW_BLOCKS = "--max-block-duration=8760h"
"""Backfills a month in a tenth of a second, where blocks of two hours take ten seconds."""


@dataclass(frozen=True)
class Prometheus:
    """A running Prometheus; it scrapes nothing."""

    url: str


@contextmanager
def running_prometheus(directory: Path, openmetrics: str | Path) -> Iterator[Prometheus]:
    """Backfill samples and serve them, with data and log in `directory`, which must be empty or absent.

    Args:
        directory: The folder for all that it writes.
        openmetrics: The samples in the OpenMetrics text format, with time stamps in seconds and `# EOF` at the end;
            or the path of a file that holds them.

    Raises:
        ServerNotFound: Prometheus or promtool is not on this machine.
        ServerFailed: promtool refused the samples, or Prometheus did not become ready.
    """
    prometheus, promtool = find_program("prometheus"), find_program("promtool")
    directory.mkdir(parents=True, exist_ok=True)
    data, config = directory / "data", directory / "prometheus.yml"
    config.write_text("global: {}\n", encoding="utf-8")
    backfill: list[str | Path] = [promtool, "tsdb", "create-blocks-from", "openmetrics", _IN_FEW_BLOCKS]
    run_tool([*backfill, _as_file(openmetrics, directory), data])
    port = free_port()
    url = f"http://{LOOPBACK}:{port}"
    command: list[str | Path] = [
        prometheus,
        f"--config.file={config}",
        f"--storage.tsdb.path={data}",
        "--storage.tsdb.retention.time=100y",
        f"--web.listen-address={LOOPBACK}:{port}",
        "--log.level=warn",
    ]
    log = directory / "prometheus.log"
    ready = partial(answers, f"{url}/-/ready")
    with running(command, name="prometheus", log=log, ready=ready, stop_signal=signal.SIGKILL):
        yield Prometheus(url)


def _as_file(openmetrics: str | Path, directory: Path) -> Path:
    if isinstance(openmetrics, Path):
        return openmetrics
    file = directory / "samples.om"
    file.write_text(openmetrics, encoding="utf-8")
    return file
