"""Finds known values in any text, however many there are, and replaces them by their aliases."""

from __future__ import annotations

from ahocorasick_rs import AhoCorasick

from kubefolio.redact.alias import HOSTS, Aliases, Kind
from kubefolio.redact.known import KnownValue

FREE_LENGTH = 5
"""A value that the owner lists is found inside longer words too, if it has this many characters."""

_LOWER = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
"""Small letters of the same number: `str.lower` makes two characters of some."""
_HOST_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")

Span = tuple[int, int, KnownValue]


class KnownSearch:
    """All known values at once: the time is that of the text, not of their number."""

    def __init__(self, known: tuple[KnownValue, ...], aliases: Aliases, exempt: frozenset[str]) -> None:
        """Take the values and who gives them their aliases."""
        self._known = known
        self._aliases = aliases
        self._exempt = exempt
        self._matcher = AhoCorasick([one.value for one in known]) if known else None

    def replace(self, text: str) -> str:
        """Return a text with every known value replaced, and hosts below known ones as a whole."""
        if self._matcher is None or not text:
            return text
        lower = text.translate(_LOWER)
        found = self._matcher.find_matches_as_indexes(lower, overlapping=True)
        return self._put(text, lower, found) if found else text

    def _put(self, text: str, lower: str, found: list[tuple[int, int, int]]) -> str:
        spans = [span for i, start, end in found if (span := _bound(lower, start, end, self._known[i]))]
        parts, done = [], 0
        for start, end, one in sorted(spans, key=lambda span: (span[0], -span[1])):
            if start < done or text[start:end] in self._exempt:
                continue
            parts += [text[done:start], self._aliases.alias(lower[start:end], _kind(one, end - start))]
            done = end
        return "".join((*parts, text[done:]))


def _bound(lower: str, start: int, end: int, one: KnownValue) -> Span | None:
    """Return where the whole name begins and ends, or None where the value is only a part of another word."""
    if one.kind == "value" and len(one.value) >= FREE_LENGTH:
        return start, end, one
    if lower[end : end + 1].isalnum():
        return None
    if one.kind in HOSTS and start and lower[start - 1] == ".":
        while start and lower[start - 1] in _HOST_CHARACTERS:
            start -= 1
        return start, end, one
    return None if start and lower[start - 1].isalnum() else (start, end, one)


def _kind(one: KnownValue, length: int) -> Kind:
    return "host" if one.kind in HOSTS and length > len(one.value) else one.kind
