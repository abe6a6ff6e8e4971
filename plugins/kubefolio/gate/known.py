"""Known values in bytes: all of them at once, in every spelling that still says them."""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Iterator
from typing import Protocol

from ahocorasick_rs import BytesAhoCorasick, Implementation

FREE_LENGTH = 5
"""A value that the owner listed is found inside longer words too, if it has this many characters."""
MIN_BASE64 = 7
"""Fewer characters than this of a value in base64 could stand in any text."""

Span = tuple[int, int, int]
"""Index of the value, where it begins, and where it ends."""


class KnownValue(Protocol):
    """A value that must not be published."""

    @property
    def kind(self) -> str:
        """What it is: address, node, host, domain, …; `value` where the owner listed it."""

    @property
    def value(self) -> str:
        """The value itself."""

    @property
    def origin(self) -> str:
        """Where it is known from, such as the field of the facts."""


class KnownIndex:
    """Finds known values; the time is that of the text, not of their number."""

    def __init__(self, known: tuple[KnownValue, ...]) -> None:
        """Build both automata: one for small letters, one for base64, which has both cases."""
        self.known = known
        self.has_borders = any("<" in one.value or ">" in one.value for one in known)
        self._plain, self._plain_of = _build((text, i) for i, one in enumerate(known) for text in spellings(one))
        forms = ((form, i) for i, one in enumerate(known) for form in base64_forms(one.value.encode()))
        self._base64, self._base64_of = _build(forms)

    def find(self, lower: bytes) -> Iterator[Span]:
        """Yield every value in text of small letters that stands there as a word of its own."""
        if self._plain:
            for form, start, end in self._plain.find_matches_as_indexes(lower, overlapping=True):
                index = self._plain_of[form]
                if self._is_whole(index, lower, start, end):
                    yield index, start, end

    def find_base64(self, data: bytes) -> Iterator[Span]:
        """Yield every value that stands in data in base64, whatever stands before it in the same base64."""
        if self._base64:
            for form, start, end in self._base64.find_matches_as_indexes(data, overlapping=True):
                yield self._base64_of[form], start, end

    def _is_whole(self, index: int, lower: bytes, start: int, end: int) -> bool:
        one = self.known[index]
        if one.kind == "value" and len(one.value) >= FREE_LENGTH:
            return True
        return not lower[end : end + 1].isalnum() and not (start and lower[start - 1 : start].isalnum())


def _build(forms: Iterator[tuple[bytes, int]]) -> tuple[BytesAhoCorasick | None, tuple[int, ...]]:
    pairs = sorted(set(forms))
    texts = [text for text, _ in pairs]
    matcher = BytesAhoCorasick(texts, implementation=Implementation.ContiguousNFA) if pairs else None
    return matcher, tuple(index for _, index in pairs)


def spellings(known: KnownValue) -> Iterator[bytes]:
    """Yield a value in small letters; an address also as machines and name servers write it."""
    plain = known.value.strip().lower()
    if plain:
        yield plain.encode()
    try:
        address = ipaddress.ip_address(plain)
    except ValueError:
        return
    yield address.exploded.encode()
    yield address.compressed.encode()
    if address.version == 4:  # noqa: PLR2004
        octets = plain.split(".")
        yield "-".join(octets).encode()
        yield (".".join(reversed(octets)) + ".in-addr").encode()
    else:
        yield ":".join(f"{int(group, 16):x}" for group in address.exploded.split(":")).encode()


def base64_forms(value: bytes) -> Iterator[bytes]:
    """Yield the characters of base64 that a value has for sure at each of the three places it can begin at."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + value)
        first, last = (before * 8 + 5) // 6, (before + len(value)) * 8 // 6
        form = encoded[first:last]
        if len(form) >= MIN_BASE64:
            yield form
            yield form.translate(bytes.maketrans(b"+/", b"-_"))
