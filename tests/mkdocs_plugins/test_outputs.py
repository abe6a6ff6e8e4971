"""A page that did not change is not laid out again, and nobody can tell from the site."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from kubefolio.claims import NO_CLAIMS
from kubefolio.facts.factset import FactSet
from kubefolio.facts.snapshot import write_snapshot
from kubefolio.mkdocs_plugins.pages import PagesPlugin
from kubefolio.mkdocs_plugins.trees import find_tree
from kubefolio.pages.parts import Parts
from kubefolio.render import render
from kubefolio.settings import Settings
from kubefolio.views.notice import Site
from tests.mkdocs_plugins.test_plugins import write_site
from tests.scenarios import scenario
from tests.scenarios.moments import NOW
from tests.scenarios.objects import U, found

HEALTHY = scenario("healthy")
MARK = "<p>the owner's own footer</p>"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the mkdocs.yml of a site with an owner's template, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_snapshot(HEALTHY, tmp_path / "facts.json")
    (tmp_path / "overrides").mkdir()
    theme = {"name": "material", "font": False, "custom_dir": "overrides"}
    plugins = ["search", {"kubefolio/facts": {"snapshot": "facts.json"}}, "kubefolio/pages"]
    return write_site(tmp_path, {}, plugins, theme=theme, site_url="https://example.org/")


def built(site: Path) -> tuple[dict[str, bytes], int]:
    """Build a site; return its files, and how many of its pages were taken from the cache."""
    config = load_config(str(site))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    plugin = config.plugins["kubefolio/pages"]
    assert isinstance(plugin, PagesPlugin)
    root = Path(config.site_dir)
    files = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return files, plugin.pages_reused


def test_the_second_build_gives_the_same_bytes_and_lays_out_nothing(site: Path) -> None:
    first, none = built(site)
    second, reused = built(site)
    assert none == 0
    assert reused == sum(name.endswith("index.html") for name in first) - 1  # the home page is a person's
    assert {name for name in first if first[name] != second[name]} <= {"sitemap.xml.gz"}


def test_only_the_pages_that_a_change_is_on_are_laid_out_again(site: Path) -> None:
    _, _ = built(site)
    every = [msgspec.structs.replace(one, created_at=None) for one in HEALTHY.deployments.items]
    changed: FactSet = msgspec.structs.replace(HEALTHY, deployments=found(*every))
    write_snapshot(changed, site.parent / "facts.json")
    _, all_reused = built(site)
    gone = msgspec.structs.replace(HEALTHY, argocd_applications=found(*HEALTHY.argocd_applications.items[:1]))
    write_snapshot(gone, site.parent / "facts.json")
    _, some_reused = built(site)
    assert 0 < some_reused < all_reused


def test_a_changed_template_lays_out_every_page(site: Path) -> None:
    built(site)
    template = "{% extends 'base.html' %}{% block footer %}" + MARK + "{% endblock %}"
    (site.parent / "overrides" / "main.html").write_text(template)
    files, reused = built(site)
    assert reused == 0
    assert MARK.encode() in files["architecture/index.html"]


def test_a_changed_option_lays_out_every_page(site: Path) -> None:
    built(site)
    site.write_text(site.read_text().replace("site_name: test", "site_name: another"))
    files, reused = built(site)
    assert reused == 0
    assert b"another" in files["architecture/index.html"]


def test_a_damaged_cache_is_an_empty_one(site: Path) -> None:
    built(site)
    for name in ("pages", "trees"):
        for file in (site.parent / "cache").rglob(f"{name}/*"):
            file.write_bytes(b"\xc1 damaged")
    files, reused = built(site)
    assert reused == 0
    assert b"<h1" in files["architecture/index.html"]


def test_the_owner_can_do_without(site: Path) -> None:
    site.write_text(site.read_text().replace("- kubefolio/pages", "- kubefolio/pages: {cache: false}"))
    built(site)
    assert built(site)[1] == 0
    assert not [file for file in (site.parent / "cache").rglob("*") if file.parent.name in ("pages", "trees")]


def test_other_facts_and_another_edition_give_another_tree(tmp_path: Path) -> None:
    kept, site = tmp_path / "tree", Site(now=None)
    first = find_tree(kept, HEALTHY, site, NO_CLAIMS, Settings())
    fewer = msgspec.structs.replace(HEALTHY, nodes=found(*HEALTHY.nodes.items[:1]))
    for facts, settings in ((fewer, Settings()), (HEALTHY, Settings(edition="private")), (HEALTHY, Settings())):
        shown = Site(settings.edition)
        assert find_tree(kept, facts, shown, NO_CLAIMS, settings) == render(facts, shown, NO_CLAIMS)
    assert find_tree(kept, HEALTHY, site, NO_CLAIMS, Settings()) == first


def test_facts_that_grow_old_are_not_shown_as_they_were(tmp_path: Path) -> None:
    kept = tmp_path / "tree"
    find_tree(kept, HEALTHY, Site(now=NOW), NO_CLAIMS, Settings())
    old = find_tree(kept, HEALTHY, Site(now=NOW + timedelta(days=5)), NO_CLAIMS, Settings())
    assert any("5 days old" in file.content for file in old)


def test_a_tree_of_other_facts_takes_the_parts_that_are_made_from_the_same(tmp_path: Path) -> None:
    kept, site = tmp_path / "tree", Site(now=None)
    first, *rest = HEALTHY.argocd_applications.items
    changed = msgspec.structs.replace(
        HEALTHY, argocd_applications=found(msgspec.structs.replace(first, health=U("Degraded")), *rest)
    )
    find_tree(kept, HEALTHY, site, NO_CLAIMS, Settings())
    version, parts = msgspec.msgpack.decode((tmp_path / "tree-parts").read_bytes(), type=tuple[str, dict[str, str]])
    assert find_tree(kept, changed, site, NO_CLAIMS, Settings()) == render(changed, site, NO_CLAIMS)
    marked = {key: f"{text}<!-- kept -->" for key, text in parts.items()}
    (tmp_path / "tree-parts").write_bytes(msgspec.msgpack.encode((version, marked)))
    tree = find_tree(kept, HEALTHY, site, NO_CLAIMS, Settings())
    pages = [file.content for file in tree if file.path.startswith("applications/") and file.path.count("/") == 2]
    assert len(pages) > 2
    assert all("<!-- kept -->" in text for text in pages)
    (tmp_path / "tree-parts").write_bytes(msgspec.msgpack.encode(("another version", marked)))
    assert find_tree(kept, changed, site, NO_CLAIMS, Settings()) == render(changed, site, NO_CLAIMS)


def test_what_has_no_words_of_its_own_is_never_kept() -> None:
    parts = Parts()
    assert [parts.find((object(),), lambda: "made") for _ in range(2)] == ["made", "made"]
    assert not parts.used


def test_parts_are_told_apart_by_all_that_they_are_made_from() -> None:
    parts = Parts()
    values: list[tuple[object, ...]] = [("a", "b"), ("a', 'b",), ("a",), (1,), ("1",), (1.0,), (HEALTHY.nodes.items,)]
    made = [parts.find(value, lambda value=value: repr(value)) for value in values]  # type: ignore[misc]
    assert made == [repr(value) for value in values]
    again = Parts(parts.used)
    assert [again.find(value, lambda: "made anew") for value in values] == made
