"""Draw 200 workloads, each with a Service, an Ingress and a ConfigMap, by KubeDiagrams and by us.

KubeDiagrams (PyPI; it needs Graphviz) is a whole process that makes one SVG of the manifests. Ours makes a page's
diagram for each of the 200 applications, in a wide and a narrow drawing with its words, and the picture of how requests
travel: also as a whole process. We never read ConfigMaps, which can hold secrets; those relations are KubeDiagrams'
alone.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from benchmarks.costs import measure
from benchmarks.table import Report
from kubefolio.facts.factset import FactSet
from kubefolio.facts.network import Backend, Route, Service, ServicePort
from kubefolio.pages.application.diagram import build_diagram, build_graph
from kubefolio.pages.architecture.diagram import draw_traffic
from kubefolio.pages.base import World
from tests.scenarios import SITE
from tests.scenarios.objects import U, application, found, managed, workload

COUNT = 200
CHILD = "from benchmarks.diagrams import draw_ours; draw_ours()"


def build_manifests(count: int) -> list[dict[str, Any]]:
    """Return the manifests that both draw."""
    made = []
    for number in range(count):
        name = f"app-{number:03}"
        labels = {"app": name}
        meta = {"name": name, "namespace": name}
        container = {"name": "main", "image": "nginx:1.29", "envFrom": [{"configMapRef": {"name": name}}]}
        spec = {"selector": {"matchLabels": labels}, "replicas": 1}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
        backend = {"service": {"name": name, "port": {"number": 80}}}
        service = {"selector": labels, "ports": [{"port": 80}]}
        path = {"path": "/", "pathType": "Prefix", "backend": backend}
        rules = [{"host": f"{name}.example.org", "http": {"paths": [path]}}]
        made += [
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta, "spec": {**spec, "template": template}},
            {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": service},
            {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": meta,
             "spec": {"ingressClassName": "nginx", "rules": rules}},
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": {"key": "value"}},
        ]  # fmt: skip
    return made


def build_facts(count: int) -> FactSet:
    """Return the same as facts."""
    names = [f"app-{number:03}" for number in range(count)]
    kinds = ("Deployment", "Service", "Ingress")
    return FactSet(
        argocd_applications=found(
            *(application(name, [managed(kind, name, name) for kind in kinds]) for name in names)
        ),
        deployments=found(*(workload("Deployment", name, name, "nginx:1.29") for name in names)),
        services=found(*(_service(name) for name in names)),
        ingresses=found(*(_ingress(name) for name in names)),
        **{name: found() for name in ("stateful_sets", "daemon_sets", "jobs", "cron_jobs", "pods", "volume_claims")},
        **{name: found() for name in ("http_routes", "grpc_routes", "tls_routes", "flux_kustomizations")},
        **{name: found() for name in ("ingress_routes", "ingress_routes_tcp", "flux_helm_releases", "nodes")},
    )


def _service(name: str) -> Service:
    port = ServicePort(U("http"), 80, U("TCP"))
    return Service(U(name), U(name), U("ClusterIP"), headless=False, selector=((U("app"), U(name)),), ports=(port,))


def _ingress(name: str) -> Route:
    hosts, backends = (U(f"{name}.example.org"),), (Backend(U(name), U(name)),)
    return Route(U("Ingress"), U(name), U(name), hosts, (U("nginx"),), backends, tls=False)


def draw_ours() -> tuple[int, int, int]:
    """Return the bytes of all diagrams, the widest drawing in CSS pixels, and the relations that they show."""
    world = World(build_facts(COUNT), SITE)
    diagrams = [build_diagram(world, one) for one in world.application_pages] + [draw_traffic(world)]
    widths = [float(width) for diagram in diagrams for width in re.findall(r'viewBox="0 0 ([\d.]+)', diagram)]
    relations = sum(len(build_graph(world, one).arrows) for one in world.application_pages)
    return sum(len(one.encode()) for one in diagrams), round(max(widths)), relations


def measure_diagrams(report: Report, kube_diagrams: Path | None) -> None:
    """Measure both and add a table; where KubeDiagrams is not there, ours alone."""
    ours = measure([sys.executable, "-c", CHILD])
    size, widest, relations = draw_ours()
    rows = [("CPU, s", f"{ours.cpu_s:.2f}"), ("wall clock, s", f"{ours.wall_s:.2f}"), ("SVG, kB", f"{size / 1000:.0f}")]
    rows += [("widest drawing, points", str(widest)), ("relations", str(relations))]
    theirs = _draw_theirs(kube_diagrams) if kube_diagrams else ["not there"] * len(rows)
    report.say(f"### Diagrams of {COUNT} applications\n\n| | KubeDiagrams | kubefolio |\n|---|---:|---:|")
    report.say("\n".join(f"| {name} | {their} | {our} |" for their, (name, our) in zip(theirs, rows, strict=True)))


def _draw_theirs(program: Path) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        manifests, picture = Path(folder) / "all.yaml", Path(folder) / "all.svg"
        manifests.write_text(yaml.safe_dump_all(build_manifests(COUNT)), encoding="utf-8")
        cost = measure([program, "-o", str(picture), "-f", "svg", str(manifests)])
        svg = picture.read_text("utf-8")
    width = re.search(r'<svg width="([\d.]+)', svg)
    figures = [f"{cost.cpu_s:.2f}", f"{cost.wall_s:.2f}", f"{len(svg) / 1000:.0f}"]
    return [*figures, width[1] if width else "?", str(svg.count('class="edge"'))]
