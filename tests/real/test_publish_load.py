"""Visitors see nothing of it: generations are switched and builders are killed while wrk asks all the time."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3

from tests.publish.test_publish import Builder, wait
from tests.real.conftest import skip_or_fail_without_server
from tests.real.servers.nginx import Nginx
from tests.real.servers.programs import find_program

ROOT = Path(__file__).parents[2]
SWITCHES, KILLS = 50, 10
PAUSE = ("--script", str(ROOT / "tests/real/pause.lua"))
BUDGET_S = 120


@pytest.fixture
def wrk() -> Path:
    """Return the program, or skip."""
    with skip_or_fail_without_server():
        return find_program("wrk")
    raise AssertionError


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[Builder]:
    made = Builder(tmp_path)
    yield made
    for child in made.children:
        child.kill()
        child.wait()


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


def generation(builder: Builder) -> str:
    return (builder.into / "current").readlink().name


def kill_at_random(child: subprocess.Popen[str], how: int) -> None:
    """Kill the builder at once, or what it runs, or ask it to end."""
    time.sleep(random.uniform(0, 0.8))  # noqa: S311  # no secret
    if how % 3 == 0:
        child.kill()
        child.wait()
    elif how % 3 == 1:
        subprocess.run(["pkill", "-KILL", "--parent", str(child.pid)], check=False)
    else:
        child.terminate()
        assert child.wait(20) == 0


def test_no_answer_is_broken_or_mixed_while_generations_are_switched_and_builders_are_killed(
    builder: Builder, serve_site: Callable[..., Nginx], wrk: Path
) -> None:
    assert builder.once().returncode == 0
    nginx = serve_site(builder.into, ROOT / "nginx.conf")
    options = ("--interval", "0s", "--debounce", "0s", "--metrics-port", "0")
    switched, killed, deadline = {generation(builder)}, 0, time.monotonic() + BUDGET_S - 20
    chain = ("--threads", "2", "--connections", "2", "--script", str(ROOT / "tests/real/chain.lua"))
    compressed = ("--threads", "1", "--connections", "8", "--header", "Accept-Encoding: gzip", *PAUSE)
    with load(wrk, nginx.url, *chain) as visitors, load(wrk, f"{nginx.url}/page/", *compressed) as others:
        child = builder.start(*options)
        while (len(switched) <= SWITCHES or killed < KILLS) and time.monotonic() < deadline:
            if child.poll() is not None:
                child = builder.start(*options)
            child.send_signal(signal.SIGHUP) if "the state is at" in builder.log.read_text() else None
            switched.add(generation(builder))
            if killed < KILLS and len(switched) > 3 * (killed + 1):
                kill_at_random(child, killed)
                killed += 1
            time.sleep(0.02)
    child.terminate()
    assert child.wait(20) == 0
    answer = json.loads(visitors().splitlines()[-1])
    figures = re.findall(r"[0-9]+ requests in .*", others())
    sys.stdout.write(f"{len(switched) - 1} switches, {killed} kills, {answer}, {figures}\n")
    assert (answer["broken"], answer["first"]) == (0, "")
    assert answer["pages"] > 500
    assert answer["files"] > 4 * (answer["pages"] - 3)
    for report in (visitors(), others()):
        assert re.search(r"Non-2xx|Socket errors", report) is None, report
    assert len(switched) > SWITCHES
    assert killed == KILLS
    assert builder.left() == []


def test_pages_that_went_away_answer_404_and_the_rest_stay(builder: Builder, serve_site: Callable[..., Nginx]) -> None:
    """Every address of every page that ever was: there, and of this generation, or gone."""
    assert builder.once().returncode == 0
    nginx = serve_site(builder.into, ROOT / "nginx.conf")
    for before in (5, 8, 11):
        builder.counter.write_text(str(before))
        assert builder.once().returncode == 0
    number = builder.number()
    for one in range(1, number + 1):
        answer = urllib3.request("GET", f"{nginx.url}/only/{one}/", retries=False)
        assert answer.status == (200 if one > number - 5 else 404)
        assert f"Generation {number}" in answer.data.decode()


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
