"""Pages as they were reviewed: `pytest --update-golden` writes them anew, and the difference is read like code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kubefolio.render import render
from tests.pages.rendered import edition, pages
from tests.scenarios import LEDGER, SITE

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("world", ["healthy", "missing"])
def test_pages_are_as_they_were_reviewed(world: str, *, update_golden: bool) -> None:
    folder = GOLDEN / world
    if update_golden:
        _write(folder, pages(world))
    reviewed = {str(file.relative_to(folder)): file.read_text("utf-8") for file in sorted(folder.rglob("*.md"))}
    assert reviewed.keys() == pages(world).keys()
    for path, page in pages(world).items():
        assert page == reviewed[path], f"{path} differs; if it should, run pytest with --update-golden"


MAIN = ("applications/web", "applications", "architecture", "evidence", "nodes", "scorecard/limits", "security")
"""Pages that are reviewed in Spanish too: every kind of sentence is on one of them."""


def test_pages_in_spanish_are_as_they_were_reviewed(*, update_golden: bool) -> None:
    folder, paths = GOLDEN / "spanish", [f"{name}/index.md" for name in MAIN]
    files = {file.path: file.content for file in render(edition("healthy"), replace(SITE, language="es"), LEDGER)}
    if update_golden:
        _write(folder, {path: files[path] for path in paths})
    for path in paths:
        assert files[path] == (folder / path).read_text("utf-8"), f"{path} differs; see above"


def _write(folder: Path, written: dict[str, str]) -> None:
    for file in folder.rglob("*.md"):
        file.unlink()
    for path, page in written.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(page, encoding="utf-8")
