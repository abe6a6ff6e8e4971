"""The manifests of `deploy/` as kustomize renders them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from tests.real.servers.programs import find_kubectl

DEPLOY = Path(__file__).parents[2] / "deploy"

Manifest: TypeAlias = dict[str, Any]

VARIANTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "image": ("overlays/image", ()),
    "image with an ingress and autoscaling": ("overlays/image", ("ingress", "autoscaling")),
    "live": ("overlays/live", ()),
    "live with cilium": ("overlays/live", ("cilium",)),
    "live with the collector": ("overlays/live", ("collector",)),
    "collector": ("overlays/collector", ()),
    "collector with cilium": ("overlays/collector", ("collector-cilium",)),
    "argocd": ("argocd", ()),
    "argocd with the image updater": ("argocd", ("image-updater",)),
}
"""Name → the folder and the components that are added to it: every component is in one of them."""


def render(name: str, folder: Path) -> list[Manifest]:
    """Return the manifests of a variant; `folder` is for its kustomization, empty or absent."""
    base, components = VARIANTS[name]
    folder.mkdir(parents=True, exist_ok=True)
    kustomization = {
        "resources": [os.path.relpath(DEPLOY / base, folder.resolve())],
        "components": [os.path.relpath(DEPLOY / "components" / one, folder.resolve()) for one in components],
    }
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(kustomization))
    done = subprocess.run(
        [str(find_kubectl()), "kustomize", str(folder), "--load-restrictor=LoadRestrictionsNone"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [one for one in yaml.safe_load_all(done.stdout) if one]


def workloads_of(manifests: list[Manifest]) -> list[Manifest]:
    """Return what makes pods."""
    return [one for one in manifests if one["kind"] in ("Deployment", "CronJob")]


def pod_of(workload: Manifest) -> Manifest:
    """Return the specification of a workload's pods."""
    spec: Manifest = workload["spec"]
    job: Manifest = spec["jobTemplate"]["spec"] if workload["kind"] == "CronJob" else spec
    pod: Manifest = job["template"]["spec"]
    return pod


def containers_of(workload: Manifest) -> list[Manifest]:
    """Return the containers of a workload's pods, those that come first as well."""
    pod = pod_of(workload)
    return [*pod.get("initContainers", []), *pod["containers"]]
