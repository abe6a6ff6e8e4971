"""What the evidence page shows: every claim, by verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kubefolio.claims import Outcome, Verdict
from kubefolio.claims.base import OUTCOMES
from kubefolio.language import tr
from kubefolio.pages.base import File, Page, World
from kubefolio.pages.evidence.machine import encode_evidence
from kubefolio.views.links import EVIDENCE
from kubefolio.views.verdict import MARKS, MEANINGS, WORDS, Rows, build_rows

MOST_OPEN = 30
"""Claims of one verdict that are shown with all their evidence; of more, each is a line that opens."""


@dataclass(frozen=True)
class Item:
    """One claim with its evidence."""

    id: str
    says: str
    rows: Rows


@dataclass(frozen=True)
class Group:
    """The claims with one verdict."""

    outcome: Outcome
    title: str
    mark: str
    meaning: str
    items: tuple[Item, ...]
    folded: bool
    """Whether each is one line that opens: where there are too many to read one below the other."""


@dataclass(frozen=True)
class Count:
    """How many claims have a verdict."""

    title: str
    number: int


@dataclass(frozen=True)
class View:
    """The page."""

    groups: tuple[Group, ...]
    counts: tuple[Count, ...]


def build_pages(world: World) -> tuple[Page, ...]:
    """Return the page."""
    numbers = Counter(verdict.outcome for verdict in world.verdicts)
    view = View(
        tuple(_group(outcome, world.verdicts) for outcome in OUTCOMES if numbers[outcome]),
        tuple(Count(tr(WORDS[outcome]), numbers[outcome]) for outcome in OUTCOMES if world.verdicts),
    )
    description = tr("Every claim on this site, held against what was measured.")
    return (Page(EVIDENCE, "evidence/page.md.j2", tr("Evidence"), description, view, _needs(world.verdicts)),)


def build_files(world: World) -> tuple[File, ...]:
    """Return the same for machines."""
    return (File("evidence.json", encode_evidence(world)),)


def _needs(verdicts: tuple[Verdict, ...]) -> tuple[str, ...]:
    """Return the fields that the measures of all claims are computed from, each once."""
    return tuple(dict.fromkeys(field for one in verdicts if one.taken for field in one.taken.measure.needs))


def _group(outcome: Outcome, verdicts: tuple[Verdict, ...]) -> Group:
    items = tuple(Item(one.claim.id, one.claim.sentence, build_rows(one)) for one in verdicts if one.outcome == outcome)
    meaning = tr(MEANINGS[outcome])
    return Group(outcome, tr(WORDS[outcome]), MARKS[outcome], meaning, items, folded=len(items) > MOST_OPEN)
