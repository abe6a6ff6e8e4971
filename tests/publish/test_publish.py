"""`kubefolio publish` as a process: when it builds, what it says, and how it ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import urllib3

ROOT = Path(__file__).parents[2]
TINY = f"{sys.executable} -m tests.publish.tiny {{site}}"


class Builder:
    """A running `kubefolio publish` over tiny sites."""

    def __init__(self, folder: Path) -> None:
        """Work in a folder."""
        self.folder, self.into, self.counter = folder, folder / "www", folder / "counter"
        self.children: list[subprocess.Popen[str]] = []
        self.log = folder / "log"

    def command(self, *options: str, build: str = "") -> list[str]:
        """Return the command line."""
        build = build or f"{TINY} {self.counter}"
        into = ["--into", str(self.into), "--build", build, "--no-gate"]
        return [sys.executable, "-m", "kubefolio", "publish", *into, *options]

    def once(self, build: str = "", *options: str) -> subprocess.CompletedProcess[str]:
        """Build once, to the end."""
        command = self.command("--once", *options, build=build)
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    def start(self, *options: str, build: str = "") -> subprocess.Popen[str]:
        """Build again and again, in the background."""
        with self.log.open("w") as log:
            child = subprocess.Popen(
                self.command(*options, build=build), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, text=True
            )
        self.children.append(child)
        return child

    def number(self) -> int:
        """Return the number of the generation that is served."""
        found = re.search(r"Generation (\d+)", (self.into / "current/site/index.html").read_text())
        assert found
        return int(found[1])

    def left(self) -> list[str]:
        """Return what should not be there after a build."""
        return [path.name for path in self.into.iterdir() if path.name.startswith(".")]

    def url(self) -> str:
        """Return the address of its state."""
        wait(lambda: "the state is at" in self.log.read_text())
        found = re.search(r"the state is at (\S+)/", self.log.read_text())
        assert found
        return found[1]


def wait(ready: Callable[[], bool], timeout_s: float = 20) -> None:
    deadline = time.monotonic() + timeout_s
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[Builder]:
    made = Builder(tmp_path)
    yield made
    for child in made.children:
        child.kill()
        child.wait()


def test_once_publishes_and_exits_with_0(builder: Builder) -> None:
    done = builder.once()
    assert done.returncode == 0, done.stderr
    assert "published in" in done.stderr
    assert builder.number() == 1
    assert (builder.into / "current/site/index.html.br").exists()


def test_the_same_site_again_is_no_new_generation(builder: Builder) -> None:
    builder.once()
    builder.counter.write_text("0")
    done = builder.once()
    assert (done.returncode, "unchanged in" in done.stderr) == (0, True)
    assert len(list((builder.into / "generations").iterdir())) == 1


@pytest.mark.parametrize(
    ("build", "said"),
    [
        ("sh -c 'echo WARNING - a source failed; mkdir {site}; exit 3'", "failed: sh ended with 3"),
        ("sh -c 'mkdir {site}'", "failed: the build command made no index.html"),
        ("nowhere {site}", "failed: nowhere ended with"),
        ("sh -c 'kill -9 $$' {site}", "failed: sh ended with -9"),
    ],
)
def test_a_failed_build_leaves_the_last_good_one(builder: Builder, build: str, said: str) -> None:
    builder.once()
    done = builder.once(build)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert builder.number() == 1
    assert builder.left() == []


def test_a_build_that_takes_too_long_is_ended_with_all_it_started(builder: Builder) -> None:
    mark = builder.folder / "alive"
    done = builder.once(f"sh -c '(sleep 3; touch {mark}) & sleep 60' {{site}}", "--timeout", "1s")
    assert "sh took longer than 1 s and was ended" in done.stderr
    time.sleep(3)
    assert not mark.exists()


def test_a_build_command_must_say_where_the_site_goes(builder: Builder) -> None:
    done = builder.once("mkdocs build")
    assert done.returncode == 2
    assert "must name {site}" in done.stderr


def test_two_builders_of_one_folder_are_refused(builder: Builder) -> None:
    builder.start("--interval", "0s")
    wait((builder.into / "current").exists)
    done = builder.once()
    assert done.returncode == 1
    assert "another builder is at work there" in done.stderr


def test_it_builds_again_after_the_interval(builder: Builder) -> None:
    builder.start("--interval", "1s")
    wait(lambda: (builder.into / "current").exists() and builder.number() >= 3)


def test_many_changes_of_the_trigger_make_one_build(builder: Builder) -> None:
    trigger = builder.folder / "trigger"
    trigger.touch()
    builder.start("--interval", "0s", "--debounce", "1s", "--trigger", str(trigger))
    wait((builder.into / "current").exists)
    for number in range(5):
        trigger.write_text(str(number))
        time.sleep(0.2)
    wait(lambda: builder.number() == 2)
    time.sleep(1.5)
    assert builder.number() == 2


def test_a_link_that_moves_asks_for_a_build_as_git_sync_moves_it(builder: Builder) -> None:
    for name in "ab":
        (builder.folder / name).mkdir()
    link = builder.folder / "link"
    link.symlink_to("a")
    builder.start("--interval", "0s", "--debounce", "0s", "--trigger", str(link))
    wait((builder.into / "current").exists)
    other = builder.folder / "other"
    other.symlink_to("b")
    other.replace(link)
    wait(lambda: builder.number() == 2)


def test_a_build_follows_the_link_of_its_configuration_once(builder: Builder) -> None:
    (builder.folder / "rev").mkdir()
    (builder.folder / "head").symlink_to("rev")
    seen = builder.folder / "seen"
    command = f"sh -c 'echo $1 >{seen}; mkdir $0; touch $0/index.html' {{site}} {{config}}"
    done = builder.once(command, "--config", str(builder.folder / "head/mkdocs.yml"))
    assert done.returncode == 0, done.stderr
    assert seen.read_text().strip() == str(builder.folder / "rev/mkdocs.yml")


def test_the_state_says_how_old_the_data_is(builder: Builder) -> None:
    builder.start("--interval", "0s", "--debounce", "0s", "--metrics-port", "0")
    url = builder.url()
    wait(lambda: urllib3.request("GET", f"{url}/state.json").json()["last_result"] == "published")
    assert urllib3.request("GET", f"{url}/readyz").status == 200
    page = urllib3.request("GET", f"{url}/").data.decode()
    assert re.search(r"The facts on the site are \d+ days old: older than they should be", page)
    state = urllib3.request("GET", f"{url}/state.json").json()
    assert (state["last_result"], state["oldest_fact_at"]) == ("published", "2026-11-22T12:00:01Z")
    assert state["data_is_old"]
    metrics = urllib3.request("GET", f"{url}/metrics").data.decode()
    assert 'kubefolio_publish_builds_total{result="published"} 1.0' in metrics
    assert re.search(r"^kubefolio_publish_data_age_seconds [\d.e+]+$", metrics, re.MULTILINE)
    assert "kubefolio_publish_data_max_age_seconds 3600.0" in metrics
    assert urllib3.request("POST", f"{url}/build", body=b"{}").status == 202
    wait(lambda: builder.number() == 2)
    assert urllib3.request("GET", f"{url}/nothing").status == 404


def test_the_state_says_why_a_build_failed_and_encodes_it(builder: Builder) -> None:
    builder.start("--metrics-port", "0", build="sh -c 'echo \"WARNING - <b>bold</b>\"; exit 1' {site}")
    url = builder.url()
    wait(lambda: urllib3.request("GET", f"{url}/state.json").json()["last_result"] == "failed")
    state = urllib3.request("GET", f"{url}/state.json").json()
    assert (state["last_failure"], state["problems"]) == ("sh ended with 1", ["WARNING - <b>bold</b>"])
    assert urllib3.request("GET", f"{url}/readyz").status == 503
    assert urllib3.request("GET", f"{url}/healthz").status == 200
    page = urllib3.request("GET", f"{url}/").data.decode()
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "Nothing is published yet" in page
    assert "kubefolio_publish_problems 1.0" in urllib3.request("GET", f"{url}/metrics").data.decode()


@pytest.mark.parametrize("moment_s", [0.0, 0.3, 0.7, 1.2])
def test_sigterm_ends_it_cleanly_at_any_moment(builder: Builder, moment_s: float) -> None:
    child = builder.start("--interval", "1s", build=f"{TINY} {builder.counter} --slow 1")
    wait((builder.into / "lock").exists)
    time.sleep(moment_s)
    child.send_signal(signal.SIGTERM)
    assert child.wait(10) == 0
    assert builder.left() == []
    assert "Traceback" not in builder.log.read_text()


def test_sighup_asks_for_a_build(builder: Builder) -> None:
    child = builder.start("--interval", "0s", "--debounce", "0s")
    wait((builder.into / "current").exists)
    child.send_signal(signal.SIGHUP)
    wait(lambda: builder.number() == 2)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux ends what a killed builder started")
def test_kill_9_leaves_no_build_running_and_the_next_start_cleans_up(builder: Builder) -> None:
    builder.once()
    child = builder.start(build=f"sh -c 'echo $$ >{builder.folder}/pid; exec sleep 60' {{site}}")
    wait(lambda: (builder.folder / "pid").exists() and bool((builder.folder / "pid").read_text().strip()))
    child.kill()
    child.wait()
    pid = (builder.folder / "pid").read_text().strip()
    wait(lambda: not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes())
    assert builder.left() != []
    assert builder.number() == 1
    assert builder.once().returncode == 0
    assert builder.left() == []
    assert builder.number() == 2


def test_a_real_site_is_built_strictly_and_says_how_old_its_facts_are(builder: Builder) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KUBEFOLIO_")}
    command = [sys.executable, "-m", "kubefolio", "publish", "--into", str(builder.into), "--once"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    about = json.loads((builder.into / "current/generation.json").read_text())
    assert about["oldest_fact_at"].startswith("20")
    site = builder.into / "current/site"
    scripts = re.findall(r"<script[^>]*>", (site / "index.html").read_text())
    assert len(scripts) > 4
    assert [one for one in scripts if " src=" not in one and "json" not in one] == []


def test_a_strict_build_with_a_warning_is_not_published(builder: Builder) -> None:
    shutil.copytree(ROOT / "docs", builder.folder / "docs")
    (builder.folder / "mkdocs.yml").write_text("site_name: x\nnav: [nowhere.md]\n")
    command = [sys.executable, "-m", "kubefolio", "publish", "--into", str(builder.into), "--once"]
    done = subprocess.run(command, cwd=builder.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "failed: mkdocs ended with 1" in done.stderr
    assert not (builder.into / "current").exists()


def test_a_site_with_something_private_in_it_is_not_published(builder: Builder) -> None:
    (builder.folder / "docs").mkdir()
    (builder.folder / "docs/index.md").write_text("# Home\n")
    plugins = "[kubefolio/facts, kubefolio/pages]"
    config = f"site_name: x\ntheme: {{name: material, font: false}}\nplugins: {plugins}\nnot_in_nav: '*'\n"
    (builder.folder / "mkdocs.yml").write_text(f"{config}nav: [index.md]\n")
    command = [sys.executable, "-m", "kubefolio", "publish", "--into", str(builder.into), "--once"]
    good = subprocess.run(command, cwd=builder.folder, capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stderr
    served = (builder.into / "current").readlink()
    (builder.folder / "docs/index.md").write_text("# Home\n\n`-----BEGIN RSA PRIVATE KEY-----`\n")
    done = subprocess.run(command, cwd=builder.folder, capture_output=True, text=True, check=False)
    assert (done.returncode, "failed: kubefolio ended with 1" in done.stderr) == (1, True), done.stderr
    assert "index.html" in done.stderr
    assert (builder.into / "current").readlink() == served


def test_the_policy_of_a_published_site_is_the_one_that_nginx_sends(builder: Builder) -> None:
    command = [sys.executable, "-m", "kubefolio", "publish", "--into", str(builder.into), "--once", "--no-gate"]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    csp = [sys.executable, "-m", "kubefolio", "csp", str(builder.into / "current/site")]
    line = subprocess.run(csp, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    assert line in (ROOT / "nginx.conf").read_text()
