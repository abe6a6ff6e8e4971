"""From settings to the facts of an edition, on the command line and in MkDocs."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from kubefolio.cli import main
from kubefolio.edition import load_edition, load_facts
from kubefolio.errors import SettingsError
from kubefolio.facts.snapshot import read_snapshot, write_snapshot
from kubefolio.settings import Settings, parse_settings
from tests.redact.test_planted import LISTED, planted_facts
from tests.scenarios import scenario
from tests.scenarios.moments import NOW
from tests.scenarios.planted import find_planted, plants


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds a snapshot of everything, with a home of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    write_snapshot(scenario("healthy"), tmp_path / "snapshot.json")
    return tmp_path


def settings(folder: Path, **options: object) -> Settings:
    return parse_settings({"snapshot": "snapshot.json", **options}, folder)


def test_private_edition_is_what_was_read(folder: Path) -> None:
    made = load_edition(settings(folder, edition="private"), NOW)
    assert (made.facts, made.known_values) == (scenario("healthy"), ())
    assert not (folder / "home").exists()


def test_public_edition_is_redacted_and_its_table_is_for_the_owner(folder: Path) -> None:
    made = load_edition(settings(folder), NOW)
    names = [node.name for node in made.facts.nodes.items]
    table = folder / "home/kubefolio/aliases.json"
    kept = json.loads(table.read_text("utf-8"))
    assert [kept[name] for name in names] == ["node-1", "node-2", "node-3"]
    assert {one.value for one in made.known_values} >= {"node-1", "git.example", "web.example"}
    assert stat.S_IMODE(table.stat().st_mode) == 0o600
    assert load_facts(settings(folder), NOW) == made.facts


def test_owners_list_is_a_list_or_a_file_beside_mkdocs_yml(folder: Path) -> None:
    (folder / "words.txt").write_text("# what nobody may know\n\nweb\n")
    from_file = load_facts(settings(folder, private_values="words.txt"), NOW)
    assert from_file == load_facts(settings(folder, private_values=["web"]), NOW)
    assert from_file.namespaces.items[0].name.startswith("value-")


def test_owners_list_that_cannot_be_read_is_one_line(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"private_values: .*none\.txt: cannot be read as text"):
        load_facts(settings(folder, private_values="none.txt"), NOW)


def test_collect_makes_a_snapshot_for_everybody_from_the_owners(folder: Path) -> None:
    result = run("collect", "--edition", "public", "--snapshot", "snapshot.json")
    assert result.exit_code == 0, result.output
    public = folder / "public-snapshot.json"
    assert stat.S_IMODE(public.stat().st_mode) == 0o644
    assert read_snapshot(public) == load_facts(settings(folder), NOW)
    assert "node-1" not in public.read_text("utf-8")


def test_collect_for_the_owner_needs_a_source(folder: Path) -> None:
    assert run("collect", "--snapshot", "snapshot.json").exit_code == 1
    assert sorted(path.name for path in folder.iterdir()) == ["snapshot.json"]


def test_site_from_a_public_snapshot_is_the_same_and_says_what_it_is_made_of(folder: Path) -> None:
    run("collect", "--edition", "public", "--snapshot", "snapshot.json")
    assert run("render", "--snapshot", "snapshot.json", "full").exit_code == 0
    result = run("render", "--snapshot", "public-snapshot.json", "public")
    assert "the facts are those of a snapshot of the public edition" in result.output
    assert tree(folder / "public") == tree(folder / "full")


def tree(folder: Path) -> dict[str, bytes]:
    """Return what was written, without the time of the build."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.suffix == ".md")
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def test_private_edition_from_a_public_snapshot_says_that_it_shows_no_more(folder: Path) -> None:
    run("collect", "--edition", "public", "--snapshot", "snapshot.json")
    result = run("render", "--edition", "private", "--snapshot", str(folder / "public-snapshot.json"), "out")
    assert "the private site shows no more than the public one" in result.output


def test_no_planted_value_is_in_any_byte_of_a_built_site_or_its_log(folder: Path) -> None:
    """Build with MkDocs, as a person does, from a snapshot that holds a value in every text field of every kind."""
    facts = planted_facts()
    write_snapshot(msgspec.structs.replace(facts), folder / "snapshot.json")
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text("# Home\n\n{{ facts.nodes }} {{ facts.http_routes }}\n")
    listed = "\n".join(plant.value for plant in LISTED)
    (folder / "words.txt").write_text(listed)
    (folder / "mkdocs.yml").write_text(
        "site_name: planted\ntheme: {name: material, font: false}\nplugins:\n  - search\n  - kubefolio/facts:\n"
        "      snapshot: snapshot.json\n      private_values: words.txt\n  - kubefolio/pages\n  - macros\n"
    )
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "KUBEFOLIO_ALIAS_KEY": "k" * 32}
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--verbose"],
        cwd=folder, env={**os.environ, **quiet}, capture_output=True, check=False, timeout=280,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr.decode()[-2000:]
    assert find_planted(built.stdout + built.stderr, plants()) == []
    files = [file for file in (folder / "site").rglob("*") if file.is_file()]
    found = {(p.kind, p.value, file.name) for file in files for p in find_planted(name_and_bytes(file), plants())}
    assert len(files) > 400
    assert found == set()


def name_and_bytes(file: Path) -> bytes:
    return str(file).encode() + b"\n" + file.read_bytes()
