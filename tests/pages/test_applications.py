"""The inventory: a plain table that says of every application what it is, what runs, where, and whose it is."""

from __future__ import annotations

import gzip
import re

import msgspec

from kubefolio.collect import read_example
from kubefolio.pages.application.view import build_pages as build_application_pages
from kubefolio.pages.applications.view import CHUNK, MAX_IMAGES, View, build_pages
from kubefolio.pages.base import World
from kubefolio.render import render_page
from kubefolio.views.notice import Site
from tests.pages.rendered import pages, seen
from tests.scenarios import SITE, scenario
from tests.scenarios.objects import found, workload

PAGE = "applications/index.md"


def view(world: str, site: Site = SITE) -> View:
    """Return the inventory of a world."""
    found = build_pages(World(scenario(world), site))[0].view
    assert isinstance(found, View)
    return found


def test_row_says_what_runs_and_how_it_is_reached() -> None:
    chunks = view("healthy").chunks
    assert isinstance(chunks, tuple)
    rows = {row.name: row for chunk in chunks for row in chunk}
    web = rows["web"]
    assert (web.charts, web.version, web.project, web.made_by) == ("grafana 9.1.0", "9.1.0", "default", "apps")
    assert web.routes == "2 host names"
    assert rows["db"].routes == "not exposed"


def test_host_names_are_in_the_private_edition_alone() -> None:
    private = view("healthy", Site("private", SITE.now)).chunks
    assert isinstance(private, tuple)
    assert {row.routes for row in private[0]} == {"web.example, www.example", "not exposed"}


def test_long_table_has_parts_that_a_browser_lays_out_one_by_one() -> None:
    html = pages("huge")[PAGE]
    table = html[html.index("data-filter") : html.index("</table>")]
    parts = [part.count("<tr>") for part in table.split("<tbody")[1:]]
    assert parts == [*[CHUNK] * (300 // CHUNK), 1]


def test_every_heading_has_a_key_of_its_own_and_every_row_a_cell_for_it() -> None:
    html = pages("healthy")[PAGE]
    table = html[html.index("data-filter") : html.index("</table>")]
    keys = re.findall(r'data-key="(\w+)"', table)
    assert len(keys) == len(set(keys)) == 12
    assert re.findall(r"<tr><th scope=\"row\">.*?</tr>", table)
    assert all(row.count("<td") == 11 for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", table))


def test_routes_that_were_not_read_are_not_called_none() -> None:
    text = seen(pages("forbidden")[PAGE]).text
    assert "not exposed" not in text


def test_row_names_some_images_and_counts_the_rest() -> None:
    images = [f"me/image-{number}:1" for number in range(MAX_IMAGES + 2)]
    facts = msgspec.structs.replace(
        scenario("healthy"), deployments=found(workload("Deployment", "web", "web", *images))
    )
    page = build_pages(World(facts, SITE))[0].view
    assert isinstance(page, View)
    assert isinstance(page.chunks, tuple)
    row = next(row for row in page.chunks[0] if row.name == "web")
    assert row.images == "me/image-0:1, me/image-1:1, me/image-2:1 and 2 more"


def test_page_of_an_application_says_what_protects_it_and_what_it_fails() -> None:
    text = seen(pages("healthy")["applications/web/index.md"]).text
    assert "What protects it" in text
    assert re.search(r"It keeps \d+ of the \d+ rules that it can be held against", text)
    assert "not kept" in text


def test_page_of_an_application_stays_small() -> None:
    facts = read_example()
    world = World(facts, SITE)
    sizes = {}
    for page in build_application_pages(world):
        sizes[page.address] = len(gzip.compress(render_page(page, world).content.encode(), 9))
    assert max(sizes.values()) < 10_000, max(sizes.items(), key=lambda pair: pair[1])
