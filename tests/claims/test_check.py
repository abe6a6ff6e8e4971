"""Verdicts: what holds, what fails, and what can never make a claim fail."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from kubefolio.claims import Verdict, check_claims, parse_ledger
from kubefolio.claims.wording import describe, find_other_numbers
from kubefolio.errors import LedgerError
from kubefolio.facts.base import Reading
from kubefolio.facts.factset import FactSet
from kubefolio.measures import measure_all
from tests.scenarios import LEDGER, scenario, without


def verdicts(facts: FactSet) -> dict[str, Verdict]:
    return {one.claim.id: one for one in check_claims(LEDGER, measure_all(facts))}


def check_one(text: str, facts: FactSet) -> Verdict:
    return check_claims(parse_ledger(text, "claims.yml"), measure_all(facts))[0]


def test_each_outcome_is_there_in_the_healthy_world() -> None:
    outcomes = {name: verdict.outcome for name, verdict in verdicts(scenario("healthy")).items()}
    assert outcomes == {
        "nodes": "holds",
        "applications": "fails",
        "version": "holds",
        "share": "holds",
        "probes": "fails",
        "intrusions": "stated",
    }


def test_only_a_failing_claim_of_severity_fail_stops_a_build() -> None:
    assert [name for name, one in verdicts(scenario("healthy")).items() if one.stops] == ["probes"]


def test_nothing_fails_where_nothing_was_read() -> None:
    outcomes = {verdict.outcome for verdict in verdicts(scenario("missing")).values()}
    assert outcomes == {"cannot-tell", "stated"}
    assert verdicts(scenario("missing"))["nodes"].reason == "the source did not answer"


def test_what_is_forbidden_cannot_be_told_and_what_is_not_there_is_zero() -> None:
    assert verdicts(without(scenario("healthy"), "nodes"))["nodes"].outcome == "cannot-tell"
    assert verdicts(scenario("empty"))["nodes"].outcome == "fails"


def test_snapshot_that_stands_in_never_makes_a_claim_fail() -> None:
    facts = scenario("healthy")
    old = msgspec.structs.replace(facts.nodes.origin, from_snapshot=True, failure="timed out")
    three = msgspec.structs.replace(facts, nodes=Reading(facts.nodes.value, old))
    two = msgspec.structs.replace(facts, nodes=Reading(facts.nodes.items[:2], old))
    assert verdicts(three)["nodes"].outcome == "holds"
    assert verdicts(two)["nodes"].outcome == "cannot-tell"
    assert "the last snapshot" in verdicts(two)["nodes"].reason


def test_window_chooses_the_measure_that_covers_it() -> None:
    taken = verdicts(scenario("healthy"))["probes"].taken
    assert taken
    assert taken.measure.id == "probes.availability.30d"


@pytest.mark.parametrize(
    ("measure", "expect", "words"),
    [
        ("node.total", "3", "did you mean nodes.total"),
        ("xyzzy", "3", "the page Measures lists them all"),
        ("nodes.total", "contains x", "is for texts"),
        ("gitops.share", "'>= 99'", "write 99 %"),
    ],
)
def test_claim_that_cannot_be_checked_is_an_error_of_the_ledger(measure: str, expect: str, words: str) -> None:
    with pytest.raises(LedgerError, match=rf"^claims\.yml:1: a: .*{words}"):
        check_one(f"- {{id: a, says: b, measure: {measure}, expect: {expect}}}", scenario("healthy"))


def test_window_of_a_measure_of_one_moment_is_an_error_of_the_ledger() -> None:
    with pytest.raises(LedgerError, match=r"`nodes\.total` is of one moment; leave out `window`"):
        check_one("- {id: a, says: b, measure: nodes.total, window: 30d, expect: 3}", scenario("healthy"))


def test_verdict_in_a_log_says_where_what_was_expected_and_what_is_there() -> None:
    lines = {name: describe(one) for name, one in verdicts(scenario("healthy")).items()}
    assert lines["probes"] == (
        "claims.yml:20: claim 'probes' fails: expected >= 99.9 %, observed 99.86\u00a0% (probes.availability.30d)"
    )
    assert lines["nodes"].endswith("holds: expected == 3, observed 3 (nodes.total)")
    assert "is stated: nothing" in lines["intrusions"]
    assert "could not be checked: the source did not answer" in describe(verdicts(scenario("missing"))["nodes"])


def test_words_of_a_page_with_another_number_than_the_ledger_are_noticed() -> None:
    claim = LEDGER.claims[1]
    assert find_other_numbers("30+ services", claim) == ()
    assert find_other_numbers("40+ services on 3 nodes", claim) == ("40", "3")


def test_verdict_tells_when_the_oldest_of_its_facts_was_observed() -> None:
    taken = verdicts(scenario("healthy"))["share"].taken
    assert taken
    assert taken.observed_at == datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
