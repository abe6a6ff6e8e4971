"""Numbers in prose: what is found on hand-written pages of twenty such numbers, and what is passed over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kubefolio.claims import NO_CLAIMS, parse_ledger
from kubefolio.claims.find import Found, find_numbers
from kubefolio.claims.prose import mask
from kubefolio.cli import main
from kubefolio.measures import MEASURES

PROSE = Path(__file__).parent / "prose"

PLANTED = {
    "english": (
        *("3-node", "30+ services", "Talos v1.12", "Kubernetes 1.34", "99.9 %", "100%", "zero manual changes"),
        *("More than 120 pods", "28 namespaces", "over forty applications", "Cilium 1.18", "Istio Ambient 1.29"),
        *("24 volume claims", "Zero successful intrusions", "32 GB of RAM", "36 hardware threads", "14 routes"),
        *("2 control-plane nodes", "99.95%", "under 20 %"),
    ),
    "spanish": (
        *("3 nodos", "más de 30 aplicaciones", "Talos v1.12", "Kubernetes 1.34", "99,9 %", "100 %"),
        *("cero cambios manuales", "Unos 120 pods", "28 espacios de nombres", "cuarenta aplicaciones", "Cilium 1.18"),
        *("Istio Ambient 1.29", "24 volúmenes", "Cero intrusiones", "32 GB de RAM", "36 hilos", "14 rutas"),
        *("dos nodos de control", "99,95%", "por debajo del 20 %"),
    ),
    "another": (
        *("six-node", "two control-plane nodes", "192 GB of memory", "48 cores", "57 deployments", "11 daemonsets"),
        *("8 stateful services", "about 40 apps", "2 nodes", "three etcd members", "k3s v1.31.4", "Ubuntu 24.04"),
        *("Longhorn v1.7", "Traefik 3.2", "22 ingresses", "99.5 %", "99.97 %", "Some 85 %", "35 %", "64 namespaces"),
        *("200+ pods", "0 manual changes", "16 GB RAM", "500 GB NVMe"),
    ),
}
"""Each number of the pages that is a claim about the cluster; all other numbers there are none.

`another` was written after the finder, and not read until it had run: 22 of its 24 were found then, and none was wrong.
"""


def find(text: str) -> list[Found]:
    return list(find_numbers(text, "docs/page.md", NO_CLAIMS))


def suggestion(text: str) -> tuple[str, str]:
    (one,) = find(text)
    return one.measure, one.expect


@pytest.mark.parametrize("name", PLANTED)
def test_at_least_18_of_20_are_found_with_at_most_2_wrong(name: str) -> None:
    planted = PLANTED[name]
    found = [one.text for one in find((PROSE / f"{name}.md").read_text("utf-8"))]
    right = [text for text in planted if text in found]
    wrong = [text for text in found if text not in planted]
    assert len(planted) >= 20
    assert len(right) >= 0.9 * len(planted), set(planted) - set(found)
    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize(
    ("text", "measure", "expect"),
    [
        ("a 3-node cluster", "nodes.total", "== 3"),
        ("30+ services", "applications.total", ">= 30"),
        ("at least 30 production-grade services", "applications.total", ">= 30"),
        ("hasta cinco nodos", "nodes.total", "<= 5"),
        ("99.9 % uptime", "probes.availability.30d", ">= 99.9 %"),
        ("una disponibilidad del 99,95 %", "probes.availability.30d", ">= 99.95 %"),
        ("100 % GitOps", "gitops.share", "== 100 %"),
        ("Talos v1.12", "nodes.os", "~ 1.12"),
        ("Kubernetes v1.34.6", "cluster.version", "== 1.34.6"),
        ("1,200 pods", "pods.total", "== 1200"),
        ("1.200 pods", "pods.total", "== 1200"),
        ("three\nworker nodes", "nodes.workers", "== 3"),
        ("**3** nodes", "nodes.total", "== 3"),
        ("zero intrusions", "", "== 0"),
    ],
)
def test_claim_is_suggested(text: str, measure: str, expect: str) -> None:
    assert suggestion(f"It is {text}.") == (measure, expect)


@pytest.mark.parametrize(
    "text",
    [
        "`3 nodes`",
        "```\n3 nodes\n```",
        "~~~yaml\n3 nodes\n~~~",
        "Text:\n\n    3 nodes\n",
        "[3 nodes](claim:nodes)",
        "[3 nodes](https://example.org)",
        "![3 nodes](nodes.png)",
        '<span title="3 nodes">nodes</span>',
        "<!-- 3 nodes -->",
        '{{ claim("nodes") }} and {% set x = "3 nodes" %}',
        "---\ntitle: 3 nodes\n---\n",
        "https://example.org/3-nodes",
        "3. nodes are machines",
        "## 3. Nodes",
        "port 8080, services",
        "on 2026-02-09, nodes were new",
        "10.0.0.3 nodes",
        "in 2024 the nodes were new",
        "5 minutes per node",
        "3 ways services fail",
        "24/7 services",
        "node 2",
        "the price fell by 15 %",
        "3\n\nnodes",
        "once nodes are ready",
        "no applications yet",
        "one node at a time",
    ],
)
def test_what_is_no_claim_is_passed_over(text: str) -> None:
    assert find(f"{text}\n") == []


def test_every_character_keeps_its_place_when_code_is_blanked() -> None:
    text = (PROSE / "english.md").read_text("utf-8")
    assert len(mask(text)) == len(text)
    assert mask(text).count("\n") == text.count("\n")
    (one,) = find("first\n\nIt has **3** nodes.\n")
    assert (one.place.line, one.column) == (3, 8)


def test_every_measure_that_is_suggested_exists() -> None:
    suggested = {one.measure for name in PLANTED for one in find((PROSE / f"{name}.md").read_text("utf-8"))}
    assert suggested - {measure.id for measure in MEASURES} == {""}


def test_number_that_the_ledger_has_already_is_offered_as_a_link() -> None:
    ledger = parse_ledger("- {id: size, says: x, measure: nodes.total, expect: == 3}", "claims.yml")
    (one,) = find_numbers("A 3-node cluster\n", "docs/page.md", ledger)
    assert one.claim == "size"


def test_command_never_fails_by_what_it_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("docs").mkdir()
    Path("docs/a.md").write_text("We have 3 nodes.\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["find"])
    assert result.exit_code == 0
    assert 'docs/a.md:1:9: 3 nodes\n    measure: nodes.total, expect: "== 3"' in result.stdout
    told = json.loads(CliRunner().invoke(main, ["find", "docs/a.md", "--format", "json"]).stdout)
    assert told["found"] == [
        {"file": "docs/a.md", "line": 1, "column": 9, "text": "3 nodes"}
        | {"measure": "nodes.total", "expect": "== 3", "claim": None}
    ]
    assert CliRunner().invoke(main, ["find", "none.md"]).exit_code == 2
