"""Worlds with anything anywhere: reading them ends, in time, and says what is wrong as data."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kubefolio.sources.gitops import GitopsSettings, read, yaml_values
from tests.sources.gitops.conftest import write
from tests.sources.gitops.manifests import (
    DEPLOYMENT,
    HELM_REPOSITORY,
    application,
    application_set,
    git_generator,
    in_folder,
    kustomization,
    of_chart,
    release,
)

GIT = git_generator("directories: [{path: apps/*}], values: {a: '{{path.basename}}'}")
PLAIN = git_generator("directories: [{path: apps/*}]")
TEXTS = {
    "root.yaml": application("root", in_folder("apps/a", ", directory: {recurse: true, exclude: 'x*'}")),
    "helm.yaml": application(
        "h", of_chart("argocd-apps", more=", helm: {values: 'a: b', parameters: [{name: a.b, value: c}]}")
    ),
    "over.yaml": application("o", in_folder("apps/b", ", kustomize: {images: ['a=b:c'], patches: [{patch: 'a: b'}]}")),
    "set.yaml": application_set(f"[{{matrix: {{generators: [{GIT}, {{list: {{elements: [{{name: a}}]}}}}]}}}}]"),
    "go.yaml": application_set(
        f"[{PLAIN}]",
        go=True,
        name="{{ .path.basename }}",
        path="{{ .path.path }}",
        more="  templatePatch: 'spec: {a: b}'\n",
    ),
    "ks.yaml": kustomization(
        "k", "./apps", "  postBuild: {substitute: {a: b}, substituteFrom: [{kind: ConfigMap, name: c}]}\n"
    ),
    "apps/a/kustomization.yaml": "resources: [d.yaml, ../b]\npatches: [{target: {kind: D.*}, path: p.yaml}]\n"
    "images: [{name: nginx, newTag: '1'}]\nhelmCharts: [{name: c, version: '1', repo: r, valuesInline: {a: b}}]\n"
    "configMapGenerator: [{name: c, literals: [a=b]}]\nlabels: [{pairs: {a: b}}]\n",
    "apps/a/d.yaml": DEPLOYMENT,
    "apps/a/p.yaml": "[{op: replace, path: /metadata/name, value: x}]\n",
    "apps/b/kustomization.yaml": "resources: [r.yaml, s.yaml]\nnamespace: n\ncommonAnnotations: {a: b}\n",
    "apps/b/r.yaml": release(
        "r", more="  values: {image: {repository: a/b, tag: c}}\n  valuesFrom: [{kind: ConfigMap, name: c}]\n"
    ),
    "apps/b/s.yaml": HELM_REPOSITORY,
    "apps/c/Chart.yaml": "name: c\nversion: 1.0.0\n"
    "dependencies: [{name: d, version: '1', repository: r, condition: d.e}]\n",
    "apps/c/values.yaml": "d: {e: true}\ntags: {f: true}\n",
    "apps/c/templates/t.yaml": DEPLOYMENT + "# {{ .Values.d.e }}\n",
}
WORLD = {path: text if "templates" in path else yaml_values.parse(text) for path, text in TEXTS.items()}
STRANGE = ["../..", "/", ".", "{{", "{{ .x }}", "${A}", "*" * 50, "[", "a" * 9999]
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.just([]), st.just({}), st.just([[]]),
    st.just([{}]), st.just([None, 1, "x"]), st.just({"": None}), st.sampled_from(STRANGE),
)  # fmt: skip


def places(
    value: Any,  # noqa: ANN401 - any plain value
    path: tuple[Any, ...] = (),
) -> list[tuple[Any, ...]]:
    found = [path]
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += places(item, (*path, key))
    return found


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:  # noqa: ANN401 - any plain value
    if not path:
        return new
    if isinstance(value, dict):
        return {k: replaced(v, path[1:], new) if k == path[0] else v for k, v in value.items()}
    return [replaced(v, path[1:], new) if n == path[0] else v for n, v in enumerate(value)]


PLACES = [
    (file, place) for file, value in sorted(WORLD.items()) if not isinstance(value, str) for place in places(value)
]


@settings(max_examples=250, deadline=5_000, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLACES), ODD), min_size=1, max_size=3))
def test_any_value_anywhere_is_read_without_an_error(changes: list[tuple[tuple[str, tuple[Any, ...]], Any]]) -> None:
    bodies: dict[str, Any] = dict(WORLD)
    for (file, place), new in changes:
        if place in places(bodies[file]):
            bodies[file] = replaced(bodies[file], place, new)
    files = {path: body if isinstance(body, str) else json.dumps(body) for path, body in bodies.items()}
    with tempfile.TemporaryDirectory() as folder:
        facts = read(GitopsSettings(url=str(write(Path(folder), files))), None)
    assert all(problem.message for problem in facts.problems)


def test_the_world_itself_is_read_in_full() -> None:
    files = {path: body if isinstance(body, str) else json.dumps(body) for path, body in WORLD.items()}
    with tempfile.TemporaryDirectory() as folder:
        facts = read(GitopsSettings(url=str(write(Path(folder), files))), None)
    assert {a.name for a in facts.declared} == {"root", "h", "o", "k", "r", "a", "b", "c"}
