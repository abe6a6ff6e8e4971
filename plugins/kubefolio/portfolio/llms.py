"""`llms.txt`: the site as a list of links for programs that read text, after https://llmstxt.org."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from markupsafe import Markup

from kubefolio.language import tr

LLMS = "llms.txt"


@dataclass(frozen=True)
class Entry:
    """A page of the site."""

    section: str
    """Heading that it stands under in the navigation; empty for one that stands alone."""
    title: str
    description: str
    url: str


def render_llms(name: str, summary: str, entries: tuple[Entry, ...]) -> str:
    """Return the file: the name, a summary, and the pages in the order of the navigation."""
    sections = dict.fromkeys(entry.section or tr("Pages") for entry in entries)
    lines = [f"# {_line(name)}", "", f"> {_line(summary)}"]
    for section in sections:
        lines += ["", f"## {_line(section)}", ""]
        lines += [_entry(entry) for entry in entries if (entry.section or tr("Pages")) == section]
    return "\n".join(lines) + "\n"


def _entry(entry: Entry) -> str:
    text = f"- [{_line(entry.title)}]({entry.url})"
    return f"{text}: {_line(entry.description)}" if entry.description else text


def _line(text: str) -> str:
    """Return text on one line without what would be markup; titles of generated pages come encoded."""
    plain = html.unescape(Markup(text).striptags())  # noqa: S704  # its markup is taken away
    return " ".join(re.sub(r"[\[\]<>`\\\x00-\x1f]", " ", plain).split())
