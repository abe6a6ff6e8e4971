"""What a graph holds before it is drawn: boxes in columns, and the links between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from kubefolio.language import mark, tr
from kubefolio.views.diagram.text import measure, wrap
from kubefolio.views.tone import State

Look = Literal["entry", "route", "service", "workload", "storage", "git", "plain", "group"]
"""What a box stands for; the stylesheet gives each its colour. The words in the box say it too."""

KIND, NAME, NOTE = 9.5, 12.0, 10.0
"""Sizes of the three texts of a box, in the unit of the drawing: 20 of them are one rem."""
PAD_X, PAD_Y = 10.0, 7.0
LEAST, MOST = 92.0, 136.0
"""How narrow and how wide a box may be; a longer name takes up to three lines."""


@dataclass(frozen=True)
class Box:
    """One box: what it is, its name, and a note below."""

    id: str
    """Unique in its graph; never printed."""
    column: int
    kind: str
    name: str
    note: str = ""
    look: Look = "plain"
    link: str = ""
    """Address of a page of ours, relative to the page that shows the diagram; empty for none."""
    state: State | None = None

    @property
    def words(self) -> str:
        """Return the box as words: kind and name."""
        return f"{self.kind} {self.name}".strip()

    @property
    def width(self) -> float:
        """Return how wide the box is: as its longest line, within the limits."""
        widest = max(measure(self.name, NAME, bold=True), measure(self.note, NOTE), measure(self.kind, KIND) + 12)
        return min(MOST, max(LEAST, widest + 2 * PAD_X))


@dataclass(frozen=True)
class Cut:
    """A box with its lines as they fit it."""

    box: Box
    width: float
    names: tuple[str, ...]
    kind: str
    note: str

    @property
    def height(self) -> float:
        """Return how high the box is."""
        return 2 * PAD_Y + (12 if self.kind else 0) + 15 * len(self.names) + (13 if self.note else 0)


def fit(box: Box, width: float) -> Cut:
    """Return the lines of a box that is so wide."""
    room = width - 2 * PAD_X
    note = wrap(box.note, room, NOTE, 1)
    kind = wrap(box.kind, room - 12, KIND, 1)
    names = wrap(box.name, room, NAME, 3, bold=True) or ("",)
    return Cut(box, width, names, kind[0] if kind else "", note[0] if note else "")


LEADS = mark("{source} leads to {target}.")


@dataclass(frozen=True)
class Arrow:
    """A link from one box to another."""

    source: str
    target: str
    says: str = LEADS
    """The sentence about the two, as `tr` takes it."""


@dataclass(frozen=True)
class Graph:
    """Boxes and the arrows between them; an arrow leads to a later column."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return the graph in words: every arrow, then every box that none touches."""
        words = {box.id: box.words for box in self.boxes}
        touched = {end for arrow in self.arrows for end in (arrow.source, arrow.target)}
        told = [tr(one.says, source=words[one.source], target=words[one.target]) for one in self.arrows]
        return (*dict.fromkeys(told), *(f"{box.words}." for box in self.boxes if box.id not in touched))


MakeGroup = Callable[[int, Sequence[Box]], Box]
"""Makes the box that stands for several boxes of a column."""


@dataclass
class Builder:
    """Collects boxes and arrows, each once."""

    boxes: dict[str, Box] = field(default_factory=dict)
    arrows: dict[tuple[str, str], Arrow] = field(default_factory=dict)

    def box(self, box: Box) -> str:
        """Add a box unless it is there, and return its id."""
        self.boxes.setdefault(box.id, box)
        return box.id

    def arrow(self, source: str, target: str, says: str = LEADS) -> None:
        """Add an arrow unless it is there."""
        self.arrows.setdefault((source, target), Arrow(source, target, says))

    def build(self, limit: int, make_group: MakeGroup) -> Graph:
        """Return the graph; of a column with more boxes than the limit, the rest are one box that stands for them.

        The arrows of a box that was taken into a group become the group's.
        """
        columns: dict[int, list[Box]] = {}
        for box in self.boxes.values():
            columns.setdefault(box.column, []).append(box)
        standing: dict[str, str] = {}
        kept: list[Box] = []
        for column, boxes in sorted(columns.items()):
            shown = boxes if len(boxes) <= limit else boxes[: limit - 1]
            rest = boxes[len(shown) :]
            kept.extend(shown)
            if rest:
                group = replace(make_group(column, rest), look="group")
                kept.append(group)
                standing |= {box.id: group.id for box in rest}
        moved = {
            (standing.get(one.source, one.source), standing.get(one.target, one.target)): one.says
            for one in self.arrows.values()
        }
        return Graph(tuple(kept), tuple(Arrow(*ends, says) for ends, says in moved.items()))
