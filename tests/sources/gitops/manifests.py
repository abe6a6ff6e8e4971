"""Manifests that many tests use."""

from __future__ import annotations

URL = "https://git.example.org/me/infra"
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web, image: "nginx:1.25"}]}}}
"""
HELM_REPOSITORY = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: flux-system}
spec: {url: "https://user:secret@charts.example.org/stable"}
"""


def application(name: str, source: str, *, namespace: str = "web", metadata: str = "") -> str:
    """Return an Application; the source is a flow mapping without its braces."""
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd{metadata}}}
spec:
  project: default
  source: {{{source}}}
  destination: {{server: "https://kubernetes.default.svc", namespace: {namespace}}}
"""


def in_folder(path: str, more: str = "") -> str:
    """Return a source in this repository."""
    return f'repoURL: "{URL}", targetRevision: HEAD, path: {path}{more}'


def of_chart(name: str, version: str = "1.0.0", more: str = "") -> str:
    """Return a source in a chart repository."""
    return f'repoURL: "https://charts.example.org", chart: {name}, targetRevision: "{version}"{more}'


def application_set(
    generators: str, *, go: bool = False, name: str = "{{name}}", path: str = "apps/{{name}}", more: str = ""
) -> str:
    """Return an ApplicationSet; the generators are a flow sequence."""
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: all, namespace: argocd}}
spec:
  goTemplate: {str(go).lower()}
  goTemplateOptions: ["missingkey=error"]
  generators: {generators}
  template:
    metadata: {{name: '{name}'}}
    spec:
      project: default
      source: {{repoURL: "{URL}", targetRevision: HEAD, path: '{path}'}}
      destination: {{name: in-cluster, namespace: web}}
{more}"""


def git_generator(rest: str) -> str:
    """Return a git generator of this repository."""
    return f'{{git: {{repoURL: "{URL}", revision: HEAD, {rest}}}}}'


def kustomization(name: str, path: str, more: str = "") -> str:
    """Return a Flux Kustomization; more is block YAML below spec, two spaces deep."""
    return f"""\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {name}, namespace: flux-system}}
spec:
  path: {path}
  sourceRef: {{kind: GitRepository, name: flux-system}}
{more}"""


def release(name: str, *, namespace: str = "web", version: str = "1.0.0", more: str = "") -> str:
    """Return a HelmRelease; more is block YAML below spec, two spaces deep."""
    return f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: {name}{f", namespace: {namespace}" if namespace else ""}}}
spec:
  chart:
    spec:
      chart: web
      version: "{version}"
      sourceRef: {{kind: HelmRepository, name: charts, namespace: flux-system}}
{more}"""
