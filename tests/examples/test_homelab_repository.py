"""The example's GitOps repository: it builds, and the world that is recorded is the one it declares."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from examples.homelab.loading import commit_repository
from examples.homelab.world.inventory import load_apps
from examples.homelab.world.objects import build_world
from examples.homelab.world.repository import CLUSTER_SCOPED, GITOPS, read_manifests
from tests.examples.appsets import ROOT, declared_applications, kustomization
from tests.real.conftest import skip_or_fail_without_server
from tests.real.servers.programs import find_kubectl

_FOLDERS = sorted(file.parent.relative_to(ROOT).as_posix() for file in ROOT.rglob("kustomization.yaml"))
_PLAIN = [folder for folder in _FOLDERS if "helmCharts" not in kustomization(folder)]


@pytest.fixture(scope="module", name="kubectl")
def _kubectl() -> str:
    with skip_or_fail_without_server():
        program = find_kubectl()
    return str(program)


def test_every_application_of_the_inventory_is_declared_with_the_same_namespace_wave_set_and_charts() -> None:
    inventory = {app.name: (app.namespace, app.wave, app.set, app.charts, app.path) for app in load_apps()}
    declared = {
        name: (each.namespace, each.wave, each.set, each.charts, each.path)
        for name, each in declared_applications().items()
    }

    assert inventory == declared


def test_the_world_has_an_application_object_for_each_declared_one_and_for_the_root() -> None:
    world = [item for item in build_world("0" * 40) if item["kind"] == "Application"]

    seen = {item["metadata"]["name"]: item["spec"]["destination"]["namespace"] for item in world}

    assert seen == {each.name: each.namespace for each in declared_applications().values()} | {"root": "argocd"}


def test_there_are_between_33_and_36_applications_in_waves_from_crds_to_apps() -> None:
    waves = {each.wave for each in declared_applications().values()}

    assert 33 <= len(declared_applications()) + 1 <= 36
    assert waves == set(range(-3, 6))


@pytest.mark.parametrize("folder", _PLAIN)
def test_kubectl_kustomize_builds_the_folder_and_reads_what_the_world_reads(folder: str, kubectl: str) -> None:
    namespace = kustomization(folder).get("namespace", "")

    built = [item for item in yaml.safe_load_all(_kustomize(kubectl, folder)) if item]

    assert _names(built) == _names(read_manifests(folder, namespace))


@pytest.mark.parametrize("folder", sorted(set(_FOLDERS) - set(_PLAIN)))
def test_folder_with_charts_pins_each_version_and_has_its_files(folder: str) -> None:
    found = kustomization(folder)

    files = [*found.get("resources", ()), *(c["valuesFile"] for c in found["helmCharts"] if "valuesFile" in c)]

    assert all((ROOT / folder / file).is_file() for file in files)
    assert all(re.fullmatch(r"v?\d+\.\d+\.\d+", chart["version"]) for chart in found["helmCharts"])


def test_no_file_of_the_repository_is_left_out_of_every_kustomization() -> None:
    named = {f"{folder}/{file}" for folder in _FOLDERS for file in _files(folder)}
    present = {file.relative_to(ROOT).as_posix() for part in GITOPS for file in (ROOT / part).rglob("*.yaml")}

    assert {file for file in present - named if not file.endswith(("/app.yaml", "/kustomization.yaml"))} == set()


def test_the_repository_holds_no_secret() -> None:
    kinds = {item["kind"] for folder in _FOLDERS for item in read_manifests(folder, "")}

    assert "SealedSecret" in kinds
    assert "Secret" not in kinds


def test_every_image_names_its_registry_and_a_tag_other_than_latest() -> None:
    pods = [item for item in build_world("0" * 40) if item["kind"] == "Pod"]
    images = {each["image"] for pod in pods for each in pod["spec"]["containers"]}

    assert [each for each in sorted(images) if not re.fullmatch(r"[\w.-]+\.[a-z]+/\S+:(?!latest)[\w.-]+", each)] == []


def test_the_same_files_are_always_the_same_commit(tmp_path: Path) -> None:
    first, second = commit_repository(tmp_path / "first"), commit_repository(tmp_path / "second")

    assert first == second
    assert re.fullmatch(r"[0-9a-f]{40}", first)


def _files(folder: str) -> list[str]:
    found = kustomization(folder)
    beside = ["values.yaml"] if folder == "infrastructure/kube-prometheus-stack" else []
    charts = [chart["valuesFile"] for chart in found.get("helmCharts", ()) if "valuesFile" in chart]
    return [*found.get("resources", ()), *charts, *beside]


def _kustomize(kubectl: str, folder: str) -> str:
    command: list[str | Path] = [kubectl, "kustomize", ROOT / folder]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def _names(items: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {
        (
            item["kind"],
            "" if item["kind"] in CLUSTER_SCOPED else item["metadata"].get("namespace", ""),
            item["metadata"]["name"],
        )
        for item in items
    }
