"""Every byte of a site: plain files in blocks, compressed ones unpacked, none larger in memory than a block."""

from __future__ import annotations

import codecs
import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import brotli

BLOCK = 4 << 20
"""Bytes that are read at once."""
OVERLAP = 16 << 10
"""Bytes of the block before that are read again: what stands across a border is seen whole."""
MAX_UNPACKED = 1 << 30
"""A compressed file that holds more than this cannot be read whole, and is a finding."""
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
_MARKS = (
    *((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")),
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
)


class Unreadable(Exception):  # noqa: N818  # becomes a finding
    """A file whose bytes could not all be read, and why."""


@dataclass(frozen=True)
class Block:
    """A part of a file."""

    data: bytes
    line: int
    """Line of its first byte, from 1."""
    inside: str = ""
    """How it was packed or written: gzip, brotli, zip, utf-16; empty for the bytes of the file itself."""


def list_files(site: Path) -> tuple[str, ...]:
    """Return the path of every file below a site, links among them, sorted, with forward slashes."""
    found = []
    for folder, folders, names in os.walk(site):
        here = Path(folder)
        links = [name for name in folders if (here / name).is_symlink()]
        found += [(here / name).relative_to(site).as_posix() for name in (*names, *links)]
    return tuple(sorted(found))


def read_blocks(path: Path) -> Iterator[Block]:
    """Yield all blocks of a file, and those of what is packed in it.

    Raises:
        Unreadable: it is a link to a folder or out of reach, damaged, or holds more than can be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
            file.seek(0)
            yield from _blocks(iter(lambda: file.read(BLOCK), b""))
            file.seek(0)
            if head.startswith(GZIP):
                yield from _blocks(_gunzip(file), "gzip")
            elif path.suffix == ".br":
                yield from _blocks(_unbrotli(file), "brotli")
            elif head == ZIP:
                yield from _unzip(file)
    except OSError as error:
        raise Unreadable(error.strerror or "it cannot be read") from error
    except (zlib.error, brotli.error, zipfile.BadZipFile, RuntimeError, EOFError) as error:
        raise Unreadable("what is packed in it cannot be unpacked") from error


@dataclass
class _Window:
    """The part of a text that is looked at, with the end of the part before it."""

    inside: str
    kept: bytes = b""
    line: int = 1
    total: int = 0

    def move(self, part: bytes) -> Block:
        """Go on to the next part."""
        block = Block(self.kept + part, self.line, self.inside)
        self.total += len(part)
        self.line += block.data.count(b"\n", 0, max(len(block.data) - OVERLAP, 0))
        self.kept = block.data[-OVERLAP:]
        return block


@dataclass
class _Wide:
    """A text in UTF-16 or UTF-32, read as what it says."""

    decoder: codecs.IncrementalDecoder
    window: _Window = field(default_factory=lambda: _Window("utf-16"))

    def move(self, part: bytes) -> Block:
        """Go on to the next part."""
        return self.window.move(self.decoder.decode(part).encode("utf-8", "replace"))


def _blocks(parts: Iterator[bytes], inside: str = "") -> Iterator[Block]:
    plain, wide = _Window(inside), None
    for part in parts:
        if not plain.total and (encoding := _wide_encoding(part)):
            wide = _Wide(codecs.getincrementaldecoder(encoding)("replace"))
        yield plain.move(part)
        if wide:
            yield wide.move(part)
        if inside and plain.total > MAX_UNPACKED:
            raise Unreadable(f"more than {MAX_UNPACKED >> 20} MiB are packed in it")


def _wide_encoding(start: bytes) -> str:
    """Return in which encoding of more than one byte a text is, by its mark or by its zeros; empty for none."""
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    even, odd = start[:400:2], start[1:400:2]
    if odd.count(0) * 2 > len(odd) and not even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) * 2 > len(even) and not odd.count(0) else ""


def _gunzip(file: io.BufferedReader) -> Iterator[bytes]:
    """Yield what is packed, member after member, a block at a time however small it was packed."""
    unpacker = zlib.decompressobj(wbits=31)
    rest = file.read(BLOCK)
    while rest:
        part = unpacker.decompress(rest, BLOCK)
        if part:
            yield part
        rest = unpacker.unconsumed_tail or unpacker.unused_data or file.read(BLOCK)
        if unpacker.eof and rest.startswith(GZIP):
            unpacker = zlib.decompressobj(wbits=31)
        elif unpacker.eof:
            return
    if not unpacker.eof:
        raise EOFError


def _unbrotli(file: io.BufferedReader) -> Iterator[bytes]:
    unpacker = brotli.Decompressor()
    for packed in iter(lambda: file.read(BLOCK), b""):
        part = unpacker.process(packed, output_buffer_limit=BLOCK)
        while part or not unpacker.can_accept_more_data():
            yield part
            part = unpacker.process(b"", output_buffer_limit=BLOCK)
    if not unpacker.is_finished():
        raise EOFError


def _unzip(file: io.BufferedReader) -> Iterator[Block]:
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            yield Block(name.encode(), 1, "zip")
            with archive.open(name) as member:
                yield from _blocks(iter(lambda: member.read(BLOCK), b""), "zip")  # used up at once
