"""Hostile strings in every text of every fact, in a real build, behind nginx with its policy, in Chromium.

Nothing may run: not in the builder, on load, on instant navigation, in search, on hover, nor in a picture alone.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import playwright.sync_api as api
import pytest
import yaml

from kubefolio.facts.snapshot import write_snapshot
from kubefolio.gate import nginx_line, policy
from tests.real.conftest import ServeSite
from tests.real.servers.chromium import Browser, visit
from tests.real.servers.nginx import Nginx
from tests.scenarios.hostile import build_hostile
from tests.scenarios.hostile_strings import HTML, TEMPLATES, URLS

BUILDER = (
    "{{ cycler.__init__.__globals__.os.popen('touch canary-popen').read() }}",
    "{{ self.__init__.__globals__.__builtins__.open('canary-open', 'w') }}",
    "{% import os %}{{ os.system('touch canary-import') }}",
    "{{ config.theme.get_env().globals.update(canary=1) }}",
    "!!python/object/apply:os.system ['touch canary-yaml']",
    "$(touch canary-shell) `touch canary-backtick`; touch canary-semicolon",
    '\n---\nrender_macros: true\ntitle: \'{{ open("canary-title", "w") }}\'\n---\n',
    "../../../canary-path",
)
BROWSER = (
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object><embed src='javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><button autofocus>go</button></form>",
    "<video src=x onerror=alert(1)></video><audio src=x onerror=alert(1)></audio>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<img src='https://evil.example/pixel.png'>",
    "</script><script>alert(1)</script>",
    "</textarea></noscript></template><script>alert(1)</script>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload=alert(1)/>#x'/></svg>",
    "]]></text><script>alert(1)</script>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "\\u003cimg src=x onerror=alert(1)\\u003e",
    "<input onfocus=alert(1) autofocus>",
)
STRINGS = (*HTML, *URLS, *TEMPLATES[:6], *BUILDER, *BROWSER)
CONF = """\
pid /tmp/nginx.pid;
events {}
http {
  include mime.types;
  server {
    listen 8080;
    root /srv;
    error_page 404 /404.html;
    POLICY
    location / { try_files $uri $uri/ =404; }
  }
}
"""
TOUCH = """() => document.querySelectorAll("article *").forEach(item =>
  ["mouseover", "mouseenter", "mousemove", "focus", "toggle"].forEach(kind => item.dispatchEvent(new Event(kind))))"""
"""Every element of a page is pointed at and focused."""
SHOWN = 10
"""Pages of applications and pictures that are opened; each string is in all of a kind."""


def test_there_are_sixty_strings_and_each_is_another() -> None:
    assert len(set(STRINGS)) == 60


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a site in which every text of every fact is hostile, in an empty folder, with a canary beside it."""
    folder = tmp_path_factory.mktemp("hostile")
    write_snapshot(build_hostile(STRINGS), folder / "facts.json")
    (folder / "docs").mkdir()
    prose = "{% for node in facts.nodes %}\n- {{ node.name }}: {{ node.os_image }}\n{% endfor %}\n"
    (folder / "docs/index.md").write_text(f"# Home\n\n{prose}", encoding="utf-8")
    config = {
        "site_name": "hostile",
        "site_url": "http://127.0.0.1/",
        "theme": {"name": "material", "font": False, "features": ["navigation.instant", "search.suggest"]},
        "plugins": [
            "search",
            {"kubefolio/facts": {"snapshot": "facts.json", "edition": "private", "max_age": "9999d"}},
            "kubefolio/claims",
            "kubefolio/pages",
            {"macros": {"on_undefined": "strict", "on_error_fail": True}},
        ],
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    before = {path.name for path in folder.iterdir()}
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        cwd=folder,
        env=os.environ | {"CANARY": "canary-in-the-environment", "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert {path.name for path in folder.iterdir()} == before | {"site"}
    assert "\x1b[31m delete" not in done.stderr
    return folder / "site"


@pytest.fixture
def nginx(site: Path, tmp_path: Path, serve_site: ServeSite) -> Nginx:
    """Serve it with the policy that was computed from it."""
    (tmp_path / "nginx.conf").write_text(CONF.replace("POLICY", nginx_line(site)), encoding="utf-8")
    server = serve_site(site, tmp_path / "nginx.conf")
    sitemap = site / "sitemap.xml"  # instant navigation goes where this says, and the port was not known
    sitemap.write_text(re.sub(r"http://127\.0\.0\.1(:\d+)?", server.url, sitemap.read_text("utf-8")), encoding="utf-8")
    return server


@contextmanager
def watched(browser: Browser, origin: str) -> Iterator[tuple[api.Page, list[str]]]:
    """Open a page, and note whatever runs, leaves the origin or is refused by the policy."""
    seen: list[str] = []
    with browser.page() as page:

        def dialog(shown: api.Dialog) -> None:
            seen.append(f"ran: {shown.message}")
            shown.dismiss()

        def request(asked: api.Request) -> None:
            if not asked.url.startswith((f"{origin}/", "data:", "blob:")):
                seen.append(f"left: {asked.url}")

        def console(message: api.ConsoleMessage) -> None:
            if "Content Security Policy" in message.text or "Refused" in message.text:
                seen.append(f"refused: {message.text}")

        page.on("dialog", dialog)
        page.on("request", request)
        page.on("console", console)
        page.on("pageerror", lambda error: seen.append(f"error: {error}"))
        yield page, seen


def test_nothing_of_it_ran_in_the_builder_nor_reached_a_name(site: Path) -> None:
    names = [path.relative_to(site).as_posix() for path in site.rglob("*")]
    assert [name for name in names if "canary" in name and not name.startswith("applications/")] == []
    assert [name for name in names if not name.isascii() or set(name) & set("<>\"'&`$;:\\\n{}")] == []
    needle = b"canary-in-the-environment"
    assert [path.name for path in site.rglob("*") if path.is_file() and needle in path.read_bytes()] == []


def test_the_inline_scripts_are_those_of_the_theme_and_no_page_styles_inline(site: Path) -> None:
    assert policy(site).count("'sha256-") == 3
    for page in site.rglob("*.html"):
        assert " style=" not in page.read_text("utf-8").partition("<article")[2], page


def test_nothing_runs_on_load_or_hover_and_nothing_leaves(site: Path, nginx: Nginx, browser: Browser) -> None:
    pages = sorted(path.parent.relative_to(site).as_posix() for path in site.rglob("index.html"))
    chosen = [page for page in pages if page.count("/") == 0]
    chosen += [page for page in pages if page.count("/")][:: max(len(pages) // SHOWN, 1)]
    with watched(browser, nginx.url) as (page, seen):
        for path in chosen:
            page.goto(f"{nginx.url}/{path}/".replace("/./", "/"))
            page.mouse.move(640, 300, steps=3)
            page.evaluate(TOUCH)
        assert seen == []
    assert len(chosen) > SHOWN


def test_nothing_runs_on_instant_navigation_or_in_search(nginx: Nginx, browser: Browser) -> None:
    with watched(browser, nginx.url) as (page, seen):
        visit(page, f"{nginx.url}/applications/")
        page.evaluate("window.same = true")
        page.locator("article a[href*='/'], article a").first.click()
        page.wait_for_url(lambda url: not url.endswith("/applications/"))
        page.wait_for_timeout(300)
        assert page.evaluate("window.same")
        for query in ("alert", "script", "evil", "onerror"):
            page.locator("input.md-search__input").fill(query, force=True)
            page.locator(".md-search-result__item").first.wait_for(state="attached")
            page.wait_for_timeout(200)
        page.locator(".md-search-result__item a").first.click(force=True)
        page.wait_for_timeout(300)
        assert seen == []


def test_nothing_runs_in_a_picture_or_a_file_for_machines_opened_alone(
    site: Path, nginx: Nginx, browser: Browser
) -> None:
    files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.svg"))
    files += sorted(path.relative_to(site).as_posix() for path in [*site.rglob("*.json"), *site.glob("*.xml")])
    with watched(browser, nginx.url) as (page, seen):
        for path in files[:: max(len(files) // SHOWN, 1)]:
            page.goto(f"{nginx.url}/{path}")
        assert [one for one in seen if "favicon" not in one] == []
