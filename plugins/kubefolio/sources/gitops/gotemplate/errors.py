"""The one error of the template engine."""

from __future__ import annotations


class GoTemplateError(Exception):
    """A template cannot be read or evaluated; the text names the construct, never the data."""
