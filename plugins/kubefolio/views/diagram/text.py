"""How wide text is, told without a browser: somewhat wider than the site's own font, so that nothing leaves its box."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CLASSES = (
    ("ijlI'J", 0.3),
    (" .,:;|/\\", 0.34),
    ("ft-!()[]{}", 0.41),
    ('rsz_"*?', 0.53),
    ("acekvxyFLPTYELRSZ0123456789+=<>~^$#`", 0.65),
    ("bdghnopquABKVX", 0.7),
    ("CDGHNOQU&", 0.8),
    ("wM", 0.88),
    ("mW@%…", 1.02),
)
_WIDTHS = {character: width for characters, width in _CLASSES for character in characters}
"""Widths in em of DejaVu Sans, rounded up: of the fonts that a site may fall back to, none is wider."""
_SHARE = 0.9
"""What the site's own font takes of that at most."""
_BOLD = 1.1
_BREAKS = re.compile(r"[^\s./:,_@-]*[\s./:,_@-]*")
"""A piece of a name: up to and with the marks that names are made with."""


@lru_cache(maxsize=65536)
def measure(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line of text is at most, in the unit of its size."""
    return sum(_width(one) for one in text) * size * _SHARE * (_BOLD if bold else 1.0)


def _width(character: str) -> float:
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    return 1.4 if unicodedata.east_asian_width(character) in "WF" or ord(character) > 0xFFFF else 0.95  # noqa: PLR2004


@lru_cache(maxsize=16384)
def wrap(text: str, width: float, size: float, lines: int, *, bold: bool = False) -> tuple[str, ...]:
    """Return text in at most so many lines, each at most so wide; it breaks where names do, and ends in … where cut."""
    wrapped: list[str] = []
    rest = text.strip()
    while rest and len(wrapped) < lines:
        line = _take(rest, width, size, bold=bold)
        rest = rest[len(line) :].lstrip()
        wrapped.append(line.rstrip())
    if rest:
        wrapped[-1] = cut(f"{wrapped[-1]}{rest}", width, size, bold=bold)
    return tuple(wrapped)


def _take(text: str, width: float, size: float, *, bold: bool) -> str:
    """Return the pieces that fit on one line; of a piece that is too long by itself, the characters that fit."""
    line = ""
    for piece in _BREAKS.findall(text):
        if measure((line + piece).rstrip(), size, bold=bold) > width:
            break
        line += piece
    return line or _fit(text, width, size, bold=bold)


def _fit(text: str, width: float, size: float, *, bold: bool) -> str:
    """Return the longest beginning that is not wider than this; one character at least."""
    limit, room = 0, width / (size * _SHARE * (_BOLD if bold else 1.0))
    for character in text:
        room -= _width(character)
        if room < 0:
            break
        limit += 1
    return text[: max(limit, 1)]


def cut(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Return text on one line, with … where it had to be cut."""
    if measure(text, size, bold=bold) <= width:
        return text
    return f"{_fit(text, width - measure('…', size, bold=bold), size, bold=bold).rstrip()}…"
