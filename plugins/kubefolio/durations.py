"""Durations as Prometheus and people write them: a number and one of s, m, h, d, w."""

from __future__ import annotations

import re
from datetime import timedelta

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def read_duration(text: str) -> timedelta:
    """Return a duration such as `24h`.

    Raises:
        ValueError: the text is no duration, or longer than one can be; the message says so and what to write.
    """
    match = re.fullmatch(r"(\d+)([smhdw])", text)
    if not match:
        raise ValueError(f"'{text[:20]}' is not a duration; write a number and s, m, h, d or w, as in 24h")
    try:
        return timedelta(**{UNITS[match[2]]: int(match[1])})
    except OverflowError as error:
        raise ValueError(f"'{text[:20]}' is longer than a duration can be") from error
