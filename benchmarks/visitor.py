"""What a visitor notices of a large site: bytes of the home page, and how soon search answers on a slow processor."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import playwright.sync_api as api

from benchmarks.building import Built
from benchmarks.table import Line, Report
from benchmarks.world import name_of
from tests.real.servers.chromium import Browser, running_browser
from tests.real.servers.nginx import running_nginx

SLOWER = 4
"""How many times slower than this machine the visitor's processor is."""
SETTLE_MS = 1500
SEARCH = """([words, expected]) => new Promise(done => {
    const input = document.querySelector(".md-search__input");
    const list = document.querySelector(".md-search-result__list");
    const look = () => list.querySelector("li")?.textContent.includes(expected);
    const began = performance.now();
    const watch = new MutationObserver(() => {
        if (look()) { watch.disconnect(); done(performance.now() - began); }
    });
    watch.observe(list, { childList: true, subtree: true, characterData: true });
    input.focus();
    input.value = words;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
})"""


@dataclass(frozen=True)
class Visit:
    """What one visitor's home page and search took."""

    home_bytes: int
    """All that came over the wire until nothing more was asked for."""
    requests: int
    index_bytes: int
    """What opening the search brought besides."""
    first_ms: float
    """From the first word to its first result, index and all."""
    next_ms: float
    """From a later word to its first result."""


def measure_visits(report: Report, small: Built, big: Built) -> None:
    """Visit both sites, and add what was seen."""
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        visits = [
            _visit(browser, Path(folder) / str(one.applications), one.site, one.applications) for one in (small, big)
        ]
    rows = ["| | home page, kB | requests | search index, kB | first result, ms | next result, ms |"]
    rows.append("|---|---:|---:|---:|---:|---:|")
    for built, seen in zip((small, big), visits, strict=True):
        sizes = f"{seen.home_bytes / 1000:.1f} | {seen.requests} | {seen.index_bytes / 1000:.0f}"
        rows.append(f"| {built.applications} applications | {sizes} | {seen.first_ms:.0f} | {seen.next_ms:.0f} |")
    report.say(f"### The visitor, on a processor {SLOWER} times slower\n\n" + "\n".join(rows) + "\n")
    growth = visits[1].home_bytes / visits[0].home_bytes
    report.hold(
        Line(f"home page of {big.applications} applications, of that of {small.applications}", 100, 100 * growth, "%"),
        Line(
            f"search among {big.applications}: the first result once the index is there", 300, visits[1].next_ms, "ms"
        ),
    )


def _visit(browser: Browser, folder: Path, site: Path, applications: int) -> Visit:
    with running_nginx(folder, site) as nginx, browser.page() as page:
        session = page.context.new_cdp_session(page)
        wire = _count(session)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(nginx.url, wait_until="networkidle")
        page.wait_for_timeout(SETTLE_MS)
        home, requests = sum(wire), len(wire)
        first = _search(page, name_of(applications // 2))
        later = [_search(page, name_of(applications * part // 7)) for part in (1, 2, 3, 4, 5)]
        page.wait_for_timeout(SETTLE_MS)
        return Visit(home, requests, sum(wire) - home, first, median(later))


def _count(session: api.CDPSession) -> list[int]:
    """Return a list that gets the bytes of each answer, as they came over the wire."""
    wire: list[int] = []

    def add(event: dict[str, Any]) -> None:
        wire.append(int(event["encodedDataLength"]))

    session.send("Network.enable")
    session.on("Network.loadingFinished", add)
    return wire


def _search(page: api.Page, name: str) -> float:
    return float(page.evaluate(SEARCH, [name, name]))
