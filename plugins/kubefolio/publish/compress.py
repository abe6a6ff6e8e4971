"""Compress a finished site ahead of time, and give each file a time that is made of its content.

nginx makes an ETag of a file's time and size. A time made of the content gives equal files the same ETag in every
generation, replica and image, and gives different files of one size different ones, even when they are built within the
same second. nginx.conf keeps these times from visitors: it sends no Last-Modified.
"""

from __future__ import annotations

import filecmp
import os
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from pathlib import Path

import brotli

SUFFIXES = frozenset({".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".webmanifest", ".ico"})
"""Files that compression makes smaller."""

MIN_BYTES = 1024
"""Smaller files fit into one packet as they are."""

_LASTING = frozenset({".css", ".js"})
"""Files that stay the same over many builds: worth the slowest level, since they are compressed once."""

_EARLIEST_S = 1_000_000_000
_SPAN_S = 1 << 30


def compress_site(site: Path, earlier: Path | None, check: Callable[[], None]) -> None:
    """Write `.gz` and `.br` beside each file that they make smaller; the same files give the same bytes and times.

    Args:
        site: The folder of the site.
        earlier: The site that is served now: what is equal there is not compressed again, and takes no more space.
        check: Called before each file; raises to give up.
    """
    files = sorted(file for file in site.rglob("*") if file.is_file() and not _is_compressed_form(file))
    with ThreadPoolExecutor(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2) as pool:
        for _ in pool.map(partial(_finish, site, earlier, check), files):
            pass


def _is_compressed_form(file: Path) -> bool:
    return file.suffix in {".gz", ".br"} and file.with_suffix("").is_file()


def _finish(site: Path, earlier: Path | None, check: Callable[[], None], file: Path) -> None:
    check()
    twin = earlier / file.relative_to(site) if earlier else None
    if twin and twin.is_file() and filecmp.cmp(file, twin, shallow=False):
        _take_over(file, twin)
        return
    content = file.read_bytes()
    time_s = content_time(content)
    if file.suffix in SUFFIXES and len(content) >= MIN_BYTES:
        for suffix, packed in ((".gz", _gzip(content)), (".br", _brotli(content, file.suffix))):
            if len(packed) < len(content):
                beside(file, suffix).write_bytes(packed)
                os.utime(beside(file, suffix), (time_s, time_s))
    os.utime(file, (time_s, time_s))


def _take_over(file: Path, twin: Path) -> None:
    """Put the served file and what was compressed of it in the place of an equal one."""
    for suffix in ("", ".gz", ".br"):
        if beside(twin, suffix).is_file():
            beside(file, suffix).unlink(missing_ok=True)
            os.link(beside(twin, suffix), beside(file, suffix))


def beside(file: Path, suffix: str) -> Path:
    """Return the path of a file's compressed form; the file itself for an empty suffix."""
    return file.with_name(file.name + suffix)


def content_time(content: bytes) -> int:
    """Return a time in seconds since 1970, between 2001 and 2035, that only depends on the content."""
    return _EARLIEST_S + int.from_bytes(sha256(content).digest()[:8], "big") % _SPAN_S


def _gzip(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def _brotli(content: bytes, suffix: str) -> bytes:
    packed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=11 if suffix in _LASTING else 8)
    return packed
