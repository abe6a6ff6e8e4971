"""The generated tree of each scenario, rendered once, and what a visitor sees of a page."""

from __future__ import annotations

import re
from functools import cache

from kubefolio.facts.factset import FactSet
from kubefolio.render import render
from tests.redact import public
from tests.scenarios import LEDGER, SITE, scenario
from tests.views.inert import Parts, take_apart, to_html


@cache
def tree(name: str) -> dict[str, str]:
    """Return the content of every file of a scenario's tree, by path."""
    return {file.path: file.content for file in render(edition(name), SITE, LEDGER)}


@cache
def edition(name: str) -> FactSet:
    """Return the facts of a scenario as the public edition may know them."""
    return public(scenario(name))


def pages(name: str) -> dict[str, str]:
    """Return the generated pages without what else the tree has."""
    return {path: content for path, content in tree(name).items() if path.endswith(".md")}


def body(page: str) -> str:
    """Return a page without its head."""
    return page.split("\n---\n", maxsplit=1)[1]


@cache
def seen(page: str) -> Parts:
    """Return the parts of a page's body after Markdown."""
    return take_apart(to_html(body(page)))


def measured_numbers(page: str) -> list[str]:
    """Return the values of every `data` element: what a page shows as measured."""
    return re.findall(r"<data [^>]*>(.*?)</data>", page)
