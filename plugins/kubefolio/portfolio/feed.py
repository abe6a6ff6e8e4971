"""`feed.xml`: posts and changes of the cluster as an Atom feed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from xml.sax.saxutils import escape

from kubefolio.language import trn
from kubefolio.portfolio.changes import anchor, describe
from kubefolio.portfolio.states import State, list_changes

MAX_ENTRIES = 50


@dataclass(frozen=True)
class FeedEntry:
    """A post, or what changed between two collections."""

    id: str
    title: str
    text: str
    url: str
    at: datetime


def entries_of_changes(states: tuple[State, ...], url: str) -> Iterator[FeedEntry]:
    """Yield an entry for each collection that differed from the one before it."""
    for at, group in groupby(list_changes(states), key=lambda change: change.at):
        sentences = [describe(change) for change in group]
        many = trn("{count} change in the cluster", "{count} changes in the cluster", len(sentences))
        title = many if len(sentences) > 1 else sentences[0]
        yield FeedEntry(f"{url}#{at:%Y-%m-%dT%H:%M:%SZ}", title, " ".join(sentences), f"{url}#{anchor(at)}", at)


def render_feed(title: str, author: str, root: str, entries: list[FeedEntry]) -> str:
    """Return the feed, newest first; an empty text where there is nothing to tell."""
    latest = sorted(entries, key=lambda one: (one.at, one.id), reverse=True)[:MAX_ENTRIES]
    if not latest:
        return ""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_text(title)}</title>",
        f"<id>{_text(root)}</id>",
        f'<link href="{_text(root)}"/>',
        f'<link rel="self" href="{_text(root)}feed.xml"/>',
        f"<updated>{latest[0].at:%Y-%m-%dT%H:%M:%SZ}</updated>",
        f"<author><name>{_text(author)}</name></author>",
        *(line for entry in latest for line in _entry(entry)),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(entry: FeedEntry) -> Iterator[str]:
    yield "<entry>"
    yield f"<title>{_text(entry.title)}</title>"
    yield f"<id>{_text(entry.id)}</id>"
    yield f'<link href="{_text(entry.url)}"/>'
    yield f"<updated>{entry.at:%Y-%m-%dT%H:%M:%SZ}</updated>"
    yield f"<summary>{_text(entry.text)}</summary>"
    yield "</entry>"


def _text(text: str) -> str:
    """Return text for XML; what XML cannot hold is left out."""
    allowed = (char for char in text if char in "\t\n" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd")
    return escape("".join(allowed), {'"': "&quot;"})
