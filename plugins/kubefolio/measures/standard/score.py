"""Every application held against every rule of the standard, once for a set of facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import applications, workloads
from kubefolio.language import spoken
from kubefolio.measures.belongings import Belongings, identify, index_belongings, index_pods
from kubefolio.measures.ownership import Key
from kubefolio.measures.protection import Protection
from kubefolio.measures.standard.base import Finding, Ground, Outcome, Rule, Subject
from kubefolio.measures.standard.monitored import Monitored
from kubefolio.measures.standard.rules import RULES
from kubefolio.measures.standard.settings import Standard

COUNTED: tuple[Outcome, ...] = ("pass", "fail")
"""Outcomes that a share is taken of: what is exempt, cannot be told or does not apply is neither good nor bad."""


@dataclass(frozen=True)
class Score:
    """One application, held against the standard."""

    application: Application
    findings: Mapping[str, Finding]
    """Rule to what was found, in the order of the rules."""

    def count(self, *outcomes: Outcome) -> int:
        """Return how many rules came out in one of these ways."""
        return sum(one.outcome in outcomes for one in self.findings.values())

    @cached_property
    def counted(self) -> int:
        """How many rules it keeps or breaks."""
        return self.count(*COUNTED)


@dataclass(frozen=True)
class Scorecard:
    """All applications of this cluster that run something, held against the rules that are on."""

    rules: tuple[Rule, ...]
    scores: tuple[Score, ...]
    """By the application's name."""
    standard: Standard

    @cached_property
    def by_key(self) -> Mapping[Key, Score]:
        """The scores, by the identity of the application."""
        return {identify(one.application): one for one in self.scores}

    def outcomes(self, rule: str) -> Mapping[Outcome, tuple[Score, ...]]:
        """Return the applications by what a rule found of them."""
        found: dict[Outcome, list[Score]] = defaultdict(list)
        for one in self.scores:
            found[one.findings[rule].outcome].append(one)
        return {outcome: tuple(scores) for outcome, scores in found.items()}


def is_scored(application: Application) -> bool:
    """Tell whether an application is held against the standard: it deploys here, and is no parent of others alone."""
    return application.is_local and not application.is_parent


def score_all(facts: FactSet, standard: Standard) -> Scorecard | Missing:
    """Return the scorecard; Missing where applications or workloads could not be read."""
    known, running = applications(facts), workloads(facts)
    if isinstance(known, Missing):
        return known
    if isinstance(running, Missing):
        return running
    belongings = index_belongings(facts, index_pods(facts))
    scored = [one for one in known if is_scored(one)]
    ground = Ground(facts, Protection(facts), Monitored(facts), _tenants(scored, belongings))
    rules = tuple(rule for rule in RULES if rule.id not in standard.off)
    scores = (Score(one, _hold(one, belongings[identify(one)], ground, rules, standard)) for one in scored)
    return Scorecard(rules, tuple(scores), standard)


def _tenants(scored: Iterable[Application], belongings: Mapping[Key, Belongings]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in scored:
        for workload in belongings[identify(one)].workloads:
            found[workload.namespace].add(str(one.name))
    return {namespace: frozenset(names) for namespace, names in found.items()}


def _hold(
    application: Application, belongings: Belongings, ground: Ground, rules: tuple[Rule, ...], standard: Standard
) -> Mapping[str, Finding]:
    """Return what each rule finds of an application; an exemption takes the place of a failure."""
    found = {}
    for rule in rules:
        finding = rule.check(Subject(application, belongings, ground, standard.of(rule.id)))
        exempt = standard.exemption(application.name, rule.id) if finding.outcome == "fail" else None
        found[rule.id] = Finding("exempt", exempt.reason) if exempt else finding
    return found


class Scorer:
    """Scores facts, and keeps the last scorecard: measures and pages of one build ask for the same one."""

    def __init__(self, standard: Standard) -> None:
        """Hold against this standard."""
        self.standard, self.rules = standard, RULES
        self._last: tuple[FactSet, str, Scorecard | Missing] | None = None

    def __call__(self, facts: FactSet) -> Scorecard | Missing:
        """Return the scorecard of these facts, with its details in the language that is spoken."""
        language = spoken().code
        if self._last is None or self._last[0] is not facts or self._last[1] != language:
            self._last = (facts, language, score_all(facts, self.standard))
        return self._last[2]
