"""What makes a site worse than it should be, in one line each; the adapters and the command line log them."""

from __future__ import annotations

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet, readings


def list_problems(facts: FactSet) -> tuple[str, ...]:
    """Return a line for each failure, once. What is absent, forbidden or not configured is a fact and no problem."""
    lines = [line for _, reading in readings(facts) if (line := _problem(reading.value, reading.origin.failure))]
    lines += [
        f"prometheus: query {result.id}: {result.series.missing}"
        for result in facts.queries.items
        if isinstance(result.series, Missing) and result.series.cause == "failed"
    ]
    return tuple(dict.fromkeys(lines))


def _problem(value: object, failure: str) -> str:
    if failure:
        return f"{failure}; the last snapshot stands in"
    return value.missing if isinstance(value, Missing) and value.cause == "failed" else ""
