"""The moments of the scenarios' worlds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
"""When the facts were collected."""

BUILD = NOW + timedelta(minutes=5)
"""When the site is built."""

LONG_AGO = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
"""When the objects were made."""
