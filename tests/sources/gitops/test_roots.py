"""Roots: what a person applied by hand, and what nobody did."""

from __future__ import annotations

import pytest

from kubefolio.sources.gitops import GitopsFacts
from kubefolio.sources.gitops.roots import is_retired_path
from tests.sources.gitops.conftest import World
from tests.sources.gitops.manifests import (
    DEPLOYMENT,
    URL,
    application,
    application_set,
    git_generator,
    in_folder,
    kustomization,
    of_chart,
    release,
)


def apps(facts: GitopsFacts) -> dict[str, str]:
    return {a.name: a.parent for a in facts.declared if a.role == "app"}


@pytest.mark.parametrize(
    ("path", "retired"),
    [
        ("apps/web.yaml", False), ("archive/web.yaml", True), ("apps/_disabled/web.yaml", True),
        ("apps/web.disabled.yaml", True), ("apps-old/web.yaml", True), ("disabled-apps/web.yaml", True),
        ("golden/web.yaml", False), (".github/web.yaml", True), ("examples/web.yaml", True), ("cold/web.yaml", False),
        ("archiver/web.yaml", False),
    ],
)  # fmt: skip
def test_a_name_says_whether_something_is_retired(path: str, *, retired: bool) -> None:
    assert is_retired_path(path) is retired


def test_an_overlay_in_another_folder_says_what_is_applied(world: World) -> None:
    facts = world(
        {
            "base/kustomization.yaml": "resources: [a.yaml]\n",
            "base/a.yaml": application("a", of_chart("c")),
            "clusters/p/kustomization.yaml": "resources: [../../base]\nnamePrefix: p-\n",
        }
    )
    assert apps(facts) == {"p-a": "bootstrap"}


def test_a_leaf_applied_by_hand_beside_a_root_is_deployed(world: World) -> None:
    files = {
        "bootstrap/root.yaml": application("root", in_folder("apps")),
        "apps/a.yaml": application("a", of_chart("c")),
    }
    facts = world(files | {"bootstrap/argocd.yaml": application("argocd", of_chart("argo-cd"))})
    assert apps(facts) == {"a": "Application/root", "argocd": "bootstrap"}


def test_a_chart_of_applications_that_nothing_refers_to_was_applied_by_hand(world: World) -> None:
    stack = application_set(
        f"[{git_generator('directories: [{path: system/*}]')}]",
        name='{{ "{{" }}path.basename{{ "}}" }}',
        path="{{`{{path}}`}}",
    )
    facts = world(
        {
            "bootstrap/root/Chart.yaml": "name: root\nversion: 0.1.0\n",
            "bootstrap/root/values.yaml": f"url: {URL}\n",
            "bootstrap/root/templates/stack.yaml": stack.replace(f'"{URL}"', "{{ .Values.url }}"),
            "system/a/Chart.yaml": "name: a\nversion: 1\ndependencies: [{name: x, version: '2', repository: https://r}]\n",
            "system/b/d.yaml": DEPLOYMENT,
        }
    )
    assert apps(facts) == {"a": "ApplicationSet/all", "b": "ApplicationSet/all"}
    assert [(c.name, c.version) for a in facts.declared for c in a.charts] == [("x", "2")]


def test_a_kustomization_of_the_whole_repository_reads_files_at_its_root(world: World) -> None:
    facts = world({"ks.yaml": kustomization("all", "./"), "a.yaml": release("a"), "deep/b.yaml": release("b")})
    assert apps(facts) == {"a": "Kustomization/all", "b": "Kustomization/all"}


def test_a_flux_kustomization_may_be_in_a_file_called_kustomization_yaml(world: World) -> None:
    files = {"clusters/p/apps/kustomization.yaml": kustomization("apps", "./apps"), "apps/a.yaml": release("a")}
    facts = world(files | {"clusters/p/root.yaml": kustomization("root", "./clusters/p")})
    assert apps(facts) == {"a": "Kustomization/apps"}


def test_patches_are_chosen_by_sets_of_labels(world: World) -> None:
    patch = (
        "  patches:\n    - target: {kind: Kustomization, labelSelector: 'plain notin (true, yes), team in (a)'}\n"
        "      patch: |\n        - {op: add, path: /spec/targetNamespace, value: patched}\n"
    )
    labels = "name: {}, labels: {{team: a{}}}"
    files = {
        "root.yaml": kustomization("root", "./ks", patch),
        "ks/one.yaml": kustomization("x", "./one").replace("name: x", labels.format("one", "")),
        "ks/two.yaml": kustomization("x", "./two").replace("name: x", labels.format("two", ", plain: 'true'")),
        "one/a.yaml": release("a"),
        "two/b.yaml": release("b"),
    }
    assert {a.name: a.namespace for a in world(files).declared if a.role == "app"} == {"a": "patched", "b": "web"}


def test_a_resource_set_makes_an_object_for_each_of_its_inputs(world: World) -> None:
    resource_set = """\
apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: tenants, namespace: flux-system}
spec:
  inputs: [{tenant: a}, {tenant: b}]
  resources:
    - apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata: {name: web-<< inputs.tenant >>, namespace: << inputs.tenant | quote >>}
      spec: {chart: {spec: {chart: web, version: "1", sourceRef: {kind: HelmRepository, name: r}}}}
""".replace("<< inputs.tenant | quote >>", "<< inputs.tenant >>")
    facts = world({"root.yaml": kustomization("root", "./sets"), "sets/s.yaml": resource_set})
    assert apps(facts) == {"web-a": "Kustomization/root", "web-b": "Kustomization/root"}


def test_an_entry_point_may_be_a_file(world: World) -> None:
    files = {f"{name}.yaml": application(name, of_chart("c")) for name in ("a", "b")}
    facts = world(files, path="a.yaml")
    assert (apps(facts), [a.name for a in facts.retired]) == ({"a": "bootstrap"}, ["b"])
