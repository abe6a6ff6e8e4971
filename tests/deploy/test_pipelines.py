"""The pipelines and the Dockerfile: pinned, with the least rights, and calling what is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.rendered import DEPLOY
from tools.set_image import set_image

ROOT = DEPLOY.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def workflow(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text())
    return loaded


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_whole_commit_and_says_its_version(path: Path) -> None:
    used = re.findall(r"uses: (.+)", path.read_text())
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []


def test_an_action_has_one_pin() -> None:
    used = {one for path in WORKFLOWS for one in re.findall(r"uses: (\S+)", path.read_text())}
    assert len(used) == len({one.partition("@")[0] for one in used})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_no_rights_and_each_job_names_its_own(path: Path) -> None:
    loaded = workflow(path)
    assert loaded["permissions"] == {}
    for job in loaded["jobs"].values():
        assert job["permissions"]["contents"] in {"read", "write"}
        assert job["timeout-minutes"] <= 60
        assert all(step["with"]["persist-credentials"] is False for step in job["steps"] if "checkout" in str(step))


def test_what_runs_for_a_pull_request_can_write_nothing_and_sees_no_secret() -> None:
    (path,) = (path for path in WORKFLOWS if "pull_request" in workflow(path)[True])
    assert "secrets." not in path.read_text()
    for job in workflow(path)["jobs"].values():
        assert job["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / ".gitlab-ci.yml"], ids=lambda path: path.name)
def test_pipelines_call_targets_that_exist(path: Path) -> None:
    called = {word for line in re.findall(r"(?:run:|-) make (.+)", path.read_text()) for word in line.split()}
    assert called <= TARGETS
    assert called or path.name == "image.yml"


def test_base_images_are_pinned_by_digest() -> None:
    text = (ROOT / "Dockerfile").read_text()
    pins = re.findall(r"^ARG \w+_IMAGE=(.+)", text, re.MULTILINE)
    assert len(pins) == 2
    assert all(re.fullmatch(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}", pin) for pin in pins)
    assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {"${PYTHON_IMAGE}", "${NGINX_IMAGE}", "install"}
    assert re.findall(r"^USER (.+)", text, re.MULTILINE) == ["10101:10101", "10101:10101"]


def test_what_an_image_is_built_from_does_not_hold_what_git_ignores() -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert not {".git", ".venv", ".cache", "tests"} & set(allowed)
    copied = re.findall(r"^COPY ([a-z][\w./-]*)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert [one for one in copied if not any(one.startswith(name) or name.startswith(one) for name in allowed)] == []


DIGEST = f"sha256:{'0123456789abcdef' * 4}"


def test_a_digest_is_written_into_a_kustomization_and_the_rest_stays() -> None:
    text = (DEPLOY / "overlays/live/kustomization.yaml").read_text()
    after = set_image(text, f"kubefolio=registry.example/site@{DIGEST}")
    assert after.partition("images:")[0] == text.partition("images:")[0]
    images = {one["name"]: one for one in yaml.safe_load(after)["images"]}
    assert images["kubefolio"] == {"name": "kubefolio", "newName": "registry.example/site", "digest": DIGEST}
    assert images["git-sync"] == {one["name"]: one for one in yaml.safe_load(text)["images"]}["git-sync"]
    assert set_image(after, f"kubefolio=registry.example/site@{DIGEST}") == after
    assert "resources:" in set_image("resources: [a]\n", f"new=registry.example/new@{DIGEST}")


def test_a_tag_is_no_digest() -> None:
    with pytest.raises(ValueError, match="write name=registry/image@sha256:digest"):
        set_image("", "kubefolio=registry.example/site:latest")
