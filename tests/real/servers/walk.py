"""Walk a whole site in a real browser, along every internal link."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import playwright.sync_api as api

from tests.real.servers.chromium import Browser

_COLLECT = """() => ({
    links: Array.from(document.querySelectorAll("a[href], area[href], svg a"),
        link => typeof link.href === "string" ? link.href : new URL(link.href.baseVal, document.baseURI).href),
    anchors: Array.from(document.querySelectorAll("[id], a[name]"),
        element => [element.id, element.getAttribute("name")]).flat().filter(Boolean),
})"""
"""Script for a page: the absolute targets of its links (those inside an SVG too, of both
kinds), and the anchors it offers."""

_OF_PAGES = ("", ".html", ".htm")
"""Endings of the paths that the browser visits; a file of any other kind is only fetched."""


@dataclass(frozen=True)
class Walk:
    """What was met on a walk. Texts begin with the address of the page where it happened."""

    pages: tuple[str, ...]
    """Addresses of the pages that were visited, in order."""
    statuses: Mapping[str, int]
    """The HTTP status of every address that was asked for, parts of pages included; the worst where there are two."""
    broken_links: tuple[str, ...]
    """Internal links whose target did not answer with a status below 400."""
    missing_anchors: tuple[str, ...]
    """Internal links whose `#anchor` is not in their target page."""
    console_errors: tuple[str, ...]
    page_errors: tuple[str, ...]
    """Exceptions that no script caught."""
    foreign_requests: tuple[str, ...]
    """Requests to another origin, none of which is let through."""
    external_links: tuple[str, ...]
    """Links to other origins and schemes, sorted; they are not followed."""
    duration_s: float

    @property
    def problems(self) -> tuple[str, ...]:
        """Return all that is wrong with the site, one line each; empty if nothing is."""
        failed = tuple(f"{url}: {status}" for url, status in self.statuses.items() if status >= 400)
        found = (self.broken_links, self.missing_anchors, self.console_errors, self.page_errors, self.foreign_requests)
        return tuple(line for lines in (*found, failed) for line in lines)


def walk(browser: Browser, base_url: str, start: str = "/", fetched: tuple[str, ...] = ()) -> Walk:
    """Visit every page that can be reached from `start` by links within the site, each once, in one tab.

    Pages below the paths of `fetched` have to answer, and are not opened.

    Each page is awaited until its `load` event; what a script asks for later is seen only while the page is open.
    """
    began = time.monotonic()
    with browser.page() as page:
        walker = _Walker(page, urljoin(base_url, start), fetched)
        walker.go()
    return walker.report(time.monotonic() - began)


@dataclass
class _Walker:
    page: api.Page
    start: str
    fetched: tuple[str, ...] = ()
    queue: deque[str] = field(default_factory=deque)
    met_on: dict[str, str] = field(default_factory=dict)
    """Every internal address without its anchor, and the page that linked to it first."""
    links: dict[tuple[str, str], str] = field(default_factory=dict)
    """Every internal address and anchor, and the page that linked to it first."""
    anchors: dict[str, frozenset[str]] = field(default_factory=dict)
    """Every page that was visited, by the address of its link, and the anchors that it has."""
    statuses: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    foreign: dict[str, None] = field(default_factory=dict)
    external: set[str] = field(default_factory=set)

    def go(self) -> None:
        self.page.on("response", lambda response: self._saw(response.url, response.status))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("console", self._printed)
        self.page.on("pageerror", lambda error: self.errors.append(f"{self.page.url}: {error.message}"))
        self._link(self.start, "")
        while self.queue:
            self._visit(self.queue.popleft())

    def report(self, duration_s: float) -> Walk:
        return Walk(
            pages=tuple(self.anchors),
            statuses=MappingProxyType(self.statuses),
            broken_links=tuple(self.broken),
            missing_anchors=tuple(
                f"{linked_on}: {url}#{anchor}"
                for (url, anchor), linked_on in self.links.items()
                if self._lacks(url, anchor)
            ),
            console_errors=tuple(self.console),
            page_errors=tuple(self.errors),
            foreign_requests=tuple(self.foreign),
            external_links=tuple(sorted(self.external)),
            duration_s=duration_s,
        )

    def _visit(self, url: str) -> None:
        linked_on = self.met_on[url] or "(start)"
        try:
            status = self._open(url) if self._is_page(url) else self._fetch(url)
        except api.Error as error:
            self.broken.append(f"{linked_on}: {url}: {error.message.splitlines()[0]}")
            return
        if status >= 400:
            self.broken.append(f"{linked_on}: {url}: {status}")

    def _is_page(self, url: str) -> bool:
        path = urlsplit(url).path
        return PurePosixPath(path).suffix in _OF_PAGES and not path.startswith(self.fetched)

    def _open(self, url: str) -> int:
        response = self.page.goto(url, wait_until="load")
        found = self.page.evaluate(_COLLECT)
        self.anchors[url] = frozenset(found["anchors"])
        for link in found["links"]:
            self._link(link, url)
        return response.status if response else 0

    def _fetch(self, url: str) -> int:
        response = self.page.request.get(url)
        self._saw(url, response.status)
        response.dispose()
        return response.status

    def _link(self, link: str, linked_on: str) -> None:
        if not self._is_ours(link):
            self.external.add(link)
            return
        url, anchor = urldefrag(link)
        self.links.setdefault((url, unquote(anchor)), linked_on)
        if url not in self.met_on:
            self.met_on[url] = linked_on
            self.queue.append(url)

    def _lacks(self, url: str, anchor: str) -> bool:
        return anchor not in {"", "top"} and url in self.anchors and anchor not in self.anchors[url]

    def _is_ours(self, url: str) -> bool:
        return urlsplit(url)[:2] == urlsplit(self.start)[:2]

    def _saw(self, url: str, status: int) -> None:
        self.statuses[url] = max(status, self.statuses.get(url, 0))

    def _asked(self, url: str) -> None:
        if not self._is_ours(url) and urlsplit(url).scheme not in {"data", "blob", "about"}:
            self.foreign[f"{self.page.url}: {url}"] = None

    def _printed(self, message: api.ConsoleMessage) -> None:
        if message.type == "error":
            self.console.append(f"{self.page.url}: {message.text} ({message.location['url']})")
