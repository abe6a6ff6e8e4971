"""ApplicationSets: every generator that Git can decide, and the reason where it cannot."""

from __future__ import annotations

import pytest

from kubefolio.facts.base import Missing
from kubefolio.sources.gitops import GitopsFacts
from tests.sources.gitops.conftest import World
from tests.sources.gitops.manifests import DEPLOYMENT, application_set, git_generator

APPS = {f"apps/{name}/web.yaml": DEPLOYMENT for name in ("a", "b", "c")} | {"apps/.hidden/web.yaml": DEPLOYMENT}


def children(facts: GitopsFacts) -> tuple[str, ...]:
    found = facts.sets[0].children
    assert not isinstance(found, Missing)
    assert tuple(sorted(a.name for a in facts.declared)) == found
    return tuple(map(str, found))


def test_a_list_with_a_selector(world: World) -> None:
    generator = "[{list: {elements: [{name: a, env: p}, {name: b, env: s}]}, selector: {matchLabels: {env: p}}}]"
    assert children(world({"s.yaml": application_set(generator)} | APPS)) == ("a",)


def test_git_directories_leave_out_hidden_and_excluded_ones_and_do_not_cross_slashes(world: World) -> None:
    rules = git_generator("directories: [{path: apps/*}, {path: apps/c, exclude: true}]")
    text = application_set(f"[{rules}]", name="{{ path.basename }}", path="{{path}}")
    facts = world({"s.yaml": text, "apps/a/deep/web.yaml": DEPLOYMENT} | APPS)
    assert children(facts) == ("a", "b")
    assert facts.declared[0].images == ("nginx:1.25",)


def test_git_files_in_a_go_template_cross_slashes_and_give_their_own_file(world: World) -> None:
    rules = git_generator("files: [{path: 'apps/**/config.json'}], values: {long: '{{ .team.name }}-x'}")
    text = application_set(
        f"[{rules}]", go=True, name="{{ .values.long }}-{{ .path.basename }}", path="{{ .path.path }}"
    )
    config = '{"team": {"name": "t"}}'
    facts = world(
        {"s.yaml": text, "apps/a/config.json": config, "apps/b/c/config.json": config, "apps/config.json": config}
        | APPS
    )
    assert children(facts) == ("t-x-a", "t-x-c")
    assert [a.file for a in facts.declared] == ["apps/a/config.json", "apps/b/c/config.json"]


def test_a_files_parameters_are_flat_without_go_templates(world: World) -> None:
    rules = git_generator("files: [{path: 'config/*.yaml'}]")
    text = application_set(f"[{rules}]", name="{{cluster.name}}-{{path.filename}}", path="apps/a")
    assert children(world({"s.yaml": text, "config/x.yaml": "cluster: {name: k}\n"} | APPS)) == ("k-x.yaml",)


def test_a_matrix_combines_and_its_second_generator_may_use_the_first(world: World) -> None:
    first = git_generator("directories: [{path: apps/*}, {path: apps/c, exclude: true}]")
    second = "{list: {elements: [{env: 'dev-{{path.basename}}'}]}}"
    text = application_set(f"[{{matrix: {{generators: [{first}, {second}]}}}}]", name="{{env}}", path="{{path}}")
    assert children(world({"s.yaml": text} | APPS)) == ("dev-a", "dev-b")


def test_a_merge_lets_the_later_generators_win(world: World) -> None:
    base = "{list: {elements: [{name: a, v: '1'}, {name: b, v: '1'}]}}"
    lists = f"[{base}, {{list: {{elements: [{{name: b, v: '2'}}, {{name: z}}]}}}}]"
    text = application_set(f"[{{merge: {{mergeKeys: [name], generators: {lists}}}}}]", name="{{name}}-{{v}}")
    assert children(world({"s.yaml": text} | APPS)) == ("a-1", "b-2")


@pytest.mark.parametrize(
    ("generator", "label"),
    [
        ("{clusters: {}}", "clusters"),
        ("{pullRequest: {github: {owner: o}}}", "pullRequest"),
        ("{scmProvider: {github: {organization: o}}}", "scmProvider"),
        ("{plugin: {configMapRef: {name: p}}}", "plugin"),
        ("{clusterDecisionResource: {configMapRef: p}}", "clusterDecisionResource"),
        ("{matrix: {generators: [{list: {elements: [{name: a}]}}, {clusters: {}}]}}", "matrix>clusters"),
        ("{merge: {mergeKeys: [server], generators: [{clusters: {}}, {clusters: {}}]}}", "merge>clusters"),
    ],
)
def test_what_only_the_cluster_knows_is_undecidable_with_the_reason(world: World, generator: str, label: str) -> None:
    facts = world({"s.yaml": application_set(f"[{generator}]")})
    found = facts.sets[0]
    assert label in found.generators
    assert isinstance(found.children, Missing)
    assert found.children.cause == "undecidable"
    assert "cannot be decided from Git" in found.children.missing
    assert not facts.declared


def test_the_children_that_git_does_decide_are_listed_beside_the_reason(world: World) -> None:
    facts = world({"s.yaml": application_set("[{list: {elements: [{name: a}]}}, {clusters: {}}]")} | APPS)
    assert [a.name for a in facts.declared] == ["a"]
    assert isinstance(facts.sets[0].children, Missing)


def test_a_git_generator_of_another_repository_is_undecidable(world: World) -> None:
    own = git_generator("directories: [{path: apps/*}]")
    other = own.replace("me/infra", "you/other")
    text = application_set(f"[{own}]", name="{{path.basename}}", path="{{path}}")
    facts = world({"s.yaml": text, "t.yaml": application_set(f"[{other}]").replace("name: all", "name: t")} | APPS)
    assert [isinstance(s.children, Missing) for s in facts.sets] == [False, True]


def test_a_template_patch_takes_out_and_adds(world: World) -> None:
    patch = """\
  templatePatch: |
    metadata:
      annotations: {argocd.argoproj.io/sync-wave: "{{ .wave }}"}
    {{- if .chart }}
    spec:
      source:
      sources:
        - repoURL: https://charts.example.org
          chart: {{ .chart | quote }}
          targetRevision: "1.0"
    {{- end }}
"""
    elements = "[{list: {elements: [{name: a, wave: 3, chart: c}, {name: b, wave: 0, chart: ''}]}}]"
    facts = world(
        {"s.yaml": application_set(elements, go=True, name="{{.name}}", path="apps/{{.name}}", more=patch)} | APPS
    )
    assert [(a.name, a.sync_wave, [c.name for c in a.charts]) for a in facts.declared] == [
        ("a", 3, ["c"]),
        ("b", 0, []),
    ]


def test_a_missing_key_makes_a_child_unknown_and_says_so(world: World) -> None:
    facts = world({"s.yaml": application_set("[{list: {elements: [{name: a}]}}]", go=True, name="{{ .nope }}")} | APPS)
    assert isinstance(facts.sets[0].children, Missing)
    assert "nope" in facts.sets[0].children.missing


def test_a_set_and_its_child_may_share_a_name(world: World) -> None:
    outer = application_set("[{list: {elements: [{name: all}]}}]", path="inner")
    rules = git_generator("directories: [{path: apps/*}]")
    inner = application_set(f"[{rules}]", name="{{path.basename}}", path="{{path}}")
    facts = world({"s.yaml": outer, "inner/s.yaml": inner} | APPS)
    assert [(a.name, a.role) for a in facts.declared] == [
        ("a", "app"),
        ("all", "app-of-apps"),
        ("b", "app"),
        ("c", "app"),
    ]
    assert [s.parent for s in facts.sets] == ["Application/all", "bootstrap"]
