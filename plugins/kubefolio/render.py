"""Composition root of the second half: FactSet → the tree of pages that MkDocs, or any other generator, builds from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kubefolio.claims import NO_CLAIMS, Ledger
from kubefolio.errors import PageError
from kubefolio.facts.factset import FactSet
from kubefolio.language import speaking
from kubefolio.pages import FILES, PAGES
from kubefolio.pages.base import Document, File, Page, World
from kubefolio.pages.parts import Parts
from kubefolio.templates import environment
from kubefolio.views.encode import front_matter, page_meta
from kubefolio.views.icons import FOLDER, SLUGS, icon_rules
from kubefolio.views.notice import Site, render_as_of, render_notices

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
    "print",
)
"""Parts of the stylesheet in their order, files of `assets/css/`: the styles of a page stand in a file of their own."""

MACROS = ("tiles", "facts_table", "usage", "backups")
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
        return _render(World(facts, site, ledger, parts or Parts()))


def _render(world: World) -> tuple[File, ...]:
    pages = [page for build_pages in PAGES for page in build_pages(world)]
    files: list[File] = [render_page(page, world) for page in pages]
    files.extend(file for build_files in FILES for file in build_files(world))
    files.extend((File(STYLESHEET, _stylesheet()), File(SCRIPT, _script()), *_icons()))
    return tuple(sorted(files, key=lambda file: file.path))


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
    body = world.parts.find((page.template, page.view), lambda: _lay_out(page))
    heading, _, rest = body.partition("\n\n")
    notices = render_notices(world.facts, world.site, page.address, page.needs or None)
    parts = (heading.strip(), notices, rest.strip(), render_as_of(world.facts, page.address, page.needs or None))
    meta = page_meta(page.title, page.description, hide=page.hide)
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
