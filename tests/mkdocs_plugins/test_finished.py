"""Pages that are handed over finished say what Markdown and the search plugin would have made of their text."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

import pytest
from markdown import Markdown
from material.plugins.search.plugin import SearchIndex
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from kubefolio.collect import read_example
from kubefolio.mkdocs_plugins.finished import FinishedPage
from kubefolio.mkdocs_plugins.sections import Section, list_words
from kubefolio.pages.base import Document
from kubefolio.render import render
from tests.scenarios import SITE, scenario
from tests.views.inert import collapse, take_apart

CONFIG = Path(__file__).parents[2] / "mkdocs.yml"
WORLDS = ("healthy", "missing", "hostile", "example")


@cache
def config() -> MkDocsConfig:
    return load_config(str(CONFIG), plugins=[])


@cache
def documents(world: str) -> dict[str, Document]:
    facts = read_example() if world == "example" else scenario(world)
    return {made.path: made for made in render(facts, SITE) if isinstance(made, Document)}


@cache
def both(world: str, path: str) -> tuple[FinishedPage, Page]:
    """Return a page as we hand it over, and as MkDocs makes it from the same text."""
    made = documents(world)[path]
    pages = []
    for build in (lambda file: FinishedPage(None, file, config(), made), lambda file: Page(None, file, config())):
        page = build(file_of(made))
        page.read_source(config())
        page.render(config(), Files([]))
        pages.append(page)
    return pages[0], pages[1]


def file_of(made: Document) -> File:
    file = File(made.path, None, config().site_dir, use_directory_urls=True)
    file.content_string = made.content
    return file


is_for_each_world = pytest.mark.parametrize("world", WORLDS)
"""Not for each page: a world is rendered while its test runs, and not by every process that collects tests."""


@is_for_each_world
def test_a_finished_page_is_what_markdown_makes_of_it(world: str) -> None:
    for path in documents(world):
        ours, theirs = both(world, path)
        mine, other = take_apart(str(ours.content)), take_apart(str(theirs.content))
        assert mine.tags == other.tags, path
        assert mine.attributes == other.attributes, path
        assert collapse(mine.text) == collapse(other.text), path
        assert (ours.title, ours.meta) == (theirs.title, theirs.meta), path
        assert outline(ours) == outline(theirs), path


def outline(page: Page) -> list[tuple[str, str, int]]:
    """Return id, words and level of each heading of a page."""
    found, rest = [], list(page.toc)
    while rest:
        item = rest.pop(0)
        rest = [*item.children, *rest]
        found.append((item.id, collapse(html.unescape(item.title)), item.level))
    return found


@is_for_each_world
def test_search_finds_what_the_search_plugin_would_have_found(world: str) -> None:
    for path in documents(world):
        ours, theirs = both(world, path)
        index = SearchIndex(lang=["en"], separator=" ", pipeline=[], fields={})
        index.add_entry_from_context(theirs)
        found = [(entry["location"], *map(words, (entry["title"], entry["text"]))) for entry in index.entries]
        mine = [(entry["location"], words(entry["title"]), words(entry["text"])) for entry in ours.search_entries()]
        assert mine == [entry for entry in found if entry in mine], path
        assert not [text for location, title, text in found if text and (location, title, text) not in mine], path


def test_a_section_that_is_excluded_whole_is_no_entry() -> None:
    page, _ = both("healthy", "applications/web/index.md")
    entries = {entry["title"]: entry["text"] for entry in page.search_entries()}
    assert {"web", "What runs", "How it is reached"} <= set(entries)
    assert not {"What protects it", "How it keeps the standard", "What it is made of", "What it uses"} & set(entries)
    assert "<h2" in str(page.content)
    assert all(heading in str(page.content) for heading in ("What protects it", "How it keeps the standard"))


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>a</p><p data-search-exclude>b</p><p>c</p>", "a c"),
        ('<ul class="x" data-search-exclude><li>b</li></ul><p>c</p>', "c"),
        ("<td>its data-search-exclude is text</td><td>c</td>", "its data-search-exclude is text c"),
        ("its data-search-exclude", "its data-search-exclude"),
    ],
)
def test_what_is_excluded_is_an_element_and_no_word_of_a_text(html: str, found: str) -> None:
    assert list_words(Section(2, "x", "x", html)) == found


def words(text: str) -> str:
    """Return the words of an entry; which tags it keeps and where it has spaces is not searched."""
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]*>", "", text)))


def test_a_finished_page_holds_no_entity_that_only_markdown_needed() -> None:
    page, _ = both("example", "architecture/index.md")
    assert set(re.findall(r"&#\d+;", str(page.content))) <= {"&#34;", "&#38;", "&#39;", "&#60;", "&#62;"}


def test_a_site_without_permalinks_gets_none() -> None:
    made = documents("healthy")["architecture/index.md"]
    plain = load_config(str(CONFIG), plugins=[], markdown_extensions=["toc"])
    page = FinishedPage("Given", file_of(made), plain, made)
    page.read_source(plain)
    page.render(plain, Files([]))
    assert page.title == "Given"
    assert "headerlink" not in str(page.content)
    assert Markdown(extensions=["toc"]).convert("## The stack") in str(page.content)
