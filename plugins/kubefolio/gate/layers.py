"""What a reader, a browser or a decoder makes of bytes: the texts that can be read out of a block of a file."""

from __future__ import annotations

import binascii
import bisect
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

ROUNDS = 4
"""How often escapes are taken off: text in HTML in JSON in a URL is four deep."""
MIN_RUN = 24
"""Shorter words are not decoded as base64; known values are found in those too."""
WRAPPED = 48
"""A run of base64 of this length goes on in the next line."""

_ESCAPE = re.compile(
    rb"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});?"
    rb"|%[0-9a-fA-F]{2}"
    rb"|\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}"
    rb"|x[0-9a-fA-F]{2}|[0-9a-fA-F]{2,6} ?|[nrtbf/\"'\\])"
)
_TAG = re.compile(
    rb"</?(?:a|abbr|b|bdi|code|data|em|i|ins|kbd|mark|s|small|span|strong|sub|sup|time|tspan|tt|u|var|wbr)(?:\s[^<>\n]*)?/?>"
    rb"|\xc2\xad|\xe2\x80[\x8b-\x8d]|\xe2\x81\xa0|\xef\xbb\xbf"
)
"""Tags within a word, and characters that show nothing: a value that they stand in is still read as one."""
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_SHAPE = bytes(ord("a") if byte in _BASE64 else ord(" ") for byte in range(256))
_STANDARD = bytes.maketrans(b"-_", b"+/")
_RUN = re.compile(rb"[A-Za-z0-9+/_-]+")
_NEXT_LINE = re.compile(rb"[ \t\r\n]{1,40}[A-Za-z0-9+/_-]+")
_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\t\r\n"


@dataclass(frozen=True)
class Layer:
    """One reading of a block."""

    form: str
    """How the text stands in the file: plain, escaped, split by tags, base64."""
    data: bytes
    places: tuple[tuple[int, int], ...] = ()
    """Of base64: from where in `data` on, and which line of the block that stood in. Others keep their lines."""

    def line(self, offset: int) -> int:
        """Return the line of the block, from 0, in which an offset stands."""
        if not self.places:
            return self.data.count(b"\n", 0, offset)
        return self.places[bisect.bisect_right(self.places, (offset, 1 << 60)) - 1][1]


def read_layers(block: bytes) -> Iterator[Layer]:
    """Yield the block as it is, then what is left when escapes, tags and base64 are taken off."""
    yield Layer("plain", block)
    last = block
    for _ in range(ROUNDS):
        text = unescape(last)
        if text == last:
            break
        yield Layer("escaped", text)
        last = text
    if b"</" in last or b"\xe2\x80" in last or b"\xc2\xad" in last:
        yield Layer("split", _TAG.sub(b"", last))
    if decoded := decode_base64(last):
        yield decoded


def unescape(text: bytes) -> bytes:
    """Return text without one round of HTML, URL, JSON and CSS escapes; its lines stay lines."""
    return _ESCAPE.sub(_plain, text)


def _plain(match: re.Match[bytes]) -> bytes:
    text = match[0]
    plain = _CACHE.get(text)
    if plain is None:
        plain = _unescape_one(text).replace(b"\n", b" ")
        if len(_CACHE) < 1 << 14:
            _CACHE[text] = plain
    return plain


_CACHE: dict[bytes, bytes] = {}
"""Escapes that were met; they are few."""
_LETTERS = {b"n": b" ", b"r": b" ", b"t": b"\t", b"b": b" ", b"f": b" "}


def _unescape_one(text: bytes) -> bytes:
    if text.startswith(b"&"):
        return html.unescape(text.decode()).encode("utf-8", "replace")
    if text.startswith(b"%"):
        return bytes((int(text[1:], 16),))
    body = text[1:]
    if body[:1] in b"ux" and len(body) > 1:
        digits = [part.strip(b"ux{}") for part in text.split(b"\\") if part]
        units = b"".join(_utf16(int(part, 16)) for part in digits)
        return units.decode("utf-16-be", "replace").encode()
    if len(body) > 1:
        return _character(int(body.strip(), 16))
    return _LETTERS.get(body, body)


def _utf16(number: int) -> bytes:
    return number.to_bytes(2, "big") if number <= 0xFFFF else chr(min(number, 0x10FFFF)).encode("utf-16-be")  # noqa: PLR2004


def _character(number: int) -> bytes:
    return chr(number).encode("utf-8", "replace") if number <= 0x10FFFF else b"?"  # noqa: PLR2004


def decode_base64(text: bytes) -> Layer | None:
    """Return all that is readable in base64 within a text, or None; each piece on a line of its own."""
    shape, parts, places, size = text.translate(_SHAPE), [], [], 0
    start, line, counted = shape.find(b"a" * MIN_RUN), 0, 0
    while start >= 0:
        end, run = _whole_run(text, start)
        for piece in _decodings(run):
            line += text.count(b"\n", counted, start)
            counted = start
            places.append((size, line))
            parts.append(piece)
            size += len(piece) + 1
        start = shape.find(b"a" * MIN_RUN, end)
    return Layer("base64", b"\n".join(parts), tuple(places)) if parts else None


def _whole_run(text: bytes, start: int) -> tuple[int, bytes]:
    """Return where a run ends, and its characters; one that is wrapped goes on in the next lines."""
    match = _RUN.match(text, start)
    assert match is not None  # noqa: S101  # the shape says so
    parts, end, length = [match[0]], match.end(), len(match[0])
    while length >= WRAPPED and (more := _NEXT_LINE.match(text, end)):
        part = more[0].strip()
        parts.append(part)
        end, length = more.end(), len(part)
    return end, b"".join(parts)


def _decodings(run: bytes) -> Iterator[bytes]:
    """Yield what a run can be read as: its base64 can begin at any of its first four characters."""
    for skip in range(4):
        text = run[skip:].translate(_STANDARD)
        text = text[:-1] if len(text) % 4 == 1 else text
        decoded = binascii.a2b_base64(text + b"=" * (-len(text) % 4))
        if not decoded[:48].translate(None, _PRINTABLE):
            yield decoded.replace(b"\n", b" ")
