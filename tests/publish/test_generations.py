"""Whole generations, one of which is served."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kubefolio.errors import PublishError
from kubefolio.publish.compress import compress_site
from kubefolio.publish.generations import About, Generations
from kubefolio.publish.hashed import hash_addresses
from tests.publish.tiny import write_site

ABOUT = About(built_at=datetime(2026, 11, 22, tzinfo=UTC), duration_s=1.5)


def adopt(generations: Generations, number: int) -> str:
    with generations.building() as folder:
        write_site(folder / "site", number)
        hash_addresses(folder / "site")
        compress_site(folder / "site", None, lambda: None)
        return generations.adopt(folder, ABOUT)


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    made = Generations(tmp_path / "www")
    with made.locked():
        return made


def hidden(generations: Generations) -> list[str]:
    return [path.name for path in generations.root.iterdir() if path.name.startswith(".")]


def test_what_is_adopted_is_served(generations: Generations) -> None:
    assert generations.current() is None
    one = adopt(generations, 1)
    assert generations.current() == one
    assert generations.about(one) == ABOUT
    two = adopt(generations, 2)
    assert generations.current() == two
    assert "Generation 2" in (generations.root / "current/site/index.html").read_text()
    assert hidden(generations) == []


def test_the_link_is_relative_so_that_the_folder_may_be_mounted_anywhere(generations: Generations) -> None:
    one = adopt(generations, 1)
    assert (generations.root / "current").readlink() == Path("generations") / one


def test_what_was_not_adopted_is_removed(generations: Generations) -> None:
    with generations.building() as folder:
        write_site(folder / "site", 1)
    assert hidden(generations) == []
    assert generations.current() is None


def test_pruning_keeps_the_last_the_current_and_what_was_just_replaced(generations: Generations) -> None:
    made = [adopt(generations, number) for number in range(1, 6)]
    generations.prune(2)
    assert generations.all() == made
    generations.prune(2, grace_s=-1)
    assert generations.all() == made[-2:]
    (generations.root / "current").unlink()
    (generations.root / "current").symlink_to(f"generations/{made[-2]}")
    adopted = adopt(generations, 6)
    (generations.root / "current").unlink()
    (generations.root / "current").symlink_to(f"generations/{made[-2]}")
    generations.prune(1, grace_s=-1)
    assert generations.all() == [made[-2], adopted]
    assert hidden(generations) == []


def test_hashed_files_live_as_long_as_a_generation_that_has_them(generations: Generations) -> None:
    def styles() -> int:
        return len(list((generations.root / "hashed/assets").glob("site.*.css")))

    adopt(generations, 1)
    adopt(generations, 2)
    assert styles() == 2
    generations.prune(1, grace_s=-1)
    assert styles() == 1
    assert len(list((generations.root / "hashed/assets").glob("site.*.css.br"))) == 1


def test_a_second_builder_is_refused(generations: Generations) -> None:
    refused = pytest.raises(PublishError, match="another builder is at work there; stop it")
    with generations.locked(), refused, Generations(generations.root).locked(patience_s=0.1):
        pass


def test_the_lock_lasts_as_long_as_what_the_builder_started(generations: Generations) -> None:
    with generations.locked() as lock:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[lock])
    began = time.monotonic()
    timer = subprocess.Popen(["sh", "-c", f"sleep 0.7; kill {child.pid}"])
    with generations.locked():
        assert time.monotonic() - began > 0.5
    timer.wait()
    assert child.wait() == -15
    assert child.stdin
    child.stdin.close()


def test_what_a_killed_builder_left_is_removed_at_the_next_start(generations: Generations) -> None:
    one = adopt(generations, 1)
    write_site(generations.root / ".building-x/site", 2)
    (generations.root / ".current-x").symlink_to("generations/nowhere")
    write_site(generations.root / ".gone-y/site", 0)
    with generations.locked():
        assert hidden(generations) == []
        assert generations.current() == one


def test_a_link_to_nowhere_is_mended_with_the_last_whole_generation(generations: Generations) -> None:
    one = adopt(generations, 1)
    (generations.root / "current").unlink()
    (generations.root / "current").symlink_to("generations/lost")
    (generations.root / "generations/20990101T000000Z").mkdir()
    with generations.locked():
        assert generations.current() == one


def test_a_folder_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = pytest.raises(PublishError, match=r"cannot be written \(.+\); give another --into")
    with said, Generations(tmp_path / "file").locked():
        pass


def test_what_is_served_can_be_read_by_another_user(generations: Generations) -> None:
    old = os.umask(0o022)
    try:
        adopt(generations, 1)
    finally:
        os.umask(old)
    served = generations.root / "current/site"
    assert all(path.stat().st_mode & 0o004 for path in served.rglob("*"))
    assert all(path.stat().st_mode & 0o001 for path in [served, *served.rglob("*")] if path.is_dir())
