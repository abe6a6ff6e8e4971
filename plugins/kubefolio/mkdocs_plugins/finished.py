"""A generated page that MkDocs takes as it is: its HTML, its table of contents and its search entries are made here.

Its text is headings and HTML only, so Python-Markdown would find nothing else to do, and the search plugin would parse
what was just written: together they are most of what a page costs. A test holds both against the real ones.
"""

from __future__ import annotations

import html
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markdown.extensions.toc import nest_toc_tokens, slugify, unique
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from kubefolio.language import speaking, tr
from kubefolio.mkdocs_plugins.notes import render_note
from kubefolio.mkdocs_plugins.theme import language_of
from kubefolio.pages.base import Document

_HEADING = re.compile(r"^(#{1,6})(?: (.*))?$", re.MULTILINE)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_EXCLUDED = re.compile(r"<(\w+)\b[^>]*\sdata-search-exclude\b[^>]*>.*?</\1>", re.DOTALL)
_PLAIN_ENTITY = re.compile(r"&#(\d+);")
_STAY_ENTITIES = frozenset(map(ord, "&<>\"'"))
_COMMON_ENTITIES = tuple((f"&#{ord(one)};", one) for one in string.punctuation + " " if ord(one) not in _STAY_ENTITIES)
"""Replaced one after the other, which is quicker than to call for each that is met; none can make another one."""


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    level: int
    id: str
    title: str
    """HTML."""
    html: str


@lru_cache(maxsize=16384)
def split_sections(body: str) -> tuple[Section, ...]:
    """Return the sections of a generated page's text, in their order; ids are those that Python-Markdown would give."""
    parts, used = _HEADING.split(body), set[str]()
    sections = []
    for marks, title, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        heading = _shorten(title or "").strip()
        slug = slugify(html.unescape(_TAG.sub("", heading)), "-")
        sections.append(Section(len(marks), unique(slug, used), heading, _shorten(text).strip()))
    return tuple(sections)


def _shorten(text: str) -> str:
    """Return HTML without the entities that only Markdown and Jinja needed; no such engine reads it any more."""
    for entity, character in _COMMON_ENTITIES:
        text = text.replace(entity, character)
    return _PLAIN_ENTITY.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    code = int(match[1])
    return match[0] if code in _STAY_ENTITIES else chr(code)


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
        """Yield what search finds of the page: one entry for each section, in the form of Material's index."""
        for index, section in enumerate(self._sections):
            location = f"{self.url}#{section.id}" if index else self.url
            text = _SPACE.sub(" ", _TAG.sub(" ", _EXCLUDED.sub(" ", section.html))).strip()
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
