"""Notes on applications: `docs/apps/<name>.md` is shown on the application's page and is no page of its own."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from kubefolio.mkdocs_plugins.log import open_log
from kubefolio.views.links import APPLICATIONS

log = open_log(__name__)

FOLDER = "apps/"
"""Where notes are, below `docs_dir`; as deep as the applications' pages, so that links in them stay right."""
_HEADING = re.compile(r"(</?h)([1-6])(?=[ >])")
_LEAST = 3
"""Level of a note's own highest headings: it stands below one that says that it is a note."""


def take_notes(files: Files, pages: Iterable[str]) -> dict[str, File]:
    """Take the notes out of the site's pages and return each by the path of the page that shows it.

    A note whose application is gone is reported, and shown nowhere.
    """
    notes = {file.src_uri: file for file in files.documentation_pages() if _is_note(file.src_uri)}
    names = {_name(path): path for path in pages if path.startswith(APPLICATIONS) and path.count("/") > 1}
    taken = {}
    for path, file in sorted(notes.items()):
        files.remove(file)
        name = path.removeprefix(FOLDER).removesuffix(".md")
        if name in names:
            taken[names[name]] = file
        else:
            _report(path, name, names)
    return taken


def _is_note(path: str) -> bool:
    return path.startswith(FOLDER) and path.count("/") == 1 and path != f"{FOLDER}index.md"


def _name(path: str) -> str:
    return path.removeprefix(APPLICATIONS).removesuffix("/index.md")


def _report(path: str, name: str, names: Iterable[str]) -> None:
    close = difflib.get_close_matches(name, names, n=1)
    hint = f"; did you mean {close[0]}.md?" if close else "; remove it, or name it like its application's page"
    log.warning("docs/%s: there is no application of this name, so the note is shown nowhere%s", path, hint)


def render_note(file: File, config: MkDocsConfig, files: Files) -> str:
    """Return a note as HTML: Markdown, macros and links as on any page, its headings below that of the notes."""
    page = Page(None, file, config)
    page.read_source(config)
    page.markdown = config.plugins.on_page_markdown(page.markdown or "", page=page, config=config, files=files)
    page.render(config, files)
    least = min((int(level) for _, level in _HEADING.findall(page.content or "")), default=_LEAST)
    return _HEADING.sub(lambda match: f"{match[1]}{min(6, int(match[2]) - least + _LEAST)}", page.content or "")
