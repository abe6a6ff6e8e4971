"""Dark and light are the choice of a visitor: by their system, by the button; without scripts, by the system alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.real.conftest import ServeSite
from tests.real.servers.chromium import Browser

LIGHT, DARK = "rgb(251, 251, 249)", "rgb(14, 17, 23)"
BUTTON = "form[data-md-component=palette] label:not([hidden])"


def paper(page: Page) -> str:
    """Return the colour behind the page, as the browser computed it."""
    colour: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


@pytest.fixture
def home(published_site: Path, serve_site: ServeSite) -> str:
    """Return the address of the home page."""
    return f"{serve_site(published_site).url}/"


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("dark", [True, False])
def test_page_is_as_the_system_of_its_visitor(home: str, browser: Browser, *, dark: bool, scripts: bool) -> None:
    with browser.page(dark=dark, scripts=scripts) as page:
        page.goto(home)
        assert paper(page) == (DARK if dark else LIGHT)


@pytest.mark.parametrize("dark", [True, False])
def test_first_visit_does_not_flash_while_the_script_of_the_theme_is_on_its_way(
    home: str, browser: Browser, *, dark: bool
) -> None:
    with browser.page(dark=dark) as page:
        page.route("**/bundle.*.js", lambda route: route.abort())
        page.goto(home)
        assert paper(page) == (DARK if dark else LIGHT)


@pytest.mark.parametrize("dark", [True, False])
def test_visitor_chooses_light_then_dark_whatever_the_system(home: str, browser: Browser, *, dark: bool) -> None:
    with browser.page(dark=dark) as page:
        page.goto(home)
        for expected in (LIGHT, DARK):
            page.locator(BUTTON).click()
            assert paper(page) == expected
        page.reload()
        assert paper(page) == DARK


def test_table_of_the_inventory_does_not_move_when_its_filter_comes(
    published_site: Path, serve_site: ServeSite, browser: Browser
) -> None:
    url = f"{serve_site(published_site).url}/applications/"
    moved = """() => new Promise(done => new PerformanceObserver(seen => done(
        seen.getEntries().reduce((sum, one) => sum + one.value, 0))).observe({type: "layout-shift", buffered: true})
        || setTimeout(() => done(0), 1500))"""
    for width in (390, 1000, 1280):
        with browser.page(width=width) as page:
            page.goto(url)
            page.wait_for_selector(".kf-filter")
            assert page.evaluate(moved) < 0.02, width
