"""From settings to a tree that can be read, and the facts about the repository itself."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from kubefolio.errors import SourceError
from kubefolio.facts.base import Untrusted
from kubefolio.facts.repository import Repository
from kubefolio.sources.gitops import git
from kubefolio.sources.gitops.refusals import NOT_READ
from kubefolio.sources.gitops.settings import GitopsSettings
from kubefolio.sources.gitops.tree import Tree, commit_tree, folder_tree


class Checkout(NamedTuple):
    """A repository that is open for reading."""

    tree: Tree
    repository: Repository
    store: Path | None
    """Folder of the Git repository; None for a plain folder."""
    own_urls: tuple[str, ...]
    """Addresses under which its own manifests may name it."""


@contextmanager
def opened(settings: GitopsSettings, cache_dir: Path | None) -> Iterator[Checkout]:
    """Open what the settings name and close it again.

    Raises:
        SourceError: There is no such repository, folder or ref, or it cannot be fetched.
    """
    with ExitStack() as stack:
        local = Path(settings.url).expanduser()
        if "://" not in settings.url and not git.is_scp_like(settings.url):
            if not local.is_dir():
                detail = f"gitops: there is no folder {local.name}; url is a Git URL or a local folder"
                raise SourceError(detail, f"{NOT_READ}: there is none")
            yield open_local(settings, local, stack)
            return
        store = store_folder(settings, cache_dir, stack)
        limits = {"timeout_s": settings.timeout_s, "max_bytes": settings.max_bytes}
        commit = git.fetch(settings.url, settings.ref, store, **limits)  # type: ignore[arg-type]
        yield open_commit(settings, store, commit, (settings.url,), stack)


def store_folder(settings: GitopsSettings, cache_dir: Path | None, stack: ExitStack) -> Path:
    """Return the folder a remote is fetched into: kept in the cache, else gone afterwards."""
    if cache_dir is None:
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kubefolio-")))
    name = hashlib.sha256(str(git.strip_url(settings.url)).encode()).hexdigest()[:16]
    return cache_dir / "gitops" / f"{name}.git"


def open_local(settings: GitopsSettings, folder: Path, stack: ExitStack) -> Checkout:
    """Open a folder: a commit of it when a ref is asked for or it is bare, else the files as they lie there."""
    bare = not (folder / ".git").exists() and (folder / "HEAD").is_file() and (folder / "objects").is_dir()
    if not bare and not (folder / ".git").exists():
        if settings.ref is not None:
            detail = f"gitops: the folder {folder.resolve().name} has no Git history, so ref cannot be read"
            raise SourceError(detail, f"{NOT_READ}: it has no Git history")
        return Checkout(folder_tree(folder, None), described(settings, "", None), None, ())
    own = origin(folder, settings.timeout_s)
    if settings.ref is None and not bare:
        return open_files(settings, folder, own)
    asked = settings.ref or "HEAD"
    commit = resolve(folder, asked, settings.timeout_s)
    return open_commit(settings, folder, commit, own, stack)


def resolve(folder: Path, ref: str, timeout_s: float) -> str:
    """Return the commit id of a ref."""
    for name in (ref, f"refs/remotes/origin/{ref}"):
        try:
            return git.run(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"],
                           timeout_s=timeout_s).decode().strip()  # fmt: skip
        except SourceError:
            continue
    detail = f"gitops: {folder.resolve().name} has no branch, tag or commit {ref!r}"
    raise SourceError(detail, f"{NOT_READ}: it has no such branch, tag or commit")


def open_files(settings: GitopsSettings, folder: Path, own: tuple[str, ...]) -> Checkout:
    """Open a work tree with its uncommitted changes, without what Git ignores."""
    listing = git.run(
        folder, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], timeout_s=settings.timeout_s
    )
    names = sorted({name.decode(errors="replace") for name in listing.split(b"\0") if name})
    try:
        commit = resolve(folder, "HEAD", settings.timeout_s)
    except SourceError:
        return Checkout(folder_tree(folder, names), described(settings, "", None), None, own)
    return Checkout(folder_tree(folder, names), described(settings, commit, folder), folder, own)


def open_commit(settings: GitopsSettings, store: Path, commit: str, own: tuple[str, ...], stack: ExitStack) -> Checkout:
    """Open a commit in an object store."""
    blobs = git.Blobs(store, settings.timeout_s)
    stack.callback(blobs.close)
    tree = commit_tree(store, commit, blobs, settings.timeout_s)
    return Checkout(tree, described(settings, commit, store), store, own)


def described(settings: GitopsSettings, commit: str, store: Path | None) -> Repository:
    """Return the facts about a repository, before its files are counted."""
    committed_at = None
    if store is not None:
        seconds = git.run(store, ["show", "-s", "--format=%ct", commit], timeout_s=settings.timeout_s)
        committed_at = datetime.fromtimestamp(int(seconds), UTC)
    ref = Untrusted(settings.ref or "")
    return Repository(git.strip_url(settings.url), ref, Untrusted(commit), committed_at, 0, 0)


def origin(folder: Path, timeout_s: float) -> tuple[str, ...]:
    """Return the addresses of a local repository's remotes."""
    try:
        printed = git.run(folder, ["config", "--local", "--get-regexp", r"^remote\..*\.url$"], timeout_s=timeout_s)
    except SourceError:
        return ()
    return tuple(line.split(maxsplit=1)[1] for line in printed.decode(errors="replace").splitlines() if " " in line)
