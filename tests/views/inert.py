"""What a page makes of text: through Markdown as the site is set up, then taken apart as a browser would."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from markdown import Markdown

from kubefolio.views.encode import MAX_CHARACTERS

INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)


@dataclass
class Parts(HTMLParser):
    """The elements, attributes and text of a piece of HTML."""

    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str | None]] = field(default_factory=list)
    text: str = ""
    oddities: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the parser, which resolves entities."""
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """Note a comment."""
        self.oddities.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def take_apart(html: str) -> Parts:
    """Return the parts of a piece of HTML."""
    parts = Parts()
    parts.feed(html)
    parts.close()
    return parts


@cache
def _markdown() -> Markdown:
    return Markdown(
        extensions=["admonition", "attr_list", "md_in_html", "tables", "toc", "footnotes", "abbr", "smarty"]
    )


def to_html(markdown: str) -> str:
    """Return the HTML of a page's body."""
    return str(_markdown().reset().convert(markdown))


def as_read(text: str) -> str:
    """Return what a reader is to see of text: cut, one line, nothing invisible, runs of spaces as one."""
    cut = text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1] + "…"
    return collapse(INVISIBLE.sub("\ufffd", cut))


def collapse(text: str) -> str:
    """Return text with runs of white space as one space, as a browser shows it."""
    return " ".join(text.split())
