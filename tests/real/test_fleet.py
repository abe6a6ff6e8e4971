"""Three real API servers and one site: one answers, one pushed a snapshot before it went down, one is down without."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from kubefolio.facts.snapshot import read_snapshot, write_snapshot
from tests.real.conftest import skip_or_fail_without_server
from tests.real.servers.apiserver import running_apiserver
from tests.real.servers.kubeclient import ApiServer
from tests.views.inert import take_apart

APPLICATIONS = {"home": ("blog", "wiki", "mail"), "edge": ("cache", "proxy"), "lab": ("trial",)}
HOSTS = {"home": "vault.home.internal", "edge": "proxy.edge.internal", "lab": "trial.lab.internal"}
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "KUBEFOLIO_ALIAS_KEY": "k" * 32}
PAGE = """# Home

All: {{ measure("nodes.total") }}. At home: {{ measure("home/applications.total") }}.
Names: {% for one in clusters.home.nodes %}{{ one.name }} {% endfor %}

{{ claim("at-home") }} {{ claim("everywhere") }}
"""
CLAIMS = """
- {id: at-home, says: three applications at home, measure: home/applications.total, expect: "== 3"}
- {id: everywhere, says: six applications, measure: applications.total, expect: "== 6"}
"""


def objects(cluster: str) -> Iterator[dict[str, Any]]:
    """Yield what is in a cluster: applications, an ingress with a private host, and nodes, one more in each."""
    for index, name in enumerate(APPLICATIONS[cluster]):
        yield {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Application",
            "metadata": {"name": name, "namespace": "argocd"},
            "spec": {
                "project": "default",
                "source": {"repoURL": "https://github.com/example/infra", "path": name},
                "destination": {"server": "https://kubernetes.default.svc", "namespace": name},
            },
            "status": {"health": {"status": "Healthy"}, "sync": {"status": "Synced"}},
        }
        address = {"type": "InternalIP", "address": f"10.{len(cluster)}.7.{index + 1}"}
        yield {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": f"{cluster}-node-{index}"},
            "status": {"addresses": [address], "conditions": [{"type": "Ready", "status": "True"}]},
        }
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    rule = {"host": HOSTS[cluster], "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}
    yield {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "in", "namespace": "argocd"},
        "spec": {"rules": [rule]},
    }


@dataclass(frozen=True)
class Built:
    """A site, what its build said, and the servers that were there."""

    folder: Path
    said: str
    home: ApiServer

    def text(self, page: str) -> str:
        """Return what a visitor reads of a page."""
        html = (self.folder / "site" / page / "index.html").read_text("utf-8")
        return re.sub(r"\s+", " ", take_apart(html.partition("<article")[2].partition("</article>")[0]).text)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("fleet")
    with ExitStack() as stack, ExitStack() as going:
        servers = {}
        for name in APPLICATIONS:
            with skip_or_fail_without_server():
                server = running_apiserver(tmp_path_factory.mktemp(name), audit=False, crds=("argo-cd",))
                servers[name] = (stack if name == "home" else going).enter_context(server)
            servers[name].create_many(
                [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "argocd"}}, *objects(name)]
            )
        write_site(folder, {name: str(server.kubeconfig) for name, server in servers.items()})
        collect = ("-m", "kubefolio", "collect", "--cluster", "edge", "--edition", "public")
        run(folder, *collect, "-o", "snapshots/edge.json")
        going.close()
        yield Built(folder, run(folder, "-m", "mkdocs", "build"), servers["home"])


def write_site(folder: Path, kubeconfigs: dict[str, str]) -> None:
    (folder / "docs").mkdir()
    (folder / "snapshots").mkdir()
    (folder / "docs/index.md").write_text(PAGE)
    (folder / "claims.yml").write_text(CLAIMS)
    clusters: dict[str, dict[str, Any]] = {
        name: {"sources": {"kubernetes": {"kubeconfig": file}}} for name, file in kubeconfigs.items()
    }
    clusters["edge"]["snapshot"] = "snapshots/edge.json"
    plugins = [
        *("search", {"kubefolio/facts": {"clusters": clusters}}, "kubefolio/claims", "kubefolio/pages"),
        *({"macros": {"on_undefined": "strict", "on_error_fail": True}}, "kubefolio/gate"),
    ]
    site = {"site_name": "fleet", "theme": {"name": "material", "font": False}, "plugins": plugins}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(site, sort_keys=False))


def run(folder: Path, *arguments: str, code: int = 0) -> str:
    """Run Python with these arguments in a folder; return all that it said."""
    environment = {**os.environ, **QUIET, "XDG_DATA_HOME": str(folder / "data"), "XDG_CACHE_HOME": str(folder / "c")}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr[-2000:]
    return done.stdout + done.stderr


def test_each_cluster_has_the_pages_of_its_own_applications(built: Built) -> None:
    for name in ("home", "edge"):
        found = {path.name for path in (built.folder / f"site/clusters/{name}/applications").iterdir() if path.is_dir()}
        assert found == set(APPLICATIONS[name])
        assert f"Applications ({name})" in built.text(f"clusters/{name}/applications")
    assert not [path for path in (built.folder / "site/clusters/lab/applications").iterdir() if path.is_dir()]


def test_what_is_down_says_so_and_the_rest_is_there(built: Built) -> None:
    overview = built.text("clusters")
    assert re.search(r"home.?Live", overview)
    assert re.search(r"lab.?Could not be read", overview)
    assert "the cluster's API server could not be asked" in overview
    assert "not measured" in built.text("clusters/lab/applications")
    assert "lab: the cluster's API server could not be asked" in built.said


def test_the_snapshot_of_a_cluster_that_is_down_stands_in_with_its_time(built: Built) -> None:
    at = read_snapshot(built.folder / "snapshots/edge.json").observed_at
    assert at
    assert re.search(r"edge.?Down, its snapshot stands in", built.text("clusters"))
    notice = "The live kubernetes source could not be read; facts of"
    assert f"{notice} {at.day} {at:%b %Y, %H:%M} UTC from the last snapshot stand in" in built.text(
        "clusters/edge/applications"
    )
    assert f"edge: {notice}" in built.text("")
    assert notice not in built.text("clusters/home/applications")


def test_a_sum_never_counts_a_cluster_that_could_not_be_read_as_zero(built: Built) -> None:
    facts = {one["id"]: one for one in json.loads((built.folder / "site/facts.json").read_bytes())["measures"]}
    assert facts["applications.total"]["value"] is None
    assert facts["applications.total"]["missing"].startswith("At least 5, in 2 of 3 clusters. lab: ")
    assert facts["nodes.total"]["missing"].startswith("At least 5, in 2 of 3 clusters.")
    assert "All: not measured. At home: 3." in built.text("")


def test_each_cluster_counts_what_kubectl_counts(built: Built) -> None:
    counted = built.home.kubectl("get", "applications,nodes,namespaces", "-A", "-o", "name").split()
    found = json.loads((built.folder / "site/clusters/home/facts.json").read_bytes())["measures"]
    values = {one["id"]: one["value"] for one in found}
    assert values["nodes.total"] == sum(one.startswith("node/") for one in counted) == 3
    assert values["namespaces.total"] == sum(one.startswith("namespace/") for one in counted)
    assert values["applications.total"] == sum(one.startswith("application") for one in counted)


def test_claims_are_about_a_cluster_or_about_all(built: Built) -> None:
    evidence = json.loads((built.folder / "site/evidence.json").read_bytes())["claims"]
    assert {one["id"]: one["verdict"] for one in evidence} == {"at-home": "holds", "everywhere": "cannot-tell"}
    assert "three applications at home" in built.text("clusters/home/evidence")
    assert "three applications at home" not in built.text("clusters/edge/evidence")


def test_no_private_value_of_any_cluster_is_in_the_site(built: Built) -> None:
    files = [path for path in (built.folder / "site").rglob("*") if path.is_file()]
    private = [*HOSTS.values(), "10.4.7.1", "home-node-0", "edge-node-0"]
    assert len(files) > 100
    assert [(path.name, one) for path in files for one in private if one.encode() in path.read_bytes()] == []
    assert "the gate found nothing private" in built.said


def test_the_gate_knows_the_values_of_every_cluster(built: Built) -> None:
    page = built.folder / "site/index.html"
    before = page.read_text("utf-8")
    page.write_text(before + f"<p>{HOSTS['home']}</p>")
    try:
        said = run(built.folder, "-m", "kubefolio", "gate", "site", code=1)
    finally:
        page.write_text(before)
    assert re.search(r"index\.html.*host", said)


def test_a_strict_build_stops_as_for_one_cluster(built: Built) -> None:
    said = run(built.folder, "-m", "mkdocs", "build", "--strict", "-d", "strict", code=1)
    assert "lab: the cluster's API server could not be asked" in said


def test_a_snapshot_of_another_cluster_is_refused(built: Built) -> None:
    clusters = {"home": {"sources": {"kubernetes": {"kubeconfig": str(built.home.kubeconfig)}}}}
    stranger = built.folder / "stranger.json"
    run(built.folder, "-m", "kubefolio", "collect", "--cluster", "home", "-o", str(stranger))
    (built.folder / "twins.yml").write_text(
        yaml.safe_dump(
            {"plugins": [{"kubefolio/facts": {"clusters": clusters | {"lab": {"snapshot": str(stranger)}}}}]}
        )
    )
    said = run(built.folder, "-m", "kubefolio", "check", "-f", "twins.yml", code=2)
    assert "home and lab are the same cluster" in said
    facts = read_snapshot(stranger)
    namespaces = msgspec.structs.replace(
        facts.namespaces, value=tuple(msgspec.structs.replace(one, cluster="") for one in facts.namespaces.items)
    )
    write_snapshot(msgspec.structs.replace(facts, namespaces=namespaces), stranger)
    assert "same cluster" not in run(built.folder, "-m", "kubefolio", "check", "-f", "twins.yml")
