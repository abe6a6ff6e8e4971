"""The owner's standard: rules off, thresholds, exemptions with reasons; and what stops the build, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubefolio.errors import SettingsError
from kubefolio.facts.base import Missing
from kubefolio.measures import CATALOGUE, load_catalogue, measure_all
from kubefolio.measures.standard.base import Finding
from kubefolio.measures.standard.rules import KNOWN, RULES
from kubefolio.measures.standard.score import Scorecard, score_all
from kubefolio.measures.standard.settings import Standard, load_standard
from tests.scenarios import scenario

FACTS = scenario("healthy")


def load(tmp_path: Path, text: str) -> Standard:
    file = tmp_path / "standard.yml"
    file.write_text(text, encoding="utf-8")
    return load_standard(str(file), KNOWN)


def scorecard(standard: Standard) -> Scorecard:
    card = score_all(FACTS, standard)
    assert not isinstance(card, Missing)
    return card


def test_without_a_file_every_rule_is_on() -> None:
    assert load_standard(None, KNOWN) == Standard()
    assert scorecard(Standard()).rules == RULES
    assert load_catalogue(None, None) is CATALOGUE


def test_rule_that_is_off_is_neither_checked_nor_measured(tmp_path: Path) -> None:
    file = tmp_path / "standard.yml"
    file.write_text("rules: {quota: off}\n")
    assert "quota" not in scorecard(load_standard(str(file), KNOWN)).scores[0].findings
    names = set(measure_all(FACTS, load_catalogue(None, str(file))))
    assert {one.id for one in CATALOGUE.measures} - names == {"scorecard.quota"}


def test_exemption_takes_the_place_of_a_failure_and_gives_its_reason(tmp_path: Path) -> None:
    text = "exemptions: [{applications: ['we*'], rules: [quota, metrics], reason: it is the front}]\n"
    web = next(one for one in scorecard(Standard()).scores if one.application.name == "web")
    exempt = next(one for one in scorecard(load(tmp_path, text)).scores if one.application.name == "web")
    assert web.findings["metrics"].outcome == "fail"
    assert exempt.findings["metrics"] == Finding("exempt", "it is the front")
    assert exempt.findings["quota"] == web.findings["quota"] == Finding("pass")


def test_exemption_makes_no_failure_a_pass(tmp_path: Path) -> None:
    card = scorecard(load(tmp_path, "exemptions: [{applications: ['*'], rules: ['*'], reason: all}]\n"))
    assert not any(one.count("fail") for one in card.scores)
    before, after = scorecard(Standard()), card
    assert [one.count("pass") for one in after.scores] == [one.count("pass") for one in before.scores]


def test_threshold_is_read(tmp_path: Path) -> None:
    standard = load(tmp_path, "rules:\n  limits: {resources: [cpu, memory]}\n  requests: true\n")
    assert standard.of("limits").resources == ("cpu", "memory")
    assert standard.of("requests").resources is None


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("rules:\n  quotas: off\n", 2, "there is no rule `quotas`; did you mean `quota`?"),
        ("rules:\n  quota:\n    min_replicas: 2\n", 3, "does not read `min_replicas`; it reads: none"),
        ("rules:\n  limits: {resources: [disk]}\n", 2, "Invalid enum value 'disk'"),
        ("exemptions:\n  - {applications: [a], rules: [quota]}\n", 2, "missing required field `reason`"),
        ("exemptions:\n  - {applications: [a], rules: [quota], reason: ' '}\n", 2, "says why"),
        ("exemptions:\n  - {applications: [], rules: [quota], reason: x}\n", 2, "names the applications"),
        ("exemptions:\n  - {applications: [a], rules: [], reason: x}\n", 2, "names the rules"),
        ("exemptions:\n  - {applications: [a], rules: [nothing], reason: x}\n", 2, "there is no rule `nothing`"),
        ("exemption: []\n", 1, "did you mean `exemptions`?"),
    ],
)
def test_what_cannot_be_stops_with_file_and_line(text: str, line: int, words: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'standard.yml'}:{line}: ")
    assert words in str(caught.value)


def test_share_counts_what_passes_and_fails_alone() -> None:
    card, measured = scorecard(Standard()), measure_all(FACTS)
    passed, failed = (sum(one.count(outcome) for one in card.scores) for outcome in ("pass", "fail"))
    assert measured["scorecard.share"].value == passed / (passed + failed)
    assert measured["scorecard.applications"].value == sum(not one.count("fail", "unknown") for one in card.scores)
    assert [name for name in measured if name.startswith("scorecard.")] == [
        *("scorecard.share", "scorecard.applications"),
        *(f"scorecard.{rule.id.replace('-', '_')}" for rule in RULES),
    ]


def test_parents_and_what_runs_elsewhere_are_not_scored() -> None:
    assert {one.application.name for one in scorecard(Standard()).scores} == {"web", "db"}


def test_nothing_is_scored_where_applications_were_not_read() -> None:
    assert isinstance(score_all(scenario("missing"), Standard()), Missing)
    assert isinstance(measure_all(scenario("forbidden"))["scorecard.share"].value, Missing)
