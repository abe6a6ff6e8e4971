"""Measure how long kubefolio takes to read a GitOps repository of a given size, and how much memory.

Usage: python benchmarks/read_gitops.py [FILES]

Makes a repository of about FILES YAML files (4,000 by default) in a temporary folder: applications as folders with
workloads, Helm values and kustomizations, found by a git-directory ApplicationSet; Flux HelmReleases; Argo CD
Applications; and a history of 200 commits. Reads it three times, each in a process of its own: cold, with everything
cached, and with one file changed. Exits with 1 when a figure is beyond the aim (10 s, 1 s, 400 MB).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

COLD_S, WARM_S, MEMORY_MB = 10.0, 1.0, 400
PER_APPLICATION = 8
COMMITS = 200

SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all, namespace: argocd}
spec:
  goTemplate: true
  generators: [{git: {repoURL: "https://git.example.org/me/infra", revision: HEAD, directories: [{path: apps/*}]}}]
  template:
    metadata: {name: "{{ .path.basename }}"}
    spec:
      project: default
      source: {repoURL: "https://git.example.org/me/infra", path: "{{ .path.path }}", targetRevision: HEAD}
      destination: {name: in-cluster, namespace: "{{ .path.basename }}"}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, labels: {app: NAME}}
spec:
  replicas: 2
  template:
    metadata:
      labels: {app: NAME}
    spec:
      containers:
        - name: main
          image: ghcr.io/example/NAME:1.2.3
          env:
ENV
          resources:
            requests: {cpu: 100m, memory: 128Mi}
"""
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: NAME}
spec:
  interval: 1h
  chart: {spec: {chart: NAME, version: 1.2.3, sourceRef: {kind: HelmRepository, name: charts, namespace: flux-system}}}
  values:
VALUES
"""


def manifests(name: str) -> dict[str, str]:
    """Return the files of one application."""
    env = "\n".join(f"            - {{name: SETTING_{n}, value: value {n}}}" for n in range(20))
    values = "\n".join(
        f"    key{n}: {{enabled: true, image: {{repository: ghcr.io/e/{name}, tag: v{n}}}}}" for n in range(12)
    )
    plain = {f"part-{n}.yaml": DEPLOYMENT.replace("ENV", env) for n in range(PER_APPLICATION - 3)}
    resources = "".join(f"  - {file}\n" for file in [*plain, "release.yaml"])
    kustomization = f"kind: Kustomization\nnamespace: {name}\nresources:\n{resources}"
    values_file = f"# values\n{values}\n".replace("    key", "key")
    files = {**plain, "release.yaml": RELEASE.replace("VALUES", values), "kustomization.yaml": kustomization}
    return {path: text.replace("NAME", name) for path, text in {**files, "values.yaml": values_file}.items()}


def git(root: Path, *arguments: str) -> None:
    """Run Git in the repository that is made."""
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org"}
    identity |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
    subprocess.run(["git", "-C", str(root), *arguments], check=True, env=os.environ | identity)


def make(root: Path, files: int) -> None:
    """Write the repository."""
    (root / "root.yaml").write_text(SET)
    names = [f"app-{n:04}" for n in range(files // PER_APPLICATION)]
    for name in names:
        folder = root / "apps" / name
        folder.mkdir(parents=True)
        for file, text in manifests(name).items():
            (folder / file).write_text(text)
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "all")
    for n in range(COMMITS):
        change(root, names[n % len(names)], n)


def change(root: Path, name: str, number: int) -> None:
    """Commit a change of one file."""
    path = root / "apps" / name / "part-0.yaml"
    path.write_text(path.read_text() + f"# {number}\n")
    git(root, "commit", "--quiet", "--all", "--message", f"change {number}")


MEASURE = """
import resource, sys, time
from pathlib import Path
from kubefolio.sources.gitops import GitopsSettings, read
start = time.perf_counter()
facts = read(GitopsSettings(url=sys.argv[1], ref=sys.argv[3] or None), Path(sys.argv[2]))
took = time.perf_counter() - start
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f'{{"seconds": {took:.2f}, "memory_mb": {memory}, "files": {facts.repository.files}, '
      f'"applications": {len(facts.declared)}, "problems": {len(facts.problems)}}}')
"""


def measure(label: str, root: Path, cache: Path, ref: str) -> dict[str, float]:
    """Read the repository in a process of its own and print the figures."""
    command = [sys.executable, "-c", MEASURE, str(root), str(cache), ref]
    figures: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"{label:28}", "  ".join(f"{key} {value}" for key, value in figures.items()))
    return figures


def main(arguments: list[str]) -> int:
    """Make the repository, read it, and hold the figures against the aims."""
    with tempfile.TemporaryDirectory() as temporary:
        root, cache = Path(temporary, "infra"), Path(temporary, "cache")
        root.mkdir()
        make(root, int(arguments[0]) if arguments else 4_000)
        cold = measure("work tree, cold", root, cache, "")
        warm = measure("work tree, unchanged", root, cache, "")
        change(root, "app-0000", COMMITS)
        one = measure("work tree, one file changed", root, cache, "")
        commit = measure("commit, other cache", root, Path(temporary, "other"), "HEAD")
        again = measure("commit, unchanged", root, Path(temporary, "other"), "HEAD")
    slow = max(cold["seconds"], commit["seconds"]) > COLD_S or max(warm["seconds"], again["seconds"]) > WARM_S
    return 1 if slow or max(run["memory_mb"] for run in (cold, warm, one, commit, again)) > MEMORY_MB else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
