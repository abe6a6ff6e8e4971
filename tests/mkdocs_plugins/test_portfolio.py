"""The portfolio in real MkDocs builds of small sites."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.mkdocs_plugins.test_plugins import build_site, failure_of, write_site

MACROS = {"macros": {"on_undefined": "strict", "on_error_fail": True}}
PROJECT = "---\ntitle: Watch\nsummary: It watches.\ntechnologies: [Loki]\napplications: [{}]\n---\n\n# Watch\n\nText.\n"


def write(folder: Path, application: str = "loki", home: str = "hero", **options: object) -> Path:
    plugins = ["kubefolio/facts", "kubefolio/pages", {"kubefolio/portfolio": options}, MACROS]
    pages = {
        "index.md": f'---\ntitle: Home\n---\n\n{{{{ portfolio("{home}") }}}}\n',
        "projects/index.md": '# Projects\n\n{{ portfolio("projects") }}\n',
        "projects/watch.md": PROJECT.format(application),
    }
    return write_site(folder, pages, plugins)


def test_home_shows_the_person_and_live_measures(tmp_path: Path) -> None:
    home = (build_site(write(tmp_path, name="Robin", role="Engineer")) / "index.html").read_text("utf-8")
    assert "<h1>Robin</h1>" in home
    assert home.count('<div class="kf-tile">') == 4
    assert 'href="projects/watch/"' in home


def test_a_project_shows_the_state_of_its_applications_on_its_page_and_its_card(tmp_path: Path) -> None:
    site = build_site(write(tmp_path))
    page, cards = ((site / name / "index.html").read_text("utf-8") for name in ("projects/watch", "projects"))
    assert page.count("1 of 1 healthy") == 1
    assert page.index("</h1>") < page.index("kf-notice") < page.index("kf-strip") < page.index("Text.")
    assert cards.count("1 of 1 healthy") == 1
    assert 'href="watch/"' in cards


def test_an_unknown_application_is_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    build_site(write(tmp_path, "lokki"))
    warnings = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert any(
        "docs/projects/watch.md: application 'lokki' is not in the cluster; did you mean 'loki'?" in w for w in warnings
    )


def test_an_unknown_block_stops_the_build(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(SystemExit) as stopped:
        build_site(write(tmp_path, home="heroo"))
    assert "did you mean hero?" in str(stopped.value) + caplog.text


def test_an_unknown_measure_stops_the_build(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert "did you mean nodes.ready?" in failure_of(write(tmp_path, proof=["nodes.redy"]), caplog)


def test_own_templates_stand_above_ours(tmp_path: Path) -> None:
    config = write(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "main.html").write_text('{% extends "base.html" %}{% block footer %}mine{% endblock %}')
    text = config.read_text("utf-8").replace("name: material", "name: material\n  custom_dir: mine")
    config.write_text(text)
    assert "md-footer" not in (build_site(config) / "index.html").read_text("utf-8")


@pytest.mark.parametrize("extension", ["tables", {"tables": {"use_align_attribute": True}}])
def test_columns_are_aligned_by_classes(tmp_path: Path, extension: object) -> None:
    table = "\n\n| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n"
    config = write_site(
        tmp_path, {"table.md": f"# T{table}"}, ["kubefolio/facts", "kubefolio/pages"], markdown_extensions=[extension]
    )
    page = (build_site(config) / "table/index.html").read_text("utf-8")
    for name, side in (("1", "left"), ("2", "center"), ("3", "right")):
        assert f'<td class="kf-{side}">{name}</td>' in page


def test_look_comes_with_the_package(tmp_path: Path) -> None:
    site = build_site(write(tmp_path))
    home = (site / "index.html").read_text("utf-8")
    assert 'rel="preload" href="assets/fonts/geist-latin.woff2"' in home
    assert (site / "assets/fonts/geist-latin.woff2").exists()
    assert list(site.rglob("*.map")) == []


def test_previews_and_programs_find_the_site(tmp_path: Path) -> None:
    config = write(tmp_path, name="Robin")
    config.write_text(config.read_text("utf-8") + "site_url: https://example.net/me/\n", encoding="utf-8")
    site = build_site(config)
    home, project = ((site / name).read_text("utf-8") for name in ("index.html", "projects/watch/index.html"))
    assert 'content="https&#58;&#47;&#47;example&#46;net&#47;me&#47;assets&#47;cards&#47;home&#46;png"' in home
    assert "cards&#47;projects&#45;watch&#46;png" in project
    assert (site / "assets/cards/projects-watch.png").read_bytes().startswith(b"\x89PNG")
    assert "- [Watch](https://example.net/me/projects/watch/)" in (site / "llms.txt").read_text("utf-8")
    assert "og:title" not in (site / "404.html").read_text("utf-8")
