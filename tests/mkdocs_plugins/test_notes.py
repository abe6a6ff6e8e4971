"""Notes on applications: shown on the application's page, never a page of their own, never lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

NOTE = """\
# Restoring photos

See [home](../index.md). The cluster has {{ measure("nodes.total") }} nodes.

## First the database

Then the library.
"""


def build_site(folder: Path, notes: dict[str, str]) -> Path:
    """Build a small site of the example with these notes and return its folder."""
    for name, text in {"index.md": "# Home\n", **notes}.items():
        file = folder / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    plugins = ["search", {"kubefolio/facts": {}}, "kubefolio/pages", {"macros": {"on_undefined": "strict"}}]
    config = {"site_name": "test", "theme": {"name": "material", "font": False}, "plugins": plugins}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    loaded = load_config(str(folder / "mkdocs.yml"))
    loaded.plugins.on_startup(command="build", dirty=False)
    build(loaded)
    return folder / "site"


def test_note_stands_on_the_page_of_its_application(tmp_path: Path) -> None:
    site = build_site(tmp_path, {"apps/immich.md": NOTE})
    page = (site / "applications/immich/index.html").read_text("utf-8")
    assert page.index('id="notes"') < page.index('id="what-runs"')
    assert '<h3 id="restoring-photos">Restoring photos' in page
    assert '<h4 id="first-the-database">First the database' in page
    assert '<a href="../..">home</a>' in page or '<a href="../../">home</a>' in page
    assert ">3</data> nodes." in page
    assert "Then the library" in (site / "search/search_index.json").read_text("utf-8")


def test_note_is_no_page_of_its_own_and_stays_as_it_was_written(tmp_path: Path) -> None:
    site = build_site(tmp_path, {"apps/immich.md": NOTE})
    assert not (site / "apps").exists()
    assert "apps/immich" not in (site / "sitemap.xml").read_text("utf-8")
    assert (tmp_path / "docs/apps/immich.md").read_text("utf-8") == NOTE


@pytest.mark.parametrize(
    ("name", "hint"),
    [("imich", "did you mean immich.md?"), ("zzz", "remove it, or name it like its application's page")],
)
def test_note_whose_application_is_gone_is_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, hint: str
) -> None:
    site = build_site(tmp_path, {f"apps/{name}.md": "Lost words.\n"})
    warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len(warnings) == 1
    assert f"docs/apps/{name}.md: there is no application of this name" in warnings[0]
    assert hint in warnings[0]
    assert not any("Lost words" in page.read_text("utf-8") for page in site.rglob("*.html"))


def test_page_without_a_note_has_no_heading_for_one(tmp_path: Path) -> None:
    site = build_site(tmp_path, {"apps/immich.md": NOTE})
    assert 'id="notes"' not in (site / "applications/cilium/index.html").read_text("utf-8")


def test_folder_of_notes_may_have_a_page_of_its_own(tmp_path: Path) -> None:
    site = build_site(tmp_path, {"apps/index.md": "# How we write notes\n"})
    assert (site / "apps/index.html").exists()
