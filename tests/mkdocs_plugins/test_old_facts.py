"""What a build says of facts that are older than they should be."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kubefolio.facts.base import Origin, Reading
from kubefolio.facts.cluster import Node
from kubefolio.facts.factset import FactSet
from kubefolio.facts.snapshot import write_snapshot
from tests.mkdocs_plugins.test_plugins import write_site


def build_strictly(folder: Path, hours_old: int, **options: str) -> subprocess.CompletedProcess[str]:
    nodes: tuple[Node, ...] = ()
    origin = Origin("kubernetes", "/api/v1/nodes", datetime.now(UTC) - timedelta(hours=hours_old))
    write_snapshot(FactSet(nodes=Reading(nodes, origin)), folder / "facts.json")
    plugins: list[object] = [{"kubefolio/facts": {"snapshot": "facts.json", **options}}, "kubefolio/pages"]
    config = write_site(folder, {}, plugins, nav=["index.md"], not_in_nav="*")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(config)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_strict_build_from_an_old_snapshot_warns_and_every_page_says_it(tmp_path: Path) -> None:
    done = build_strictly(tmp_path, 72)
    assert done.returncode == 0, done.stderr
    assert "WARNING -  kubefolio: the oldest facts are 3 days old, more than max_age allows" in done.stderr
    pages = list((tmp_path / "site").rglob("index.html"))
    assert len(pages) > 5
    with_facts = [page for page in pages if "As of" in page.read_text()]
    assert with_facts
    assert all("These facts are 3 days old." in page.read_text() for page in with_facts)


def test_it_stops_where_the_owner_wants_it(tmp_path: Path) -> None:
    done = build_strictly(tmp_path, 72, old_facts="fail")
    assert done.returncode == 1
    assert "kubefolio/facts: the oldest facts are 3 days old, more than max_age allows; collect them" in done.stderr


@pytest.mark.parametrize(("hours", "max_age"), [(1, "24h"), (72, "7d")])
def test_facts_that_are_young_enough_are_not_spoken_of(tmp_path: Path, hours: int, max_age: str) -> None:
    done = build_strictly(tmp_path, hours, max_age=max_age, old_facts="fail")
    assert (done.returncode, "old" in done.stderr) == (0, False), done.stderr
