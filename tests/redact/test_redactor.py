"""The public edition of facts: what is private is gone, relations hold, and every number is the same."""

from __future__ import annotations

import msgspec
import pytest

from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.editions import Mark
from kubefolio.facts.factset import FactSet, readings
from kubefolio.facts.security import Certificate
from kubefolio.facts.snapshot import decode_snapshot, encode_snapshot
from kubefolio.measures import measure_all
from kubefolio.redact import PublishSettings, Redactor
from kubefolio.redact.walk import WITHHELD, Walk
from tests.redact import KEY, public, redactor
from tests.scenarios import BUILDERS, scenario
from tests.scenarios.objects import U, application, found, node, pod
from tests.scenarios.typewalk import fact_types, fill


@pytest.mark.parametrize("name", sorted(BUILDERS.keys() - {"hostile"}))  # texts that differ by what is cut are one
def test_every_measure_is_the_same_in_both_editions(name: str) -> None:
    facts = scenario(name)
    assert _numbers(public(facts)) == _numbers(facts)


def _numbers(facts: FactSet) -> dict[str, object]:
    """Return the numbers of all measures; of what is missing only the cause, since a reason is a text."""
    taken = ((name, one.value) for name, one in measure_all(facts).items() if one.measure.unit != "text")
    return {name: value.cause if isinstance(value, Missing) else value for name, value in taken}


@pytest.mark.parametrize("name", BUILDERS)
def test_redacting_twice_changes_nothing(name: str) -> None:
    once = public(scenario(name))
    assert public(once) is once
    assert redactor(scenario("healthy"), once).redact(once) is once


@pytest.mark.parametrize("name", BUILDERS)
def test_same_facts_and_key_give_the_same_edition(name: str) -> None:
    assert encode_snapshot(public(BUILDERS[name]())) == encode_snapshot(public(BUILDERS[name]()))


def everything() -> tuple[FactSet, dict[str, list[str]]]:
    """Return facts in which each text is another, and the texts of each mark."""
    count = iter(range(10**6))
    facts = msgspec.structs.replace(
        FactSet(),
        **{
            name: Reading((fill(kind, lambda: f"text{next(count)}"),), getattr(FactSet(), name).origin)
            for name, kind in fact_types().items()
        },
    )
    texts: dict[str, list[str]] = {mark.name: [] for mark in Mark}

    def leaf(mark: Mark, _place: str) -> object:
        return lambda text: texts[mark.name].append(text) or text

    step = Walk(leaf, hides=False).compile(FactSet)  # type: ignore[arg-type]  # a function for the protocol
    assert step
    step(facts)
    return facts, texts


def test_no_private_text_is_in_any_byte_of_a_public_snapshot() -> None:
    facts, texts = everything()
    written = encode_snapshot(public(facts)).decode()
    assert len(texts["PRIVATE"]) >= 3
    assert len(texts["PRIVATE_ADDRESS"]) >= 5
    for mark in ("PRIVATE", "PRIVATE_ADDRESS", "COUNTED", "NODE", "HOST"):
        assert [text for text in texts[mark] if f'"{text}"' in written] == [], mark
    assert [text for text in texts["PUBLIC"] if text not in written] == []


def test_issuer_that_is_named_after_an_inner_host_is_not_shown_and_a_plain_one_is() -> None:
    named = [
        Certificate(U("web"), U("site"), True, U(f"ClusterIssuer/{name}"), 1, None, None)
        for name in ("letsencrypt", "ca.corp.internal")
    ]
    plain, inner = public(msgspec.structs.replace(scenario("healthy"), certificates=found(*named))).certificates.items
    assert plain.issuer == "ClusterIssuer/letsencrypt"
    assert "corp" not in inner.issuer


def test_public_snapshot_reads_as_it_was_written() -> None:
    facts = public(scenario("healthy"))
    assert decode_snapshot(encode_snapshot(facts)) == facts
    assert facts.edition == "public"


def test_node_has_one_alias_wherever_its_name_stands() -> None:
    facts = msgspec.structs.replace(
        FactSet(),
        nodes=found(node("talos-7")),
        pods=found(pod("kube-apiserver-talos-7", node=U("talos-7"))),
        argocd_applications=found(application("agent-on-talos-7")),
    )
    seen = public(facts)
    alias = seen.nodes.items[0].name
    assert alias.startswith("node-")
    assert (seen.pods.items[0].node, seen.pods.items[0].name) == (alias, f"kube-apiserver-{alias}")
    assert seen.argocd_applications.items[0].name == f"agent-on-{alias}"
    assert seen.argocd_applications.items[0].sources[0].path == f"apps/agent-on-{alias}"


def test_node_whose_name_is_a_word_has_an_alias_only_where_a_node_is_meant() -> None:
    facts = msgspec.structs.replace(FactSet(), nodes=found(node("server")), pods=found(pod("server", node=U("server"))))
    seen = public(facts)
    assert seen.pods.items[0].node == seen.nodes.items[0].name != "server"
    assert seen.pods.items[0].name == "server"


def test_names_of_nodes_stay_when_their_owner_publishes_them() -> None:
    facts = msgspec.structs.replace(FactSet(), nodes=found(node("talos-7")))
    assert public(facts, node_names=True).nodes == facts.nodes


def test_another_key_gives_other_aliases() -> None:
    facts = msgspec.structs.replace(FactSet(), nodes=found(node("talos-7")))
    other = Redactor(PublishSettings(), b"another key of another owner", (facts,)).redact(facts)
    assert other.nodes.items[0].name != public(facts).nodes.items[0].name


def test_alias_does_not_depend_on_what_else_there_is() -> None:
    small = msgspec.structs.replace(FactSet(), nodes=found(node("talos-7")))
    large = msgspec.structs.replace(scenario("healthy"), nodes=found(node("a-1"), node("talos-7")))
    assert public(small).nodes.items[0].name == public(large).nodes.items[1].name


def test_snapshot_that_stands_in_is_searched_for_what_the_live_facts_know() -> None:
    live = msgspec.structs.replace(FactSet(), nodes=found(node("talos-7")))
    recorded = msgspec.structs.replace(FactSet(), pods=found(pod("etcd-talos-7")))
    both = redactor(live, recorded)
    assert both.redact(recorded).pods.items[0].name == f"etcd-{both.redact(live).nodes.items[0].name}"


def test_private_value_that_can_be_missing_is_withheld() -> None:
    class Fact(msgspec.Struct, frozen=True):
        number: int | Missing
        text: str
        maybe: int | None

    step = Walk(lambda _mark, _place: None, hides=True).compile(Fact)
    assert step
    assert step(Fact(7, "x", 3)) == Fact(WITHHELD, "", None)


def test_private_number_without_a_way_to_be_missing_is_an_error() -> None:
    class Fact(msgspec.Struct, frozen=True):
        number: int

    with pytest.raises(TypeError, match=r"number: is private, so its type must allow for nothing"):
        Walk(lambda _mark, _place: None, hides=True).compile(Fact)


def test_table_holds_every_alias_and_no_secret() -> None:
    token = "ghp_" + "a1B2c3D4e5" * 3
    facts = msgspec.structs.replace(FactSet(), nodes=found(node("talos-7")), pods=found(pod(f"x-{token}")))
    one = redactor(facts)
    seen = one.redact(facts)
    assert token not in encode_snapshot(seen).decode()
    assert one.aliases.table() == {seen.nodes.items[0].name: "talos-7", seen.pods.items[0].node: "node-1"}


def test_example_shows_aliases_and_every_reading_that_it_has() -> None:
    assert {name for name, reading in readings(public(scenario("healthy"))) if reading.items} == {
        name for name, reading in readings(scenario("healthy")) if reading.items
    }
    assert KEY
