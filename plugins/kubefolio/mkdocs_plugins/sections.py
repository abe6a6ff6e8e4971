"""The text of a generated page in its sections: headings with the ids that Python-Markdown would give, and HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markdown.extensions.toc import slugify, unique

_HEADING = re.compile(r"^(#{1,6})(?: (.*))?$", re.MULTILINE)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_EXCLUDED = " data-search-exclude"
_STAY_ENTITIES = frozenset(map(ord, "&<>\"'"))


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
    first, *rest = text.split("&#")
    parts = (part.partition(";") for part in rest)
    return first + "".join(_character(code) + after if end else f"&#{code}" for code, end, after in parts)


@lru_cache(maxsize=1024)
def _character(code: str) -> str:
    """Return the character that a numeric entity stands for, or the entity where HTML needs it."""
    number = int(code) if code.isascii() and code.isdecimal() else ord("&")
    return f"&#{code};" if number in _STAY_ENTITIES else chr(number)


def list_words(section: Section) -> str:
    """Return what search reads of a section: its text, without what is excluded from search."""
    return _SPACE.sub(" ", _TAG.sub(" ", "".join(_included(section.html)))).strip()


def _included(text: str) -> Iterator[str]:
    """Yield HTML without the elements that say they are excluded: each up to the next end of one of its name."""
    at = kept = 0
    while (at := text.find(_EXCLUDED, at)) >= 0:
        start = text.rfind("<", kept, at)
        end = f"</{text[start + 1 : at].partition(' ')[0]}>"
        at += len(_EXCLUDED)
        if start >= 0 and end in text[at:]:  # or it is the text of a cell, which has no end like that
            yield text[kept:start]
            at = kept = text.index(end, at) + len(end)
    yield text[kept:]
