"""Composition root of the second half: FactSet → the tree of pages that MkDocs, or any other generator, builds from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from kubefolio.claims import NO_CLAIMS, Ledger
from kubefolio.errors import PageError
from kubefolio.facts.factset import FactSet
from kubefolio.facts.fleet import Cluster, Fleet
from kubefolio.language import speaking
from kubefolio.measures import Measurement
from kubefolio.measures.fleet import SUMS
from kubefolio.pages import FILES, PAGES
from kubefolio.pages.badges.files import build_files as badges
from kubefolio.pages.badges.files import choose_badges
from kubefolio.pages.base import Document, File, Page, World
from kubefolio.pages.clusters.view import build_first_page, build_overview
from kubefolio.pages.data.files import status_of_fleet
from kubefolio.pages.evidence.view import build_files as evidence_files
from kubefolio.pages.evidence.view import build_pages as evidence
from kubefolio.pages.parts import Parts
from kubefolio.templates import environment
from kubefolio.views.encode import front_matter, page_meta
from kubefolio.views.fleet import (
    name_page,
    render_fleet_as_of,
    render_fleet_notices,
    render_suffix,
    render_way_back,
    site_of,
)
from kubefolio.views.icons import FOLDER, SLUGS, icon_rules
from kubefolio.views.links import CLUSTERS
from kubefolio.views.notice import Site

OUR_MARK = b"---\ngenerated: kubefolio\n"
"""How every page of ours begins, and no page of a person."""

STYLESHEET = "assets/kubefolio.css"
"""Address of the stylesheet within the tree."""

STYLES = (
    *(
        "tokens",
        "fonts",
        "theme",
        "page",
        "tables",
        "inventory",
        "stack",
        "nodes",
        "platform",
        "charts",
        "diagrams",
        "icons",
    ),
    *("claims", "portfolio"),
    *("unseen", "print"),
)
"""Parts of the stylesheet in their order, files of `assets/css/`: the styles of a page stand in a file of their own."""

MACROS = ("tiles", "facts_table", "usage", "below", "backups")
"""Blocks of `macros.md.j2` that every template may use."""

SCRIPT = "assets/kubefolio.js"
"""Address of the script within the tree; every page works without it."""

SCRIPTS = ("scroll", "parts", "inventory")
"""Parts of the script, files of `assets/js/`."""

_HERE = Path(__file__).parent


def render(facts: FactSet, site: Site, ledger: Ledger = NO_CLAIMS, parts: Parts | None = None) -> tuple[File, ...]:
    """Return every file of the generated tree, sorted by path. The same facts, site and claims give the same bytes.

    Args:
        facts: What the pages show.
        site: What they say of the site.
        ledger: The claims that are judged on them.
        parts: What an earlier build made, in this version and language; it is not made again.

    Raises:
        LedgerError: a claim names a measure that is not there, or expects what it cannot be.
    """
    with speaking(site.language):
        world = World(facts, site, ledger, parts or Parts())
        return _sorted((*_render_world(world, build_all(world)), *render_assets()))


def build_all(world: World) -> tuple[Page, ...]:
    """Return every page of a cluster, before any is laid out."""
    return tuple(page for build_pages in PAGES for page in build_pages(world))


def _render_world(world: World, pages: Iterable[Page]) -> Iterator[File]:
    yield from (render_page(page, world) for page in pages)
    yield from (file for build_files in FILES for file in build_files(world))


def _sorted(files: Iterable[File]) -> tuple[File, ...]:
    return tuple(sorted(files, key=lambda file: file.path))


def render_assets() -> tuple[File, ...]:
    """Return what all pages share, however many clusters they are about."""
    return (File(STYLESHEET, _stylesheet()), File(SCRIPT, _script()), *_icons())


def render_cluster(
    cluster: Cluster, site: Site, ledger: Ledger, taken: Mapping[str, Measurement], parts: Parts | None = None
) -> tuple[File, ...]:
    """Return the tree of one of several clusters, below the folder that has its name.

    Args:
        cluster: Its facts.
        site: The site of all clusters.
        ledger: The claims about this cluster, their measures named as in a site of it alone.
        taken: What was measured in it.
        parts: As for `render`.
    """
    world = World(cluster.facts, site_of(cluster, site), ledger, parts or Parts(), taken)
    pages = build_all(world)
    made = _render_world(world, (build_first_page(cluster, world, pages), *pages))
    return _sorted(replace(one, path=f"{CLUSTERS}{cluster.name}/{one.path}") for one in made)


def render_across(fleet: Fleet, site: Site, ledger: Ledger, measured: Mapping[str, Measurement]) -> tuple[File, ...]:
    """Return what is about all clusters: the overview, the evidence, and the files for machines.

    Raises:
        LedgerError: a claim names a measure that is not there, or expects what it cannot be.
    """
    sums = {name: measured[name] for name in SUMS}
    world = World(FactSet(), site, ledger, taken=measured)
    pages = (build_overview(fleet, measured), *evidence(world))
    documents = (
        lay_out(page, world, render_fleet_notices(fleet, site, page.address), render_fleet_as_of(fleet, page.address))
        for page in pages
    )
    summed = World(FactSet(), replace(site, badges=choose_badges(site, sums)), taken=sums)
    return _sorted((*documents, *evidence_files(world), *badges(summed), *status_of_fleet(fleet, site)))


def _stylesheet() -> str:
    parts = [(_HERE / "assets" / "css" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES]
    return "\n".join((*parts, icon_rules(), ""))


def _script() -> str:
    return "\n".join((_HERE / "assets" / "js" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)


def _icons() -> Iterator[File]:
    for slug in SLUGS:
        yield File(f"{FOLDER}{slug}.svg", (_HERE / FOLDER / f"{slug}.svg").read_text(encoding="utf-8"))


def render_page(page: Page, world: World) -> Document:
    """Return a page as it stands in the tree."""
    return lay_out(page, world, *world.render_about(page))


def lay_out(page: Page, world: World, notices: Markup, as_of: Markup) -> Document:
    """Return a page with what stands above and below it."""
    site, body = world.site, world.parts.find((page.template, page.view), lambda: _lay_out(page))
    heading, _, rest = body.partition("\n\n")
    heading = f"{heading.strip()}{render_suffix(site, page.title)}"
    parts = (heading, render_way_back(site, page.address), notices, rest.strip(), as_of)
    meta = page_meta(name_page(site, page.title), page.description, hide=page.hide)
    text = "\n\n".join(part for part in parts if part) + "\n"
    return Document(f"{page.address}index.md", f"{front_matter(meta)}\n{text}", meta, text)


def _lay_out(page: Page) -> str:
    templates = environment(_HERE / "pages")
    module = templates.get_template("macros.md.j2").module
    macros = {name: getattr(module, name) for name in MACROS}
    return templates.get_template(page.template).render(view=page.view, **macros)


def write_tree(files: tuple[File, ...], folder: Path) -> None:
    """Write the tree into a folder that is empty or was written by us; a page of a person is never replaced.

    Raises:
        PageError: a file that we did not write is in the way, or the folder cannot be written.
    """
    try:
        for file in files:
            target = folder / file.path
            _refuse_foreign(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_name(f".{target.name}.{os.getpid()}")
            temporary.write_text(file.content, encoding="utf-8")
            temporary.replace(target)
    except OSError as error:
        raise PageError(f"{folder}: cannot be written ({error.strerror}); give another folder") from error


def _refuse_foreign(target: Path) -> None:
    if target.suffix == ".md" and target.exists() and not target.read_bytes().startswith(OUR_MARK):
        raise PageError(f"{target}: was written by a person; move it, or render into another folder")
