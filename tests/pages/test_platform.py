"""Nodes, security, storage, scorecard and break glass: what they say, and where they say that they cannot."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from kubefolio.collect import read_example
from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.security import CiliumPolicy, CiliumRule
from kubefolio.facts.selector import Selector
from kubefolio.measures import load_catalogue
from kubefolio.measures.standard.rules import RULES
from kubefolio.pages.base import World
from kubefolio.pages.security.mistakes import list_mistakes
from kubefolio.render import render
from kubefolio.views.notice import Site
from kubefolio.views.storage import Storage
from tests.pages.rendered import body, pages, seen
from tests.scenarios import SITE, build_huge, scenario, without
from tests.scenarios.objects import U, claim, found, node

EXAMPLE = read_example()


@cache
def example(edition: str = "private") -> dict[str, str]:
    """Return the pages of the built-in example."""
    return {file.path: file.content for file in render(EXAMPLE, Site(edition)) if file.path.endswith(".md")}


def text_of(path: str) -> str:
    spaced = example()[path].replace("</t", " </t").replace("<span", " <span").replace("</li", " </li")
    return " ".join(seen(spaced).text.split())


def test_every_rule_has_a_page_that_says_why_what_and_how() -> None:
    for rule in RULES:
        text = text_of(f"scorecard/{rule.id}/index.md")
        assert all(part in text for part in (rule.why, rule.checked, rule.fix)), rule.id


def test_rule_page_names_who_breaks_it_and_by_what() -> None:
    text = text_of("scorecard/no-host-access/index.md")
    assert "home-assistant home-assistant" in text
    assert "Kept: 30" in text


def test_policy_that_lets_everybody_in_is_pointed_out() -> None:
    text = text_of("security/index.md")
    assert "grafana-from-gateway NetworkPolicy monitoring one of its ingress rules is empty" in text
    assert "No policy that was read" in seen(pages("healthy")["security/index.md"]).text


def test_policy_that_names_the_world_is_a_mistake_only_where_nothing_is_exposed() -> None:
    rule = CiliumRule(Selector(), (U("Ingress"),), 1, 0, False, False, False, allows_world_ingress=True)
    shown = []
    for namespace in ("web", "db"):
        policies = found(CiliumPolicy(U(namespace), U("front"), (rule,)))
        world = World(msgspec.structs.replace(scenario("healthy"), cilium_policies=policies), SITE)
        mistakes = list_mistakes(world)
        assert not isinstance(mistakes, Missing)
        shown += [one.namespace for one in mistakes]
    assert shown == ["db"]


def test_application_page_says_which_copy_is_missing_and_what_copies_it_elsewhere() -> None:
    stored = text_of("applications/immich/index.md").partition("What it stores")[2].partition("What protects it")[0]
    assert "of 2" in stored
    assert "Velero nightly" in stored


def test_storage_says_which_copy_is_missing_and_which_backup_failed() -> None:
    text = text_of("storage/index.md")
    assert "Degraded 1 of 2" in text
    assert "Last one failed" in text
    assert "CloudNativePG authentik-db" in text
    assert "snapshots on the same disks alone" in text


def test_break_glass_is_in_the_private_edition_alone() -> None:
    assert "break-glass/index.md" not in example("public")
    text = text_of("break-glass/index.md")
    assert "192.168.20.11 (InternalIP)" in text
    assert text.index("cilium in kube-system") < text.index("argo-cd in argocd") < text.index("immich in immich")
    assert "nightly-20261121031502" in text


def test_addresses_are_on_no_public_page() -> None:
    assert "192&#46;168&#46;20" not in "".join(example("public").values())


def test_one_member_tolerates_no_failure() -> None:
    assert "One etcd member: if its node fails, the control plane is down until it is back." in text_of(
        "nodes/index.md"
    )


@pytest.mark.parametrize("path", ["nodes", "security", "storage", "scorecard", "scorecard/quota"])
def test_page_says_not_measured_where_nothing_was_read(path: str) -> None:
    assert "not measured" in seen(pages("missing")[f"{path}/index.md"]).text


def test_what_could_hold_a_backup_and_was_not_read_is_named() -> None:
    files = render(without(scenario("healthy"), "backup_schedules"), SITE)
    page = next(file for file in files if file.path == "storage/index.md")
    assert "Not read, and could hold backups: Velero's schedules" in seen(page.content).text
    assert "Not read" not in seen(pages("healthy")["storage/index.md"]).text


def test_backups_that_cannot_leave_the_cluster_are_none() -> None:
    facts = scenario("healthy")
    near = msgspec.structs.replace(facts.longhorn_backup_targets.items[0], available=False)
    away = Storage(facts).of(facts.volume_claims.items[0])
    home = Storage(msgspec.structs.replace(facts, longhorn_backup_targets=found(near))).of(facts.volume_claims.items[0])
    assert [one.by for one in away.backups] == ["Longhorn nightly", "Velero nightly"]
    assert [one.by for one in home.backups] == ["Velero nightly"]


def test_claim_that_longhorn_does_not_know_has_no_number_of_copies() -> None:
    stored = Storage(scenario("empty")).of(claim("web", "data"))
    assert (stored.backups, stored.replicas, stored.health[0]) == ((), (), "Bound")


def many() -> FactSet:
    """Return 500 nodes in four kinds, and 1,000 applications."""
    kinds = [{"instance_type": U(kind), "zone": U(zone)} for kind in ("large", "small") for zone in ("a", "b")]
    nodes = [node(f"control-{i}", "control-plane") for i in range(3)]
    nodes += [node(f"worker-{i:03}", **kinds[i % 4]) for i in range(497)]
    return msgspec.structs.replace(build_huge(1000), nodes=found(*nodes))


def test_five_hundred_nodes_and_a_thousand_applications_are_grouped() -> None:
    files = {file.path: file.content for file in render(many(), SITE) if file.path.endswith(".md")}
    assert "## Workers&#58; large&#44; a&#44; amd64" in body(files["nodes/index.md"])
    assert body(files["nodes/index.md"]).count("\n## ") == 6
    assert "901 more keep at least as much" in seen(files["scorecard/index.md"]).text
    assert max(len(files[path]) for path in files if path.startswith(("scorecard/", "security/", "storage/"))) < 700_000


def test_a_site_whose_owner_switches_every_rule_off_is_rendered(tmp_path: Path) -> None:
    standard = tmp_path / "standard.yml"
    standard.write_text("rules:\n" + "".join(f"  {rule.id}: off\n" for rule in RULES))
    catalogue = load_catalogue(None, str(standard))
    paths = {file.path for file in render(EXAMPLE, Site(catalogue=catalogue))}
    assert "security/index.md" in paths
    assert not [path for path in paths if any(path == f"scorecard/{rule.id}/index.md" for rule in RULES)]
