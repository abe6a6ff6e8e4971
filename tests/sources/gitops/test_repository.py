"""The repository as a whole: folders, commits, remotes, links, limits, cache and history."""

from __future__ import annotations

import os
import re
import stat
import time
from pathlib import Path

import msgspec
import pytest

from kubefolio.errors import SourceError
from kubefolio.sources.gitops import GitopsFacts, GitopsSettings, git, read
from kubefolio.sources.gitops.refusals import explain_fetch
from tests.sources.gitops.conftest import GitFolder, World, write
from tests.sources.gitops.manifests import DEPLOYMENT, application, in_folder, of_chart

FILES = {"a.yaml": application("a", in_folder("svc")), "svc/d.yaml": DEPLOYMENT}


def test_facts_survive_json(world: World) -> None:
    facts = world(FILES | {"bad.yaml": "a: [\n"})
    assert msgspec.json.decode(msgspec.json.encode(facts), type=GitopsFacts) == facts


def test_the_same_files_give_the_same_facts_in_any_state(repository: GitFolder, tmp_path: Path) -> None:
    commit = repository.commit(FILES, "all")
    plain = read(GitopsSettings(url=str(write(tmp_path / "repository2", FILES))), None)
    for settings in (
        GitopsSettings(url=str(repository.root)),
        GitopsSettings(url=str(repository.root), ref="main"),
        GitopsSettings(url=repository.root.as_uri()),
        GitopsSettings(url=repository.root.as_uri(), ref="main"),
    ):
        facts = read(settings, None)
        assert (facts.declared, facts.documents, facts.problems) == (plain.declared, plain.documents, plain.problems)
        assert (facts.repository.commit, facts.repository.url) == (commit, "repository")
    assert (plain.repository.commit, plain.history, plain.repository.files) == ("", None, 2)


def test_a_dirty_work_tree_is_read_as_it_lies_there_without_ignored_files(repository: GitFolder) -> None:
    repository.commit(FILES | {".gitignore": "build/\n"}, "all")
    write(repository.root, {"b.yaml": application("b", of_chart("c")), "build/c.yaml": application("c", of_chart("c"))})
    assert [a.name for a in read(GitopsSettings(url=str(repository.root)), None).declared] == ["a", "b"]
    assert [a.name for a in read(GitopsSettings(url=str(repository.root), ref="HEAD"), None).declared] == ["a"]


@pytest.mark.parametrize("settings", [{"ref": "nope"}, {"path": "nowhere"}, {"path": "../.."}, {"ref": "--help"}])
def test_what_is_not_there_is_one_clear_line(repository: GitFolder, settings: dict[str, str]) -> None:
    repository.commit(FILES, "all")
    with pytest.raises(SourceError, match=r"^gitops: ") as caught:
        read(GitopsSettings(url=str(repository.root), **settings), None)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there_is_named_without_its_place(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere") as caught:
        read(GitopsSettings(url=str(tmp_path / "nowhere")), None)
    assert str(tmp_path) not in str(caught.value)


def test_credentials_are_in_no_message_and_no_argument() -> None:
    settings = GitopsSettings(url="http://me:hunter2@127.0.0.1:1/x.git", timeout_s=20)
    with pytest.raises(SourceError) as caught:
        read(settings, None)
    assert "hunter2" not in str(caught.value)
    remote = git.parse_remote(settings.url)
    assert "hunter2" not in remote.url
    assert any("Authorization" in value for value in git.environment(remote).values())


@pytest.mark.parametrize(
    ("stderr", "reason"),
    [
        ("fatal: unable to access 'https://h/x/': Could not resolve host: h", "its name is not known"),
        ("fatal: Authentication failed for 'https://h/x/'", "access was denied"),
        ("fatal: could not read Username for 'https://h': terminal prompts disabled", "access was denied"),
        ("git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.", "access was denied"),
        ("Host key verification failed.", "its server's key or certificate is not trusted"),
        ("fatal: couldn't find remote ref nope", "it has no such branch, tag or commit"),
        ("fatal: repository 'https://h/x/' not found", "there is none at its address"),
        ("ssh: connect to host h port 22: Connection timed out", "its server did not answer"),
        ("fatal: what nobody foresaw of h", ""),
    ],
)
def test_a_reader_is_told_why_a_fetch_failed_without_names(stderr: str, reason: str) -> None:
    said = explain_fetch(stderr.encode())
    assert said == f"the repository could not be fetched{reason and ': '}{reason}"


def test_what_a_reader_is_told_names_no_host(tmp_path: Path) -> None:
    for url in ("http://127.0.0.1:1/team/x.git", "ssh://git@host.invalid/team/x", str(tmp_path / "team")):
        with pytest.raises(SourceError) as caught:
            read(GitopsSettings(url=url, timeout_s=20), None)
        assert re.fullmatch(r"the repository could not be (fetched|read): [a-z' ]+", caught.value.reason)
        assert "team" not in caught.value.reason
        assert "team" in str(caught.value)


def test_hooks_filters_and_submodules_are_not_run(repository: GitFolder, tmp_path: Path) -> None:
    repository.commit(FILES | {".gitattributes": "*.yaml filter=evil\n"}, "all")
    mark = tmp_path / "ran"
    for key in ("filter.evil.smudge", "filter.evil.clean", "core.fsmonitor", "uploadpack.packObjectsHook"):
        repository.git("config", key, f"touch {mark}; cat")
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        hook = repository.root / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
        hook.chmod(0o755)
    for settings in (
        GitopsSettings(url=str(repository.root)),
        GitopsSettings(url=str(repository.root), ref="main"),
        GitopsSettings(url=repository.root.as_uri()),
    ):
        assert read(settings, tmp_path / "cache").declared
    assert not mark.exists()


def test_links_that_leave_the_repository_are_refused(repository: GitFolder, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text(application("outside", of_chart("c")))
    repository.commit(FILES, "all")
    for name, target in (
        ("evil.yaml", "../outside.yaml"),
        ("abs.yaml", str(tmp_path / "outside.yaml")),
        ("in.yaml", "a.yaml"),
    ):
        (repository.root / name).symlink_to(target)
    (repository.root / "folder").symlink_to(tmp_path)
    repository.commit({}, "links")
    for ref in (None, "main"):
        facts = read(GitopsSettings(url=str(repository.root), ref=ref), None)
        assert [a.name for a in facts.declared] == ["a"]
        assert {p.file for p in facts.problems if p.kind_of_problem == "refused"} == {"abs.yaml", "evil.yaml", "folder"}


def test_a_huge_file_is_named_and_not_parsed(world: World) -> None:
    facts = world(FILES | {"big.yaml": "a: " + "x" * 4_000_001})
    assert [(p.file, p.kind_of_problem) for p in facts.problems] == [("big.yaml", "limit")]


def test_a_fetch_ends_when_the_time_is_up(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(SourceError, match=r"longer than|failed"):
        git.fetch("ssh://git@192.0.2.1/x", None, tmp_path / "x.git", timeout_s=1.5, max_bytes=10**6)
    assert time.monotonic() - started < 10


def test_a_fetch_ends_when_it_grows_too_big(repository: GitFolder, tmp_path: Path) -> None:
    repository.commit({"x.bin": os.urandom(30_000_000)}, "big")
    with pytest.raises(SourceError, match="would take more than"):
        git.fetch(repository.root.as_uri(), None, tmp_path / "x.git", timeout_s=60, max_bytes=1_000)


def test_the_cache_may_be_deleted_or_damaged_at_any_time(repository: GitFolder, tmp_path: Path) -> None:
    repository.commit(FILES | {"bad.yaml": "a: [\n"}, "all")
    settings = GitopsSettings(url=str(repository.root))
    cold = read(settings, tmp_path / "cache")
    assert read(settings, tmp_path / "cache") == cold
    (kept,) = (tmp_path / "cache" / "gitops").glob("*.documents")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for damage in (b"", b"\x93\x01\x80", kept.read_bytes()[:-9]):
        kept.write_bytes(damage)
        assert read(settings, tmp_path / "cache") == cold
    kept.unlink()
    assert read(settings, tmp_path / "cache") == cold


def test_no_secret_value_reaches_the_cache(repository: GitFolder, tmp_path: Path) -> None:
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: hunter2}\n"
    repository.commit(FILES | {"s.yaml": secret, "values.yaml": "db: {password: hunter2}\n"}, "all")
    read(GitopsSettings(url=str(repository.root)), tmp_path)
    (kept,) = (tmp_path / "gitops").glob("*.documents")
    assert b"hunter2" not in kept.read_bytes()


def test_history_tells_who_changed_what_when(repository: GitFolder) -> None:
    repository.commit(FILES | {"b.yaml": application("b", of_chart("c"))}, "start", "2026-01-05T10:00:00Z")
    repository.commit({"svc/d.yaml": DEPLOYMENT + "# 1\n"}, "one", "2026-01-20T10:00:00Z")
    repository.commit({"svc/d.yaml": DEPLOYMENT + "# 2\n"}, "two\n\nbody", "2026-03-02T10:00:00+02:00")
    repository.commit({"README.md": "x"}, "other", "2026-04-01T00:00:00Z")
    history = read(GitopsSettings(url=str(repository.root), last_commits=2), None).history
    assert history is not None
    assert (history.commits, history.complete) == (4, True)
    assert [(m.month, m.commits) for m in history.months] == [("2026-01", 2), ("2026-03", 1), ("2026-04", 1)]
    first, second = history.applications
    assert (first.name, first.commits, [(c.subject, c.author) for c in first.last]) == (
        "a",
        3,
        [("two", ""), ("one", "")],
    )
    assert str(first.last_changed_at) == "2026-03-02 08:00:00+00:00"
    assert (second.name, second.commits) == ("b", 1)
    named = read(GitopsSettings(url=str(repository.root), authors=True), None).history
    assert named is not None
    assert named.applications[0].last[0].author == "Ann Author"


def test_a_file_name_with_odd_characters_is_read(repository: GitFolder) -> None:
    repository.commit({'ü "q"\n.yaml': application("a", of_chart("c"))}, "odd")
    for ref in (None, "main"):
        assert [a.name for a in read(GitopsSettings(url=str(repository.root), ref=ref), None).declared] == ["a"]
