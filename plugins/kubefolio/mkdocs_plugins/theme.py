"""The look of the site: the package's overrides of Material, below the owner's own and above the theme's."""

from __future__ import annotations

from importlib import resources

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.theme import Theme

from kubefolio.language import ENGLISH, speaking, tr
from kubefolio.mkdocs_plugins import tables

FOLDER = str(resources.files("kubefolio") / "theme")
FAVICON = "assets/images/favicon.png"
"""What Material shows when the owner sets none."""


def add_theme(config: MkDocsConfig) -> None:
    """Put the overrides into the theme; an owner's `custom_dir`, favicon and logo stay above ours."""
    if tables.NAME not in config.markdown_extensions:
        config.markdown_extensions.append(tables.NAME)
    theme: Theme = config.theme
    if theme.name != "material" or FOLDER in theme.dirs:
        return
    theme.dirs.insert(1 if theme.custom_dir else 0, FOLDER)
    if theme.get("favicon") == FAVICON:
        theme["favicon"] = "assets/images/favicon.svg"
    icons = theme.get("icon") or {}
    if not (theme.get("logo") or icons.get("logo")):
        theme["icon"] = {**icons, "logo": "kubefolio/mark"}
    config.extra.setdefault("scope", "/")  # else an inline script differs on every page


def language_of(config: MkDocsConfig) -> str:
    """Return what the site is written in: the theme's language, which Material calls so and others its locale."""
    theme: Theme = config.theme
    return str(theme.get("language") or theme.get("locale") or ENGLISH)


def words_of_lost(code: str) -> dict[str, str]:
    """Return what the page says that is shown where none is, in a language."""
    with speaking(code):
        return {
            "title": tr("404: there is no such page"),
            "text": tr("It may have been about an application that is gone, or the address is mistyped."),
            "home": tr("Home"),
            "applications": tr("Every application that runs now"),
        }


def say_language(html: str, code: str) -> str:
    """Return a page's content with the language that it is in; what is put below its heading later is not in it."""
    head, heading, rest = html.partition("</h1>")
    if not heading or not head.startswith("<h1"):
        return f'<div lang="{code}">{html}</div>'
    return f'<h1 lang="{code}"{head.removeprefix("<h1")}{heading}<div lang="{code}">{rest}</div>'


def drop_source_maps(files: Files) -> None:
    """Leave the theme's source maps out of the site: two megabytes that no visitor asks for."""
    for file in [file for file in files if file.src_uri.endswith(".map")]:
        files.remove(file)


SPLITTERS = {"tinyseg": "ja", "wordcut": "th"}
"""What finds the words of a language that has no spaces between them → the language."""


def drop_word_splitters(files: Files, code: str) -> None:
    """Leave out what only the search of other languages needs."""
    unused = {f"assets/javascripts/lunr/{name}.js" for name, language in SPLITTERS.items() if language != code}
    for file in [file for file in files if file.src_uri in unused]:
        files.remove(file)
