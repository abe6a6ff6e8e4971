"""An edit is shown without asking the cluster again; Enter asks it."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.mkdocs_plugins.test_plugins import write_site
from tests.real.servers.kubeclient import ApiServer
from tests.real.servers.ports import LOOPBACK, free_port

TIMEOUT_S = 60


def until(true: Callable[[], bool]) -> None:
    """Wait until something is true."""
    end = time.monotonic() + TIMEOUT_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


class Served:
    """A site that `mkdocs serve` shows, and the terminal that it was started from."""

    def __init__(self, folder: Path, kubeconfig: Path) -> None:
        """Start it; nothing is set but the cluster."""
        facts = {"kubefolio/facts": {"sources": {"kubernetes": {"kubeconfig": str(kubeconfig)}}}}
        self.config = write_site(folder, {}, [facts, "kubefolio/pages"])
        self.terminal, ours = pty.openpty()
        self.log, self.url = folder / "log", f"http://{LOOPBACK}:{(port := free_port())}/"
        command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"{LOOPBACK}:{port}"]
        env = os.environ | {"XDG_CACHE_HOME": str(folder / "cache")}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=folder, env=env, stdin=ours, stdout=log, stderr=log)
        os.close(ours)

    def shows(self, text: str) -> bool:
        """Tell whether the home page shows a text."""
        with contextlib.suppress(OSError), urllib.request.urlopen(self.url, timeout=TIMEOUT_S) as answer:
            return text in answer.read().decode()
        return False

    def end(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()
        os.close(self.terminal)


@pytest.fixture
def served(tmp_path: Path, apiserver: ApiServer) -> Iterator[Served]:
    """Return a site that is served, once its home page is shown."""
    site = Served(tmp_path, apiserver.kubeconfig)
    try:
        until(lambda: site.shows("Home"))
        yield site
    finally:
        site.end()


def test_an_edit_asks_nobody_and_enter_asks_the_cluster(served: Served, apiserver: ApiServer) -> None:
    def lists() -> int:
        return sum(event["requestURI"].startswith("/api/v1/pods?") for event in apiserver.audit_events())

    asked = lists()
    assert asked > 0
    (served.config.parent / "docs/index.md").write_text("# Home\n\nAn edit.\n")
    until(lambda: served.shows("An edit."))
    assert lists() == asked
    assert "are kept; asked again after" in served.log.read_text()
    assert "press Enter to ask now" in served.log.read_text()
    os.write(served.terminal, b"\n")
    until(lambda: lists() > asked)
