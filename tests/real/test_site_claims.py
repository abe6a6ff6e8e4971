"""Claims and measures on the whole site of the example: the same everywhere, and within reach of everyone."""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kubefolio.language import speaking, tr_known
from kubefolio.measures import load_catalogue
from tests.real.servers.chromium import Browser
from tests.real.servers.nginx import Nginx
from tests.real.test_site import ROOT, publish

PAGE = "projects/homelab/"
SPANISH = "es"
MEASURES = load_catalogue(str(ROOT / "measures.yml")).measures


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the project's own site once for all tests."""
    return publish(tmp_path_factory.mktemp("site"))


@pytest.fixture
def nginx(site: Path, serve_site: Callable[..., Nginx]) -> Nginx:
    """Serve it with the nginx.conf of the image."""
    return serve_site(site.parents[1], ROOT / "nginx.conf")


class Shown(HTMLParser):
    """The measures on a page: definition, value for machines and text for people, as they stand in `data` elements."""

    def __init__(self) -> None:
        """Start with none."""
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str, str]] = []
        self._open: tuple[str, str] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a measure."""
        given = dict(attrs)
        if tag == "data" and "kf-measure" in str(given.get("class")):
            self._open, self._text = (str(given["title"]), str(given["value"])), ""

    def handle_data(self, data: str) -> None:
        """Collect its text."""
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        if tag == "data" and self._open:
            self.found.append((*self._open, self._text))
            self._open = None


def measures_of(site: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield page, definition, value and text of the measures on the pages below a folder; other languages are apart."""
    for page in sorted(site.rglob("*.html")):
        if page.is_relative_to(site / SPANISH):
            continue
        shown = Shown()
        shown.feed(page.read_text("utf-8"))
        for definition, value, text in shown.found:
            yield page.relative_to(site).as_posix(), definition, value, text


def measure_named(title: str) -> str:
    """Return the measure whose definition a `data` element carries, a note behind it; of several, all their names.

    What an element has a definition of that no measure of the catalogue has, such as a part of one, is its own name.
    """
    named = [one.id for one in MEASURES if title.startswith(tr_known(one.definition)[:450])]
    return " or ".join(named) or title


def folder_of(site: Path, language: str) -> Path:
    return site / ("" if language == "en" else language)


def shown_on_pages(site: Path, language: str) -> tuple[dict[str, set[tuple[str, str]]], dict[str, set[str]]]:
    """Return by measure its values with their texts, and the pages that show it."""
    values, pages = defaultdict(set), defaultdict(set)
    with speaking(language):
        for page, definition, value, text in measures_of(folder_of(site, language)):
            name = measure_named(definition)
            values[name].add((value, text))
            pages[name].add(page)
    return values, pages


@pytest.mark.parametrize("language", ["en", SPANISH])
def test_a_measure_shows_the_same_value_wherever_it_appears(site: Path, language: str) -> None:
    """On every page, in prose, tiles, tables and cards: one measure, one value, one text."""
    values, pages = shown_on_pages(site, language)
    one_each = {name: shown for name, shown in values.items() if " or " not in name}
    assert {name: shown for name, shown in one_each.items() if len(shown) > 1} == {}
    assert all(len(shown) <= len(name.split(" or ")) for name, shown in values.items() if " or " in name)
    assert len(one_each) >= 40
    assert sum(len(places) > 1 for places in pages.values()) >= 20
    assert len(pages["nodes.total"]) >= 4


@pytest.mark.parametrize("language", ["en", SPANISH])
def test_files_for_machines_say_what_pages_say(site: Path, language: str) -> None:
    """What a page shows of a measure is what `facts.json`, `evidence.json` and the badges say of it."""
    folder, (values, _) = folder_of(site, language), shown_on_pages(site, language)
    compared = defaultdict(set)
    for file, name, told in told_to_machines(folder):
        if name in values:
            ((value, text),) = values[name]
            shown = {"value": value, "text": text}
            assert {key: shown[key] for key in told} == told, (file, name)
            compared[file].add(name)
    badges = {path.stem for path in folder.glob("badges/*.json")}
    assert len(badges) >= 4
    assert compared["badges"] == badges
    assert len(compared["evidence.json"]) >= 10
    assert len(compared["facts.json"]) >= 40


def told_to_machines(site: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield the file, the measure, and its value and text as far as the file has them, of what machines are given."""
    for one in json.loads((site / "facts.json").read_text("utf-8"))["measures"]:
        if one["missing"] is None:
            yield "facts.json", one["id"], {"value": str(one["value"]), "text": one["text"]}
    for one in json.loads((site / "evidence.json").read_text("utf-8"))["claims"]:
        if one["verdict"] in ("holds", "fails"):
            yield "evidence.json", one["measure"], {"value": str(one["observed"]), "text": one["observed_text"]}
    for badge in sorted(site.glob("badges/*.json")):
        message = json.loads(badge.read_text("utf-8"))["message"]
        assert f">{message}</text>" in html.unescape(badge.with_suffix(".svg").read_text("utf-8"))
        yield "badges", badge.stem, {"text": message}


def test_evidence_for_machines_has_the_values_of_the_pages(site: Path) -> None:
    shown = {measure_named(definition): (value, text) for _, definition, value, text in measures_of(site)}
    claims = json.loads((site / "evidence.json").read_text("utf-8"))["claims"]
    compared = [one for one in claims if one["verdict"] in ("holds", "fails")]
    assert len(compared) >= 15
    for claim in compared:
        assert shown[claim["measure"]] == (str(claim["observed"]), claim["observed_text"]), claim["id"]


def test_every_claim_of_a_page_is_on_the_evidence_page_with_the_same_verdict(site: Path) -> None:
    evidence = (site / "evidence/index.html").read_text("utf-8")
    found = re.findall(r'kf-evidence kf-claim--([a-z-]+)" id="claim-([^"]+)"', evidence)
    listed = {name: verdict for verdict, name in found}
    assert len(listed) >= 15
    card = re.compile(r'kf-claim__verdict kf-claim--([a-z-]+)".*?evidence/#claim-([\w.-]+)"')
    pages = [html.unescape(page.read_text("utf-8")) for page in site.rglob("*.html")]
    shown = [(name, verdict) for page in pages for verdict, name in card.findall(page)]
    assert len(shown) >= 15
    assert [one for one in shown if one not in listed.items()] == []


def test_card_of_a_claim_opens_and_closes_by_key(nginx: Nginx, browser: Browser) -> None:
    with browser.page() as page:
        page.goto(f"{nginx.url}/{PAGE}")
        mark = page.locator("button.kf-claim__mark").first
        card = page.locator(f"#{mark.get_attribute('popovertarget')}")
        assert not card.is_visible()
        mark.focus()
        page.keyboard.press("Enter")
        assert card.is_visible()
        assert "Expected" in card.inner_text()
        page.keyboard.press("Tab")
        assert "evidence/#claim-" in str(page.evaluate("document.activeElement.href"))
        page.keyboard.press("Escape")
        assert not card.is_visible()


def test_card_of_a_claim_needs_no_script_and_stays_on_a_phone(nginx: Nginx, browser: Browser) -> None:
    context = browser.engine.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    try:
        page = context.new_page()
        page.goto(f"{nginx.url}/{PAGE}")
        mark = page.locator("button.kf-claim__mark").nth(1)
        mark.click()
        box = page.locator(f"#{mark.get_attribute('popovertarget')}").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["height"] > 50
    finally:
        context.close()


def test_mark_is_named_and_the_card_is_not_searched(site: Path) -> None:
    text = html.unescape((site / PAGE / "index.html").read_text("utf-8"))
    buttons = re.findall(r'<button[^>]*class="kf-claim__mark"[^>]*>', text)
    assert len(buttons) >= 10
    assert all('aria-label="' in button and 'type="button"' in button for button in buttons)
    index = json.loads((site / "search/search_index.json").read_text("utf-8"))
    searched = " ".join(entry["text"] for entry in index["docs"] if entry["location"].startswith(PAGE))
    assert "30+ applications" in html.unescape(searched)
    assert "On the evidence page" not in searched
