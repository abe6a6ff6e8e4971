"""Argo CD: Applications, app-of-apps, and what their sources render to."""

from __future__ import annotations

from kubefolio.sources.gitops import GitopsFacts
from tests.sources.gitops.conftest import World
from tests.sources.gitops.manifests import DEPLOYMENT, URL, application, in_folder, of_chart


def names(facts: GitopsFacts) -> list[str]:
    return sorted(a.name for a in facts.declared if a.role == "app")


def retired(facts: GitopsFacts) -> list[str]:
    return sorted(a.name for a in facts.retired)


def test_an_application_of_applications_is_told_from_an_application(world: World) -> None:
    facts = world({"root.yaml": application("root", in_folder("apps")), "apps/a.yaml": application("a", of_chart("c"))})
    assert {a.name: (a.role, a.parent) for a in facts.declared} == {
        "root": ("app-of-apps", "bootstrap"),
        "a": ("app", "Application/root"),
    }


def test_a_plain_folder_is_not_read_below_its_first_level(world: World) -> None:
    files = {"root.yaml": application("root", in_folder("apps")), "apps/a.yaml": application("a", of_chart("c"))}
    facts = world(files | {"apps/deep/b.yaml": application("b", of_chart("c"))})
    assert (names(facts), retired(facts)) == (["a"], ["b"])


def test_include_and_exclude_are_argo_cds_globs(world: World) -> None:
    options = ", directory: {recurse: true, include: '*.yaml', exclude: '{*/skip.yaml,old/*}'}"
    files = {f"apps/{path}": application(path[0], of_chart("c")) for path in ("a.yaml", "b/b.yaml", "old/deep/c.yaml")}
    files |= {"apps/b/skip.yaml": application("d", of_chart("c")), "apps/e.yml": application("e", of_chart("c"))}
    files |= {"root.yaml": application("root", in_folder("apps", options))}
    files["apps/old/deep/c.yaml"] = application("c", of_chart("c"))
    assert names(world(files)) == ["a", "b"]


def test_a_root_may_hold_itself(world: World) -> None:
    facts = world(
        {"apps/root.yaml": application("root", in_folder("apps")), "apps/a.yaml": application("a", of_chart("c"))}
    )
    assert [(a.name, a.parent) for a in facts.declared] == [("a", "Application/root"), ("root", "bootstrap")]


def test_a_file_may_ask_not_to_be_rendered(world: World) -> None:
    files = {"root.yaml": application("root", in_folder("apps")), "apps/a.yaml": application("a", of_chart("c"))}
    hidden = "# +argocd:skip-file-rendering\n" + application("b", of_chart("c"))
    assert names(world(files | {"apps/b.yaml": hidden})) == ["a"]


def test_a_retired_folder_is_not_deployed(world: World) -> None:
    files = {"apps/a.yaml": application("a", of_chart("c")), "apps/disabled/b.yaml": application("b", of_chart("c"))}
    facts = world(files | {"examples/c.yaml": application("c", of_chart("c"))})
    assert (names(facts), retired(facts)) == (["a"], ["b", "c"])


def test_applications_in_helm_templates_are_rendered_with_their_values(world: World) -> None:
    template = (
        "{{- range $name, $app := .Values.apps }}\n{{- if $app.enabled }}\n---\n"
        + application("{{ $name }}", 'repoURL: "{{ $.Values.url }}", path: "svc/{{ $name }}", targetRevision: HEAD')
        .replace(
            "name: {{ $name }}", 'name: "{{ $name }}", annotations: {argocd.argoproj.io/sync-wave: "{{ $app.wave }}"}'
        )
        .replace("namespace: web}\n", "namespace: '{{ include \"ns\" $name }}'}\n")
        + "{{- end }}\n{{- end }}\n"
    )
    facts = world(
        {
            "root.yaml": application(
                "root", in_folder("apps", ", helm: {parameters: [{name: apps.b.enabled, value: 'true'}]}")
            ),
            "apps/Chart.yaml": "name: apps\nversion: 0.1.0\n",
            "apps/values.yaml": f"url: {URL}\napps:\n  a: {{enabled: true, wave: -1}}\n"
            "  b: {enabled: false, wave: 2}\n"
            "  c: {enabled: false, wave: 3}\n",
            "apps/templates/_n.tpl": '{{ define "ns" }}{{ . }}-ns{{ end }}',
            "apps/templates/apps.yaml": template,
            "svc/a/web.yaml": DEPLOYMENT,
        }
    )
    assert [(a.name, a.namespace, a.sync_wave) for a in facts.declared if a.role == "app"] == [
        ("a", "a-ns", -1),
        ("b", "b-ns", 2),
    ]
    assert next(a for a in facts.declared if a.name == "a").images == ("nginx:1.25",)


def test_a_helm_template_that_fails_is_named_and_costs_itself_only(world: World) -> None:
    facts = world(
        {
            "root.yaml": application("root", in_folder("apps")),
            "apps/Chart.yaml": "name: apps\nversion: 0.1.0\n",
            "apps/templates/bad.yaml": "{{ .Values.not.there }}",
            "apps/templates/good.yaml": application("a", of_chart("c")),
        }
    )
    assert names(facts) == ["a"]
    assert [(p.file, p.kind_of_problem) for p in facts.problems] == [("apps/templates/bad.yaml", "template")]


def test_an_umbrella_chart_names_the_charts_that_are_switched_on(world: World) -> None:
    chart = (
        "name: web\nversion: 1.0.0\ndependencies:\n"
        "  - {name: redis, version: 1.2.3, repository: 'https://charts.example.org'}\n"
        "  - {name: pg, version: 9, repository: 'https://charts.example.org', condition: pg.enabled}\n"
        "  - {name: lib, version: 1, repository: 'file://../lib'}\n"
    )
    files = {
        "root.yaml": application("web", in_folder("web")),
        "web/Chart.yaml": chart,
        "web/values.yaml": "pg: {enabled: false}",
    }
    assert [(c.name, c.version) for c in world(files).declared[0].charts] == [("redis", "1.2.3")]


def test_several_sources_share_values_by_ref(world: World) -> None:
    sources = (
        f'  sources:\n  - {{repoURL: "{URL}", targetRevision: HEAD, ref: values}}\n'
        '  - {repoURL: ghcr.io/o/charts, chart: c, targetRevision: "1.10", helm: {valueFiles: [$values/v/c.yaml]}}\n'
        f'  - {{repoURL: "{URL}", targetRevision: HEAD, path: extra}}\n'
    )
    text = application("web", "X").replace("  source: {X}\n", sources)
    facts = world({"web.yaml": text, "v/c.yaml": "image: {repository: a/b, tag: 1}\n", "extra/d.yaml": DEPLOYMENT})
    assert facts.declared[0].images == ("a/b:1", "nginx:1.25")
    assert [tuple(map(str, (c.name, c.version, c.repository))) for c in facts.declared[0].charts] == [
        ("c", "1.10", "ghcr.io/o/charts")
    ]
    assert "v/c.yaml" in facts.declared[0].paths


def test_applications_in_the_values_of_the_argocd_apps_chart_are_found(world: World) -> None:
    fields = f'project: p, source: {{repoURL: "{URL}", path: svc}}, destination: {{namespace: n}}'
    values = "{applications: {web: {" + fields + "}}}"
    facts = world(
        {"root.yaml": application("root", of_chart("argocd-apps", more=", helm: {valuesObject: " + values + "}"))}
    )
    assert [(a.name, a.namespace, a.project) for a in facts.declared if a.role == "app"] == [("web", "n", "p")]


def test_another_repository_is_named_as_not_read(world: World) -> None:
    files = {"a.yaml": application("a", in_folder("svc")), "c.yaml": application("c", in_folder("svc"))}
    files["svc/d.yaml"] = DEPLOYMENT
    other = application("b", 'repoURL: "https://git.example.org/you/other", path: svc, targetRevision: HEAD')
    facts = world(files | {"b.yaml": other})
    assert {a.name: (a.images, len(a.unknown)) for a in facts.declared} == {
        "a": (("nginx:1.25",), 0),
        "b": ((), 1),
        "c": (("nginx:1.25",), 0),
    }


def test_user_names_and_passwords_in_addresses_are_not_kept(world: World) -> None:
    source = 'repoURL: "https://me:hunter2@charts.example.org/x", chart: c, targetRevision: "1"'
    assert "hunter2" not in repr(world({"a.yaml": application("a", source)}))


def test_images_follow_what_the_application_lays_over_its_kustomization(world: World) -> None:
    source = in_folder("svc", ", kustomize: {images: ['nginx=ghcr.io/me/nginx:2']}")
    files = {
        "a.yaml": application("a", source),
        "svc/kustomization.yaml": "resources: [d.yaml]",
        "svc/d.yaml": DEPLOYMENT,
    }
    assert world(files).declared[0].images == ("ghcr.io/me/nginx:2",)


def test_a_path_that_is_not_there_is_a_problem_with_file_and_line(world: World) -> None:
    files = {"a.yaml": "# comment\n" + application("a", in_folder("nowhere"))}
    facts = world(files | {"b.yaml": application("b", in_folder("svc/x")), "svc/x/d.yaml": DEPLOYMENT})
    assert [(p.file, p.line, p.kind_of_problem) for p in facts.problems] == [("a.yaml", 2, "not-found")]
