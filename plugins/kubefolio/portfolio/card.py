"""The picture that a link to the site shows elsewhere, drawn when the site is built, from nothing outside."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, MARGIN = 1200, 630, 84
PAPER, INK, QUIET, ACCENT, LINE = "#fbfbf9", "#171b22", "#565f6c", "#2446c4", "#dcdfdb"
MAX_LINES = 3
LEADING = 1.15
_FONTS = Path(__file__).parents[1] / "theme" / "assets" / "fonts"


@lru_cache(maxsize=64)
def draw_card(label: str, title: str, text: str, foot: str) -> bytes:
    """Return a card of 1200 by 630 pixels as PNG; the same words give the same bytes.

    Args:
        label: Small, above the title.
        title: Large; it takes up to three lines.
        text: Below the title, up to three lines.
        foot: At the lower edge.
    """
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    for x in range(MARGIN, WIDTH, 24):
        for y in range(24, HEIGHT, 24):
            draw.point((x, y), fill=LINE)
    draw.rectangle((0, 0, 12, HEIGHT), fill=ACCENT)
    draw.text((MARGIN, 84), label.upper(), font=_font("geist-mono-latin", 24, 500), fill=QUIET)
    y = _write(draw, 132, title, _font("geist-latin", 84, 620), INK)
    _write(draw, y + 24, text, _font("geist-latin", 34, 400), QUIET)
    draw.text((MARGIN, HEIGHT - 96), foot, font=_font("geist-mono-latin", 26, 500), fill=ACCENT)
    buffer = io.BytesIO()
    image.quantize(32).save(buffer, "PNG")
    return buffer.getvalue()


def _font(name: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(_FONTS / f"{name}.woff2", size)
    font.set_variation_by_axes([weight])
    return font


def _write(draw: ImageDraw.ImageDraw, y: int, text: str, font: ImageFont.FreeTypeFont, fill: str) -> int:
    """Write words in lines that fit, and return where the next text may begin."""
    for line in _wrap(draw, text, font)[:MAX_LINES]:
        draw.text((MARGIN, y), line, font=font, fill=fill)
        y += int(font.size * LEADING)
    return y


def _wrap(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and draw.textlength(longer, font=font) > WIDTH - 2 * MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
