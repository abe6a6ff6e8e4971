"""Pages as they were reviewed: `pytest --update-golden` writes them anew, and the difference is read like code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.rendered import pages

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


def _write(folder: Path, written: dict[str, str]) -> None:
    for file in folder.rglob("*.md"):
        file.unlink()
    for path, page in written.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(page, encoding="utf-8")
