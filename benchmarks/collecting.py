"""Reading a cluster, a metrics server and a repository, beside what one would use instead."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.building import BIN
from benchmarks.costs import Cost, measure, middle
from benchmarks.metrics import write_samples
from benchmarks.read_gitops import make
from benchmarks.table import Report, share
from benchmarks.world import CRDS, build_world
from kubefolio.sources.kubernetes.kinds import KINDS
from tests.real.servers.apiserver import running_apiserver
from tests.real.servers.kubeclient import ApiServer
from tests.real.servers.prometheus import running_prometheus

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
CPU_AIM, WALL_AIM, MEMORY_AIM = 10, 25, 20
"""What reading a cluster may cost of what kubectl costs, as per cent."""


def measure_cluster(report: Report, applications: int, folder: Path, rounds: int) -> tuple[Cost, Cost]:
    """Load the world into a real API server and read it in each way; return what kubectl and what kubefolio cost."""
    with running_apiserver(folder / "apiserver", audit=False, crds=CRDS) as server:
        objects = server.create_many(build_world(applications))
        config = str(server.kubeconfig)
        kubectl, ours = [], []
        collect = [BIN / "kubefolio", "collect", "--kubeconfig", config, "--output", folder / "cluster.json"]
        for _ in range(rounds):
            kubectl.append(measure(_kubectl(server)))
            ours.append(measure(collect, folder))
        typed = measure([sys.executable, "-c", TYPED, config])
    theirs, mine = middle(kubectl), middle(ours)
    report.table(
        f"Reading the cluster, {applications} applications, {objects} objects",
        [
            ("`kubectl get … -A -o json` of the same kinds", theirs, None),
            ("the typed Kubernetes client, nine of the kinds", typed, theirs),
            ("`kubefolio collect`", mine, theirs),
        ],
    )
    return theirs, mine


def hold_cluster(report: Report, applications: int, theirs: Cost, ours: Cost) -> None:
    """Add the lines of reading a cluster."""
    what = f"reading the cluster, of kubectl, {applications} applications"
    report.hold(
        share(f"{what}, CPU", CPU_AIM, ours.cpu_s, theirs.cpu_s),
        share(f"{what}, wall clock", WALL_AIM, ours.wall_s, theirs.wall_s),
        share(f"{what}, memory", MEMORY_AIM, ours.memory_mb, theirs.memory_mb),
    )


def _kubectl(server: ApiServer) -> list[str | Path]:
    served = set(server.kubectl("api-resources", "--output=name").split())
    wanted = {f"{kind.resource}.{group}".rstrip(".") for kind in KINDS for group in kind.groups} & served
    kinds = ",".join(sorted(wanted))
    return [server.kubectl_program, f"--kubeconfig={server.kubeconfig}", "get", kinds, "-A", "-o", "json"]


def measure_others(report: Report, applications: int, folder: Path, files: int) -> None:
    """Read a metrics server with the series of so many applications, and a repository of so many files."""
    collect: list[str | Path] = [BIN / "kubefolio", "collect", "--output", folder / "other.json"]
    rows: list[tuple[str, Cost, Cost | None]] = []
    with running_prometheus(folder / "prometheus", write_samples(folder / "samples.om", applications)) as server:
        asked = measure([*collect, "--prometheus", server.url], folder)
        rows.append((f"Prometheus, every query, {applications} workloads, a week", asked, None))
    repository = folder / "infra"
    repository.mkdir()
    make(repository, files)
    env = {"XDG_CACHE_HOME": str(folder / "cache")}
    cold = measure([*collect, "--gitops", repository], folder, env)
    rows.append((f"Git, {files:,} files, the first time", cold, None))
    rows.append(("Git, the same again", measure([*collect, "--gitops", repository], folder, env), cold))
    report.table("Reading the other sources, by `kubefolio collect`", rows)
