"""What a reader, a browser or a decoder makes of bytes: the texts that can be read out of a block of a file."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kubefolio.gate.decoders import decode_base64, find_escapes, unescape

ROUNDS = 4
"""How often escapes are taken off: text in HTML in JSON in a URL is four deep."""
BETWEEN = b"<\n"
"""What stands between two pieces of a layer: nothing that is looked for goes across it."""

_WORD_TAG = re.compile(
    rb"<(?:/?(?:a|abbr|b|bdi|code|data|em|i|ins|kbd|mark|s|small|span|strong|sub|sup|time|tspan|tt|u|var|wbr)"
    rb"(?:\s[^<>\n]*)?/?>|!--[^<>\n]*-->)"
)
"""Tags within a word, and comments: a value that they stand in is still read as one."""
_UNSEEN = tuple(map(str.encode, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Characters that show nothing."""
_END = re.compile(rb"[<>]")


@dataclass(frozen=True)
class Layer:
    """One reading of a block."""

    form: str
    """How the text stands in the file: plain, escaped, split by tags, base64."""
    data: bytes
    block: bytes = b""
    """What the lines of its pieces are counted in."""
    places: tuple[tuple[int, int], ...] = ()
    """Of each piece: where it begins in `data`, and what it was made of in `block`. Others keep their lines."""

    def line(self, offset: int) -> int:
        """Return the line of the block, from 0, in which an offset stands."""
        if not self.places:
            return self.data.count(b"\n", 0, offset)
        start, place = self.places[bisect.bisect_right(self.places, (offset, 1 << 60)) - 1]
        return self.block.count(b"\n", 0, place) + self.data.count(b"\n", start, offset)


Piece = tuple[int, bytes]
"""Where a stretch of text begins, and what was made of it."""


def _layers(form: str, block: bytes, pieces: Iterable[Piece]) -> Iterator[Layer]:
    """Yield pieces as one layer, or nothing if there are none."""
    places, parts, size = [], [], 0
    for place, piece in pieces:
        places.append((size, place))
        parts.append(piece)
        size += len(piece) + len(BETWEEN)
    if parts:
        yield Layer(form, BETWEEN.join(parts), block, tuple(places))


def read_layers(block: bytes, *, whole: bool = False) -> Iterator[Layer]:
    """Yield the block as it is, then what is new in it when escapes, tags and base64 are taken off.

    Of escapes only the stretches of text between two tags are given in which there were some: all else was in the block
    as it is, and is not read twice.

    Args:
        block: Part of a file.
        whole: Whether to give the whole text again; for what is looked for with `<` or `>` in it.
    """
    yield Layer("plain", block)
    text, changed = _take_off_escapes(block, whole=whole)
    yield from _layers("escaped", block, changed)
    if (joined := _join_split(text)) != text:
        yield Layer("split", joined)
    yield from _layers("base64", text, decode_base64(text))


def _take_off_escapes(text: bytes, *, whole: bool) -> tuple[bytes, list[Piece]]:
    """Return a text without escapes, and what each round makes of the stretches that had some."""
    parts, changed, done = list[bytes](), list[Piece](), 0
    for escape in find_escapes(text):
        if escape < done:
            continue
        start, end = (0, len(text)) if whole else _stretch(text, done, escape)
        rounds = _rounds(text[start:end])
        changed += [(start, plain) for plain in rounds]
        parts += (text[done:start], rounds[-1] if rounds else text[start:end])
        done = end
    return (b"".join((*parts, text[done:])) if parts else text), changed


def _rounds(text: bytes) -> list[bytes]:
    """Return what each round of taking off escapes leaves, as long as there is something to take off."""
    found: list[bytes] = []
    while len(found) < ROUNDS and (plain := unescape(text)) != text:
        found.append(plain)
        text = plain
    return found


def _stretch(text: bytes, lowest: int, place: int) -> tuple[int, int]:
    """Return where the text between two tags begins and ends that a place is in."""
    lowest = max(lowest, text.rfind(b">", lowest, place) + 1)
    end = _END.search(text, place)
    return max(lowest, text.rfind(b"<", lowest, place) + 1), end.start() if end else len(text)


def _join_split(text: bytes) -> bytes:
    """Return text without what stands within words and shows nothing; taken off at once it is faster than in pieces."""
    for mark in () if text.isascii() else _UNSEEN:
        if mark in text:
            text = text.replace(mark, b"")
    return _WORD_TAG.sub(b"", text)
