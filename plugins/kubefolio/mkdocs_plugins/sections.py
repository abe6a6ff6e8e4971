"""The text of a generated page in its sections: headings with the ids that Python-Markdown would give, and HTML."""

from __future__ import annotations

import html
import re
import string
from dataclasses import dataclass
from functools import lru_cache

from markdown.extensions.toc import slugify, unique

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


def list_words(section: Section) -> str:
    """Return what search reads of a section: its text, without what is excluded from search."""
    return _SPACE.sub(" ", _TAG.sub(" ", _EXCLUDED.sub(" ", section.html))).strip()
