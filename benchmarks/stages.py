"""Measure each stage of a site of 30, 300 and 1,000 applications, beside what a user would use instead.

Usage: python -m benchmarks.stages [APPLICATIONS …]

A world of each size is loaded into a real API server. Each command is a whole process, measured by what the kernel
counted for it: start-up, reading and writing included. Nothing is timed inside a process. Prints a Markdown table.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from benchmarks.costs import Cost, measure
from benchmarks.edit import measure_edit
from benchmarks.world import CRDS, build_world
from kubefolio.sources.kubernetes.kinds import KINDS
from tests.real.servers.apiserver import running_apiserver
from tests.real.servers.kubeclient import ApiServer

BIN = Path(sys.executable).parent
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
TYPED = """\
import sys
from kubernetes import client, config
config.load_kube_config(sys.argv[1])
core, apps = client.CoreV1Api(), client.AppsV1Api()
core.list_pod_for_all_namespaces(), core.list_node(), core.list_service_for_all_namespaces()
core.list_persistent_volume_claim_for_all_namespaces(), core.list_namespace(), apps.list_deployment_for_all_namespaces()
client.NetworkingV1Api().list_network_policy_for_all_namespaces()
custom = client.CustomObjectsApi()
custom.list_cluster_custom_object("argoproj.io", "v1alpha1", "applications")
custom.list_cluster_custom_object("gateway.networking.k8s.io", "v1", "httproutes")
"""
HEAD = "| Command | CPU, s | Wall, s | Memory, MB | CPU beside |\n|---|---:|---:|---:|---:|"
THEME = {"name": "material", "font": False, "features": ["navigation.prune"]}


@dataclass
class Table:
    """The rows of one size: what was run, what it cost, and beside what it stands."""

    applications: int
    rows: list[tuple[str, Cost, Cost | None]] = field(default_factory=list)

    def add(self, name: str, cost: Cost, beside: Cost | None = None) -> Cost:
        """Add a row, show it, and return its cost."""
        self.rows.append((name, cost, beside))
        ratio = f"{100 * cost.cpu_s / beside.cpu_s:.0f} %" if beside else ""
        print(f"| {name} | {cost.cpu_s:.2f} | {cost.wall_s:.2f} | {cost.memory_mb:.0f} | {ratio} |", flush=True)
        return cost


def measure_size(applications: int, folder: Path) -> None:
    """Load a world of this size and measure every stage of it."""
    with running_apiserver(folder / "apiserver", audit=False, crds=CRDS) as server:
        server.create_many(build_world(applications))
        print(f"\n{applications} applications\n\n{HEAD}")
        table = Table(applications)
        compare_collecting(table, server, folder)
    compare_building(table, folder)


def compare_collecting(table: Table, server: ApiServer, folder: Path) -> None:
    """Collect with kubectl, the typed client and kubefolio."""
    config = str(server.kubeconfig)
    served = set(server.kubectl("api-resources", "--output=name").split())
    wanted = {f"{kind.resource}.{group}".rstrip(".") for kind in KINDS for group in kind.groups} & served
    get = [server.kubectl_program, f"--kubeconfig={config}", "get", ",".join(sorted(wanted)), "-A", "-o", "json"]
    kubectl = table.add("kubectl get, the same kinds, as JSON", measure(get))
    table.add("typed Kubernetes client, nine of the kinds", measure([sys.executable, "-c", TYPED, config]), kubectl)
    collect = [BIN / "kubefolio", "collect", "--kubeconfig", config, "--output", folder / "snapshot.json"]
    table.add("kubefolio collect", measure(collect, folder), kubectl)


def compare_building(table: Table, folder: Path) -> None:
    """Build the site from the snapshot, and the same Markdown with plain MkDocs."""
    render = [BIN / "kubefolio", "render", "--snapshot", folder / "snapshot.json", folder / "plain" / "docs"]
    table.add("kubefolio render", measure(render, folder))
    plain = _site(folder / "plain", ["search"])
    ours = _site(folder / "ours", ["search", {"kubefolio/facts": {"snapshot": "../snapshot.json"}}, "kubefolio/pages"])
    theirs = table.add("plain mkdocs build of the same Markdown", _build(plain))
    table.add("mkdocs build with kubefolio", _build(ours), theirs)
    table.add("mkdocs build with kubefolio, nothing changed", _build(ours), theirs)
    shown = measure_edit(BIN / "mkdocs", ours, QUIET)
    print(f"\nmkdocs serve shows an edit of a hand-written page after {shown:.1f} s.", flush=True)


def _site(folder: Path, plugins: list[object]) -> Path:
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    (folder / "docs" / "index.md").write_text("# Home\n")
    config = {"site_name": "benchmark", "theme": THEME, "plugins": plugins, "nav": [{"Home": "index.md"}]}
    config["validation"] = {"nav": {"omitted_files": "ignore"}}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config))
    return folder


def _build(folder: Path) -> Cost:
    return measure([BIN / "mkdocs", "build", "--quiet"], folder, {**QUIET, "XDG_CACHE_HOME": str(folder / "cache")})


def main(arguments: list[str]) -> None:
    """Measure every size."""
    for text in arguments or ("30", "300", "1000"):
        folder = Path(tempfile.mkdtemp(prefix="kubefolio-benchmark-"))
        try:
            measure_size(int(text), folder)
        finally:
            if "KUBEFOLIO_BENCHMARK_KEEP" not in os.environ:
                shutil.rmtree(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
