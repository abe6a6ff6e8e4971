"""The gate: reads every byte of a finished site, whoever built it, and says what must not be published."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from kubefolio.errors import GateError
from kubefolio.gate.files import Block, Unreadable, list_files, read_blocks
from kubefolio.gate.findings import THEME_ASSETS, Exempt, Finding, Report
from kubefolio.gate.known import KnownIndex, KnownValue
from kubefolio.gate.layers import Layer, read_layers
from kubefolio.gate.patterns import Patterns
from kubefolio.gate.scripts import DOCUMENTS, check_scripts, known_scripts

MAX_IN_FILE, MAX_FINDINGS = 100, 1000
"""Findings that are kept: of one file, and of all."""
WORTH_A_PROCESS = 16 << 20
"""Bytes of a site for which a second process pays."""

Found = tuple[Finding, str]
"""A finding, and the value, which stays in memory to be held against the exceptions."""


class Scanner:
    """All that is looked for in one site."""

    def __init__(self, site: Path, known: tuple[KnownValue, ...], exempt: tuple[Exempt, ...]) -> None:
        """Build the automata."""
        self._known, self._patterns, self._exempt = KnownIndex(known), Patterns(), exempt
        self._site, self._scripts = site, known_scripts(site)

    def scan_file(self, file: str) -> tuple[list[Finding], int, Counter[int]]:
        """Return the findings of a file, how many there were, and how often each exception was met."""
        findings, met, seen = [], Counter[int](), set[tuple[int, str, str]]()
        for finding, value in self._found(file):
            key = (finding.line, finding.kind, value.lower())
            if key in seen:
                continue
            seen.add(key)
            covering = [i for i, one in enumerate(self._exempt) if one.covers(file, finding.kind, value.lower())]
            met.update(covering)
            if not covering:
                findings.append(finding)
        return findings[:MAX_IN_FILE], len(findings), met

    def _found(self, file: str) -> Iterator[Found]:
        yield from self._in_block(file, Block(file.encode("utf-8", "surrogateescape"), 0, "name"))
        try:
            for block in read_blocks(self._site / file):
                yield from self._in_block(file, block)
            if file.lower().endswith(DOCUMENTS):
                yield from check_scripts(file, (self._site / file).read_bytes(), self._scripts)
        except Unreadable as error:
            yield Finding(file, 0, "unreadable", str(error)), ""

    def _in_block(self, file: str, block: Block) -> Iterator[Found]:
        for layer in read_layers(block.data, whole=self._known.has_borders):
            for kind, what, value, start in self._in_layer(layer):
                line = 0 if block.inside == "name" else block.line + layer.line(start)
                forms = [layer.form] * (layer.form != "plain") + [f"in {block.inside}"] * bool(block.inside)
                form = " ".join(forms) or "plain"
                yield Finding(file, line, kind, what, form), value.decode("utf-8", "replace")

    def _in_layer(self, layer: Layer) -> Iterator[tuple[str, str, bytes, int]]:
        lower = layer.data.lower()
        for index, start, _ in self._known.find(lower):
            yield *self._of(index), start
        for index, start, _ in self._known.find_base64(layer.data) if layer.form != "split" else ():
            kind, what, value = self._of(index)
            yield kind, f"{what}, in base64", value, start
        yield from self._patterns.find(layer.data, lower)

    def _of(self, index: int) -> tuple[str, str, bytes]:
        one = self._known.known[index]
        return one.kind, f"a known value, from {one.origin}", one.value.encode()


def scan_site(
    site: Path,
    known: Sequence[KnownValue] = (),
    exempt: tuple[Exempt, ...] = (),
    expected: Sequence[str] = (),
    processes: int | None = None,
) -> Report:
    """Read every byte of a site.

    Args:
        site: The folder of the finished site.
        known: Values that must not be published.
        exempt: What is published on purpose.
        expected: Files that must be there; a generator that skips a plugin says nothing.
        processes: How many at once; as many as there are processors where it pays if left out.

    Raises:
        GateError: the folder is not there or holds no file.
    """
    files = list_files(site) if site.is_dir() else ()
    if not files:
        raise GateError(f"{site}: there is no site in this folder; build it first")
    exempt = (*exempt, *THEME_ASSETS)
    sizes = {file: _size(site / file) for file in files}
    scanned = _scan_all(site, tuple(known), exempt, files, processes or _processes(sum(sizes.values())))
    findings = [Finding(file, 0, "missing-page", "should be in the site") for file in expected if file not in sizes]
    total, met = len(findings), Counter[int]()
    for found, count, exempted in scanned:
        findings += found
        total += count
        met += exempted
    return Report(
        len(files),
        sum(sizes.values()),
        len(known),
        tuple(sorted(findings)[:MAX_FINDINGS]),
        total,
        tuple((one, met[i]) for i, one in enumerate(exempt) if one not in THEME_ASSETS),
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _processes(size: int) -> int:
    return min(os.cpu_count() or 1, 8) if size >= WORTH_A_PROCESS else 1


_scanner: Scanner
"""Built once for each process, not for each file; a forked one has that of its parent."""


def _scan_all(
    site: Path, known: tuple[KnownValue, ...], exempt: tuple[Exempt, ...], files: tuple[str, ...], processes: int
) -> list[tuple[list[Finding], int, Counter[int]]]:
    if processes == 1:
        scanner = Scanner(site, known, exempt)
        return [scanner.scan_file(file) for file in files]
    if threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods():
        _begin(site, known, exempt)
        pool = ProcessPoolExecutor(processes, multiprocessing.get_context("fork"))
    else:
        spawn = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(processes, spawn, initializer=_begin, initargs=(site, known, exempt))
    with pool:
        return list(pool.map(_scan_one, files, chunksize=8))


def _begin(site: Path, known: tuple[KnownValue, ...], exempt: tuple[Exempt, ...]) -> None:
    global _scanner  # noqa: PLW0603  # one for each process
    _scanner = Scanner(site, known, exempt)


def _scan_one(file: str) -> tuple[list[Finding], int, Counter[int]]:
    return _scanner.scan_file(file)
