"""What `kubefolio doctor` says of a site's own files."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from kubefolio.cli import main
from kubefolio.collect import read_example
from kubefolio.facts.snapshot import encode_snapshot

EXAMPLE = encode_snapshot(read_example()).decode()


def doctor(site: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["doctor", "--config", str(site / "mkdocs.yml"), *options])
    return done.exit_code, done.output


@pytest.fixture(name="site")
def _site(tmp_path: Path) -> Path:
    """Return a new site."""
    assert CliRunner().invoke(main, ["init", str(tmp_path), "--name", "Ann"]).exit_code == 0
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_site_has_no_problem_and_says_that_it_shows_the_example(site: Path) -> None:
    code, said = doctor(site)
    assert "built-in example" in said
    assert "problems: 0" in said
    assert code == 0


def test_a_misspelt_application_of_a_project_is_named_with_the_closest(site: Path) -> None:
    change(site / "docs/projects/cluster.md", "applications: []", "applications: [authentic]")
    code, said = doctor(site)
    assert "application 'authentic' is not in the cluster; did you mean 'authentik'?" in said
    assert code == 1


def test_a_misspelt_measure_of_a_claim_is_a_problem(site: Path) -> None:
    change(site / "claims.yml", "nodes.ready", "nodes.redy")
    code, said = doctor(site)
    assert "problem  claims" in said
    assert "nodes.ready" in said
    assert code == 1


def test_a_misspelt_option_is_a_problem(site: Path) -> None:
    change(site / "mkdocs.yml", "edition:", "editon:")
    code, said = doctor(site)
    assert "editon" in said
    assert code == 1


@pytest.mark.parametrize(
    ("max_age", "said"),
    [("1h", "it is older than 1h"), ("52w", "it is younger than 52w")],
)
def test_a_snapshot_is_warned_of_when_it_is_older_than_it_may_be(site: Path, max_age: str, said: str) -> None:
    aged(site / "facts.json", timedelta(hours=3))
    change(site / "mkdocs.yml", "edition:", f"max_age: {max_age}\n      edition:")
    code, output = doctor(site, "--snapshot", str(site / "facts.json"))
    assert said in output
    assert code == 0


def aged(file: Path, age: timedelta) -> None:
    """Write a snapshot whose facts were all read that long ago."""
    found = re.sub(r'"observed_at":"[^"]*"', f'"observed_at":"{datetime.now(UTC) - age:%Y-%m-%dT%H:%M:%SZ}"', EXAMPLE)
    file.write_text(found, encoding="utf-8")


def test_a_broken_snapshot_is_a_problem_and_a_missing_one_is_written_by_collect(site: Path) -> None:
    (site / "old.json").write_text("{}")
    code, said = doctor(site, "--snapshot", str(site / "old.json"))
    assert "problem  snapshot" in said
    assert code == 1
    code, said = doctor(site, "--snapshot", str(site / "gone.json"))
    assert "next: kubefolio collect writes it" in said


def test_without_a_site_it_says_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["doctor"])
    assert "next: kubefolio init writes one" in done.output
