"""The folder that is served: whole generations of the site, a link to the current one, and their hashed files.

::

    DIR/lock                    held by the one builder, and by what it runs
    DIR/current                 → generations/ID, changed in one step
    DIR/generations/ID/site/    what nginx serves
    DIR/generations/ID/generation.json
    DIR/hashed/                 hashed files of all that are kept: the page of an earlier one stays whole
    DIR/.building-…, .gone-…    never served; removed at the next start
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from kubefolio.errors import PublishError
from kubefolio.publish.compress import beside
from kubefolio.publish.hashed import HASHED

GRACE_S = 600
"""How long a generation stays after it was replaced: longer than any visitor's page takes to load."""

LOCK_PATIENCE_S = 5.0
"""How long to wait for what an earlier builder left running; the kernel ends it with its builder."""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a generation; `generation.json`."""

    built_at: datetime
    """When it was finished, UTC."""
    duration_s: float
    """How long it took to build, in seconds."""
    oldest_fact_at: datetime | None = None
    """Time of the oldest fact on its pages; None when the site does not say."""
    max_age_s: float = 24 * 3600
    """The age from which they are called old, in seconds."""


@dataclass(frozen=True)
class Generations:
    """The generations below a folder. All paths in it are relative, so that it may be mounted anywhere."""

    root: Path

    @contextmanager
    def locked(self, patience_s: float = LOCK_PATIENCE_S) -> Iterator[int]:
        """Be the only builder; yields the descriptor of the lock, which children inherit so that it outlives us.

        Raises:
            PublishError: another builder is at work, or the folder cannot be written.
        """
        try:
            (self.root / "generations").mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise PublishError(f"{self.root}: cannot be written ({error.strerror}); give another --into") from error
        try:
            _lock(descriptor, self.root, patience_s)
            self.clean()
            yield descriptor
        finally:
            os.close(descriptor)

    def clean(self) -> None:
        """Remove what a builder that was killed left behind, and serve a whole generation if any is there."""
        for left in [*self.root.glob(".building-*"), *self.root.glob(".gone-*"), *self.root.glob(".current-*")]:
            _remove(left)
        if self.current() is None and (whole := self.all()):
            self._switch(whole[-1])

    def all(self) -> list[str]:
        """Return the ids of every generation, oldest first."""
        return sorted(folder.parent.name for folder in (self.root / "generations").glob("*/generation.json"))

    def current(self) -> str | None:
        """Return the id of the generation that is served, or None."""
        try:
            generation = (self.root / "current").readlink().name
        except OSError:
            return None
        return generation if (self.folder(generation) / "generation.json").is_file() else None

    def folder(self, generation: str) -> Path:
        """Return the folder of a generation."""
        return self.root / "generations" / generation

    def about(self, generation: str) -> About:
        """Return what is known of a generation."""
        return msgspec.json.decode((self.folder(generation) / "generation.json").read_bytes(), type=About)

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Make a folder to build in; what was not adopted is removed at the end."""
        folder = self.root / f".building-{secrets.token_hex(4)}"
        folder.mkdir()
        try:
            yield folder
        finally:
            _remove(folder)

    def adopt(self, folder: Path, about: About) -> str:
        """Make a built folder, with its `site/`, the generation that is served; return its id."""
        (folder / "generation.json").write_bytes(msgspec.json.format(msgspec.json.encode(about)) + b"\n")
        sync_tree(folder)
        generation = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
        folder.rename(self.folder(generation))
        sync(self.root / "generations")
        self._share_hashed(generation)
        self._switch(generation)
        return generation

    def _share_hashed(self, generation: str) -> None:
        """Link the hashed files of a generation to where they outlive it."""
        site = self.folder(generation) / "site"
        for path in hashed_files(site):
            target = self.root / "hashed" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists() and target.samefile(site / path):
                continue
            temporary = target.with_name(f".{target.name}.new")
            temporary.unlink(missing_ok=True)
            os.link(site / path, temporary)
            temporary.replace(target)

    def _switch(self, generation: str) -> None:
        """Serve a generation, from one moment to the next."""
        before = self.current()
        link = self.root / f".current-{secrets.token_hex(4)}"
        link.symlink_to(f"generations/{generation}")
        link.replace(self.root / "current")
        sync(self.root)
        if before:
            os.utime(self.folder(before))  # from now on it is no longer served

    def prune(self, keep: int, grace_s: float = GRACE_S) -> None:
        """Remove generations beyond the last `keep`, but never the current one nor one just replaced."""
        current, before_s = self.current(), time.time() - grace_s
        for generation in self.all()[:-keep]:
            folder = self.folder(generation)
            if generation != current and folder.stat().st_mtime < before_s:
                _remove(folder, self.root)
        self._prune_hashed()

    def _prune_hashed(self) -> None:
        store = self.root / "hashed"
        kept = {path for one in self.all() for path in hashed_files(self.folder(one) / "site")}
        for path in sorted(store.rglob("*"), reverse=True):
            if path.is_dir():
                with suppress(OSError):  # not empty
                    path.rmdir()
            elif path.relative_to(store).as_posix() not in kept:
                path.unlink()


def hashed_files(site: Path) -> list[str]:
    """Return the paths, below a site, of its hashed files and of what was compressed of them."""
    found = [file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()]
    return [
        beside(Path(path), suffix).as_posix()
        for path in found
        if HASHED.search(path)
        for suffix in ("", ".gz", ".br")
        if beside(site / path, suffix).is_file()
    ]


def _lock(descriptor: int, root: Path, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise PublishError(
                    f"{root}: another builder is at work there; stop it, or give another --into"
                ) from error
            time.sleep(0.2)
        else:
            return


def sync(path: Path) -> None:
    """Have the disk write a file, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Have the disk write a folder and all below it."""
    for path in [*folder.rglob("*"), folder]:
        sync(path)


def _remove(path: Path, root: Path | None = None) -> None:
    """Remove a file or a folder; with `root` it first leaves its place, so that no half of it is taken for whole."""
    if path.is_symlink() or path.is_file():
        path.unlink()
        return
    if root:
        path = path.rename(root / f".gone-{path.name}")
    shutil.rmtree(path, ignore_errors=True)
