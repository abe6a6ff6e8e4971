"""From the bytes of a file to the texts of its YAML documents, each with its line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

MARKER = re.compile(r"^(---|\.\.\.)(?=[ \t\n]|$)", re.MULTILINE)
"""A document marker: at column 0 it is one even within a block scalar, so a text can be cut there before parsing."""

CONTENT = re.compile(r"^[ \t]*[^\s#%]|^[ \t]*%\S", re.MULTILINE)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class DocumentText(NamedTuple):
    """One document of a file, not parsed yet."""

    text: str
    line: int
    """Line of its first content, counted from 1."""
    start: int
    """Line of its first character, content or not."""


def decode(data: bytes) -> str:
    """Return the text of a YAML file: UTF-8, UTF-16 or UTF-32 by its BOM or its NULs, with Unix line ends.

    Bytes that are no text become U+FFFD and control characters a space, so that they cost a value and not the file.
    """
    encoding = next((name for bom, name in BOMS if data.startswith(bom)), None) or guess_encoding(data)
    text = data.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub(" ", text) if CONTROL.search(text) else text


def guess_encoding(data: bytes) -> str:
    """Return the encoding of a text without BOM, as YAML 1.2 tells them apart: by where its first NUL is."""
    head = data[:4]
    if len(head) > 1 and head[0] == 0 and head[1] != 0:
        return "utf-16-be"
    if len(head) > 1 and head[0] != 0 and head[1] == 0:
        return "utf-16-le"
    return "utf-8"


def split(text: str) -> Iterator[DocumentText]:
    """Yield the documents of a YAML stream that hold more than comments."""
    start = 0
    line = 1
    for marker in MARKER.finditer(text):
        chunk = text[start : marker.start()]
        yield from content_of(chunk, line)
        line += chunk.count("\n")
        start = marker.end()
    yield from content_of(text[start:], line)


def content_of(chunk: str, line: int) -> Iterator[DocumentText]:
    """Yield the chunk as a document, unless it is empty; directives before the first marker are dropped."""
    if chunk.startswith("%"):
        return
    found = CONTENT.search(chunk)
    if found is not None:
        yield DocumentText(chunk, line + chunk.count("\n", 0, found.end() - 1), line)
