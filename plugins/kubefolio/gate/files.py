"""Every byte of a site: plain files in blocks, compressed ones unpacked, none larger in memory than a block."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli

BLOCK = 4 << 20
"""Bytes that are read at once."""
OVERLAP = 16 << 10
"""Bytes of the block before that are read again: what stands across a border is seen whole."""
MAX_UNPACKED = 1 << 30
"""A compressed file that holds more than this cannot be read whole, and is a finding."""
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"


class Unreadable(Exception):  # noqa: N818  # becomes a finding
    """A file whose bytes could not all be read, and why."""


@dataclass(frozen=True)
class Block:
    """A part of a file."""

    data: bytes
    line: int
    """Line of its first byte, from 1."""
    inside: str = ""
    """How it was packed: gzip, brotli, the name within a zip file; empty for the file itself."""


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


def _blocks(parts: Iterator[bytes], inside: str = "") -> Iterator[Block]:
    kept, line, total = b"", 1, 0
    for part in parts:
        data = kept + part
        yield Block(data, line, inside)
        total += len(part)
        if inside and total > MAX_UNPACKED:
            raise Unreadable(f"more than {MAX_UNPACKED >> 20} MiB are packed in it")
        line += data.count(b"\n", 0, max(len(data) - OVERLAP, 0))
        kept = data[-OVERLAP:]


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
