"""Take a picture of every type of page, at three widths, light and dark: `make screenshots`.

    python -m tools.screenshots SITE FOLDER [PAGE …]

SITE is a built site. The pictures are `<page>-<width>-<scheme>.png`. Needs Debian's chromium.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
from playwright.sync_api import Browser, sync_playwright

WIDTHS = (390, 820, 1440)
SCHEMES = ("light", "dark")
PAGES = {
    "home": "",
    "architecture": "architecture/",
    "nodes": "nodes/",
    "security": "security/",
    "storage": "storage/",
    "scorecard": "scorecard/",
    "rule": "scorecard/network-policy/",
    "inventory": "applications/",
    "application": "applications/immich/",
    "delivery": "delivery/",
    "metrics": "metrics/",
    "evidence": "evidence/",
    "projects": "projects/",
    "project": "projects/homelab/",
    "skills": "skills/",
    "blog": "blog/",
    "changes": "changes/",
    "about": "about/",
    "measures": "measures/",
    "data": "data/",
    "guide": "guide/",
    "404": "404.html",
    "home-es": "es/",
    "architecture-es": "es/architecture/",
    "inventory-es": "es/applications/",
    "application-es": "es/applications/immich/",
    "project-es": "es/projects/homelab/",
    "evidence-es": "es/evidence/",
    "changes-es": "es/changes/",
}
MAX_HEIGHT = 4000


@click.command()
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("pages", nargs=-1)
@click.option("--top", is_flag=True, help="Only what a visitor sees first.")
def main(site: Path, folder: Path, pages: tuple[str, ...], *, top: bool) -> None:
    """Take the pictures of a built SITE into FOLDER; of all page types, or of PAGES by name or address."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = {name: PAGES.get(name, name) for name in pages} or PAGES
    if missing := [address for address in chosen.values() if not (site / address).exists()]:
        raise click.ClickException(f"{site} has no {', '.join(missing)}")
    with _serve(site) as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, address in chosen.items():
            for file in _photograph(
                browser, f"{origin}/{address}", folder / name.strip("/").replace("/", "-"), top=top
            ):
                click.echo(file)
        browser.close()


def _photograph(browser: Browser, url: str, name: Path, *, top: bool) -> Iterator[Path]:
    for width in WIDTHS:
        for scheme in SCHEMES:
            height = 844 if width == WIDTHS[0] else 900
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            )
            page.goto(url, wait_until="networkidle")
            full = 0 if top else min(MAX_HEIGHT, page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": width, "height": max(height, full)})
            file = name.with_name(f"{name.name}-{width}-{scheme}.png")
            page.screenshot(path=file)
            page.close()
            yield file


@contextmanager
def _serve(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name of the base class
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
