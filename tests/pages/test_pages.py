"""Every page on every world: what is missing says so, what is hostile stays text, and the tree is safe to write."""

from __future__ import annotations

import re

import msgspec
import pytest
from mkdocs.utils.meta import get_data

from kubefolio.facts.factset import FactSet, readings
from kubefolio.gate import Exempt
from kubefolio.measures import CATALOGUE
from kubefolio.pages import PAGES
from kubefolio.pages.base import World
from kubefolio.render import STYLESHEET, render
from kubefolio.views.notice import Site
from tests.pages.rendered import body, measured_numbers, pages, seen, tree
from tests.redact import public
from tests.scenarios import BUILDERS, LEDGER, SITE, scenario, without
from tests.scenarios.moments import NOW

SAFE = re.compile(r"([a-z0-9-]+/)*[a-z0-9-]+\.[a-z0-9]+|badges/[a-z0-9_]+(\.[a-z0-9_]+)+\.(json|svg)")
ELEMENTS = {
    *("a", "aside", "br", "caption", "circle", "code", "data", "dd", "desc", "details", "div", "dl", "dt", "em"),
    *("figcaption", "figure", "g", "h1", "h2", "h3", "li", "line", "nav", "ol", "p", "path", "pre", "rect", "section"),
    *(
        "small",
        "span",
        "strong",
        "summary",
        "svg",
        "symbol",
        "table",
        "tbody",
        "td",
        "text",
        "th",
        "thead",
        "time",
        "title",
    ),
    *("tr", "ul", "use"),
}
"""Elements that our templates use: none of them runs, loads or submits anything."""

is_for_each_world = pytest.mark.parametrize("world", BUILDERS)


@is_for_each_world
def test_every_page_can_be_rendered(world: str) -> None:
    assert {"architecture/index.md", "applications/index.md", "metrics/index.md", "data/index.md"} <= tree(world).keys()
    assert STYLESHEET in tree(world)


@is_for_each_world
def test_every_path_is_safe_and_its_own(world: str) -> None:
    files = render(scenario(world), SITE)
    assert len({file.path for file in files}) == len(files)
    assert all(SAFE.fullmatch(file.path) for file in files)
    assert [file.path for file in files] == sorted(file.path for file in files)


@is_for_each_world
def test_same_facts_give_the_same_bytes(world: str) -> None:
    again = render(public(BUILDERS[world]()), SITE, LEDGER)
    assert {file.path: file.content for file in again} == tree(world)


@is_for_each_world
def test_every_page_has_a_title_and_keeps_the_macros_away(world: str) -> None:
    for path, page in pages(world).items():
        text, head = get_data(page)
        assert head["render_macros"] is False, path
        assert head["generated"] == "kubefolio", path
        assert isinstance(head["title"], str), path
        assert text.startswith("# " if head["title"] else "#"), path
        assert "---" not in text.splitlines(), path


@pytest.mark.parametrize("world", ["healthy", "missing", "hostile", "hostile-reasons"])
def test_page_is_made_of_our_elements_alone(world: str) -> None:
    for path, page in pages(world).items():
        parts = seen(page)
        assert set(parts.tags) <= ELEMENTS, path
        assert not parts.oddities, path
        assert not [name for name, _ in parts.attributes if name.startswith(("on", "style", "src"))], path


@pytest.mark.parametrize("world", ["healthy", "hostile", "hostile-reasons"])
def test_every_link_leads_to_another_page_of_the_tree(world: str) -> None:
    for path, page in pages(world).items():
        folder = path.removesuffix("index.md")
        for name, value in seen(page).attributes:
            if name in {"href", "xlink:href"}:
                target = _resolve(folder, value or "")
                assert {f"{target}index.md", target.strip("/")} & tree(world).keys(), (path, value)


def _resolve(folder: str, link: str) -> str:
    parts = folder.strip("/").split("/")
    for part in link.partition("#")[0].strip("/").split("/"):
        parts = parts[:-1] if part == ".." else parts if part in ("", ".") else [*parts, part]
    return "/".join(parts) + "/"


@pytest.mark.parametrize("world", ["hostile", "hostile-reasons"])
def test_nothing_of_hostile_facts_is_markup_in_any_file(world: str) -> None:
    for path, page in pages(world).items():
        assert not re.search(r"<script|<img|<iframe|\{\{|\{%|\{#|javascript:|<!--|onerror=", page, re.IGNORECASE), path
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", page), path
        page.encode()


def test_page_of_an_application_is_named_like_the_application_whatever_that_is() -> None:
    assert len(pages("hostile")) > 300


@pytest.mark.parametrize("world", ["missing", "hostile-reasons"])
def test_nothing_that_is_missing_shows_a_number(world: str) -> None:
    for path, page in pages(world).items():
        assert measured_numbers(page) == [], path


def test_page_without_any_facts_shows_no_digit() -> None:
    for path in ("architecture/index.md", "applications/index.md", "metrics/index.md", "delivery/index.md"):
        text = seen(pages("missing")[path]).text
        for asked in CATALOGUE.queries:
            text = text.replace(asked.promql, "").replace(asked.id, "")
        text = re.sub(r"\d+ (days|hours)|The objective is 99\.9", "", text)
        assert not re.search(r"\d", text), path


def test_page_without_any_facts_says_not_measured() -> None:
    for path in ("architecture/index.md", "applications/index.md", "metrics/index.md", "measures/index.md"):
        assert "not measured" in seen(pages("missing")[path]).text, path


def test_stack_that_could_not_be_read_is_not_called_unknown() -> None:
    assert "Nothing of what runs here" in seen(pages("empty")["architecture/index.md"]).text
    assert "Nothing of what runs here" not in seen(pages("missing")["architecture/index.md"]).text


def test_look_that_found_nothing_counts_zero_and_differs_from_no_look() -> None:
    assert "0" in measured_numbers(pages("empty")["applications/index.md"])
    assert all(pages("empty")[path] != pages("missing")[path] for path in pages("missing"))


def test_what_was_forbidden_is_named_with_its_reason() -> None:
    text = seen(pages("forbidden")["data/index.md"]).text
    assert "not permitted" in text
    assert "the service account may not list argocd_applications" in text


@pytest.mark.parametrize(
    ("language", "title", "none"),
    [
        ("en", "Exceptions of the gate", "No exception was made for it."),
        ("es", "Excepciones del control", "No se hizo ninguna excepción."),
    ],
)
def test_exceptions_of_the_gate_are_listed_with_their_reasons_and_without_their_values(
    language: str, title: str, none: str
) -> None:
    allowed = Exempt("about/*", "email", "me@arken.dev", "how to reach me")

    def data(exceptions: tuple[Exempt, ...] | None, edition: str = "public") -> str:
        site = Site(edition, language=language, exceptions=exceptions)
        return next(
            seen(file.content).text for file in render(scenario("healthy"), site) if file.path == "data/index.md"
        )

    listed = data((allowed,))
    assert title in listed
    assert all(part in listed for part in ("about/*", "email", "how to reach me"))
    assert "me@arken.dev" not in listed
    assert none in data(())
    assert title not in data(None) + data((allowed,), "private")


def test_old_facts_are_called_old_on_every_page() -> None:
    late = Site(now=NOW.replace(year=2027))
    for file in render(scenario("healthy"), late):
        if file.path.endswith(".md"):
            assert "These facts are 365 days old" in seen(file.content).text, file.path


def test_example_is_called_an_example_on_every_page() -> None:
    facts = msgspec.structs.replace(scenario("healthy"), example=True)
    for file in render(facts, SITE):
        if file.path.endswith(".md"):
            assert "built-in example" in seen(file.content).text, file.path


@pytest.mark.parametrize("field", [name for name, _ in readings(FactSet())])
def test_page_names_every_kind_of_fact_that_it_shows(field: str) -> None:
    """A snapshot that stands in for a kind is named on exactly the pages that list the kind among their needs."""
    facts = scenario("healthy")
    before, after = _bodies(facts), _bodies(without(facts, field))
    needs = {page.address: page.needs for build in PAGES for page in build(World(facts, SITE, LEDGER))}
    changed = [address for address in before if before[address] != after.get(address) and needs[address]]
    lacking = [address for address in changed if field not in needs[address]]
    assert lacking == []


def _bodies(facts: FactSet) -> dict[str, str]:
    files = render(facts, SITE, LEDGER)
    return {file.path.removesuffix("index.md"): body(file.content) for file in files if file.path.endswith(".md")}


def test_public_pages_name_no_host() -> None:
    shown = "".join(pages("healthy").values())
    private = "".join(file.content for file in render(scenario("healthy"), Site("private", SITE.now)))
    for host in ("git&#46;example", "web&#46;example", "www&#46;example", "node&#45;1"):
        assert host not in shown
        assert host in private


def test_page_of_a_huge_cluster_stays_readable() -> None:
    sizes = {path: len(page) for path, page in pages("huge").items()}
    assert len(sizes) > 300
    assert max(sizes.values()) < 500_000
