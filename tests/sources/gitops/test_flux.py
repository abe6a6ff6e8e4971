"""Flux: from the entry point down, with charts, substitution, and what is not reached."""

from __future__ import annotations

from kubefolio.sources.gitops import GitopsFacts
from tests.sources.gitops.conftest import World
from tests.sources.gitops.manifests import DEPLOYMENT, HELM_REPOSITORY, kustomization, release


def releases(facts: GitopsFacts) -> dict[str, str]:
    return {a.name: a.namespace for a in facts.declared if a.role == "app"}


def test_only_what_the_entry_point_reaches_is_deployed(world: World) -> None:
    files = {
        "clusters/p/apps.yaml": kustomization("apps", "./apps"),
        "clusters/q/apps.yaml": kustomization("other", "./other"),
        "apps/kustomization.yaml": "resources: [a.yaml]\nnamespace: n\n",
        "apps/a.yaml": release("a"),
        "apps/b.yaml": release("b"),
        "other/c.yaml": release("c"),
    }
    facts = world(files, path="clusters/p")
    assert releases(facts) == {"a": "n"}
    assert sorted(a.name for a in facts.retired) == ["b", "c", "other"]
    assert releases(world(files)) == {"a": "n", "c": "web"}


def test_a_folder_without_kustomization_file_is_read_with_folders_that_have_one(world: World) -> None:
    facts = world(
        {
            "k.yaml": kustomization("apps", "./apps"),
            "apps/a.yaml": release("a"),
            "apps/deep/b.yaml": release("b"),
            "apps/built/kustomization.yaml": "resources: [c.yaml]\nnamespace: n\n",
            "apps/built/c.yaml": release("c"),
            "apps/built/d.yaml": release("d"),
            "apps/ignored/e.yaml": release("e"),
            ".sourceignore": "apps/ignored/\n",
        }
    )
    assert releases(facts) == {"a": "web", "b": "web", "c": "n"}


def test_the_target_namespace_of_a_kustomization_wins(world: World) -> None:
    files = {
        "k.yaml": kustomization("apps", "./apps", "  targetNamespace: n\n"),
        "apps/a.yaml": release("a", namespace=""),
    }
    assert releases(world(files)) == {"a": "n"}
    assert releases(world({"apps/a.yaml": release("a", more="  targetNamespace: m\n")})) == {"a": "m"}


def test_a_chart_in_an_oci_repository_takes_its_name_from_the_address(world: World) -> None:
    oci = (
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: x}\n"
        "spec: {url: 'oci://ghcr.io/o/charts/web-chart', ref: {tag: 1.2.3}}\n"
    )
    text = (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\n"
        "spec: {chartRef: {kind: OCIRepository, name: x}}\n"
    )
    files = {
        "k.yaml": kustomization("apps", "./apps", "  targetNamespace: n\n"),
        "apps/a.yaml": text,
        "apps/o.yaml": oci,
    }
    facts = world(files)
    found = next(a for a in facts.declared if a.name == "a")
    assert [tuple(map(str, (c.name, c.version, c.repository))) for c in found.charts] == [
        ("web-chart", "1.2.3", "oci://ghcr.io/o/charts/web-chart")
    ]
    assert "apps/o.yaml" in found.paths


def test_a_chart_of_a_helm_repository_gets_its_address_without_credentials(world: World) -> None:
    facts = world(
        {"k.yaml": kustomization("apps", "./apps"), "apps/a.yaml": release("a"), "repos/r.yaml": HELM_REPOSITORY}
    )
    found = next(a for a in facts.declared if a.name == "a")
    assert found.charts[0].repository == "https://charts.example.org/stable"


def test_a_chart_in_the_repository_is_read(world: World) -> None:
    text = (
        release("a")
        .replace("chart: web", "chart: ./charts/web")
        .replace("HelmRepository, name: charts", "GitRepository, name: flux-system")
    )
    files = {
        "k.yaml": kustomization("apps", "./apps"),
        "apps/a.yaml": text,
        "charts/web/Chart.yaml": "name: web\nversion: 3.2.1\n",
    }
    facts = world(files | {"charts/web/templates/d.yaml": DEPLOYMENT})
    found = next(a for a in facts.declared if a.name == "a")
    assert ([(c.name, c.version) for c in found.charts], found.images) == ([("web", "3.2.1")], ("nginx:1.25",))


def test_variables_are_put_in_and_unknown_ones_are_named(world: World) -> None:
    post = (
        "  postBuild:\n    substitute: {VERSION: 2.0.0}\n"
        "    substituteFrom: [{kind: ConfigMap, name: vars}, {kind: Secret, name: hidden}]\n"
    )
    variables = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars, namespace: flux-system}\ndata: {NS: web-ns}\n"
    files = {
        "k.yaml": kustomization("apps", "./apps", post),
        "vars.yaml": variables,
        "apps/a.yaml": release("a", version="${VERSION}", more='  targetNamespace: "${NS}"\n'),
        "apps/b.yaml": release("b", more='  targetNamespace: "${HIDDEN}"\n'),
    }
    found = {a.name: a for a in world(files).declared}
    assert (found["a"].namespace, found["a"].charts[0].version, found["a"].unknown[:1]) == (
        "web-ns",
        "2.0.0",
        ("the source object of its chart is not in the repository",),
    )
    assert "the variable HIDDEN is set outside of the repository" in found["b"].unknown


def test_a_suspended_release_is_still_deployed(world: World) -> None:
    facts = world({"apps/a.yaml": release("a", more="  suspend: true\n")})
    assert [(a.name, a.suspended) for a in facts.declared] == [("a", True)]


def test_a_parents_patches_reach_its_children(world: World) -> None:
    patch = (
        "  patches:\n    - target: {kind: HelmRelease, name: 'a.*'}\n      patch: |\n"
        "        - {op: replace, path: /spec/chart/spec/version, value: 9.9.9}\n"
        "    - patch: |\n        apiVersion: helm.toolkit.fluxcd.io/v2\n        kind: HelmRelease\n"
        "        metadata: {name: b}\n        $patch: delete\n"
    )
    files = {
        "k.yaml": kustomization("apps", "./apps", patch),
        "apps/a.yaml": release("a1"),
        "apps/b.yaml": release("b"),
    }
    facts = world(files)
    assert [(a.name, a.charts[0].version) for a in facts.declared if a.role == "app"] == [("a1", "9.9.9")]


def test_a_flux_instance_is_an_entry_point(world: World) -> None:
    instance = (
        "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\n"
        "spec: {sync: {kind: GitRepository, url: 'https://git.example.org/me/infra', path: clusters/p}}\n"
    )
    assert releases(world({"f.yaml": instance, "clusters/p/a.yaml": release("a")})) == {"a": "web"}


def test_steps_follow_what_depends_on_what(world: World) -> None:
    files = {
        "c/kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
        "c/a.yaml": kustomization("first", "./one"),
        "c/b.yaml": kustomization("second", "./two", "  dependsOn: [{name: first}]\n"),
        "root.yaml": kustomization("root", "./c"),
        "one/a.yaml": release("a"),
        "two/b.yaml": release("b"),
    }
    steps = [(s.parent, s.position, s.applications) for s in world(files).order]
    assert steps == [("Kustomization/root", 0, ("first",)), ("Kustomization/root", 1, ("second",))]


def test_values_come_from_the_files_of_a_config_map_generator(world: World) -> None:
    facts = world(
        {
            "k.yaml": kustomization("apps", "./apps"),
            "apps/kustomization.yaml": "resources: [a.yaml]\nnamespace: web\n"
            "configMapGenerator: [{name: a-values, files: [values.yaml=./helm.yaml]}]\n",
            "apps/a.yaml": release("a", more="  valuesFrom: [{kind: ConfigMap, name: a-values}]\n"),
            "apps/helm.yaml": "image: {repository: ghcr.io/o/web, tag: v7}\n",
        }
    )
    found = next(a for a in facts.declared if a.name == "a")
    assert found.images == ("ghcr.io/o/web:v7",)
