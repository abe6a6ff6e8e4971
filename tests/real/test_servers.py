"""The servers of the tests do what the tests rely on: processes, Prometheus, nginx, Chromium."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import urllib3

from tests.real.conftest import ServeSite, StartPrometheus, skip_or_fail_without_server
from tests.real.servers.chromium import Browser, screenshot
from tests.real.servers.errors import ServerFailed, ServerNotFound
from tests.real.servers.nginx import running_nginx
from tests.real.servers.ports import free_ports
from tests.real.servers.process import running
from tests.real.servers.programs import find_control_plane_program
from tests.real.servers.prometheus import running_prometheus
from tests.real.servers.walk import walk

PNG_WIDTH = slice(16, 20)


def test_free_ports_are_all_different() -> None:
    assert len(set(free_ports(50))) == 50


def test_a_server_that_ends_at_once_is_reported_with_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('no room left'); raise SystemExit(3)"]
    with (
        pytest.raises(ServerFailed, match=r"(?s)demo ended with 3.*no room left"),
        running(command, name="demo", log=tmp_path / "log", ready=lambda: False),
    ):
        pytest.fail("it is not ready")


def test_a_server_that_never_answers_is_given_up_and_ended(tmp_path: Path) -> None:
    pids: list[int] = []
    script = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"

    def never() -> bool:
        if text := (tmp_path / "log").read_text():
            pids.append(int(text))
        return False

    with (
        pytest.raises(ServerFailed, match="not ready within 1 s"),
        running([sys.executable, "-c", script], name="demo", log=tmp_path / "log", ready=never, timeout_s=1),
    ):
        pytest.fail("it is not ready")
    assert not Path(f"/proc/{pids[-1]}").exists()


def test_a_server_ends_when_the_test_run_is_killed(tmp_path: Path) -> None:
    script = f"""
import sys, time
from pathlib import Path
from tests.real.servers.process import running
log = Path({str(tmp_path / "log")!r})
with running([sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"], name="x", log=log,
             ready=lambda: "up" in log.read_text()) as child:
    print(child.pid, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        child = int(run.stdout.readline())
        run.send_signal(signal.SIGKILL)
    assert ended_within(5, child)


def ended_within(seconds: float, pid: int) -> bool:
    deadline = time.monotonic() + seconds
    while (state := process_state(pid)) not in {"gone", "Z"} and time.monotonic() < deadline:
        time.sleep(0.05)
    return state in {"gone", "Z"}


def process_state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "gone"


def test_programs_of_kubebuilder_assets_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "etcd").touch()
    monkeypatch.setenv("KUBEBUILDER_ASSETS", str(tmp_path))
    assert find_control_plane_program("etcd") == tmp_path / "etcd"


def test_a_program_that_is_not_here_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUBEBUILDER_ASSETS", raising=False)
    with pytest.raises(ServerNotFound, match=r"kube-nonesuch is not in \$KUBEBUILDER_ASSETS"):
        find_control_plane_program("kube-nonesuch")


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_a_missing_server_is_a_skip_but_a_failure_in_ci(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="no such server"), skip_or_fail_without_server():
        raise ServerNotFound("no such server")


def test_every_test_here_is_marked_real(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("real")


def test_prometheus_answers_from_backfilled_samples(
    start_prometheus: StartPrometheus, http: urllib3.PoolManager
) -> None:
    lines = [f'up{{job="node"}} {minute % 2} {1_700_000_000 + 60 * minute}' for minute in range(60 * 24 * 7)]
    prometheus = start_prometheus("\n".join(["# TYPE up gauge", *lines, "# EOF", ""]))
    query = {"query": "avg_over_time(up[7d])", "time": str(1_700_000_000 + 7 * 86_400)}
    answer = http.request("GET", f"{prometheus.url}/api/v1/query", fields=query).json()
    assert float(answer["data"]["result"][0]["value"][1]) == pytest.approx(0.5, abs=0.001)


def test_samples_that_prometheus_refuses_are_an_error(tmp_path: Path) -> None:
    with (
        skip_or_fail_without_server(),
        pytest.raises(ServerFailed, match="promtool ended with 1"),
        running_prometheus(tmp_path, "up{ 1\n# EOF\n"),
    ):
        pytest.fail("it must not start")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a small site with a broken link, a lost anchor, a script that fails and a foreign picture."""
    pages = {
        "index.html": '<link rel="icon" href="data:,"><a href="/guide/">a</a> <a href="guide/#here">b</a>'
        '<a href="#top">t</a><a href="data.json">d</a>',
        "guide/index.html": '<h1 id="here">x</h1><svg><a href="/lost/"><text>l</text></a></svg>'
        '<a href="/#nowhere">n</a><a href="https://example.org/">e</a><a href="/bad.html">bad</a>',
        "bad.html": '<img src="https://foreign.example/x.png"><script>console.error("oops"); lost()</script>',
        "404.html": "<p>There is no such page.</p>",
        "data.json": "{}",
        "image.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
        "script.js": "",
    }
    for name, content in pages.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path / "site"


def test_nginx_serves_real_404s_and_media_types(serve_site: ServeSite, site: Path, http: urllib3.PoolManager) -> None:
    nginx = serve_site(site)
    lost = http.request("GET", f"{nginx.url}/lost/")
    types = [http.request("GET", f"{nginx.url}/{name}").headers["Content-Type"] for name in os.listdir(site)]  # noqa: PTH208
    assert (lost.status, lost.data) == (404, b"<p>There is no such page.</p>")
    assert {"image/svg+xml", "application/json"} <= {kind.split(";")[0] for kind in types}
    assert any("javascript" in kind for kind in types)


def test_a_conf_for_a_container_runs_on_a_free_port(
    serve_site: ServeSite, site: Path, tmp_path: Path, http: urllib3.PoolManager
) -> None:
    conf = tmp_path / "container.conf"
    conf.write_text(
        "user nginx;\npid /tmp/nginx.pid;\nevents {}\nhttp { include /etc/nginx/mime.types;"
        "client_body_temp_path /tmp/client; access_log /dev/stdout; server { listen 8080 default_server;"
        "listen [::]:8080; root /usr/share/nginx/html; add_header X-From conf; } }"
    )
    answer = http.request("GET", f"{serve_site(site, conf).url}/")
    assert (answer.status, answer.headers["X-From"]) == (200, "conf")


def test_a_conf_that_nginx_refuses_is_an_error(site: Path, tmp_path: Path) -> None:
    conf = tmp_path / "broken.conf"
    conf.write_text("events {}\nhttp { nonsense on; }\n")
    with (
        skip_or_fail_without_server(),
        pytest.raises(ServerFailed, match='unknown directive "nonsense"'),
        running_nginx(tmp_path / "nginx", site, conf),
    ):
        pytest.fail("it must not start")


def test_a_walk_finds_everything_that_is_wrong(browser: Browser, serve_site: ServeSite, site: Path) -> None:
    url = serve_site(site).url
    found = walk(browser, url)
    assert found.pages == (f"{url}/", f"{url}/guide/", f"{url}/lost/", f"{url}/bad.html")
    assert found.statuses[f"{url}/data.json"] == 200
    assert found.broken_links == (f"{url}/guide/: {url}/lost/: 404",)
    assert found.missing_anchors == (f"{url}/guide/: {url}/#nowhere",)
    assert found.foreign_requests == (f"{url}/bad.html: https://foreign.example/x.png",)
    assert found.external_links == ("https://example.org/",)
    assert f"{url}/bad.html: oops ({url}/bad.html)" in found.console_errors
    assert "lost is not defined" in found.page_errors[0]


def test_a_walk_over_a_sound_site_has_no_problems(browser: Browser, serve_site: ServeSite, site: Path) -> None:
    (site / "guide" / "index.html").write_text(
        '<link rel="icon" href="data:,"><h1 id="here">x</h1><a href="../">home</a>'
    )
    assert walk(browser, serve_site(site).url).problems == ()


def test_a_screenshot_is_as_wide_as_asked_and_dark_if_asked(
    browser: Browser, serve_site: ServeSite, site: Path, tmp_path: Path
) -> None:
    (site / "index.html").write_text("<style>@media (prefers-color-scheme: dark) { body { background: #000 } }</style>")
    url = serve_site(site).url
    light = screenshot(browser, f"{url}/", tmp_path / "light.png", 400).read_bytes()
    dark = screenshot(browser, f"{url}/", tmp_path / "dark.png", 400, dark=True).read_bytes()
    assert int.from_bytes(light[PNG_WIDTH]) == 400
    assert light != dark
