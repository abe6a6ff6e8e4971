"""A generated page that MkDocs takes as it is: its HTML, its table of contents and its search entries are made here.

Its text is headings and HTML only, so Python-Markdown would find nothing else to do, and the search plugin would parse
what was just written: together they are most of what a page costs. A test holds both against the real ones.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

from markdown.extensions.toc import nest_toc_tokens
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from kubefolio.language import speaking, tr
from kubefolio.mkdocs_plugins.notes import render_note
from kubefolio.mkdocs_plugins.sections import Section, list_words, split_sections
from kubefolio.mkdocs_plugins.theme import language_of
from kubefolio.pages.base import Document
from kubefolio.views.links import is_listed_elsewhere


class FinishedPage(Page):
    """A page whose content is ready; MkDocs puts it into the theme."""

    def __init__(
        self, title: str | None, file: File, config: MkDocsConfig, made: Document, note: File | None = None
    ) -> None:
        """Take the page in its parts.

        Args:
            title: The one that the navigation gives it, if any.
            file: What the page becomes.
            config: MkDocs' own.
            made: What was rendered.
            note: What a person wrote about the same; it follows the first section.
        """
        super().__init__(title, file, config)
        self._made, self._note = made, note
        self._sections = split_sections(made.body)
        self.ready = ""

    @property
    def source(self) -> str:
        """Return the text that the page was made from."""
        return self._made.content

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002  # MkDocs' signature
        """Take the front matter; there is no Markdown to read."""
        self.markdown = ""
        self.meta = dict(self._made.meta)

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Take the HTML and the headings."""
        if self._note:
            with speaking(language_of(config)):
                title = tr("Notes")
            note = Section(2, "notes", title, render_note(self._note, config, files))
            self._sections, self._note = (*self._sections[:1], note, *self._sections[1:]), None
        permalink = _permalink(config.mdx_configs.get("toc", {}))
        self.content = "\n".join(_with_heading(section, permalink) for section in self._sections)
        tokens: list[Any] = [
            {"level": one.level, "id": one.id, "name": one.title, "html": one.title, "data-toc-label": ""}
            for one in self._sections
        ]
        self.toc = get_toc(nest_toc_tokens(tokens))
        self.present_anchor_ids = {section.id for section in self._sections}

    def hand_entries(self, search: object) -> None:
        """Put what search finds of the page into the index of Material's plugin; another one reads the page itself."""
        entries = getattr(getattr(search, "search_index", None), "entries", None)
        if isinstance(entries, list):
            entries.extend(self.search_entries())
            self.meta["search"] = {"exclude": True}

    def search_entries(self) -> Iterator[dict[str, str]]:
        """Yield what search finds of the page: one entry for each section, in the form of Material's index.

        On a page that is one of many, a section of which all is excluded is no entry: all of them have its heading.
        """
        one_of_many = is_listed_elsewhere(self.file.src_uri)
        for index, section in enumerate(self._sections):
            location = f"{self.url}#{section.id}" if index else self.url
            text = list_words(section)
            if one_of_many and index and section.html and not text:
                continue
            yield {"location": location, "title": section.title, "text": text}


def _permalink(options: Mapping[str, object]) -> str:
    """Return the link that follows a heading, as the site's `toc` options ask for it; `{}` stands for the id."""
    wanted = options.get("permalink")
    if not wanted:
        return ""
    text = "&para;" if wanted is True else html.escape(str(wanted))
    title = html.escape(str(options.get("permalink_title", "Permanent link")))
    return f'<a class="headerlink" href="#{{}}" title="{title}">{text}</a>'


def _with_heading(section: Section, permalink: str) -> str:
    mark = permalink.replace("{}", section.id)
    return f'<h{section.level} id="{section.id}">{section.title}{mark}</h{section.level}>\n{section.html}'
