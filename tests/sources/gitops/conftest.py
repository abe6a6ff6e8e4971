"""Small worlds: repositories made of a few files written into the test itself."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kubefolio.sources.gitops import GitopsFacts, GitopsSettings, read

World = Callable[..., GitopsFacts]
IDENTITY = {"GIT_AUTHOR_NAME": "Ann Author", "GIT_COMMITTER_NAME": "Ann Author"} | {
    "GIT_AUTHOR_EMAIL": "ann@example.org",
    "GIT_COMMITTER_EMAIL": "ann@example.org",
}


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Return a function that writes a plain folder and reads it."""

    def make(files: Mapping[str, str | bytes], path: str | None = None) -> GitopsFacts:
        return read(GitopsSettings(url=str(write(tmp_path / "infra", files)), path=path), None)

    return make


class GitFolder:
    """A repository with commits."""

    def __init__(self, root: Path) -> None:
        """Make an empty repository."""
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, date: str = "2026-03-01T12:00:00Z") -> str:
        """Run Git in it."""
        environment = os.environ | IDENTITY | {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        command = ["git", "-C", str(self.root), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()

    def commit(self, files: Mapping[str, str | bytes], message: str, date: str = "2026-03-01T12:00:00Z") -> str:
        """Write files and commit them; return the commit id."""
        write(self.root, files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message, date=date)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> GitFolder:
    """Return an empty Git repository."""
    return GitFolder(tmp_path / "repository")
