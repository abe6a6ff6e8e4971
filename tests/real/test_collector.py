"""The collector's job as its manifest has it: what its containers run, on a real API server and a real repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from kubefolio.facts.snapshot import read_snapshot
from tests.deploy.rendered import DEPLOY, Manifest, containers_of, pod_of, render
from tests.real.conftest import StartFaultyHttp, skip_or_fail_without_server
from tests.real.servers import faults
from tests.real.servers.apiserver import running_apiserver
from tests.real.servers.faults import Answer
from tests.real.servers.kubeclient import ApiServer
from tests.real.test_fleet import APPLICATIONS, HOSTS, QUIET, objects

GUIDE = (DEPLOY.parent / "docs/guide/how-to/clusters.md").read_text("utf-8")
BRANCH = "refs/heads/snapshots/edge"
UID = 10101
CRDS, ONLY = ("argo-cd",), ("applications.argoproj.io",)
OWN = ("Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding")
"""The manifests that a container needs to find in the cluster."""


@dataclass(frozen=True)
class Pod:
    """What runs in the job's pod, with a folder of this machine for each of its volumes."""

    job: Manifest
    settings: dict[str, str]
    """What the job's ConfigMap puts into the environment, with the address of the test's repository."""
    folder: Path
    kubeconfig: Path

    def run(self, name: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a container as its manifest says; as root on this machine, with the pod's user and groups for Git."""
        (container,) = (one for one in containers_of(self.job) if one["name"] == name)
        mounts = {mount["mountPath"]: str(self.folder / mount["name"]) for mount in container["volumeMounts"]}
        given = {"HOME": "/tmp"} | {one["name"]: one["value"] for one in container.get("env", [])}
        others = self.settings if "envFrom" in container else {"KUBECONFIG": str(self.kubeconfig)}
        program = [] if "command" in container else [sys.executable, "-m", "kubefolio"]
        places = re.compile(rf"(?<!\w)({'|'.join(sorted(mounts, key=len, reverse=True))})(?![\w.-])")
        words = [*container.get("command", []), *container["args"]]
        here = [*program, *(places.sub(lambda found: mounts[found[1]], text) for text in words)]
        environment = {key: places.sub(lambda found: mounts[found[1]], text) for key, text in given.items()}
        return subprocess.run(
            here,
            cwd=mounts["/tmp"],
            env={"PATH": os.environ["PATH"], "TMPDIR": mounts["/tmp"], **environment, **others, **settings},
            capture_output=True,
            text=True,
            check=False,
            **({"user": UID, "group": UID, "extra_groups": []} if name == "push" and os.geteuid() == 0 else {}),
        )

    def git(self, *arguments: str) -> str:
        """Ask the repository to which snapshots are pushed."""
        command = ["git", "-c", "safe.directory=*", "-C", str(self.folder / "repository.git"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module", name="server")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    folder = tmp_path_factory.mktemp("apiserver")
    with skip_or_fail_without_server(), running_apiserver(folder, audit=False, crds=CRDS, only=ONLY) as server:
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "argocd"}}
        server.create_many([namespace, *objects("edge")])
        yield server


@pytest.fixture(scope="module", name="pod")
def _pod(server: ApiServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pod]:
    """Make the account with its rights, a repository, and a folder for each volume, as the kubelet gives them away."""
    manifests = render("collector", tmp_path_factory.mktemp("variant"))
    own = [one for one in manifests if one["kind"] in OWN]
    server.kubectl("apply", "-f", "-", stdin=yaml.safe_dump_all(own))
    (job,) = (one for one in manifests if one["kind"] == "CronJob")
    maps = {one["metadata"]["name"]: one["data"] for one in manifests if one["kind"] == "ConfigMap"}
    options = next(data for data in maps.values() if "mkdocs.yml" in data)
    settings = next(data for data in maps.values() if "CLUSTER" in data)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for volume in pod_of(job)["volumes"]:
            (folder / volume["name"]).mkdir()
            if os.geteuid() == 0 and "emptyDir" in volume:
                os.chown(folder / volume["name"], 0, UID)
                (folder / volume["name"]).chmod(0o2777)
        (folder / "aliases/key").write_text("k" * 32)
        (folder / "git/username").write_text("robot")
        (folder / "git/password").write_text("s3cr3t")
        (folder / "options/mkdocs.yml").write_text(only_the_cluster(options["mkdocs.yml"]))
        repository = folder / "repository.git"
        subprocess.run(["git", "init", "--quiet", "--bare", repository], check=True)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{UID}:{UID}", repository], check=True)
        account = server.kubeconfig_for("kubefolio/kubefolio-collector")
        yield Pod(job, settings | {"REPOSITORY": f"file://{repository}"}, folder, account)


def only_the_cluster(text: str) -> str:
    """Return the collector's options without the sources whose servers are not here."""
    options = yaml.safe_load(text)
    (facts,) = (one["kubefolio/facts"] for one in options["plugins"])
    assert facts["sources"].keys() == {"kubernetes", "gitops", "prometheus"}
    facts["sources"] = {"kubernetes": facts["sources"]["kubernetes"]}
    return yaml.safe_dump(options)


@pytest.fixture(scope="module", name="pushed")
def _pushed(pod: Pod) -> tuple[str, str]:
    """Return the commit after a run of the job, and what both containers said."""
    said = [pod.run(name) for name in ("collect", "push")]
    assert [one.returncode for one in said] == [0, 0], [one.stderr for one in said]
    return pod.git("rev-parse", BRANCH), "".join(one.stdout + one.stderr for one in said)


def test_the_job_pushes_one_commit_with_the_redacted_snapshot(pod: Pod, pushed: tuple[str, str]) -> None:
    assert pod.git("rev-list", "--count", BRANCH) == "1\n"
    assert pod.git("ls-tree", "--name-only", BRANCH) == "snapshot.json\n"
    assert pod.git("log", "--format=%an: %s", BRANCH) == "kubefolio: facts of edge\n"
    snapshot = pod.git("show", f"{BRANCH}:snapshot.json")
    assert {name for name in APPLICATIONS["edge"] if f'"{name}"' in snapshot} == set(APPLICATIONS["edge"])
    assert HOSTS["edge"] not in snapshot
    assert "edge-node-0" not in snapshot
    assert not re.search("s3cr3t|k{32}", pushed[1])


def test_what_was_pushed_is_not_pushed_again(pod: Pod, pushed: tuple[str, str]) -> None:
    again = pod.run("push")
    assert (again.returncode, again.stderr) == (0, "Everything up-to-date\n")
    assert pod.git("rev-parse", BRANCH) == pushed[0]


def test_a_source_that_fails_leaves_what_was_pushed(pod: Pod, pushed: tuple[str, str]) -> None:
    failed = pod.run("collect", KUBECONFIG=str(pod.folder / "none.yaml"))
    assert failed.returncode != 0
    assert pod.git("rev-parse", BRANCH) == pushed[0]


def test_git_gets_the_password_when_the_server_asks(
    pod: Pod, pushed: tuple[str, str], start_faulty_http: StartFaultyHttp
) -> None:
    server = start_faulty_http({"": Answer(404, b"")})
    challenge = (("WWW-Authenticate", 'Basic realm="git"'),)
    server.faults.set("info/refs", faults.reply(Answer(401, b"", challenge)))
    refused = pod.run("push", REPOSITORY=f"{server.url}/me/snapshots")
    sent = [request.headers.get("authorization") for request in server.faults.requests]
    assert sent == [None, "Basic " + b64encode(b"robot:s3cr3t").decode()]
    assert refused.returncode != 0
    assert "s3cr3t" not in refused.stdout + refused.stderr
    assert pushed[0]


def test_a_site_built_from_the_branch_shows_the_cluster_as_it_is_now(
    pod: Pod, pushed: tuple[str, str], server: ApiServer, tmp_path: Path
) -> None:
    """With the commands of the guide, in a clone as a pipeline has it."""
    fetch = re.search(r"```bash\n(git fetch .*?)mkdocs build\n```", GUIDE, re.DOTALL)
    assert fetch
    server.create_many([next(one for one in objects("lab") if one["kind"] == "Application")])
    assert [pod.run(name).returncode for name in ("collect", "push")] == [0, 0]
    assert pod.git("rev-list", "--count", BRANCH) == "1\n"
    assert pod.git("rev-parse", BRANCH) != pushed[0]

    config = tmp_path / "gitconfig"
    config.write_text("[safe]\ndirectory = *\n")
    environment = {**os.environ, **QUIET, "GIT_CONFIG_GLOBAL": str(config), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    run_shell(f"git clone --quiet file://{pod.folder}/repository.git .", tmp_path / "clone", environment)
    write_site(tmp_path / "clone")
    build = f"{fetch[1]}{sys.executable} -m mkdocs build --strict --quiet".replace("in home edge;", "in edge;")
    run_shell(build, tmp_path / "clone", environment)

    site = tmp_path / "clone/site/clusters/edge"
    collected = read_snapshot(pod.folder / "snapshot/snapshot.json")
    assert f"{collected.observed_at:%H:%M} UTC" in (site / "index.html").read_text("utf-8")
    pages = {path.name for path in (site / "applications").iterdir() if path.is_dir()}
    assert pages == {*APPLICATIONS["edge"], *APPLICATIONS["lab"]}


def run_shell(script: str, folder: Path, environment: dict[str, str]) -> None:
    """Run a script in a folder."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["sh", "-euc", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def write_site(folder: Path) -> None:
    """Write a site of the one cluster that the branch is about."""
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text("# Home\n")
    plugins = [{"kubefolio/facts": {"clusters": {"edge": {"snapshot": "snapshots/edge.json"}}}}, "kubefolio/pages"]
    site = {"site_name": "fleet", "theme": {"name": "material", "font": False}}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(site | {"plugins": [*plugins, "kubefolio/gate"]}))
