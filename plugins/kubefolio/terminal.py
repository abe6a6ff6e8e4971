"""Text for a terminal or a log: whatever it holds, it moves no cursor, sets no colour and looks like no other line."""

from __future__ import annotations

import re

_ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
"""Control characters, escape among them, and those that change the direction of text; line feeds and tabs stay."""


def plain(text: str) -> str:
    """Return text of one line in which every character is only shown."""
    return _ACTS.sub("\ufffd", text.replace("\n", " "))


def plain_lines(text: str) -> str:
    """Return text of several lines in which every character is only shown."""
    return _ACTS.sub("\ufffd", text)
