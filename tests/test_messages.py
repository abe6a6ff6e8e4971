"""The guide explains every message that the code can print, and none that it cannot."""

from __future__ import annotations

import re
from pathlib import Path

from tests.messages import messages

GUIDE = Path(__file__).parents[1] / "docs" / "guide" / "reference" / "messages.md"
ROW = re.compile(
    r"^\| (?:\{% raw %\})?(`+) ?(?P<message>.+?) ?\1(?:\{% endraw %\})? \| (?P<means>.+?) \| .+ \|$", re.MULTILINE
)
NOT_AN_EXCEPTION = {"the oldest facts are … old, more than max_age allows; collect them again, or raise it"}
"""Messages of the guide that are only logged."""


def explained() -> dict[str, re.Pattern[str]]:
    rows = [found["message"] for found in ROW.finditer(GUIDE.read_text("utf-8"))]
    return {row: re.compile(".*".join(map(re.escape, row.split("…"))), re.DOTALL) for row in rows}


def test_every_message_is_explained() -> None:
    patterns = explained().values()
    found = messages()
    assert len(found) > 100
    assert {text: place for text, place in found.items() if not any(one.fullmatch(text) for one in patterns)} == {}


def test_every_explanation_has_its_message() -> None:
    texts = list(messages())
    rows = explained()
    assert len(rows) > 60
    unused = {row for row, pattern in rows.items() if not any(pattern.fullmatch(text) for text in texts)}
    assert unused == NOT_AN_EXCEPTION
