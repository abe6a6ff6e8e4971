"""Kustomize: what a build holds, and what it takes out."""

from __future__ import annotations

import pytest

from tests.sources.gitops.conftest import World
from tests.sources.gitops.manifests import DEPLOYMENT, application, in_folder, of_chart

ROOT = {"root.yaml": application("root", in_folder("overlay"))}


def test_patches_change_and_delete_and_are_never_applications(world: World) -> None:
    facts = world(
        ROOT
        | {
            "base/kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
            "base/a.yaml": application("a", of_chart("c")),
            "base/b.yaml": application("b", of_chart("c")),
            "overlay/kustomization.yaml": "resources: [../base]\nnamePrefix: p-\n"
            "patches: [{path: drop.yaml}, {path: version.yaml}]\n",
            "overlay/drop.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
            "metadata: {name: b}\n$patch: delete\n",
            "overlay/version.yaml": application("a", 'targetRevision: "2.0"'),
        }
    )
    assert [(a.name, a.charts[0].version) for a in facts.declared if a.role == "app"] == [("p-a", "2.0")]
    assert [a.name for a in facts.retired] == ["b"]


def test_a_component_changes_what_its_parent_has(world: World) -> None:
    facts = world(
        ROOT
        | {
            "overlay/kustomization.yaml": "resources: [a.yaml]\ncomponents: [../wave]\n",
            "overlay/a.yaml": application("a", of_chart("c")),
            "wave/kustomization.yaml": "kind: Component\ncommonAnnotations: {argocd.argoproj.io/sync-wave: '-3'}\n",
        }
    )
    assert [a.sync_wave for a in facts.declared if a.name == "a"] == [-3]


def test_charts_come_from_helm_charts_in_bases_too(world: World) -> None:
    files = {
        "web.yaml": application("web", in_folder("overlay")),
        "overlay/kustomization.yaml": "resources: [../base]\nhelmCharts: [{name: one, version: '1', repo: https://r}]\n",
        "base/kustomization.yaml": "generators: [gen.yaml]\nhelmCharts: [{name: two, version: '2', repo: oci://r}]\n",
        "base/gen.yaml": "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: x}\n"
        "name: three\nversion: '3'\nrepo: r\n",
    }
    assert [(c.name, c.version) for c in world(files).declared[0].charts] == [
        ("two", "2"),
        ("three", "3"),
        ("one", "1"),
    ]


def test_a_remote_base_is_named_as_not_read_without_its_credentials(world: World) -> None:
    remote = "https://me:hunter2@git.example.org/o/r//deploy?ref=v1"
    facts = world(ROOT | {"overlay/kustomization.yaml": f"resources: ['{remote}']\n"})
    assert [p.kind_of_problem for p in facts.problems] == ["not-read"]
    assert "hunter2" not in repr(facts)


def test_what_is_named_but_not_there_is_a_problem_and_no_more(world: World) -> None:
    files = {
        "overlay/kustomization.yaml": "resources: [none.yaml, ../../../etc, d.yaml]\n",
        "overlay/d.yaml": DEPLOYMENT,
    }
    facts = world(ROOT | files)
    assert {p.kind_of_problem for p in facts.problems} == {"not-found"}
    assert facts.declared[0].images == ("nginx:1.25",)


def test_a_circle_of_bases_ends(world: World) -> None:
    files = {
        "overlay/kustomization.yaml": "resources: [../base]\n",
        "base/kustomization.yaml": "resources: [../overlay]\n",
    }
    assert world(ROOT | files).problems


def test_what_a_kustomization_beside_it_does_not_list_is_not_deployed(world: World) -> None:
    files = {"sets/kustomization.yaml": "resources: [a.yaml]\n", "sets/a.yaml": application("a", of_chart("c"))}
    facts = world(files | {"sets/b.yaml": application("b", of_chart("c"))})
    assert ([a.name for a in facts.declared], [a.name for a in facts.retired]) == (["a"], ["b"])


def test_images_are_renamed_and_retagged(world: World) -> None:
    files = {
        "web.yaml": application("web", in_folder("overlay")),
        "overlay/kustomization.yaml": "resources: [d.yaml]\nimages: [{name: nginx, newName: ghcr.io/n, newTag: '9'}]\n",
        "overlay/d.yaml": DEPLOYMENT,
    }
    assert world(files).declared[0].images == ("ghcr.io/n:9",)


def test_bases_that_double_each_other_end_in_time(world: World) -> None:
    files = {f"b{n}/kustomization.yaml": f"resources: [../b{n + 1}, ../b{n + 1}/../b{n + 1}]\n" for n in range(28)}
    files |= {"b28/kustomization.yaml": "resources: [d.yaml]\n", "b28/d.yaml": DEPLOYMENT}
    facts = world({"web.yaml": application("web", in_folder("b0"))} | files)
    assert facts.declared[0].images == ("nginx:1.25",)
    assert "more than 20000 objects" in facts.declared[0].unknown[0]


def test_charts_that_depend_on_each_other_end_in_time(world: World) -> None:
    text = "name: c\nversion: '1'\ndependencies:\n"
    text += "".join(f"  - {{name: c, alias: c{n}, version: '1', repository: 'file://.'}}\n" for n in range(20))
    facts = world(
        {"web.yaml": application("web", in_folder("c")), "c/Chart.yaml": text, "c/templates/d.yaml": DEPLOYMENT}
    )
    assert [p.kind_of_problem for p in facts.problems] == ["limit"]


def test_a_hostile_target_is_taken_literally(world: World) -> None:
    patch = "patches: [{target: {kind: '(a|a)*(a+)+b', name: x}, patch: '[{op: remove, path: /spec}]'}]\n"
    files = {
        "overlay/kustomization.yaml": f"resources: [a.yaml]\n{patch}",
        "overlay/a.yaml": application("a" * 60, of_chart("c")),
    }
    assert len(world(ROOT | files).declared) == 2


@pytest.mark.parametrize(
    "entry",
    [
        "https://git.internal.example/me/bases//web?ref=v1",
        "git::https://git.internal.example/me/bases//web",
        "git@git.internal.example:me/bases//web",
        "robot@git.internal.example:me/bases//web",
        "git.internal.example/me/bases//web?ref=v1",
    ],
)
def test_a_remote_base_is_named_without_its_host(entry: str, world: World) -> None:
    facts = world(
        {"a.yaml": application("a", in_folder("web")), "web/kustomization.yaml": f"resources: ['{entry}']\n"},
    )
    (problem,) = facts.problems
    assert problem.message == "remote base me/bases//web belongs to another repository"
    assert [text for one in facts.declared for text in one.unknown] == ["the remote base me/bases//web is not read"]
