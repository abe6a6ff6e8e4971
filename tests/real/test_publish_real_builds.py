"""Whole builds of the example are killed and switched while wrk asks; beside the load test, for another worker."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import urllib3

from tests.publish.test_publish import wait
from tests.real.servers.nginx import Nginx
from tests.real.visitors import PAUSE, load

ROOT = Path(__file__).parents[2]


def test_real_builds_are_killed_and_switched_under_load(
    tmp_path: Path, serve_site: Callable[..., Nginx], wrk: Path
) -> None:
    quiet = {key: value for key, value in os.environ.items() if not key.startswith("KUBEFOLIO_")}
    command = [sys.executable, "-m", "kubefolio", "publish", "--once", "--into", str(tmp_path / "www")]

    def start(site_url: str) -> subprocess.Popen[bytes]:
        environment = quiet | {"SITE_URL": site_url}
        return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)

    assert start("http://one.example/").wait() == 0
    nginx = serve_site(tmp_path / "www", ROOT / "nginx.conf")
    options = ("--threads", "1", "--connections", "4", "--header", "Accept-Encoding: gzip", *PAUSE)
    with load(wrk, f"{nginx.url}/metrics/", *options) as report:
        for _ in range(2):
            child = start("http://two.example/")
            wait(lambda: any((tmp_path / "www").glob(".building-*")), timeout_s=60)
            time.sleep(random.uniform(0, 2))  # noqa: S311  # no secret
            child.kill()
            child.wait()
            assert b"http://one.example/metrics/" in urllib3.request("GET", f"{nginx.url}/metrics/").data
        assert start("http://two.example/").wait() == 0
    assert b"http://two.example/metrics/" in urllib3.request("GET", f"{nginx.url}/metrics/").data
    assert re.search(r"Non-2xx|Socket errors", report()) is None, report()
    assert int(re.findall(r"(\d+) requests in", report())[0]) > 100
    assert not list((tmp_path / "www").glob(".building-*"))
