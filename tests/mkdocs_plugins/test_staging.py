"""A second build touches only what differs, and one that fails leaves the site as it stood."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError

from kubefolio.facts.snapshot import write_snapshot
from kubefolio.mkdocs_plugins.staging import Changes, Staging, take_over
from tests.mkdocs_plugins.test_plugins import write_site
from tests.scenarios import scenario

HEALTHY = scenario("healthy")
LEAK = "# Runbook\n\nssh 192.168.7.20\n"
Stat = dict[str, tuple[int, int]]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the mkdocs.yml of a site with a search index and a gate, and a cache and a temporary folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764028800")
    write_snapshot(HEALTHY, tmp_path / "facts.json")
    plugins = ["search", {"kubefolio/facts": {"snapshot": "facts.json"}}, "kubefolio/pages", "kubefolio/gate"]
    nav = [{"Home": "index.md"}]
    return write_site(tmp_path, {"about.md": "# About\n"}, plugins, site_url="https://example.org/", nav=nav)


def run(config_file: Path, *, dirty: bool = False) -> Path:
    """Build as `mkdocs build` does, and return the folder that the configuration names afterwards."""
    config = load_config(str(config_file))
    config.plugins.on_startup(command="build", dirty=dirty)
    try:
        build(config, dirty=dirty)
    finally:
        assert Path(config.site_dir) == config_file.parent / "site"
    return Path(config.site_dir)


def stat_of(folder: Path) -> Stat:
    """Return the inode and the time of every file."""
    return {
        str(path.relative_to(folder)): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_build_of_what_did_not_change_rewrites_no_file(site: Path) -> None:
    before = stat_of(run(site))
    assert stat_of(run(site)) == before
    assert len(before) > 100


def test_only_what_differs_is_written_and_what_is_gone_is_removed(site: Path) -> None:
    before = stat_of(run(site))
    (site.parent / "docs/about.md").write_text("# About\n\nAnother sentence.\n")
    (site.parent / "docs/new.md").write_text("# New\n")
    with_more = stat_of(run(site))
    (site.parent / "docs/new.md").unlink()
    after = stat_of(run(site))
    changed = {name for name in before if with_more[name] != before[name]}
    assert changed == {"about/index.html", "search/search_index.json", "sitemap.xml", "sitemap.xml.gz"}
    assert set(with_more) - set(before) == {"new/index.html"}
    assert set(after) == set(before)
    assert not (site.parent / "site/new").exists()


def test_one_changed_application_writes_its_page_and_not_those_of_others(site: Path) -> None:
    before = stat_of(run(site))
    first, *rest = HEALTHY.argocd_applications.items
    facts = msgspec.structs.replace(
        HEALTHY,
        argocd_applications=msgspec.structs.replace(
            HEALTHY.argocd_applications, value=(msgspec.structs.replace(first, health="Degraded"), *rest)
        ),
    )
    write_snapshot(facts, site.parent / "facts.json")
    after = stat_of(run(site))
    pages = {name for name in before if name.startswith("applications/") and name.count("/") == 2}
    assert {name for name in pages if after[name] != before[name]} == {f"applications/{first.name}/index.html"}


def test_a_page_that_the_gate_refuses_leaves_the_site_as_it_stood(
    site: Path, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stat_of(run(site))
    aside = tmp_path / "temporary"
    aside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(aside))
    (site.parent / "docs/runbook.md").write_text(LEAK)
    with pytest.raises(Abort):
        run(site)
    assert "what was built is removed" in caplog.text
    assert stat_of(site.parent / "site") == before
    assert list(aside.iterdir()) == []


def test_a_site_that_stood_and_must_not_be_published_either_does_not_stay(
    site: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = site.read_text()
    site.write_text(text.replace("- kubefolio/gate", ""))
    (site.parent / "docs/runbook.md").write_text(LEAK)
    run(site)
    (site.parent / "site/.git").mkdir()
    site.write_text(text)
    with pytest.raises(Abort):
        run(site)
    assert "what stood there must not be published either" in caplog.text
    assert [path.name for path in (site.parent / "site").iterdir()] == [".git"]


def test_a_dirty_build_is_left_to_mkdocs(site: Path) -> None:
    run(site)
    (site.parent / "site/kept.html").write_text("kept")
    assert (run(site, dirty=True) / "kept.html").exists()
    assert not (run(site) / "kept.html").exists()


def test_files_and_folders_change_places(tmp_path: Path) -> None:
    built, site = tmp_path / "built", tmp_path / "site"
    for path, text in {"a/one": "1", "b": "2", "same": "s"}.items():
        (built / path).parent.mkdir(parents=True, exist_ok=True)
        (built / path).write_text(text)
    for path, text in {"a": "file", "b/two": "folder", "same": "s", ".nojekyll": "", "gone/deep/er": "x"}.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)
    (site / "link").symlink_to(tmp_path)
    same = (site / "same").stat()
    assert take_over(built, site) == Changes(files=3, written=2, removed=4)
    found = {str(path.relative_to(site)): path.read_text() for path in site.rglob("*") if path.is_file()}
    assert found == {"a/one": "1", "b": "2", "same": "s", ".nojekyll": ""}
    assert not (site / "gone").exists()
    assert os.path.samestat((site / "same").stat(), same)
    assert built.exists()


def test_a_site_that_cannot_be_written_is_one_clear_line(site: Path) -> None:
    config, folder = load_config(str(site)), site.parent / "site"
    (folder / "about").mkdir(parents=True)
    staging = Staging()
    staging.begin(config)
    Path(config.site_dir, "page.html").write_text("page")
    shutil.rmtree(folder)
    folder.write_text("a file")
    with pytest.raises(PluginError, match=r"^kubefolio/pages: .*site.*: cannot be written \("):
        staging.publish()
    staging.abandon()
    assert folder.read_text() == "a file"
    assert Path(config.site_dir) == folder
