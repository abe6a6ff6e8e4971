"""Record the example's snapshot from real servers: `python -m examples.homelab.record [--output FILE]`.

A real etcd, kube-apiserver and Prometheus are started on loopback, the invented world is loaded into them, and what
kubefolio then reads, as it would from any cluster, is the snapshot.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
import msgspec

from examples.homelab.loading import PROJECTS, commit_repository, count_kinds, count_with_kubectl, load_world
from examples.homelab.world.inventory import load_cluster
from examples.homelab.world.metrics import write_metrics
from examples.homelab.world.names import NOW
from kubefolio.collect import collect
from kubefolio.facts.base import Reading
from kubefolio.facts.cluster import Namespace
from kubefolio.facts.snapshot import write_snapshot
from kubefolio.settings import Settings, SourcesSettings
from kubefolio.sources.gitops.settings import GitopsSettings
from kubefolio.sources.kubernetes.client import KubernetesSettings
from kubefolio.sources.prometheus.client import PrometheusSettings
from tests.real.servers.apiserver import running_apiserver
from tests.real.servers.faults import Answer, reply
from tests.real.servers.faulty import faulty_proxy
from tests.real.servers.kubeclient import ApiServer
from tests.real.servers.prometheus import running_prometheus

SNAPSHOT = Path(__file__).parent / "snapshot.json"


@dataclass(frozen=True)
class Stage:
    """The running servers that hold the example world."""

    server: ApiServer
    repository: Path
    """The GitOps repository, committed on the branch `main`."""
    revision: str
    """Its commit."""
    prometheus_url: str
    """"" if Prometheus was not asked for."""
    now: datetime
    """The moment at which the world is to be looked at."""
    version: str
    """What the API server of the world says of itself."""
    objects: dict[str, int]
    """How many objects were loaded of each `Kind.group`."""


@contextmanager
def running_stage(directory: Path, *, days: int = 90) -> Iterator[Stage]:
    """Run the servers with the example world in them.

    Args:
        directory: An empty folder for the repository and for all that the servers write.
        days: How many days of samples Prometheus has; with 0 it is not started.

    Raises:
        ServerNotFound: A server's program, or the archive of definitions, is not on this machine.
    """
    revision = commit_repository(directory / "repository")
    with ExitStack() as stack:
        server = stack.enter_context(running_apiserver(directory / "apiserver", audit=False, crds=PROJECTS))
        objects = count_kinds(load_world(server, revision, server.etcd_url))
        url = stack.enter_context(_prometheus(directory, days)) if days else ""
        version = load_cluster().software["kubeletVersion"]
        yield Stage(server, directory / "repository", revision, url, NOW, version, objects)


@contextmanager
def _prometheus(directory: Path, days: int) -> Iterator[str]:
    samples = directory / "samples.om"
    write_metrics(samples, days)
    with running_prometheus(directory / "prometheus", samples) as prometheus:
        samples.unlink()
        yield prometheus.url


def record_facts(stage: Stage, output: Path) -> None:
    """Collect from the stage as from any cluster, as of the world's own moment, and write the snapshot.

    The one thing that is not asked of the real API server is its version: it is older than the invented cluster's, so a
    proxy in front of it answers `/version` as the world says.
    """
    with faulty_proxy(stage.server) as proxy:
        version = {"gitVersion": stage.version, "platform": "linux/amd64"}
        proxy.faults.set("^/version$", reply(Answer(200, json.dumps(version).encode())))
        sources = SourcesSettings(
            kubernetes=KubernetesSettings(kubeconfig=str(proxy.kubeconfig)),
            gitops=GitopsSettings(url=str(stage.repository), ref="main"),
            prometheus=PrometheusSettings(url=stage.prometheus_url),
        )
        facts = collect(Settings(sources=sources), stage.now)
    write_snapshot(msgspec.structs.replace(facts, example=True, namespaces=_unnamed(facts.namespaces)), output)


def _unnamed(namespaces: Reading[Namespace]) -> Reading[Namespace]:
    """Return the namespaces without what tells one cluster from another: each recording has a new API server."""
    value = tuple(msgspec.structs.replace(one, cluster="") for one in namespaces.items)
    return Reading(value, namespaces.origin)


@click.command()
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), default=SNAPSHOT, show_default=True)
@click.option("--load-only", is_flag=True, help="Load everything, print what kubectl counts of each kind, and stop.")
def main(output: Path, *, load_only: bool) -> None:
    """Record the snapshot of the example cluster from real servers."""
    with (
        tempfile.TemporaryDirectory(prefix="homelab-") as folder,
        running_stage(Path(folder), days=0 if load_only else 90) as stage,
    ):
        if load_only:
            for kind, count in count_with_kubectl(stage.server, stage.objects).items():
                click.echo(f"{count:5}  {kind}")
            return
        record_facts(stage, output)
        click.echo(f"recorded {output}")


if __name__ == "__main__":
    main()
