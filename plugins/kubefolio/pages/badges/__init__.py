"""Badges and `facts.json`: the published measures outside the pages."""
