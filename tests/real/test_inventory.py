"""The inventory in a real browser: found, filtered, sorted, kept in the address, and whole without a script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import playwright.sync_api as api
import pytest

from tests.real.conftest import ServeSite
from tests.real.inventory_page import write_inventory
from tests.real.servers.chromium import Browser, visit
from tests.real.servers.nginx import Nginx

COUNT = 8000
ROWS = "table[data-filter] tbody:not([hidden]) tr"
ALL = ".kf-apps:not(#parents ~ .kf-apps) tbody tr"
WORDS = {
    "app-0042": 1,
    "APP-0042": 1,
    "health:degraded": 800,
    "namespace:team-07": 200,
    "namespace:team-07 health:degraded": 20,
    "image:redis": 2667,
    "redis project:project-3": 381,
    '"app-0042"': 1,
    "no such application": 0,
    "colour:red": 0,
}
"""What a visitor types, and how many of the 8,000 hold all of it."""


@pytest.fixture(scope="module")
def large(published_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site with 8,000 applications in its inventory."""
    folder = tmp_path_factory.mktemp("inventory") / "site"
    shutil.copytree(published_site, folder, ignore=shutil.ignore_patterns("*.gz", "*.br"))
    write_inventory(folder, COUNT)
    return folder


@pytest.fixture
def nginx(large: Path, serve_site: ServeSite) -> Nginx:
    """Serve it."""
    return serve_site(large)


@pytest.fixture
def small(published_site: Path, site_port: int, serve_site: ServeSite) -> Nginx:
    """Serve the inventory of the example."""
    return serve_site(published_site, port=site_port)


@contextmanager
def opened(nginx: Nginx, browser: Browser, query: str = "") -> Iterator[api.Page]:
    """Open the inventory."""
    with browser.page() as page:
        page.goto(f"{nginx.url}/applications/{query}")
        page.locator("table.kf-ready").wait_for()
        yield page


def settled(page: api.Page) -> api.Locator:
    """Return the rows that are shown, after the last of them was laid out."""
    page.locator("table.kf-ready:not([aria-busy])").wait_for()
    return page.locator(ROWS)


def first(page: api.Page) -> str:
    """Return the first name that is shown."""
    return page.locator(f"{ROWS} th a").first.text_content() or ""


def counted(page: api.Page) -> str:
    """Return what the page says of its number of rows, to a screen reader too."""
    output = page.locator(".kf-filter output")
    assert output.get_attribute("aria-live") == "polite"
    return output.text_content() or ""


def test_words_find_what_holds_all_of_them_among_thousands(nginx: Nginx, browser: Browser) -> None:
    with opened(nginx, browser) as page:
        assert settled(page).count() == COUNT
        assert counted(page) == "8000 of 8000"
        for words, count in WORDS.items():
            page.locator(".kf-filter input").fill(words)
            assert counted(page) == f"{count} of 8000", words
            assert settled(page).count() == count, words


def test_thousands_of_rows_are_a_whole_table_without_a_script(nginx: Nginx, browser: Browser) -> None:
    with browser.page(scripts=False) as page:
        page.goto(f"{nginx.url}/applications/")
        assert page.locator(ALL).count() == COUNT
        assert page.locator(".kf-filter").count() == 0
        last = page.locator(f"{ALL} th a").last
        assert last.text_content() == "app-7999"
        last.scroll_into_view_if_needed()
        assert last.bounding_box() is not None


def test_value_of_a_column_filters_and_the_address_keeps_it(small: Nginx, browser: Browser) -> None:
    with opened(small, browser) as page:
        page.get_by_label("Project").select_option("infrastructure")
        page.get_by_label("Namespace").select_option("monitoring")
        page.wait_for_url("**namespace=monitoring**")
        before, address = counted(page), page.url
        assert page.locator(f"{ROWS} th a").all_text_contents() == [
            *("alloy", "blackbox-exporter", "kube-prometheus-stack", "loki", "tempo"),
        ]
    assert "project=infrastructure" in address
    with opened(small, browser, f"?{address.partition('?')[2]}") as page:
        assert counted(page) == before
        assert page.get_by_label("Namespace").input_value() == "monitoring"


def test_heading_sorts_up_then_down_and_says_so(small: Nginx, browser: Browser) -> None:
    with opened(small, browser) as page:
        heading = page.locator("table[data-filter] thead th").first
        heading.get_by_role("button").focus()
        page.keyboard.press("Enter")
        assert (heading.get_attribute("aria-sort"), first(page)) == ("ascending", "ai-chat")
        page.keyboard.press("Enter")
        assert (heading.get_attribute("aria-sort"), first(page)) == ("descending", "velero")
        assert "sort=-name" in page.url
        page.locator(".kf-filter__clear").click()
        assert "sort" not in page.url
        assert (heading.get_attribute("aria-sort"), first(page)) == (None, "ai-chat")


def test_address_that_names_what_is_not_there_shows_all(small: Nginx, browser: Browser) -> None:
    with opened(small, browser, "?health=Purple&sort=colour") as page:
        assert counted(page) == "35 of 35"


def test_filter_works_after_a_page_was_changed_without_a_reload(small: Nginx, browser: Browser) -> None:
    # The theme changes pages without a reload where the site map names them, by the address that serves them.
    with browser.page() as page:
        visit(page, f"{small.url}/applications/immich/")
        page.evaluate("window.stayed = true")
        page.get_by_role("link", name="All applications").click()
        page.locator("table.kf-ready").wait_for()
        assert page.evaluate("window.stayed") is True
        page.get_by_role("searchbox", name="Find").fill("immich")
        assert counted(page) == "1 of 35"


def test_table_is_read_as_a_table(small: Nginx, browser: Browser) -> None:
    with opened(small, browser, "?find=immich") as page:
        table = page.locator("table[data-filter]")
        assert table.get_by_role("row").count() == 2
        assert table.get_by_role("rowheader").count() == 1
        assert table.get_by_role("cell").count() == 11
        assert table.get_by_role("columnheader").count() == 12


def test_what_is_typed_before_all_rows_are_there_finds_among_all(nginx: Nginx, browser: Browser) -> None:
    with browser.page() as page:
        page.goto(f"{nginx.url}/applications/", wait_until="commit")
        page.locator(".kf-filter input").fill("app-7999")
        assert counted(page) == "1 of 8000"
        assert first(page) == "app-7999"
        page.wait_for_url("**find=app-7999")


def test_thousands_of_rows_come_with_a_page_that_was_changed_without_a_reload(nginx: Nginx, browser: Browser) -> None:
    with browser.page() as page:
        page.goto(f"{nginx.url}/applications/")
        page.evaluate("""async () => {
            const text = await (await fetch(location.href)).text();
            const parsed = new DOMParser().parseFromString(text, "text/html");  // as the theme does: with scripts off
            document.querySelector("article").replaceWith(document.adoptNode(parsed.querySelector("article")));
            document$.next(document);
        }""")
        assert settled(page).count() == COUNT
        assert page.locator("noscript table").count() == 0
