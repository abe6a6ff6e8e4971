"""The generated tree on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubefolio.errors import PageError
from kubefolio.render import File, render, write_tree
from tests.scenarios import SITE, scenario


@pytest.mark.parametrize("world", ["healthy", "missing", "hostile"])
def test_tree_is_written_byte_for_byte_and_can_be_written_again(world: str, tmp_path: Path) -> None:
    files = render(scenario(world), SITE)
    for _ in range(2):
        write_tree(files, tmp_path)
        written = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
        assert written == {file.path for file in files}
    assert all((tmp_path / file.path).read_bytes() == file.content.encode() for file in files)


def test_page_of_a_person_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "architecture").mkdir()
    page = tmp_path / "architecture" / "index.md"
    page.write_text("# My own\n")
    with pytest.raises(PageError, match=r"architecture/index\.md: was written by a person"):
        write_tree(render(scenario("healthy"), SITE), tmp_path)
    assert page.read_text() == "# My own\n"


def test_page_that_only_speaks_of_our_mark_is_a_persons(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: mine\n---\nWe write\ngenerated: kubefolio\ninto each page.\n")
    with pytest.raises(PageError, match="was written by a person"):
        write_tree((File("a.md", "x"),), tmp_path)


def test_file_that_is_no_text_is_a_persons(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PageError, match="was written by a person"):
        write_tree((File("a.md", "x"),), tmp_path)


def test_folder_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "architecture").write_text("a file")
    with pytest.raises(PageError, match="cannot be written"):
        write_tree(render(scenario("healthy"), SITE), tmp_path)
