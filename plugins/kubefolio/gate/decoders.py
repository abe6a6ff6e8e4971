"""Takes off what machines put around text: escapes of HTML, URLs, JSON and CSS, and base64."""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Iterator

MIN_RUN = 24
"""Shorter words are not decoded as base64; known values are found in those too."""
WRAPPED = 48
"""A run of base64 of this length goes on in the next line."""

_ENTITY = rb"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});?"
_PERCENT = rb"%[0-9a-fA-F]{2}"
_BACKSLASH = (
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}"
    rb"|x[0-9a-fA-F]{2}|[0-9a-fA-F]{2,6} ?|[nrtbf/\"'\\])"
)
_ESCAPE = re.compile(b"|".join((_ENTITY, _PERCENT, _BACKSLASH)))
_ESCAPES = tuple(map(re.compile, (_ENTITY, _PERCENT, _BACKSLASH)))
"""One after another they are found much faster than together: each begins with one letter."""
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_SHAPE = bytes(ord("a") if byte in _BASE64 else ord(" ") for byte in range(256))
_STANDARD = bytes.maketrans(b"-_", b"+/")
_RUN = re.compile(rb"[A-Za-z0-9+/_-]+")
_NEXT_LINE = re.compile(rb"[ \t\r\n]{1,40}[A-Za-z0-9+/_-]+")
_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\t\r\n"


def find_escapes(text: bytes) -> list[int]:
    """Return where escapes begin, in order; those that overlap too."""
    return sorted(match.start() for escape in _ESCAPES for match in escape.finditer(text))


def unescape(text: bytes) -> bytes:
    """Return text without one round of HTML, URL, JSON and CSS escapes; its lines stay lines."""
    if not (b"&" in text or b"%" in text or b"\\" in text):
        return text
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


def decode_base64(text: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield where base64 stands in a text, and what it can be read as, more than once where it can."""
    shape = text.translate(_SHAPE)
    start = shape.find(b"a" * MIN_RUN)
    while start >= 0:
        end, run = _whole_run(text, start)
        for decoded in _decodings(run):
            yield start, decoded
        start = shape.find(b"a" * MIN_RUN, end)


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
