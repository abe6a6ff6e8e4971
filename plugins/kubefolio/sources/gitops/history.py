"""What Git remembers: when the repository and each application changed, and in which commits."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from kubefolio.errors import SourceError
from kubefolio.facts.base import Untrusted
from kubefolio.facts.repository import ApplicationHistory, Commit, DeclaredApplication, History, MonthlyChanges
from kubefolio.sources.gitops import git
from kubefolio.sources.gitops.settings import GitopsSettings
from kubefolio.sources.urls import strip_credentials_in

FIELD, RECORD = "\x1f", "\x1e"
FORMAT = f"--format={RECORD}%H{FIELD}%ct{FIELD}%s{FIELD}%an{FIELD}"
MAX_SUBJECT = 200


class Change(NamedTuple):
    """A commit with the paths it touched."""

    commit: Commit
    paths: tuple[str, ...]


def read_history(
    store: Path, commit: str, applications: Sequence[DeclaredApplication], settings: GitopsSettings
) -> History:
    """Return the history of a repository and of its applications, from the commit log; no file is read.

    Merges count as commits, but only their parents touch files. A path that was renamed starts anew.

    Raises:
        SourceError: Git failed or took too long.
    """
    changes = list(log(store, commit, settings))
    shallow = git.run(store, ["rev-parse", "--is-shallow-repository"], timeout_s=settings.timeout_s).strip() == b"true"
    times = [change.commit.committed_at for change in changes]
    return History(
        complete=not shallow and len(changes) < settings.max_commits,
        first_commit_at=min(times, default=None),
        last_commit_at=max(times, default=None),
        commits=len(changes),
        months=months(times),
        applications=of_applications(changes, applications, settings.last_commits),
    )


def log(store: Path, commit: str, settings: GitopsSettings) -> Iterator[Change]:
    """Yield the commits that lead to one, newest first, with the paths they touched."""
    arguments = [
        "log",
        FORMAT,
        "--name-only",
        "--no-renames",
        "-z",
        f"--max-count={settings.max_commits}",
        commit,
        "--",
    ]
    printed = git.run(store, arguments, timeout_s=settings.timeout_s).decode(errors="replace")
    for record in printed.split(RECORD)[1:]:
        commit_id, seconds, subject, author, rest = record.split(FIELD, 4)
        try:
            at = datetime.fromtimestamp(int(seconds), UTC)
        except (ValueError, OverflowError, OSError):
            continue
        name = Untrusted(author[:MAX_SUBJECT] if settings.authors else "")
        paths = tuple(path for path in rest.strip("\0\n").split("\0") if path)
        yield Change(Commit(Untrusted(commit_id), at, strip_credentials_in(subject[:MAX_SUBJECT]), name), paths)


def months(times: Iterable[datetime]) -> tuple[MonthlyChanges, ...]:
    """Return how many times fall into each month, oldest first."""
    counts = Counter(time.strftime("%Y-%m") for time in times)
    return tuple(MonthlyChanges(month, count) for month, count in sorted(counts.items()))


def of_applications(
    changes: Sequence[Change], applications: Sequence[DeclaredApplication], last: int
) -> tuple[ApplicationHistory, ...]:
    """Return the history of each application: the commits that touched a path it is made of."""
    owners: dict[str, set[int]] = {}
    for index, application in enumerate(applications):
        for path in application.paths:
            owners.setdefault(path, set()).add(index)
    touched: list[list[Commit]] = [[] for _ in applications]
    known: dict[str, frozenset[int]] = {}
    for change in changes:
        for index in {index for path in change.paths for index in owners_of(path, owners, known)}:
            touched[index].append(change.commit)
    histories = (history_of(a, commits, last) for a, commits in zip(applications, touched, strict=True))
    return tuple(sorted(histories, key=lambda item: (item.namespace, item.name, item.kind)))


def owners_of(path: str, owners: dict[str, set[int]], known: dict[str, frozenset[int]]) -> frozenset[int]:
    """Return the applications that a path belongs to: by itself, or by a folder above it."""
    if path not in known:
        above = owners_of(posixpath.dirname(path), owners, known) if path else frozenset[int]()
        known[path] = above | frozenset(owners.get(path or ".", ()))
    return known[path]


def history_of(application: DeclaredApplication, commits: list[Commit], last: int) -> ApplicationHistory:
    """Return the history of one application out of its commits, newest first."""
    times = [commit.committed_at for commit in commits]
    return ApplicationHistory(
        name=application.name,
        namespace=application.namespace,
        kind=Untrusted(application.kind),
        first_changed_at=min(times, default=None),
        last_changed_at=max(times, default=None),
        commits=len(commits),
        months=months(times),
        last=tuple(sorted(commits, key=lambda commit: commit.committed_at, reverse=True)[:last]),
    )


def try_history(
    store: Path | None, commit: str, applications: Sequence[DeclaredApplication], settings: GitopsSettings
) -> tuple[History | None, str]:
    """Return the history, or None and why: a repository whose log cannot be read is still worth reading."""
    if store is None or not commit:
        return None, ""
    try:
        return read_history(store, commit, applications, settings), ""
    except SourceError as error:
        return None, error.reason
