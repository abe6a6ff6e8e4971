"""Bands of chips: layers, waves, groups; chips take as many lines as they need, so a narrow sheet is only longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kubefolio.language import tr
from kubefolio.views.diagram.figure import figure
from kubefolio.views.diagram.graph import NAME
from kubefolio.views.diagram.shapes import EDGE, Drawing, draw_mark, draw_rect, draw_text, number
from kubefolio.views.diagram.text import cut, measure, wrap
from kubefolio.views.encode import encode, fill
from kubefolio.views.tone import State


@dataclass(frozen=True)
class Chip:
    """A small box with one line of text."""

    name: str
    link: str = ""
    note: str = ""
    """Quiet text after the name: a version, a number."""
    state: State | None = None
    icon: str = ""
    """Of `views.icons.find_slug`; empty for none."""

    @property
    def words(self) -> str:
        """Return the chip as words."""
        return " ".join(part for part in (self.name, self.note, self.state.words if self.state else "") if part)


CHIP_HEIGHT, CHIP_PAD, CHIP_GAP = 26.0, 9.0, 6.0


@dataclass(frozen=True)
class CutChip:
    """A chip with its texts as they fit."""

    chip: Chip
    name: str
    note: str
    width: float


def fit_chip(chip: Chip, room: float) -> CutChip:
    """Return a chip that is at most so wide."""
    extra = 2 * CHIP_PAD + (14 if chip.state else 0) + (18 if chip.icon else 0)
    note_width = measure(chip.note, 10) + 6 if chip.note else 0.0
    if note_width > room / 2:
        note_width = 0.0
    name = cut(chip.name, room - extra - note_width, NAME, bold=True)
    width = min(room, measure(name, NAME, bold=True) + note_width + extra)
    return CutChip(chip, name, chip.note if note_width else "", width)


@dataclass(frozen=True)
class Band:
    """A row of a picture: its name, and the chips in it."""

    name: str
    chips: tuple[Chip, ...]
    note: str = ""

    @property
    def sentence(self) -> str:
        """Return the band as words."""
        label = f"{self.name} ({self.note})" if self.note else self.name
        chips = ", ".join(chip.words for chip in self.chips)
        return tr("{label}: {things}.", label=label, things=chips or tr("nothing"))


LABEL, BAND_PAD, WIDE = 118.0, 10.0, 480.0
"""Room for the names of bands, and the width from which they stand beside the chips instead of above."""


SHEETS = (780.0, 326.0)
"""Widths of the two drawings: the column of a page, and the narrowest phone."""


def draw_picture(id_: str, title: str, description: str, bands: Sequence[Band]) -> Markup:
    """Return bands as a diagram for a page, with their equivalent in words; nothing where there is no band."""
    if not bands:
        return Markup()
    wide, narrow = (draw_bands(bands, width) for width in SHEETS)
    return figure(id_, title, description, (wide, narrow), tuple(band.sentence for band in bands))


def draw_bands(bands: Sequence[Band], width: float) -> Drawing:
    """Return bands one below the other on a sheet of this width."""
    beside = width >= WIDE
    left = LABEL if beside else BAND_PAD
    top, parts = EDGE, []
    for band in bands:
        labels = _labels(band, LABEL - 2 * BAND_PAD if beside else width - 2 * BAND_PAD)
        first = top + BAND_PAD + (0 if beside else 14 * len(labels) + 4)
        shapes, bottom = _flow(band.chips, left, first, width - left - BAND_PAD)
        height = max(bottom, top + BAND_PAD + 14 * len(labels)) + BAND_PAD - top
        parts.append(fill(_BAND, y=number(top), rect=draw_rect(width - 2 * EDGE, height - 4)))
        baseline = top + BAND_PAD + (13 if beside else 9)
        parts += [draw_text(name, line, BAND_PAD, baseline + 14 * place) for place, (name, line) in enumerate(labels)]
        parts += shapes
        top += height
    icons = sorted({chip.icon for band in bands for chip in band.chips if chip.icon})
    return Drawing(width, top + EDGE - 4, Markup("").join(parts), tuple(icons))


_BAND = Markup('<g class="kf-band" transform="translate(2 {y})">{rect}</g>')


def _labels(band: Band, room: float) -> list[tuple[str, str]]:
    """Return the lines beside a band, each with the class of its text."""
    names = wrap(band.name, room, 11, 2, bold=True)
    notes = wrap(band.note, room, 10, 2)
    return [*(("label", line) for line in names), *(("note", line) for line in notes)]


def _flow(chips: Sequence[Chip], left: float, top: float, room: float) -> tuple[list[Markup], float]:
    """Return chips side by side, in as many lines as they need, and where the last line ends."""
    x, y, parts = 0.0, top, []
    for chip in chips:
        fitted = fit_chip(chip, room)
        if x and x + fitted.width > room:
            x, y = 0.0, y + CHIP_HEIGHT + CHIP_GAP
        parts.append(_chip(fitted, left + x, y))
        x += fitted.width + CHIP_GAP
    return parts, y + (CHIP_HEIGHT if chips else 0)


_ICON = Markup('<use class="kf-t-icon" xlink:href="#kf-i-{}" x="{}" y="{}" width="13" height="13"/>')
_CHIP = Markup('<{tag} class="kf-chip-box" transform="translate({x} {y})">{rest}</{end}>')


def _chip(fitted: CutChip, x: float, y: float) -> Markup:
    chip, parts, at = fitted.chip, [draw_rect(fitted.width, CHIP_HEIGHT, CHIP_HEIGHT / 2)], CHIP_PAD
    if fitted.name != chip.name:
        parts.insert(0, fill("<title>{}</title>", encode(chip.words)))
    if chip.state:
        parts.append(draw_mark(chip.state, at + 4, CHIP_HEIGHT / 2))
        at += 14
    if chip.icon:
        parts.append(fill(_ICON, chip.icon, number(at), number((CHIP_HEIGHT - 13) / 2)))
        at += 18
    parts.append(draw_text("name", fitted.name, at, 17))
    if fitted.note:
        parts.append(draw_text("note", fitted.note, at + measure(fitted.name, NAME, bold=True) + 6, 17))
    tag = fill('a xlink:href="{}"', chip.link) if chip.link else Markup("g")
    rest = Markup("").join(parts)
    return fill(_CHIP, tag=tag, x=number(x), y=number(y), rest=rest, end="a" if chip.link else "g")
