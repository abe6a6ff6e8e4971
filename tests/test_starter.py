"""A new site: written whole or not at all, and built strictly at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from kubefolio.cli import main
from kubefolio.settings import read_options
from kubefolio.starter import Answers, build_starter

HOSTILE = """Ann "O'Hara": {{ 1 }} $name # <b>"""


def init(folder: Path, *options: str) -> str:
    done = CliRunner().invoke(main, ["init", str(folder), *options])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_new_site_builds_strictly_in_an_empty_folder(tmp_path: Path) -> None:
    init(tmp_path / "mine", "--name", "Ann", "--role", "Engineer")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KUBEFOLIO_")}
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=tmp_path / "mine",
        env=environment | {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    home = (tmp_path / "mine/site/index.html").read_text("utf-8")
    assert "<h1>Ann</h1>" in home
    assert "This is the built-in example" in home


def test_what_is_there_is_never_replaced_and_then_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "claims.yml").write_text("mine")
    done = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert done.exit_code == 1
    assert "has claims.yml already" in done.output
    assert [file.name for file in tmp_path.iterdir()] == ["claims.yml"]
    assert (tmp_path / "claims.yml").read_text() == "mine"


def test_answers_of_any_form_are_kept_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("KUBEFOLIO_")]:
        monkeypatch.delenv(name)
    init(tmp_path, "--name", HOSTILE, "--context", "2024", "--gitops", "https://x/y.git")
    text = (tmp_path / "mkdocs.yml").read_text("utf-8")
    loader = type("Loader", (yaml.SafeLoader,), {})
    loader.add_constructor("!ENV", lambda found, node: found.construct_sequence(node)[-1])
    assert yaml.load(text, loader)["site_name"] == HOSTILE  # noqa: S506  # a SafeLoader
    sources = read_options(tmp_path / "mkdocs.yml")["sources"]
    assert (sources["kubernetes"], sources["gitops"], sources["prometheus"]) == ("2024", "https://x/y.git", None)


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    assert "Your name" not in init(tmp_path)


def test_address_of_the_site_ends_with_a_slash() -> None:
    assert '"https://x.net/me/"' in build_starter(Answers("A", site_url="https://x.net/me"))["mkdocs.yml"]


@pytest.mark.parametrize("file", ["mkdocs.yml", "claims.yml", ".gitignore", "docs/index.md", "docs/assets/tokens.css"])
def test_a_new_site_has_what_an_owner_changes(file: str) -> None:
    assert file in build_starter(Answers("A"))
