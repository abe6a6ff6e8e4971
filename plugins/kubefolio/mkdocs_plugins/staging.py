"""A build writes beside the site that stands, and only what differs is taken over once everything was checked.

MkDocs empties `site_dir` and writes every file again. So a site that did not change gets new files all the same, and a
build that fails, or that the gate refuses, leaves nothing of the one before. Here the build goes to a folder of its
own, and `site_dir` is named again when that one is whole.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from kubefolio.mkdocs_plugins.log import open_log
from kubefolio.settings import PAGES_PLUGIN

log = open_log(__name__)


@dataclass(frozen=True)
class Changes:
    """What a build changed in the site that stood."""

    files: int
    written: int
    removed: int

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.written} of {self.files} files changed, {self.removed} removed"


class Staging:
    """The folder that a build writes to while another site stands; none where there is no site yet."""

    def __init__(self) -> None:
        """Start without one."""
        self._config: MkDocsConfig | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.site: Path | None = None
        """The site that stands, while a build is beside it."""

    def begin(self, config: MkDocsConfig) -> None:
        """Let a build write to a folder of its own, unless there is no site that it would replace."""
        self.abandon()
        site = Path(config.site_dir)
        if any(True for _ in _shown(site)):
            self._folder = tempfile.TemporaryDirectory(prefix="kubefolio-site-")
            self.site, self._config, config.site_dir = site, config, self._folder.name

    def publish(self) -> None:
        """Take over what the build wrote, where it differs; nothing is to do where it wrote into the site itself.

        Raises:
            PluginError: A file of the site cannot be written or removed.
        """
        if not self.site or not self._folder:
            return
        try:
            log.info("%s: %s", self.site, take_over(Path(self._folder.name), self.site))
        except OSError as error:
            raise PluginError(f"{PAGES_PLUGIN}: {error.filename}: cannot be written ({error.strerror})") from error
        self.abandon()

    def abandon(self) -> None:
        """Name the site's own folder again, and remove what was built beside it."""
        if self._config and self._folder:
            self._config.site_dir = str(self.site)
            self._folder.cleanup()
        self._config = self._folder = self.site = None


def find_standing(config: MkDocsConfig) -> Path | None:
    """Return the site that a build goes beside; None where it writes into the site's own folder."""
    staging = getattr(config.plugins.get(PAGES_PLUGIN), "staging", None)
    return staging.site if isinstance(staging, Staging) else None


def _shown(folder: Path) -> Iterator[Path]:
    """Yield what MkDocs would remove from a site: all but what is hidden, such as the `.git` of a work tree."""
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if not path.name.startswith("."))


def take_over(built: Path, site: Path) -> Changes:
    """Make a site hold what was built: files that differ are replaced whole, others are not touched.

    Args:
        built: The folder that was written.
        site: The folder that visitors see. What it has beside is removed, unless it is hidden at the top.
    """
    wanted = {path.relative_to(built): path for path in built.rglob("*")}
    removed = sum(_remove(path, site, wanted) for path in _shown(site))
    files = {place: path for place, path in wanted.items() if path.is_file()}
    written = 0
    for place, path in files.items():
        if not _same(path, site / place):
            _replace(path, site / place)
            written += 1
    return Changes(len(files), written, removed)


def _remove(path: Path, site: Path, wanted: dict[Path, Path]) -> int:
    """Remove what was not built, or is not of the kind that was built; return how many files that were."""
    made, is_folder = wanted.get(path.relative_to(site)), path.is_dir() and not path.is_symlink()
    if made and made.is_dir() == is_folder and not path.is_symlink():
        return sum(_remove(child, site, wanted) for child in list(path.iterdir())) if is_folder else 0
    if not is_folder:
        path.unlink()
        return 1
    count = sum(child.is_file() for child in path.rglob("*"))
    shutil.rmtree(path)
    return count


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def _replace(source: Path, target: Path) -> None:
    """Put a file in the place of another, so that nobody reads half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".")
    os.close(handle)
    temporary = Path(name)
    try:
        shutil.copy(source, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
