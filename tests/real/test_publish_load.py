"""Visitors see nothing of it: generations are switched and builders are killed while wrk asks all the time."""

from __future__ import annotations

import json
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import urllib3

from tests.publish.test_publish import Builder
from tests.real.servers.nginx import Nginx
from tests.real.visitors import BUDGET_S, PAUSE, load

ROOT = Path(__file__).parents[2]
SWITCHES, KILLS = 50, 10


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[Builder]:
    made = Builder(tmp_path)
    yield made
    for child in made.children:
        child.kill()
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
