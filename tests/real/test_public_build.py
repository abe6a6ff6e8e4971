"""300 private values in a cluster, Git and Prometheus: a public build as the service account holds none of them."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from kubefolio.sources.kubernetes.rbac import NAME, build_rules, render_rbac
from tests.real.conftest import skip_or_fail_without_server
from tests.real.servers.apiserver import running_apiserver
from tests.real.servers.crds import EVERY_PROJECT
from tests.real.servers.kubeclient import ApiServer
from tests.real.servers.prometheus import running_prometheus
from tests.real.test_kubernetes_rights import NAMESPACE, NOT_SERVED
from tests.scenarios.planted import NEVER_READ, Plant, find_planted, of_kinds, plants

LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
NAME_OF_OBJECT = re.compile(r"[a-z0-9]([a-z0-9.-]{0,200}[a-z0-9])?")
NAMED = ("IPv4 address", "host", "private domain", "registry host", "node name", "token")
"""Kinds that stand in names and labels too: what has no form of its own there is a name like any other."""
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "KUBEFOLIO_ALIAS_KEY": "k" * 32}
SHOP = "planted"
PROSE = """# Home

{% for node in facts.nodes %}{{ node.name }} {{ node.addresses }} {% endfor %}

{% for service in facts.services %}{{ service.name }} {{ service.external_addresses }} {% endfor %}

{% for query in facts.queries %}{{ query.id }} {% for one in query.series %}{{ one.labels }} {% endfor %}{% endfor %}
"""
"""A page of a person who prints whatever there is."""


def thing(version: str, kind: str, name: str, **parts: Any) -> dict[str, Any]:  # noqa: ANN401  # parts of a manifest
    meta = {"name": name, "namespace": SHOP} | parts.pop("metadata", {})
    return {"apiVersion": version, "kind": kind, "metadata": meta, **parts}


def _is_name(form: re.Pattern[str], plant: Plant) -> bool:
    return plant.kind in NAMED and bool(form.fullmatch(plant.value))


def deployment(index: int, plant: Plant) -> dict[str, Any]:
    """Return a Deployment that holds the value wherever a person would put it, and where nobody should."""
    name = f"app-{index}-{plant.value}" if _is_name(NAME_OF_OBJECT, plant) else f"app-{index}"
    marks = {"app": f"app-{index}"} | ({"app.kubernetes.io/part-of": plant.value} if _is_name(LABEL, plant) else {})
    container = {
        "name": "main",
        "image": plant.text if plant.kind == "registry host" else "nginx:1.29",
        "command": ["run", plant.text],
        "args": [f"--value={plant.text}"],
        "env": [{"name": "VALUE", "value": plant.text}],
    }
    template = {"metadata": {"labels": marks, "annotations": {"note": plant.text}}, "spec": {"containers": [container]}}
    last = {"kubectl.kubernetes.io/last-applied-configuration": plant.text, "note": plant.text}
    spec = {"selector": {"matchLabels": {"app": f"app-{index}"}}, "template": template}
    return thing("apps/v1", "Deployment", name, metadata={"labels": marks, "annotations": last}, spec=spec)


def application(index: int, plant: Plant) -> dict[str, Any]:
    url = plant.text if "://" in plant.text else f"https://git.example.org/{index}.git"
    helm = {"values": plant.text, "parameters": [{"name": "secret", "value": plant.text}]}
    source = {"repoURL": url, "path": f"apps/{index}", "targetRevision": "main", "helm": helm}
    spec = {
        "project": "default",
        "source": source,
        "destination": {"server": "https://kubernetes.default.svc", "namespace": SHOP},
    }
    state = {
        "phase": "Failed",
        "message": f"could not read {plant.text}",
        "operation": {"sync": {"revision": "main"}},
        "startedAt": "2026-11-01T00:00:00Z",
    }
    status = {"operationState": state, "conditions": [{"type": "SyncError", "message": plant.text}]}
    annotations = {"note": plant.text}
    return thing(
        "argoproj.io/v1alpha1",
        "Application",
        f"it-{index}",
        metadata={"annotations": annotations},
        spec=spec,
        status=status,
    )


def cluster() -> Iterator[dict[str, Any]]:
    """Yield the objects of the cluster."""
    every = plants()
    yield from (deployment(index, plant) for index, plant in enumerate(every))
    yield from (application(index, plant) for index, plant in enumerate(every))
    data = {f"key-{index}": plant.text for index, plant in enumerate(every)}
    yield thing("v1", "ConfigMap", "settings", data=data)
    yield thing("v1", "Secret", "secrets", stringData=data)
    for index, plant in enumerate(plant for plant in every if plant.kind not in NEVER_READ):
        project = {
            "description": plant.text,
            "sourceRepos": [plant.text],
            "destinations": [{"server": "*", "namespace": "*"}],
        }
        yield thing("argoproj.io/v1alpha1", "AppProject", f"project-{index}", spec=project)
    addresses = list(zip(of_kinds("IPv4 address"), of_kinds("IPv6 address"), of_kinds("host"), strict=True))
    for node, (four, six, host) in zip(of_kinds("node name"), addresses, strict=True):
        found = [{"type": "InternalIP", "address": one.value} for one in (four, six)]
        found.append({"type": "InternalDNS", "address": host.value})
        yield {"apiVersion": "v1", "kind": "Node", "metadata": {"name": node.value}, "status": {"addresses": found}}
        spec = {"nodeName": node.value, "containers": [{"name": "a", "image": "nginx:1.29"}]}
        yield thing("v1", "Pod", f"etcd-{node.value}", spec=spec)
        yield thing(
            "v1",
            "Service",
            f"out-{host.value.partition('.')[0]}",
            spec={"type": "ExternalName", "externalName": host.value},
        )
    for index, plant in enumerate((*of_kinds("host"), *of_kinds("private domain"))):
        backend = {"service": {"name": "web", "port": {"number": 80}}}
        rule = {"host": plant.value, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}
        yield thing("networking.k8s.io/v1", "Ingress", f"in-{index}", spec={"rules": [rule]})
        yield thing(
            "gateway.networking.k8s.io/v1", "HTTPRoute", f"route-{index}", spec={"hostnames": [f"*.{plant.value}"]}
        )
    for index, plant in enumerate(of_kinds("IPv4 address")):
        spec = {"ports": [{"port": 80}], "externalIPs": [plant.value]}
        yield thing("v1", "Service", f"open-{index}", spec=spec)


def write_repository(folder: Path) -> None:
    """Write a Git repository that deploys manifests with every value in them, and names some in files and messages."""
    for index, plant in enumerate(plants()):
        name = (
            plant.value.replace("/", "-")
            if plant.kind in ("host", "IPv4 address", "private domain", "node name")
            else str(index)
        )
        file = folder / "apps" / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        parts = [application(index, plant), deployment(index, plant)]
        parts.append(thing("v1", "Secret", f"s-{index}", stringData={"k": plant.text}))
        parts.append(thing("v1", "ConfigMap", f"c-{index}", data={"k": plant.text}))
        file.write_text(yaml.safe_dump_all(parts), encoding="utf-8")
    who = ["-c", "user.name=Robot", "-c", f"user.email={of_kinds('e-mail address')[0].value}"]
    for arguments in (
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        [*who, "commit", "-q", "-m", " ".join(p.text for p in plants())],
    ):
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def samples(now: float) -> str:
    """Return metrics of machines whose labels are the values."""
    lines = ["# TYPE node_uname_info gauge"]
    named = [plant for plant in plants() if "\n" not in plant.text and plant.kind not in NEVER_READ]
    texts = [plant.text.replace("\\", "\\\\").replace('"', '\\"') for plant in named]
    lines += [f'node_uname_info{{instance="i{i}",nodename="{text}"}} 1 {now:.0f}' for i, text in enumerate(texts)]
    lines.append("# TYPE node_cpu_info gauge")
    lines += [f'node_cpu_info{{instance="i{i}",model_name="{text}"}} 1 {now:.0f}' for i, text in enumerate(texts)]
    return "\n".join([*lines, "# EOF", ""])


@dataclass(frozen=True)
class Built:
    """What a build wrote and said."""

    folder: Path
    said: bytes
    events: list[dict[str, Any]]
    """What the API server saw of the service account while MkDocs built."""


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("planted")
    write_repository(folder / "repo")
    with ExitStack() as servers:
        with skip_or_fail_without_server():
            server = servers.enter_context(running_apiserver(folder / "api", crds=EVERY_PROJECT))
            metrics = servers.enter_context(running_prometheus(folder / "prometheus", samples(time.time() - 60)))
        server.kubectl("create", "namespace", SHOP)
        server.create_many(list(cluster()))
        server.kubectl("apply", "--filename=-", stdin=render_rbac(NAMESPACE))
        kubeconfig = server.kubeconfig_for(f"{NAMESPACE}/{NAME}")
        write_site(folder, kubeconfig, metrics.url)
        said = run(folder, "-m", "kubefolio", "collect", "-o", "private.json")  # wakes every kind that the server has
        said += run(folder, "-m", "kubefolio", "collect", "--edition", "public", "-o", "public.json")
        before = len(events_of(server))
        said += run(folder, "-m", "mkdocs", "build", "--verbose")
        yield Built(folder, said, events_of(server)[before:])


def write_site(folder: Path, kubeconfig: Path, prometheus: str) -> None:
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text(PROSE, encoding="utf-8")
    sources = {"kubernetes": {"kubeconfig": str(kubeconfig)}, "gitops": "repo", "prometheus": prometheus}
    plugins = ["search", {"kubefolio/facts": {"sources": sources}}, "kubefolio/pages", "macros"]
    site = {"site_name": "planted", "theme": {"name": "material", "font": False}, "plugins": plugins}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(site))


def run(folder: Path, *arguments: str) -> bytes:
    """Run Python with these arguments in a folder; return all that it said."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, env={**os.environ, **QUIET}, capture_output=True, check=False, timeout=280,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout + done.stderr


def events_of(server: ApiServer) -> list[dict[str, Any]]:
    user = f"system:serviceaccount:{NAMESPACE}:{NAME}"
    return [event for event in server.audit_events() if event["user"]["username"] == user]


def test_every_value_is_in_the_cluster_or_in_git(built: Built) -> None:
    written = b"\n".join(file.read_bytes() for file in (built.folder / "repo" / "apps").iterdir())
    assert len(plants()) == 300
    assert len(find_planted(written.replace(b"\n    ", b"\n"), plants())) > 280


def test_no_value_is_in_any_byte_of_the_site(built: Built) -> None:
    files = [file for file in (built.folder / "site").rglob("*") if file.is_file()]
    found = {
        (plant.kind, plant.value, str(file.relative_to(built.folder)))
        for file in files
        for plant in find_planted(str(file.relative_to(built.folder)).encode() + b"\n" + file.read_bytes(), plants())
    }
    assert len(files) > 300
    assert found == set()


def test_a_page_of_a_person_prints_names_that_are_aliases(built: Built) -> None:
    page = html.unescape((built.folder / "site/index.html").read_text("utf-8"))
    assert len(set(re.findall(r"\bnode-[a-z0-9]{7}\b", page))) >= len(of_kinds("node name"))
    assert "Error" not in page


def test_no_value_is_in_a_log(built: Built) -> None:
    assert b"Documentation built" in built.said
    assert find_planted(built.said, plants()) == []


def test_no_value_is_in_the_public_snapshot(built: Built) -> None:
    assert find_planted((built.folder / "public.json").read_bytes(), plants()) == []


def test_what_sources_never_hold_is_not_in_the_owners_snapshot_either(built: Built) -> None:
    private = (built.folder / "private.json").read_bytes()
    assert find_planted(private, of_kinds("password in a URL")) == []
    assert {plant.kind for plant in find_planted(private, plants())} >= {
        "IPv4 address",
        "host",
        "node name",
        "registry host",
    }


def test_build_asks_for_what_the_role_grants_and_nothing_else(built: Built) -> None:
    references = [event["objectRef"] for event in built.events if "objectRef" in event]
    listed = {(reference.get("apiGroup", ""), reference["resource"]) for reference in references}
    granted = {(group, name) for rule in build_rules() for group in rule["apiGroups"] for name in rule["resources"]}
    assert {event["verb"] for event in built.events if "objectRef" in event} == {"list"}
    assert {event["requestURI"] for event in built.events if "objectRef" not in event} == {"/version", "/apis"}
    assert granted - listed == NOT_SERVED
    assert listed <= granted
    assert not {name for _, name in listed} & {"secrets", "configmaps"}
    assert 403 not in {event["responseStatus"]["code"] for event in built.events}
