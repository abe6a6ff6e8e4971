"""A site in two languages, in real MkDocs builds of small sites."""

from __future__ import annotations

import html
import json
import logging
import re
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from kubefolio.facts.snapshot import write_snapshot
from tests.mkdocs_plugins.test_plugins import build_site, failure_of, write_site
from tests.redact import public
from tests.scenarios import scenario
from tests.test_fleet import named

PLUGINS = ["search", "kubefolio/facts", "kubefolio/pages", {"kubefolio/languages": {"also": ["es"]}}, "kubefolio/gate"]
SPANISH = "INHERIT: mkdocs.yml\ntheme:\n  language: es\nextra:\n  nav_titles:\n    Start: Inicio\n"
PAGES = {
    "index.md": "# Home\n\nSee [the other](other.md) and [the nodes](nodes/index.md).\n",
    "index.es.md": "# Portada\n\nMira [la otra](other.md) y [los nodos](nodes/index.md).\n",
    "other.md": "# Other\n\nOnly in English.\n",
}
NAV = [{"Start": "index.md"}, "other.md", "nodes/index.md"]


def write(folder: Path, spanish: str = SPANISH, **options: object) -> Path:
    config = write_site(folder, PAGES, PLUGINS, nav=NAV, site_url="https://example.net/me/", **options)
    (folder / "mkdocs.es.yml").write_text(spanish, encoding="utf-8")
    return config


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(write(tmp_path_factory.mktemp("two")))


def read(site: Path, page: str) -> str:
    return (site / page / "index.html").read_text("utf-8")


def test_each_language_has_its_pages_and_says_which_it_is(site: Path) -> None:
    english, spanish = read(site, ""), read(site, "es")
    assert '<html lang="en"' in english
    assert "Home</h1>" in re.sub(r"<a class=\"headerlink.*?</a>", "", english)
    assert '<html lang="es"' in spanish
    assert "Portada" in spanish
    assert not (site / "index.es").exists()
    assert "Nodos listos" in read(site, "es/nodes")
    assert "Nodes ready" in read(site, "nodes")


def test_page_that_nobody_translated_is_shown_in_its_own_language_and_says_so(site: Path) -> None:
    other = read(site, "es/other")
    assert '<div lang="en">' in other
    heading, notice, text = (
        other.index(part) for part in ('<h1 lang="en"', '<aside class="kf-notice"', '<div lang="en">')
    )
    assert heading < notice < text
    assert "Only in English." in other
    assert "<div lang=" not in read(site, "es/nodes") + read(site, "es") + read(site, "other")


def test_every_page_leads_to_the_same_page_in_the_other_language_without_a_script(site: Path) -> None:
    for page, there in (
        ("nodes", "/me/es/nodes/"),
        ("es/nodes", "/me/nodes/"),
        ("", "/me/es/"),
        ("es/other", "/me/other/"),
    ):
        html = read(site, page)
        assert re.search(rf'<a href="{there}" hreflang="\w+" class="md-select__link">', html), page
        assert f'href="https://example.net{there}" hreflang=' in html.partition("</head>")[0], page


def test_sitemaps_name_each_page_in_every_language(site: Path) -> None:
    for name in ("sitemap.xml", "es/sitemap.xml"):
        text = (site / name).read_text("utf-8")
        assert text.startswith("<?xml"), name
        assert 'hreflang="es" href="https://example.net/me/es/nodes/"' in text, name
        assert 'hreflang="en" href="https://example.net/me/nodes/"' in text, name
    assert "<loc>https://example.net/me/es/nodes/</loc>" in text


def test_each_language_finds_its_own_words(site: Path) -> None:
    found = {}
    for folder in (".", "es"):
        index = json.loads((site / folder / "search/search_index.json").read_text("utf-8"))
        found[folder] = (index["config"]["lang"], {entry["title"] for entry in index["docs"]})
    assert found["."][0] == ["en"]
    assert found["es"][0] == ["es"]
    assert "Inventario" in found["es"][1] - found["."][1]


def test_navigation_has_the_titles_of_the_language(site: Path) -> None:
    assert "Inicio" in read(site, "es/nodes")
    assert "Inicio" not in read(site, "nodes")


def test_both_languages_show_the_same_facts(site: Path) -> None:
    english, spanish = (json.loads((site / name / "facts.json").read_text("utf-8")) for name in (".", "es"))
    assert [one["value"] for one in english["measures"]] == [one["value"] for one in spanish["measures"]]


def test_site_in_spanish_alone_needs_nothing_but_its_theme(tmp_path: Path) -> None:
    config = write_site(tmp_path, {"index.md": "# Hola\n"}, ["kubefolio/facts", "kubefolio/pages"])
    text = config.read_text("utf-8").replace("name: material", "name: material\n  language: es")
    config.write_text(text, encoding="utf-8")
    site = build_site(config)
    assert "Nodos listos" in read(site, "nodes")
    assert "clúster inventado" in read(site, "")


def test_language_can_be_built_alone(tmp_path: Path) -> None:
    write(tmp_path)
    assert "Portada" in read(build_site(tmp_path / "mkdocs.es.yml"), "")


def test_language_without_a_configuration_says_what_to_write(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = write(tmp_path)
    (tmp_path / "mkdocs.es.yml").unlink()
    assert "there is no mkdocs.es.yml; write one with INHERIT: mkdocs.yml" in failure_of(config, caplog)


def test_configuration_of_another_language_is_refused(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = write(tmp_path, "INHERIT: mkdocs.yml\n")
    assert "mkdocs.es.yml: set theme.language to es" in failure_of(config, caplog)


def test_what_must_not_be_published_is_found_in_every_language(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = write(tmp_path)
    (tmp_path / "docs/other.es.md").write_text("# Otra\n\nEl nodo está en 10.20.30.40.\n", encoding="utf-8")
    with pytest.raises(Abort):
        build_site(config)
    assert "es/other/index.html:" in caplog.text
    assert not list((tmp_path / "site").glob("**/*.html"))


FLEET = {
    "index.md": '# Home\n\n{{ measure("nodes.total") }}: [clusters](clusters/index.md), {{ claim("some") }}.\n',
    "index.es.md": '# Portada\n\n{{ measure("nodes.total") }}: [clústeres](clusters/index.md), {{ claim("some") }}.\n',
}
LEDGER = '- {id: some, says: some nodes, measure: home/nodes.total, expect: "> 0"}\n'


def write_fleet(folder: Path, **clusters: dict[str, str]) -> Path:
    """Write a site of several clusters in two languages."""
    facts = {"kubefolio/facts": {"clusters": clusters, "max_age": "1000w"}}
    macros = {"macros": {"on_undefined": "strict", "on_error_fail": True}}
    plugins = ["search", facts, "kubefolio/claims", "kubefolio/pages", PLUGINS[3], macros, "kubefolio/gate"]
    config = write_site(folder, FLEET, plugins, nav=["index.md", "clusters/index.md"], site_url="https://example.net/")
    (folder / "mkdocs.es.yml").write_text("INHERIT: mkdocs.yml\ntheme:\n  language: es\n", encoding="utf-8")
    (folder / "claims.yml").write_text(LEDGER, encoding="utf-8")
    for name, digit in (("home", "a"), ("edge", "b")):
        write_snapshot(named(public(scenario("healthy")), digit * 16), folder / f"{name}.json")
    return config


def test_site_of_several_clusters_is_in_both_languages_strictly(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site = build_site(write_fleet(tmp_path, home={"snapshot": "home.json"}, edge={"snapshot": "edge.json"}))
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    english, spanish = ({path.relative_to(one) for path in one.rglob("*.html")} for one in (site, site / "es"))
    assert {path for path in english if path.parts[0] != "es"} - {Path("404.html")} == spanish - {Path("404.html")}
    for name in ("home", "edge"):
        assert "Nodos listos" in read(site, f"es/clusters/{name}/nodes")
        assert "Nodes ready" in read(site, f"clusters/{name}/nodes")
        assert f'<a href="/es/clusters/{name}/nodes/" hreflang="es"' in read(site, f"clusters/{name}/nodes")
        values = [read_measures(site / there) for there in (f"clusters/{name}", f"es/clusters/{name}")]
        assert values[0] == values[1]
    assert "La suma de todos los clústeres." in read(site, "es/clusters")
    assert read_measures(site)["nodes.total"] == read_measures(site / "es")["nodes.total"] == 6


def test_what_is_down_in_one_cluster_says_so_in_the_language_of_the_page(tmp_path: Path) -> None:
    site = build_site(write_fleet(tmp_path, home={"snapshot": "home.json"}, lab={"snapshot": "none.json"}))
    for page in ("es", "es/clusters"):
        assert "lab: No se pudo leer el clúster." in html.unescape(read(site, page))
    text = html.unescape(read(site, "es/clusters"))
    assert "Al menos 3, en 1 de 2 clústeres. lab: no se pudo leer la instantánea del clúster" in text
    assert "snapshot could not be read" not in text
    assert "lab: the cluster's snapshot could not be read" in html.unescape(read(site, "clusters"))


def read_measures(folder: Path) -> dict[str, object]:
    """Return the measures that machines are told, by name."""
    found = json.loads((folder / "facts.json").read_text("utf-8"))["measures"]
    return {one["id"]: one["value"] for one in found}
