"""axe finds nothing of ours on any kind of page, light and dark, wide and narrow; text stays inside its boxes.

The published site has every kind of page but break glass, which the private edition alone has: that one is another page
with its own content. In the dark, on a phone, only that is looked at which a look can change.
"""

from __future__ import annotations

import re
import shutil
from importlib import resources
from pathlib import Path

import pytest
from markdown import markdown

from kubefolio.facts.snapshot import read_snapshot
from kubefolio.pages.base import World
from kubefolio.pages.breakglass.view import build_pages as break_glass
from kubefolio.render import render_page
from kubefolio.views.notice import Site
from tests.real.conftest import ServeSite
from tests.real.servers.chromium import Browser
from tests.real.site import ROOT

PAGES = (
    *("/", "/architecture/", "/applications/", "/applications/immich/", "/applications/root/", "/delivery/"),
    *("/nodes/", "/security/", "/storage/", "/scorecard/", "/scorecard/requests/", "/break-glass/"),
    *("/metrics/", "/measures/", "/data/", "/evidence/", "/guide/"),
    *("/es/", "/es/architecture/", "/es/applications/", "/es/evidence/", "/es/scorecard/", "/es/skills/", "/es/guide/"),
)
OF_THE_THEME = {"aria-dialog-name": ".md-search"}
"""What axe finds in Material's own markup, by the rule and the only element that it may be about."""
OF_A_LOOK = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
RUN = """rules => axe.run({exclude: ["tbody tr:nth-child(n + 21)"]},
    {resultTypes: ["violations"], ...(rules && {runOnly: rules})}).then(found => found.violations)"""
"""Of a long table the first twenty rows are looked at: the others are laid out by the same template."""
SETTLED = """() => new Promise(
    done => document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done()))))"""
"""Resolved behind the second picture of the page: scroll.js hears of widths between the first and it."""
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


@pytest.fixture(scope="module")
def site(published_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site with the break-glass page of its private edition."""
    folder = tmp_path_factory.mktemp("accessible") / "site"
    shutil.copytree(published_site, folder, ignore=shutil.ignore_patterns("*.gz", "*.br"))
    world = World(read_snapshot(ROOT / "examples/homelab/snapshot.json"), Site("private"))
    (page,) = break_glass(world)
    content = markdown(render_page(page, world).body, extensions=["toc"])
    built = (folder / "nodes/index.html").read_text("utf-8")
    article = re.compile(r"(<article[^>]*>).*?(</article>)", re.DOTALL)
    (folder / "break-glass").mkdir()
    body = article.sub(lambda found: found[1] + content + found[2], built).replace('"#nodes"', '"#break-glass"')
    (folder / "break-glass/index.html").write_text(body, encoding="utf-8")
    return folder


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_of_ours(
    site: Path, serve_site: ServeSite, browser: Browser, axe: str, *, dark: bool
) -> None:
    url = serve_site(site).url
    found = []
    with browser.page(width=390 if dark else 1280, dark=dark) as page:
        page.add_init_script(axe)
        for path in PAGES:
            answer = page.goto(f"{url}{path}")
            assert answer is not None
            assert answer.ok, path
            for violation in page.evaluate(RUN, OF_A_LOOK if dark else None):
                targets = [target for node in violation["nodes"] for target in node["target"]]
                if targets != [OF_THE_THEME.get(violation["id"])]:
                    found.append((path, violation["id"], targets))
    assert found == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_text_of_a_diagram_leaves_its_box(
    published_site: Path, serve_site: ServeSite, browser: Browser, width: int
) -> None:
    url = serve_site(published_site).url
    paths = (
        "/architecture/",
        "/es/architecture/",
        "/delivery/",
        "/applications/immich/",
        "/applications/kube-prometheus-stack/",
    )
    with browser.page(width=width) as page:
        for path in paths:
            page.goto(f"{url}{path}")
            page.evaluate("document.fonts.ready")
            assert page.locator(".kf-box:visible, .kf-chip-box:visible").count() > 0, path
            assert page.evaluate(LEAVING) == [], path
