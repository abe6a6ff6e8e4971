"""Forty ways in which a cluster drifts from ten claims: each is caught. And sources that are down: no claim fails.

The claims are true of the built-in example; each drift changes what was read, as the cluster, its repository or its
metrics would change it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from kubefolio.claims import Verdict, check_claims, parse_ledger
from kubefolio.cli import main
from kubefolio.collect import read_example
from kubefolio.facts.base import Missing, Reading, SourceName, Untrusted
from kubefolio.facts.factset import FactSet, fields_of, readings
from kubefolio.facts.metrics import Point
from kubefolio.facts.snapshot import write_snapshot
from kubefolio.measures import MEASURES, measure_all

CLAIMS = """\
- {id: nodes, says: a 3-node cluster, measure: nodes.total, expect: == 3}
- {id: quorum, says: no loss is tolerated, measure: etcd.failures_tolerated, expect: == 0}
- {id: applications, says: 30+ applications, measure: applications.healthy, expect: '>= 30'}
- {id: kubernetes, says: Kubernetes 1.34 or 1.35, measure: cluster.version, expect: '>= 1.34, < 1.36'}
- {id: talos, says: Talos 1.13, measure: nodes.os, expect: ~ 1.13}
- {id: gitops, says: 95 % are in Git, measure: gitops.share, expect: '>= 95 %'}
- {id: api, says: 99.9 % uptime, measure: api.availability, window: 30d, expect: '>= 99.9 %'}
- {id: probes, says: 99.5 % uptime, measure: probes.availability, window: 30d, expect: '>= 99.5 %'}
- {id: restarts, says: few restarts, measure: restarts, window: 24h, expect: <= 250}
- {id: memory, says: three machines of 32 GB, measure: memory.capacity, expect: == 96 GiB, tolerance: 4 %}
"""

Drift = Callable[[FactSet], FactSet]
replace = msgspec.structs.replace


def with_items(facts: FactSet, field: str, items: tuple[Any, ...]) -> FactSet:
    return replace(facts, **{field: Reading(items, getattr(facts, field).origin)})


def nodes(change: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Drift:
    return lambda facts: with_items(facts, "nodes", change(facts.nodes.items))


def each_node(only: int | None = None, **fields: object) -> Drift:
    return nodes(lambda all_: tuple(replace(n, **fields) if only in (None, i) else n for i, n in enumerate(all_)))


def more_nodes(count: int, **fields: object) -> Drift:
    return nodes(lambda all_: (*all_, *(replace(all_[-1], name=Untrusted(f"new-{i}"), **fields) for i in range(count))))


def memory(node_bytes: int, only: int | None = None) -> Drift:
    def change(all_: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            replace(n, capacity=replace(n.capacity, memory_bytes=node_bytes)) if only in (None, i) else n
            for i, n in enumerate(all_)
        )

    return nodes(change)


def members(count: int) -> Drift:
    control_plane = (Untrusted("control-plane"),)
    return more_nodes(count, roles=control_plane)


def etcd_pods(count: int) -> Drift:
    def change(facts: FactSet) -> FactSet:
        pod = replace(facts.pods.items[0], namespace=Untrusted("kube-system"), component=Untrusted("etcd"))
        return with_items(
            facts, "pods", (*facts.pods.items, *(replace(pod, name=Untrusted(f"etcd-{i}")) for i in range(count)))
        )

    return change


def applications(keep: int | None = None, **fields: object) -> Drift:
    def change(facts: FactSet) -> FactSet:
        items = facts.argocd_applications.items[:keep]
        return with_items(facts, "argocd_applications", tuple(replace(one, **fields) for one in items))

    return change


def some_applications(count: int, health: str) -> Drift:
    def change(facts: FactSet) -> FactSet:
        items = facts.argocd_applications.items
        worse = tuple(replace(one, health=Untrusted(health)) for one in items[:count])
        return with_items(facts, "argocd_applications", (*worse, *items[count:]))

    return change


def version(text: str) -> Drift:
    return lambda facts: with_items(facts, "version", (replace(facts.version.items[0], git_version=Untrusted(text)),))


def by_hand(field: str, count: int) -> Drift:
    def change(facts: FactSet) -> FactSet:
        items = getattr(facts, field).items
        nobody = replace(items[0].tracking, argocd_id=Untrusted(""))
        made = tuple(replace(items[0], name=Untrusted(f"by-hand-{i}"), tracking=nobody) for i in range(count))
        return with_items(facts, field, (*items, *made))

    return change


def forgotten(facts: FactSet) -> FactSet:
    items = facts.argocd_applications.items
    return with_items(facts, "argocd_applications", tuple(one for one in items if one.name != "kube-prometheus-stack"))


def answer(name: str, value: float, *, by_query: bool = False) -> Drift:
    asked = name if by_query else next(one.query.id for one in MEASURES if one.id == name and one.query)

    def change(facts: FactSet) -> FactSet:
        assert asked in {one.id for one in facts.queries.items}
        results = tuple(_answer(one, value) if one.id == asked else one for one in facts.queries.items)
        return with_items(facts, "queries", results)

    return change


def _answer(result: Any, value: float) -> Any:  # noqa: ANN401  # one of many kinds of results
    points = (Point(result.items[0].points[-1].at, value),)
    return replace(result, series=(replace(result.items[0], points=points),))


DRIFTS: dict[str, tuple[Drift, ...]] = {
    "nodes": (more_nodes(1), more_nodes(2), nodes(lambda all_: all_[:2]), nodes(lambda _all: ())),
    "quorum": (members(2), members(4), etcd_pods(3), etcd_pods(5)),
    "applications": (
        some_applications(6, "Degraded"),
        some_applications(20, "Unknown"),
        applications(20),
        applications(health=Untrusted("Progressing")),
    ),
    "kubernetes": (version("v1.33.9"), version("v1.36.0"), version("v1.36.0-rc.1"), version("v2.0.0+k3s1")),
    "talos": (
        each_node(os_image=Untrusted("Talos (v1.14.0)")),
        each_node(os_image=Untrusted("Talos (v1.12.9)")),
        each_node(1, os_image=Untrusted("Talos (v1.14.1)")),
        each_node(os_image=Untrusted("Debian GNU/Linux 13.2")),
    ),
    "gitops": (by_hand("deployments", 1), by_hand("deployments", 30), by_hand("stateful_sets", 2), forgotten),
    "api": tuple(answer("api.availability.30d", value) for value in (0.9989, 0.995, 0.5, 0.0)),
    "probes": tuple(answer("probes.availability.30d", value) for value in (0.9949, 0.99, 0.9, 0.0)),
    "restarts": tuple(answer("restarts.24h", value) for value in (251.0, 300.5, 9000.0, 250.0001)),
    "memory": (
        memory(16 * 1024**3),
        memory(64 * 1024**3),
        memory(16 * 1024**3, 1),
        nodes(lambda all_: all_[:2]),
    ),
}
EVERY_DRIFT = [(claim, number) for claim, drifts in DRIFTS.items() for number in range(len(drifts))]


def check(facts: FactSet) -> dict[str, Verdict]:
    verdicts = check_claims(parse_ledger(CLAIMS, "claims.yml"), measure_all(facts))
    return {one.claim.id: one for one in verdicts}


def test_every_claim_holds_before_anything_drifts() -> None:
    assert {name: one.outcome for name, one in check(read_example()).items()} == dict.fromkeys(DRIFTS, "holds")
    assert len(EVERY_DRIFT) == 40


@pytest.mark.parametrize(("claim", "number"), EVERY_DRIFT)
def test_drift_is_caught(claim: str, number: int) -> None:
    assert check(DRIFTS[claim][number](read_example()))[claim].outcome == "fails"


def everything_drifted() -> FactSet:
    facts = read_example()
    for name in ("nodes", "applications", "kubernetes", "api", "probes", "restarts"):
        facts = DRIFTS[name][0](facts)
    return facts


@pytest.mark.parametrize("field", [name for name, _ in readings(FactSet())])
def test_claim_never_fails_because_one_kind_could_not_be_read(field: str) -> None:
    facts = read_example()
    gone = Reading(Missing("it did not answer"), getattr(facts, field).origin)
    outcomes = {name: one.outcome for name, one in check(replace(facts, **{field: gone})).items()}
    assert "fails" not in outcomes.values(), outcomes


@pytest.mark.parametrize("source", ["kubernetes", "gitops", "prometheus"])
@pytest.mark.parametrize("cause", ["failed", "forbidden", "not-configured", "not-reported", "undecidable"])
def test_claim_never_fails_because_a_source_is_down(source: SourceName, cause: Any) -> None:  # noqa: ANN401  # a Cause
    facts = everything_drifted()
    origin = next(reading.origin for _, reading in readings(facts) if reading.origin.source == source)
    gone = dict.fromkeys(fields_of(source), Reading(Missing("it did not answer", cause), origin))
    verdicts = check(replace(facts, **gone))
    of_source = [one for one in verdicts.values() if one.taken and set(one.taken.measure.needs) & set(gone)]
    assert {one.outcome for one in of_source} <= {"cannot-tell"}
    assert all(one.reason == "it did not answer" for one in of_source)


def test_answer_that_a_snapshot_stands_in_for_never_makes_a_claim_fail() -> None:
    facts = everything_drifted()
    old = tuple(replace(one, from_snapshot=True) for one in facts.queries.items)
    verdicts = check(with_items(facts, "queries", old))
    assert [verdicts[name].outcome for name in ("api", "probes", "restarts")] == ["cannot-tell"] * 3
    assert verdicts["nodes"].outcome == "fails"


def test_answer_with_a_warning_never_makes_a_claim_fail() -> None:
    facts = everything_drifted()
    warned = tuple(replace(one, warnings=(Untrusted("partial response"),)) for one in facts.queries.items)
    assert check(with_items(facts, "queries", warned))["api"].outcome == "cannot-tell"


@pytest.mark.parametrize(("days", "outcome"), [(12.0, "cannot-tell"), (29.6, "cannot-tell"), (29.8, "holds")])
def test_window_that_is_longer_than_what_was_measured_cannot_be_told(days: float, outcome: str) -> None:
    measured = measure_all(read_example())
    name = "api.availability.30d"
    short = {name: dataclasses.replace(measured[name], covered=timedelta(days=days)), "x": measured["nodes.total"]}
    ledger = parse_ledger("- {id: a, says: b, measure: api.availability, window: 30d, expect: '>= 1 %'}", "claims.yml")
    (verdict,) = check_claims(ledger, short)
    assert verdict.outcome == outcome
    assert (f"{days} days" in verdict.reason) is (outcome != "holds")


def test_metrics_server_that_is_young_makes_no_claim_about_30_days_hold_or_fail() -> None:
    facts = read_example()
    young = answer("api.measured.30d", 12 * 1440.0, by_query=True)(facts)
    for share in (1.0, 0.5):
        verdict = check(answer("api.availability.30d", share)(young))["api"]
        assert verdict.outcome == "cannot-tell"
        assert "there is data for 12.0 days, and the claim speaks of 30d" in verdict.reason


@pytest.mark.parametrize("source", ["kubernetes", "gitops", "prometheus"])
@pytest.mark.parametrize("with_snapshot", [False, True], ids=["alone", "snapshot-behind"])
def test_check_never_fails_while_a_server_is_down(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, with_snapshot: bool
) -> None:
    """The real sources against addresses where nothing answers, before facts that would make most claims fail."""
    monkeypatch.chdir(tmp_path)
    Path("claims.yml").write_text(CLAIMS, encoding="utf-8")
    Path("kubeconfig").write_text(KUBECONFIG, encoding="utf-8")
    write_snapshot(replace(everything_drifted(), example=False), Path("facts.json"))
    dead = {
        "kubernetes": ("--kubeconfig", "kubeconfig", "--context", "dead"),
        "gitops": ("--gitops", "gone"),
        "prometheus": ("--prometheus", "http://127.0.0.1:1"),
    }
    behind = ("--snapshot", "facts.json") if with_snapshot else ()
    result = CliRunner().invoke(main, ["check", *dead[source], *behind])
    assert result.exit_code == 3, result.output
    assert " fails: " not in result.stdout


KUBECONFIG = """\
apiVersion: v1
kind: Config
clusters: [{name: dead, cluster: {server: "http://127.0.0.1:1"}}]
users: [{name: dead, user: {token: made-up}}]
contexts: [{name: dead, context: {cluster: dead, user: dead}}]
current-context: dead
"""
