"""What protects an application, and how it keeps the standard."""

from __future__ import annotations

from dataclasses import dataclass

from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.language import mark, tr, tr_known
from kubefolio.pages.base import World
from kubefolio.views.links import relative, rule_page
from kubefolio.views.posture import ApplicationPosture

OUTCOMES = {"fail": mark("not kept"), "unknown": mark("cannot be told"), "exempt": mark("exempt")}
"""Outcomes that a reader has to know of, and their words; what is kept is counted."""


@dataclass(frozen=True)
class ScoreView:
    """How an application keeps the standard, ready to print."""

    sentence: str
    open: tuple[tuple[str, str, str, str], ...]
    """Rule, its page, outcome and detail of each that is not simply kept."""


def build_posture(world: World, application: Application) -> ApplicationPosture | Missing:
    """Return what protects it; Missing also where nobody says which workloads are its own."""
    found = world.posture(application)
    if isinstance(found, ApplicationPosture) and not found.workloads:
        return Missing("none of the objects that it lists is a workload", "absent")
    return found


def build_score(world: World, application: Application) -> ScoreView | Missing:
    """Return how many rules it keeps, and which it does not."""
    card, score = world.scorecard, world.score(application)
    if isinstance(score, Missing):
        return score
    if isinstance(card, Missing):
        return card
    here = world.application_pages[application]
    rows = [(rule, score.findings[rule.id]) for rule in card.rules]
    return ScoreView(
        sentence=tr(
            "It keeps {count} of the {whole} rules that it can be held against.",
            count=score.count("pass"),
            whole=score.counted,
        ),
        open=tuple(
            (tr_known(rule.title), relative(here, rule_page(rule.id)), tr(OUTCOMES[one.outcome]), tr_known(one.detail))
            for rule, one in rows
            if one.outcome in OUTCOMES
        ),
    )
