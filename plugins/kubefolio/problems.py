"""What makes a site worse than it should be, in one line each; the adapters and the command line log them."""

from __future__ import annotations

from typing import TypeGuard

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet, readings


def failed_sources(facts: FactSet) -> tuple[str, ...]:
    """Return the sources that failed as a whole: not one of their readings gave anything."""
    values: dict[str, list[object]] = {}
    for _, reading in readings(facts):
        values.setdefault(reading.origin.source, []).append(reading.value)
    return tuple(source for source, found in values.items() if all(is_failure(value) for value in found))


def is_failure(value: object) -> TypeGuard[Missing]:
    """Tell whether a value is missing because we looked and got no usable answer."""
    return isinstance(value, Missing) and value.cause == "failed"


def list_problems(facts: FactSet) -> tuple[str, ...]:
    """Return a line for each failure, once. What is absent, forbidden or not configured is a fact and no problem."""
    lines = [line for _, reading in readings(facts) if (line := _problem(reading.value, reading.origin.failure))]
    lines += [
        f"prometheus: query {result.id}: {result.series.missing}"
        for result in facts.queries.items
        if is_failure(result.series)
    ]
    lines += [
        f"prometheus: query {result.id} failed; the last snapshot stands in"
        for result in facts.queries.items
        if result.from_snapshot and not facts.queries.origin.from_snapshot
    ]
    return tuple(dict.fromkeys(lines))


def _problem(value: object, failure: str) -> str:
    if failure:
        return f"{failure}; the last snapshot stands in"
    return value.missing if is_failure(value) else ""
