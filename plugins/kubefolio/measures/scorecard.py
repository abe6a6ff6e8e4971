"""Measures of how well applications keep the standard."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import APPLICATION_FIELDS, WORKLOAD_FIELDS
from kubefolio.measures.base import Compute, Measure, Unit, Value, share
from kubefolio.measures.standard.base import Finding, Rule
from kubefolio.measures.standard.rules import RULES
from kubefolio.measures.standard.score import Scorecard, Scorer
from kubefolio.measures.standard.settings import Standard

NEEDS = (*APPLICATION_FIELDS, *WORKLOAD_FIELDS)
COUNTED = (
    "What an application is exempt from, what cannot be told and what does not apply to it count neither way. "
    "Applications that only hold others, or deploy to another cluster, are left out."
)


def build_measures(scorer: Scorer) -> tuple[Measure, ...]:
    """Return the measures of a standard."""
    rules = [rule for rule in RULES if rule.id not in scorer.standard.off]
    every = tuple(dict.fromkeys(field for rule in rules for field in rule.needs))
    return (
        _measure(
            "share",
            "Standard kept",
            f"Share of all checks of the standard that applications pass. {COUNTED}",
            every,
            _of(scorer, lambda card: _share(one for score in card.scores for one in score.findings.values())),
        ),
        _measure(
            "applications",
            "Applications that keep the standard",
            "Applications that break no rule of the standard, and of which every rule can be told; an exemption counts "
            "as kept.",
            every,
            _of(scorer, lambda card: sum(not score.count("fail", "unknown") for score in card.scores)),
            unit="count",
        ),
        *(_of_rule(scorer, rule) for rule in rules),
    )


def _of_rule(scorer: Scorer, rule: Rule) -> Measure:
    return _measure(
        rule.id.replace("-", "_"),
        f"Standard kept: {rule.title.lower()}",
        f"Share of applications that keep the rule. {rule.checked} {COUNTED}",
        rule.needs,
        _of(scorer, lambda card: _share(score.findings[rule.id] for score in card.scores)),
    )


def _measure(
    name: str, title: str, definition: str, needs: tuple[str, ...], compute: Compute, *, unit: Unit = "ratio"
) -> Measure:
    optional = frozenset((*APPLICATION_FIELDS, *needs)) - frozenset(WORKLOAD_FIELDS)
    return Measure(f"scorecard.{name}", title, definition, unit, (*NEEDS, *needs), compute, optional)


def _of(scorer: Scorer, compute: Callable[[Scorecard], Value]) -> Compute:
    def computed(facts: FactSet) -> Value:
        card = scorer(facts)
        return card if isinstance(card, Missing) else compute(card)

    return computed


def _share(findings: Iterable[Finding]) -> float | Missing:
    """Return the share that passes; where nothing can be told, the reason of the first that cannot."""
    found = tuple(findings)
    passed, failed = (sum(one.outcome == outcome for one in found) for outcome in ("pass", "fail"))
    if not passed + failed:
        cannot = next((one.detail for one in found if one.outcome == "unknown"), None)
        if cannot:
            return Missing(cannot, "undecidable")
    return share(passed, passed + failed)


SCORER = Scorer(Standard())
"""Holds against the default standard."""

MEASURES = build_measures(SCORER)
