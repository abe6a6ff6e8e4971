"""The whole site of the example: built strictly, served by nginx with our configuration, walked in Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import urllib3

from tests.real.servers.chromium import Browser, visit
from tests.real.servers.nginx import Nginx
from tests.real.servers.walk import walk
from tests.real.site import publish

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(published_site: Path) -> Path:
    """Return it as it was published once for all tests."""
    return published_site


@pytest.fixture
def nginx(site: Path, site_port: int, serve_site: Callable[..., Nginx]) -> Nginx:
    """Serve it with the nginx.conf of the image, at the address that it gives as its own."""
    return serve_site(site.parents[1], ROOT / "nginx.conf", port=site_port)


def test_every_link_and_anchor_answers_and_nothing_leaves_the_origin(nginx: Nginx, browser: Browser) -> None:
    walked = walk(browser, nginx.url, fetched=("/es/",))
    assert len(walked.pages) > 40
    assert walked.problems == ()


def test_every_page_leads_to_itself_in_spanish_and_back(nginx: Nginx, browser: Browser) -> None:
    with browser.page() as page:
        wrong: list[str] = []
        page.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
        page.on("response", lambda one: wrong.append(one.url) if one.status >= 400 else None)
        for path, language in (("/es/", "es"), ("/es/applications/", "es"), ("/applications/", "en")):
            page.goto(f"{nginx.url}{path}")
            assert page.evaluate("document.documentElement.lang") == language
            other = "en" if language == "es" else "es"
            page.locator(".md-select").first.hover()
            page.locator(f".md-select__link[hreflang={other}]").click()
            page.wait_for_url(lambda url, path=path: not url.endswith(f"{nginx.url}{path}"))
            assert page.evaluate("document.documentElement.lang") == other
        assert wrong == []


def test_a_missing_page_is_a_real_404_with_the_themed_page(nginx: Nginx) -> None:
    for folder, words in {"": "there is no such page", "/es": "no existe esa página"}.items():
        answer = urllib3.request("GET", f"{nginx.url}{folder}/applications/gone/", retries=False)
        assert answer.status == 404
        assert words in answer.data.decode()
        assert b"md-header" in answer.data
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_hidden_files_are_refused_and_redirects_stay_on_the_host(nginx: Nginx) -> None:
    assert urllib3.request("GET", f"{nginx.url}/.git/config", retries=False).status == 404
    answer = urllib3.request("GET", f"{nginx.url}/applications", redirect=False, retries=False)
    assert (answer.status, answer.headers["Location"]) == (301, "/applications/")


def test_hashed_assets_are_cached_for_good_and_pages_are_asked_for_again(site: Path, nginx: Nginx) -> None:
    script = next((site / "assets/javascripts").glob("bundle.*.min.js")).name
    cached = urllib3.request("GET", f"{nginx.url}/assets/javascripts/{script}", retries=False)
    assert "immutable" in cached.headers["Cache-Control"]
    font = urllib3.request("GET", f"{nginx.url}/assets/fonts/geist-latin.woff2", retries=False)
    assert font.headers["Cache-Control"] == "public, max-age=2592000"
    page = urllib3.request("GET", f"{nginx.url}/metrics/", retries=False)
    assert page.headers["Cache-Control"] == "no-cache"
    again = urllib3.request(
        "GET", f"{nginx.url}/metrics/", headers={"If-None-Match": page.headers["ETag"]}, retries=False
    )
    assert again.status == 304


def test_the_same_facts_give_the_same_pages(site: Path, site_port: int, tmp_path: Path) -> None:
    """Built twice, every generated page is the same to the byte."""
    names = sorted(str(page.relative_to(site)) for page in site.rglob("index.html"))
    again = publish(tmp_path, f"http://127.0.0.1:{site_port}/")
    assert [name for name in names if (site / name).read_bytes() != (again / name).read_bytes()] == []


def test_no_source_map_and_no_snapshot_is_published(site: Path) -> None:
    published = {file.name for file in site.rglob("*") if file.is_file()}
    assert {name for name in published if name.endswith(".map")} == set()
    assert "snapshot.json" not in published


def test_pages_can_be_read_without_javascript(site: Path) -> None:
    inventory = (site / "applications/index.html").read_text("utf-8")
    assert len(re.findall(r'<tr><th scope="row">(?:<span class="kf-icon[^<]*</span>)?<a href=', inventory)) >= 35
    assert "<script" not in inventory.partition("<article")[2].partition("</article>")[0]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize(
    "path", ["/", "/architecture/", "/applications/", "/applications/cilium/", "/metrics/", "/data/"]
)
def test_no_page_is_wider_than_the_screen(nginx: Nginx, browser: Browser, path: str, width: int) -> None:
    with browser.page(width=width) as page:
        page.goto(f"{nginx.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_search_index_and_sitemap_are_fetched_only_when_someone_needs_them(nginx: Nginx, browser: Browser) -> None:
    with browser.page() as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(nginx.url, wait_until="networkidle")
        assert [url for url in asked if "search_index" in url or "sitemap" in url] == []
        page.keyboard.press("/")
        page.keyboard.type("cilium")
        page.locator(".md-search-result__item").first.wait_for()
        assert len([url for url in asked if "search_index" in url]) == 1
        assert [url for url in asked if "sitemap" in url] != []


def test_pages_with_diagrams_are_changed_without_a_reload_and_their_boxes_lead_on(
    nginx: Nginx, browser: Browser
) -> None:
    with browser.page() as page:
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(error.message))
        visit(page, f"{nginx.url}/about/")
        page.evaluate("window.stayed = true")
        page.get_by_role("link", name="Cluster", exact=True).first.click()
        page.locator("svg a").first.wait_for()
        assert page.evaluate("window.stayed") is True
        box = page.locator("svg a").first
        target = box.evaluate("link => new URL(link.href.baseVal, document.baseURI).href")
        box.click()
        page.wait_for_url(target)
        assert errors == []


def test_stylesheets_are_not_read_again_when_the_theme_starts_and_stay_when_the_page_is_changed(
    nginx: Nginx, browser: Browser
) -> None:
    addresses = "Array.from(document.styleSheets, sheet => sheet.ownerNode.getAttribute('href'))"
    with browser.page() as page:
        page.goto(f"{nginx.url}/about/", wait_until="networkidle")
        assert page.evaluate("document.documentElement.classList.contains('js')")
        before = page.evaluate(addresses)
        assert before
        assert not any("//" in address for address in before), "the theme wrote them again"
        visit(page, page.url)
        page.evaluate("window.sheets = Array.from(document.styleSheets, sheet => sheet.ownerNode)")
        page.get_by_role("link", name="Cluster", exact=True).first.click()
        page.locator("svg a").first.wait_for()
        assert page.evaluate("window.sheets.every(sheet => sheet.isConnected && sheet.sheet)")
        assert page.evaluate("document.styleSheets.length") == len(before)
        assert all(address.startswith(nginx.url) for address in page.evaluate(addresses))
