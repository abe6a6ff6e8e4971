"""What of a Markdown page is prose: everything else is blanked, so that each character keeps its line and column."""

from __future__ import annotations

import re

_FENCE = r"^[ \t]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)"
_CODE_BLOCK = r"(?:\A|\n)[ \t]*\n(?=(?: {4}|\t)\S)(?:(?: {4}|\t)[^\n]*\n|[ \t]*\n(?= {4}|\t))+"
_ACROSS_LINES = (
    r"\A\ufeff?---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$",  # front matter
    _FENCE,
    r"<!--.*?-->",
    r"<(script|style|pre|code|svg)\b.*?</\1\s*>",
    _CODE_BLOCK,
    r"(`+)(?!`).+?(?<!`)\1(?!`)",
    r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}",
)
_IN_A_LINE = (
    r"^[ ]{0,3}\[[^\]\n]+\]:[^\n]*$",  # where a reference link leads
    r"!\[[^\]]*\]\([^)]*\)",
    r"\[[^\]]*\]\((?:claim:|https?://|//)[^)]*\)",  # a claim is claimed; another site's numbers are not ours
    r"(?<=\])\([^)]*\)|(?<=\])\[[^\]]*\]",
    r"<[a-zA-Z/][^>]*>",
    r"\b(?:https?|oci|git|ssh)://\S+",
    r"^[ \t]*(?:#{1,6}[ \t]+)?\d+(?:\.\d+)*[.)][ \t]",  # numbers of lists and headings
    r"^#{1,6}[ \t]+\d+(?:\.\d+)+[ \t]",
)
_NOT_PROSE = (
    *(re.compile(pattern, re.MULTILINE | re.DOTALL | re.IGNORECASE) for pattern in _ACROSS_LINES),
    *(re.compile(pattern, re.MULTILINE) for pattern in _IN_A_LINE),
)
_KEEP = re.compile(r"[^\n]")


def mask(text: str) -> str:
    """Return a page's text with code, links, front matter, macros, tags and the numbers of lists blanked."""
    for pattern in _NOT_PROSE:
        text = pattern.sub(lambda match: _KEEP.sub(" ", match[0]), text)
    return text
