"""axe finds nothing of ours on any kind of page, light and dark, wide and narrow; text stays inside its boxes."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from tests.real.conftest import ServeSite
from tests.real.servers.chromium import Browser

PAGES = (
    *("/", "/architecture/", "/applications/", "/applications/immich/", "/applications/root/", "/delivery/"),
    *("/metrics/", "/measures/", "/data/", "/evidence/", "/guide/"),
)
OF_THE_THEME = {"aria-dialog-name": ".md-search"}
"""What axe finds in Material's own markup, by the rule and the only element that it may be about."""
RUN = "() => axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"
LEAVING = """() => [...document.querySelectorAll(".kf-box, .kf-chip-box")].filter(box => box.getClientRects().length)
    .flatMap(box => {
        const frame = box.querySelector("rect").getBBox();
        return [...box.querySelectorAll("text")].map(text => [text.textContent, text.getBBox()])
            .filter(([, one]) => one.x < 0 || one.x + one.width > frame.width)
            .map(([name, one]) => `${name}: ${one.x + one.width} of ${frame.width}`);
    })"""


@pytest.fixture(scope="module")
def axe() -> str:
    """Return the script of axe-core."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_of_ours(
    published_site: Path, serve_site: ServeSite, browser: Browser, axe: str, *, dark: bool
) -> None:
    url = serve_site(published_site).url
    found = []
    for path in PAGES:
        with browser.page(width=390 if dark else 1280, dark=dark) as page:
            page.goto(f"{url}{path}")
            page.evaluate(axe)
            for violation in page.evaluate(RUN):
                targets = [target for node in violation["nodes"] for target in node["target"]]
                if targets != [OF_THE_THEME.get(violation["id"])]:
                    found.append((path, violation["id"], targets))
    assert found == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_text_of_a_diagram_leaves_its_box(
    published_site: Path, serve_site: ServeSite, browser: Browser, width: int
) -> None:
    url = serve_site(published_site).url
    paths = ("/architecture/", "/delivery/", "/applications/immich/", "/applications/kube-prometheus-stack/")
    for path in paths:
        with browser.page(width=width) as page:
            page.goto(f"{url}{path}")
            page.evaluate("document.fonts.ready")
            assert page.locator(".kf-box:visible, .kf-chip-box:visible").count() > 0, path
            assert page.evaluate(LEAVING) == [], path
