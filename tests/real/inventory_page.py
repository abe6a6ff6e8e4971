"""The inventory of any size, in the theme as the site wears it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kubefolio.pages.applications.view import build_pages
from kubefolio.pages.base import World
from kubefolio.render import render_page
from tests.scenarios import SITE, scenario
from tests.scenarios.objects import U, application, found, managed, workload


def write_inventory(site: Path, count: int) -> Path:
    """Put so many applications into the inventory of a built site and return the page.

    Every tenth is degraded, every team of 200 has a namespace, every third image is redis.
    """
    names = [f"app-{number:04}" for number in range(count)]
    live = [
        application(
            name,
            [managed("Deployment", name, name)],
            health=U("Degraded" if number % 10 == 0 else "Healthy"),
            destination_namespace=U(f"team-{number // 200:02}"),
            project=U(f"project-{number % 7}"),
        )
        for number, name in enumerate(names)
    ]
    images = ("redis:8", "me/api:1.2", "nginx:1.29")
    running = [workload("Deployment", name, name, images[number % 3]) for number, name in enumerate(names)]
    facts = msgspec.structs.replace(
        scenario("healthy"), argocd_applications=found(*live), deployments=found(*running), flux_helm_releases=found()
    )
    world = World(facts, SITE)
    table = _table(render_page(build_pages(world)[0], world).content)
    page = site / "applications" / "index.html"
    built = page.read_text("utf-8")
    page.write_text(built.replace(_table(built), table), encoding="utf-8")
    return page


def _table(html: str) -> str:
    """Return the table, and what of it stands behind it for browsers without scripts."""
    start = html.index('<table class="kf-apps')
    more = html.find("<noscript data-search-exclude>", start)
    end = "</table>" if more < 0 else "</noscript>"
    return html[start : html.index(end, max(start, more)) + len(end)]
