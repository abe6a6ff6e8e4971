"""The command line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from kubefolio.cli import main
from kubefolio.cli.options import read_settings
from kubefolio.collect import read_example
from kubefolio.edition import load_facts
from kubefolio.facts.snapshot import write_snapshot
from kubefolio.render import render
from kubefolio.settings import Settings, SourcesSettings
from kubefolio.sources.gitops.settings import GitopsSettings
from kubefolio.sources.kubernetes.client import KubernetesSettings
from kubefolio.sources.prometheus.client import PrometheusSettings
from kubefolio.views.notice import Site
from tests.scenarios.moments import NOW


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, so that no mkdocs.yml is found."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_render_writes_the_tree_of_the_engine(folder: Path) -> None:
    result = run("render", "out")
    assert result.exit_code == 0, result.output
    written = {str(file.relative_to(folder / "out")): file.read_text("utf-8") for file in (folder / "out").rglob("*.*")}
    assert written == {file.path: file.content for file in render(load_facts(Settings(), NOW), Site())}


def test_rendering_twice_gives_the_same_bytes(folder: Path) -> None:
    run("render", "one")
    run("render", "two")
    one, two = (sorted((folder / name).rglob("*.md")) for name in ("one", "two"))
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in two]


def test_render_writes_again_over_its_own_pages(folder: Path) -> None:
    assert folder.is_dir()
    assert run("render", "out").exit_code == 0
    assert run("render", "out").exit_code == 0


def test_render_never_replaces_a_page_of_a_person(folder: Path) -> None:
    page = folder / "out/metrics/index.md"
    page.parent.mkdir(parents=True)
    page.write_text("# Mine\n")
    result = run("render", "out")
    assert result.exit_code == 1
    assert "was written by a person" in result.output
    assert page.read_text() == "# Mine\n"


def test_render_follows_the_options_of_mkdocs_yml(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_snapshot(read_example(), folder / "facts.json")
    (folder / "mkdocs.yml").write_text(
        "plugins:\n  - search\n  - kubefolio/facts:\n      snapshot: !ENV [MY_SNAPSHOT, null]\n"
        "markdown_extensions:\n  - x: {y: !!python/name:os.system }\n"
    )
    monkeypatch.setenv("MY_SNAPSHOT", "missing.json")
    assert "missing.json: cannot be read" in run("render", "out").output
    assert run("render", "--snapshot", "facts.json", "out").exit_code == 0


def test_collect_without_a_source_says_what_to_give(folder: Path) -> None:
    result = run("collect")
    assert result.exit_code == 1
    assert "no source is configured; give --context, --gitops or --prometheus" in result.output
    assert not list(folder.iterdir())


def test_a_wrong_call_exits_with_2() -> None:
    assert run("render").exit_code == 2
    assert run("nonsense").exit_code == 2


def test_an_error_is_one_line_without_a_traceback(folder: Path) -> None:
    (folder / "mkdocs.yml").write_text("plugins: [kubefolio/facts: {sources: {kubernetes: {contxt: a}}}]\n")
    result = run("render", "out")
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "contxt" in result.output


def write_repository(folder: Path) -> None:
    folder.mkdir()
    (folder / "app.yaml").write_text("apiVersion: v1\nkind: Namespace\nmetadata: {name: demo}\n")


def test_collect_leaves_a_good_snapshot_alone_when_a_source_failed(folder: Path) -> None:
    write_repository(folder / "repo")
    (folder / "facts.json").write_text("the good one")
    result = run("collect", "--gitops", "repo", "--kubeconfig", "missing.yaml", "-o", "facts.json")
    assert result.exit_code == 1
    *warnings, last = result.output.splitlines()
    assert any("warning: kubernetes: Invalid kube-config file" in line for line in warnings)
    assert last.startswith("kubefolio: collect: kubernetes could not be read; facts.json is left as it is; --allow-mi")
    assert (folder / "facts.json").read_text() == "the good one"


def test_collect_writes_what_it_has_when_it_may(folder: Path) -> None:
    write_repository(folder / "repo")
    result = run("collect", "--gitops", "repo", "--kubeconfig", "missing.yaml", "-o", "facts.json", "--allow-missing")
    assert result.exit_code == 0, result.output
    assert "warning: kubernetes:" in result.output
    assert '"kind":"Namespace"' in (folder / "facts.json").read_text("utf-8")
    assert run("render", "--snapshot", "facts.json", "out").exit_code == 0


def test_rbac_prints_a_role_that_can_only_list_and_no_secrets() -> None:
    documents = list(yaml.safe_load_all(run("rbac", "-n", "site").output))
    assert [one["kind"] for one in documents] == ["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding"]
    rules = documents[2]["rules"]
    assert {verb for rule in rules for verb in rule["verbs"]} == {"list"}
    assert {"secrets", "configmaps", "*"} & {name for rule in rules for name in rule["resources"]} == set()
    assert documents[3]["subjects"][0]["namespace"] == "site"


@pytest.mark.parametrize("namespace", ["", "Site", "a.b", "-a", "a-", "a\nb", "a" * 64, "a: b"])
def test_rbac_refuses_a_namespace_that_cannot_be(namespace: str) -> None:
    result = run("rbac", "-n", namespace)
    assert result.exit_code == 2
    assert "must be a DNS label" in result.output


def settings_of(file: Path, **given: str) -> SourcesSettings:
    names = ("context", "kubeconfig", "gitops", "prometheus", "snapshot", "edition")
    return read_settings(dict.fromkeys(names) | given | {"config": str(file)}).sources


@pytest.fixture
def file(folder: Path) -> Path:
    """Return a file with an option of every source, in a folder below the one we work in."""
    (folder / "site").mkdir()
    sources = {
        "kubernetes": {"context": "a", "kubeconfig": "kube", "timeout_s": 7},
        "gitops": {"url": "https://git.example/infra", "path": "clusters/a", "ref": "main", "max_files": 9},
        "prometheus": {"url": "http://p", "token_file": "token", "timeout_s": 3},
    }
    path = folder / "site/mkdocs.yml"
    path.write_text(yaml.safe_dump({"plugins": [{"kubefolio/facts": {"sources": sources}}]}))
    return path


def test_a_context_leaves_the_other_options_of_the_file(file: Path) -> None:
    expected = KubernetesSettings(context="b", kubeconfig=str(file.parent / "kube"), timeout_s=7)
    assert settings_of(file, context="b").kubernetes == expected
    current = settings_of(file, context="-", kubeconfig="other").kubernetes
    assert current == KubernetesSettings(kubeconfig="other", timeout_s=7)


def test_path_and_ref_go_with_their_repository_only(file: Path) -> None:
    same = settings_of(file, gitops="https://git.example/infra").gitops
    assert same == settings_of(file).gitops
    assert settings_of(file, gitops="other").gitops == GitopsSettings(url="other", max_files=9)


def test_a_token_goes_to_its_server_only(file: Path) -> None:
    assert settings_of(file, prometheus="http://p").prometheus == settings_of(file).prometheus
    assert settings_of(file, prometheus="http://q").prometheus == PrometheusSettings(url="http://q", timeout_s=3)


def test_a_file_that_is_named_and_not_there_is_an_error(folder: Path) -> None:
    result = run("render", "-f", "nowhere.yml", "out")
    assert result.exit_code == 1
    assert result.output == "kubefolio: nowhere.yml: there is no such file\n"
    assert not list(folder.iterdir())
