"""A real Chromium, driven by Playwright, that reaches loopback and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import playwright.sync_api as api

from tests.real.servers.errors import ServerFailed
from tests.real.servers.programs import find_program

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
_TIMEOUT_MS = 20_000


@dataclass(frozen=True)
class Browser:
    """A running Chromium; use it from the thread that started it."""

    engine: api.Browser = field(repr=False)

    @contextmanager
    def page(
        self, *, width: int = 1280, height: int = 900, dark: bool = False, scripts: bool = True
    ) -> Iterator[api.Page]:
        """Open a page without cookies or cache of earlier ones; sizes in CSS pixels, `dark` as the visitor's wish."""
        context = self.engine.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
        )
        try:
            context.set_default_timeout(_TIMEOUT_MS)
            yield context.new_page()
        finally:
            context.close()


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Run Debian's Chromium without a window until the block ends.

    Raises:
        ServerNotFound: Chromium is not on this machine.
        ServerFailed: It did not start within twenty seconds.
    """
    program = find_program("chromium")
    with api.sync_playwright() as playwright:
        try:
            engine = playwright.chromium.launch(
                executable_path=program, args=list(_ARGUMENTS), chromium_sandbox=False, timeout=_TIMEOUT_MS
            )
        except api.Error as error:
            raise ServerFailed(f"chromium did not start: {error.message[-2000:]}") from error
        try:
            yield Browser(engine)
        finally:
            engine.close()


def visit(page: api.Page, url: str) -> None:
    """Open a page and move the pointer, upon which the theme reads where it can go without a reload; wait for that."""
    with page.expect_response("**/sitemap.xml") as sitemap:
        page.goto(url)
        page.mouse.move(1, 1)
        page.mouse.move(200, 300)
    sitemap.value.finished()
    page.evaluate("0")


def screenshot(browser: Browser, url: str, path: Path, width: int = 1280, *, dark: bool = False) -> Path:
    """Save a picture of a whole page as PNG, once its fonts are there, and return its path.

    Raises:
        ServerFailed: The page did not load.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with browser.page(width=width, dark=dark) as page:
        try:
            page.goto(url, wait_until="load")
            page.evaluate("document.fonts.ready")
            page.screenshot(path=path, full_page=True, animations="disabled")
        except api.Error as error:
            raise ServerFailed(f"no picture of {url}: {error.message[-2000:]}") from error
    return path
