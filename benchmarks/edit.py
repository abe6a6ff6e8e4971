"""How long `mkdocs serve` takes to show an edit of a hand-written page."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from tests.real.servers.ports import free_port

TIMEOUT_S = 180
POLL_S = 0.02


def measure_edit(mkdocs: Path, folder: Path, env: Mapping[str, str]) -> float:
    """Serve the site of a folder, change its home page once it is shown, and return seconds until the change is shown.

    Raises:
        SystemExit: the site, or the change, was not shown in time.
    """
    port = free_port()
    url, page = f"http://127.0.0.1:{port}/", folder / "docs" / "index.md"
    command = [mkdocs, "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"]
    served = subprocess.Popen(command, cwd=folder, env={**os.environ, **env}, stdout=subprocess.DEVNULL)
    try:
        _wait_for(url, "Home")
        time.sleep(1)  # the server looks at its files from the first answer on
        edit = f"An edit at {time.time_ns()}."
        page.write_text(f"# Home\n\n{edit}\n")
        return _wait_for(url, edit)
    finally:
        served.terminate()
        served.wait()


def _wait_for(url: str, text: str) -> float:
    began = time.monotonic()
    while (waited := time.monotonic() - began) < TIMEOUT_S:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:
            if text in answer.read().decode():
                return waited
        time.sleep(POLL_S)
    raise SystemExit(f"{url} did not show {text!r} in {TIMEOUT_S} s")
