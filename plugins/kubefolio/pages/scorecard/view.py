"""What the scorecard and the pages of its rules show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import fields_of
from kubefolio.language import mark, tr, tr_known
from kubefolio.measures import Measurement
from kubefolio.measures.standard.base import Outcome, Rule
from kubefolio.measures.standard.score import Score, Scorecard
from kubefolio.pages.base import Page, World
from kubefolio.views.encode import encode
from kubefolio.views.links import SCORECARD, relative, rule_page
from kubefolio.views.tiles import Tile, build_tiles

MAX_ROWS = 100
"""Applications in the table; of more, those that break the most are shown, and the rules' pages list all."""
MARKS: dict[Outcome, tuple[str, str]] = {
    "pass": ("✓", mark("kept")),
    "fail": ("✗", mark("broken")),
    "exempt": ("◦", mark("exempt")),
    "unknown": ("?", mark("cannot tell")),
    "none": ("·", mark("does not apply")),
}
"""Sign and word of each outcome."""


@dataclass(frozen=True)
class Mark:
    """An outcome as a sign; prints itself, with its word for those who do not see it."""

    outcome: Outcome

    def __html__(self) -> str:
        """Return the sign."""
        sign, word = MARKS[self.outcome][0], tr(MARKS[self.outcome][1])
        html = Markup('<span class="kf-mark kf-mark--{}" role="img" aria-label="{}" title="{}">{}</span>')
        return str(html.format(self.outcome, encode(word), encode(word), sign))


@dataclass(frozen=True)
class Row:
    """One application in the table."""

    name: str
    address: str
    kept: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class RuleRow:
    """One rule in the summary."""

    title: str
    address: str
    share: Measurement
    percent: int | Missing
    counts: tuple[int, ...]
    """In the order of `MARKS`."""


@dataclass(frozen=True)
class View:
    """The scorecard."""

    tiles: tuple[Tile, ...]
    missing: Missing | str
    rules: tuple[RuleRow, ...]
    outcomes: tuple[tuple[Mark, str], ...]
    rows: tuple[Row, ...]
    left_out: int
    """Applications that are not in the table."""
    idle: tuple[str, ...]
    """Exemptions that were for nobody."""
    off: str
    """Rules that the owner switched off."""


@dataclass(frozen=True)
class Line:
    """One application on a rule's page."""

    name: str
    address: str
    detail: str


@dataclass(frozen=True)
class Group:
    """The applications of which a rule found the same."""

    heading: str
    lead: str
    column: str
    """What the detail is; empty where there is none."""
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class RuleView:
    """A rule's page."""

    rule: Rule
    back: str
    share: Measurement
    thresholds: tuple[tuple[str, str], ...]
    missing: Missing | str
    groups: tuple[Group, ...]


NEEDS = fields_of("kubernetes")
GROUPS: tuple[tuple[Outcome, str, str, str], ...] = (
    ("fail", mark("Broken: {count}"), mark("These do not keep the rule."), mark("What breaks it")),
    (
        "unknown",
        mark("Cannot tell: {count}"),
        mark("What the rule needs was not read, so nothing is said of these."),
        mark("Why"),
    ),
    (
        "exempt",
        mark("Exempt: {count}"),
        mark("These would break the rule, and the owner of this site says why they may."),
        mark("Reason"),
    ),
    ("pass", mark("Kept: {count}"), mark("These keep the rule."), ""),
    ("none", mark("Does not apply: {count}"), mark("These have nothing that the rule is for."), ""),
)


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the scorecard and a page for each rule that is on."""
    off = world.site.catalogue.scorer.standard.off
    rules = [rule for rule in _rules(world) if rule.id not in off]
    share = world.measured["scorecard.share"]
    description = tr("Applications held against {count} rules: {share} kept.", count=len(rules), share=share.text)
    card = Page(SCORECARD, "scorecard/page.md.j2", tr("Scorecard"), description, _build_card(world, rules), NEEDS)
    return (card, *(_rule_page(world, rule) for rule in rules))


def _rules(world: World) -> tuple[Rule, ...]:
    return world.site.catalogue.scorer.rules


def _measure_of(world: World, rule: Rule) -> Measurement:
    return world.measured[f"scorecard.{rule.id.replace('-', '_')}"]


def _build_card(world: World, rules: list[Rule]) -> View:
    card = world.scorecard
    known = None if isinstance(card, Missing) else card
    scores = sorted(known.scores, key=_worst_first) if known else []
    shown = sorted(scores[:MAX_ROWS], key=lambda one: (one.application.name, one.application.namespace))
    return View(
        tiles=build_tiles(world.measured, "scorecard.share", "scorecard.applications"),
        missing=card if isinstance(card, Missing) else "",
        rules=tuple(_rule_row(world, rule, known) for rule in rules),
        outcomes=tuple((Mark(outcome), tr(word)) for outcome, (_, word) in MARKS.items()),
        rows=tuple(_row(world, one) for one in shown),
        left_out=max(0, len(scores) - MAX_ROWS),
        idle=tuple(_idle(known)) if known else (),
        off=", ".join(
            tr_known(rule.title) for rule in _rules(world) if rule.id in world.site.catalogue.scorer.standard.off
        ),
    )


def _worst_first(score: Score) -> tuple[int, int, str]:
    return (-score.count("fail"), -score.count("unknown"), score.application.name)


def _rule_row(world: World, rule: Rule, card: Scorecard | None) -> RuleRow:
    share = _measure_of(world, rule)
    found = card.outcomes(rule.id) if card else {}
    value = share.value
    return RuleRow(
        title=rule.title,
        address=relative(SCORECARD, rule_page(rule.id)),
        share=share,
        percent=int(value * 100) if isinstance(value, float | int) else Missing("the share is not known"),
        counts=tuple(len(found.get(outcome, ())) for outcome in MARKS) if card else (),
    )


def _row(world: World, score: Score) -> Row:
    return Row(
        name=score.application.name,
        address=relative(SCORECARD, world.application_pages[score.application]),
        kept=tr("{count} of {whole}", count=score.count("pass"), whole=score.counted),
        marks=tuple(Mark(one.outcome) for one in score.findings.values()),
    )


def _idle(card: Scorecard) -> Iterable[str]:
    """Yield the exemptions that no failure was covered by: they are stale, or name nobody."""
    used = {one.detail for score in card.scores for one in score.findings.values() if one.outcome == "exempt"}
    for one in card.standard.exemptions:
        if one.reason not in used:
            yield f"{', '.join(one.applications)}: {', '.join(one.rules)}"


def _rule_page(world: World, rule: Rule) -> Page:
    address, card = rule_page(rule.id), world.scorecard
    view = RuleView(
        rule=rule,
        back=relative(address, SCORECARD),
        share=_measure_of(world, rule),
        thresholds=tuple(_thresholds(world, rule)),
        missing=card if isinstance(card, Missing) else "",
        groups=() if isinstance(card, Missing) else tuple(_groups(world, rule, card)),
    )
    return Page(address, "scorecard/rule.md.j2", tr_known(rule.title), tr_known(rule.checked), view, NEEDS)


def _thresholds(world: World, rule: Rule) -> Iterable[tuple[str, str]]:
    """Yield what the owner set for a rule."""
    found = world.site.catalogue.scorer.standard.of(rule.id)
    for name in sorted(rule.thresholds):
        value = getattr(found, name)
        if value is not None:
            yield name, ", ".join(value) if isinstance(value, tuple) else str(value).lower()


def _groups(world: World, rule: Rule, card: Scorecard) -> Iterable[Group]:
    found = card.outcomes(rule.id)
    for outcome, heading, lead, column in GROUPS:
        if outcome in found:
            lines = tuple(_line(world, rule, score, detailed=bool(column)) for score in found[outcome])
            yield Group(tr(heading, count=len(lines)), tr(lead), tr(column), lines)


def _line(world: World, rule: Rule, score: Score, *, detailed: bool) -> Line:
    link = relative(rule_page(rule.id), world.application_pages[score.application])
    return Line(score.application.name, link, tr_known(score.findings[rule.id].detail) if detailed else "")
