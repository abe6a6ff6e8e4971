"""The files of one state of a repository: a commit in the object store, or a folder on disk."""

from __future__ import annotations

import bisect
import hashlib
import os
import posixpath
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from kubefolio.errors import SourceError
from kubefolio.facts.base import Untrusted
from kubefolio.facts.repository import DocumentProblem
from kubefolio.sources.gitops import git
from kubefolio.sources.gitops.refusals import NOT_READ

LINK, SUBMODULE = "120000", "160000"
MAX_LINK_BYTES = 4_096
MAX_ENTRIES = 500_000


class Tree:
    """Paths of a repository, with what reads them. Paths are relative, with forward slashes, `""` is the root."""

    def __init__(self, files: dict[str, str], read: Callable[[str, str], bytes], blob_id: Callable[[str], str]) -> None:
        """Take the files (path to blob id, empty where it is not known yet) and how to read them."""
        self.files = files
        self.problems: list[DocumentProblem] = []
        self.folders = {""}
        self._read = read
        self._blob_id = blob_id
        self._sorted = sorted(files)
        for path in self._sorted:
            self._enter(path)

    def _enter(self, path: str) -> None:
        """Note the folders of a file."""
        folder = posixpath.dirname(path)
        while folder not in self.folders:
            self.folders.add(folder)
            folder = posixpath.dirname(folder)

    def is_file(self, path: str) -> bool:
        """Tell whether a path is a file."""
        return path in self.files

    def is_folder(self, path: str) -> bool:
        """Tell whether a path is a folder that holds a file."""
        return path in self.folders

    def read(self, path: str) -> bytes:
        """Return the content of a file."""
        return self._read(path, self.files[path])

    def blob_id(self, path: str) -> str:
        """Return the Git blob id of a file's content."""
        if not self.files[path]:
            self.files[path] = self._blob_id(path)
        return self.files[path]

    def under(self, folder: str) -> list[str]:
        """Return all files below a folder, sorted."""
        if not folder:
            return list(self._sorted)
        start = bisect.bisect_left(self._sorted, f"{folder}/")
        return self._sorted[start : bisect.bisect_left(self._sorted, f"{folder}0", start)]

    def refuse(self, path: str, message: str) -> None:
        """Note a path that is not read."""
        self.problems.append(DocumentProblem(Untrusted(path), 0, "refused", Untrusted(message)))


def join(folder: str, path: str) -> str | None:
    """Return a path relative to a folder as a path from the root; None when it leads out of the repository."""
    if path.startswith("/"):
        path, folder = path.lstrip("/"), ""
    joined = posixpath.normpath(posixpath.join(folder, path or "."))
    if joined == ".." or joined.startswith("../"):
        return None
    return "" if joined == "." else joined


def hash_blob(data: bytes) -> str:
    """Return the id Git gives to a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def commit_tree(repository: Path, commit: str, blobs: git.Blobs, timeout_s: float) -> Tree:
    """Return the files of a commit, from the object store."""
    listing = git.run(repository, ["ls-tree", "-r", "-z", "--full-tree", commit], timeout_s=timeout_s)
    files: dict[str, str] = {}
    special: dict[str, tuple[str, str]] = {}
    for entry in listing.split(b"\0")[:MAX_ENTRIES]:
        head, _, name = entry.partition(b"\t")
        if head:
            mode, _, blob = head.decode().split()
            path = name.decode(errors="replace")
            if mode in (LINK, SUBMODULE):
                special[path] = (mode, blob)
            else:
                files[path] = blob
    targets = {p: blobs.read(b)[:MAX_LINK_BYTES].decode(errors="replace") for p, (m, b) in special.items() if m == LINK}
    aliases, refused = follow(targets, files)
    tree = Tree({**files, **{p: files[t] for p, t in aliases.items()}}, lambda _, blob: blobs.read(blob), lambda _: "")
    for path in refused:
        tree.refuse(path, "a symbolic link that leads out of the repository, to a folder or to nothing")
    for path in (p for p, (mode, _) in special.items() if mode == SUBMODULE):
        tree.problems.append(DocumentProblem(Untrusted(path), 0, "not-read", Untrusted("a Git submodule")))
    return tree


def follow(links: dict[str, str], files: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Split symbolic links into those that name a file of the tree, with that file, and the rest."""
    known = set(files)
    aliases: dict[str, str] = {}
    refused: list[str] = []
    for path, target in sorted(links.items()):
        goal = None if target.startswith("/") else join(posixpath.dirname(path), target)
        if goal in known:
            aliases[path] = goal
        else:
            refused.append(path)
    return aliases, refused


def folder_tree(root: Path, names: Iterable[str] | None) -> Tree:
    """Return the files of a folder on disk; `names` limits them to what Git would add."""
    folder = Folder(root)
    files: dict[str, str] = {}
    links: dict[str, str] = {}
    for path in names if names is not None else walk(root):
        kind = folder.kind_of(path)
        if kind == "link":
            links[path] = os.readlink(folder.place(path))  # noqa: PTH115 - speed
        elif kind == "file":
            files[path] = ""
        if len(files) > MAX_ENTRIES:
            raise SourceError(
                f"gitops: the folder holds more than {MAX_ENTRIES} files", f"{NOT_READ}: it has too many files"
            )
    aliases, refused = follow(links, files)

    def read(path: str, _: str) -> bytes:
        return folder.read(aliases.get(path, path))

    tree = Tree({**files, **dict.fromkeys(aliases, "")}, read, lambda path: hash_blob(read(path, "")))
    for path in refused:
        tree.refuse(path, "a symbolic link that leads out of the repository, to a folder or to nothing")
    return tree


class Folder:
    """Files on disk, none of them outside of the root, whatever folders are links by now."""

    def __init__(self, root: Path) -> None:
        """Take the real place of the root."""
        self.root = str(root.resolve())
        self.inside: dict[str, bool] = {}

    def place(self, path: str) -> str:
        """Return the place of a file on disk."""
        return f"{self.root}/{path}"

    def is_inside(self, path: str) -> bool:
        """Tell whether the folder of a file really is within the root."""
        folder = posixpath.dirname(path)
        if folder not in self.inside:
            real = os.path.realpath(self.place(folder))
            self.inside[folder] = real == self.root or real.startswith(self.root.rstrip("/") + "/")
        return self.inside[folder]

    def kind_of(self, path: str) -> str:
        """Return `file`, `link`, or an empty text for anything else."""
        try:
            mode = os.lstat(self.place(path)).st_mode
        except OSError:
            return ""
        if not self.is_inside(path):
            return ""
        return "link" if stat.S_ISLNK(mode) else "file" if stat.S_ISREG(mode) else ""

    def read(self, path: str) -> bytes:
        """Return the content of a file that is no link itself."""
        try:
            handle = os.open(self.place(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with open(handle, "rb") as file:  # noqa: PTH123 - a handle that was opened safely
                return file.read() if self.is_inside(path) else b""
        except OSError as error:
            raise SourceError(f"gitops: cannot read {path}: {error.strerror}", NOT_READ) from None


def walk(root: Path) -> Iterable[str]:
    """Yield the files and links below a folder; never goes through a link, never into `.git`."""
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if name != ".git")
        base = os.path.relpath(folder, root).replace(os.sep, "/")
        linked = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in [*names, *linked]:
            yield name if base == "." else f"{base}/{name}"
