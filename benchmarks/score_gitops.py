"""Score what kubefolio reads from a GitOps repository against a truth file.

Usage: python benchmarks/score_gitops.py REPOSITORY TRUTH.json

Prints precision and recall for applications (name and destination namespace of role `app`), charts (application,
chart, version) and sync waves (application, wave, where one is set), how many undecidable ApplicationSets are reported
as such, and what is wrong, one line each. Exits with 1 when anything is wrong.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from kubefolio.facts.base import Missing
from kubefolio.sources.gitops import GitopsFacts, GitopsSettings, read

Pairs = set[tuple[str, ...]]


class Score(NamedTuple):
    """Precision and recall of one kind of fact."""

    what: str
    precision: float
    recall: float
    surplus: tuple[tuple[str, ...], ...]
    lacking: tuple[tuple[str, ...], ...]


def compare(what: str, found: Pairs, expected: Pairs) -> Score:
    """Return the score of a set of facts; where none is expected and none found, both ratios are 1."""
    right = len(found & expected)
    precision = right / len(found) if found else 1.0
    recall = right / len(expected) if expected else 1.0
    return Score(what, precision, recall, tuple(sorted(found - expected)), tuple(sorted(expected - found)))


def expected_applications(truth: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the deployed applications of role `app`."""
    return [item for item in truth.get("inventory") or [] if item.get("role") == "app"]


def identity(item: dict[str, Any]) -> tuple[str, str]:
    """Return name and destination namespace of an application in the truth."""
    return item["name"], (item.get("destination") or {}).get("namespace") or ""


def charts(item: dict[str, Any]) -> Iterable[tuple[str, ...]]:
    """Yield the charts of an application in the truth."""
    for chart in item.get("charts") or []:
        yield (*identity(item), chart["chart"], str(chart["version"] or ""))


def score(facts: GitopsFacts, truth: dict[str, Any]) -> list[Score]:
    """Return every score of a repository."""
    found = [application for application in facts.declared if application.role == "app"]
    expected = expected_applications(truth)
    waves_found = {(a.name, a.namespace, str(a.sync_wave)) for a in found if a.sync_wave is not None}
    waves = {(*identity(e), str(e["sync_wave"])) for e in expected if e.get("sync_wave") is not None}
    undecidable = {(s["name"],) for s in truth.get("applicationsets") or [] if s.get("undecidable")}
    missing = {(s.name,) for s in facts.sets if isinstance(s.children, Missing) and s.children.missing}
    return [
        compare("applications", {(a.name, a.namespace) for a in found}, {identity(e) for e in expected}),
        compare(
            "charts",
            {(a.name, a.namespace, c.name, c.version) for a in found for c in a.charts},
            {chart for e in expected for chart in charts(e)},
        ),
        compare("waves", waves_found, waves),
        compare("undecidable sets", missing, undecidable),
    ]


def forbidden(facts: GitopsFacts, truth: dict[str, Any]) -> list[str]:
    """Return what is shown as deployed and must not be: fragments, examples and retired applications."""
    never = {item.get("name") if isinstance(item, dict) else item for item in truth.get("not_applications") or []}
    active = {item["name"] for item in truth.get("inventory") or []}
    active |= {item["name"] for item in truth.get("applications") or [] if item.get("active")}
    never |= {item["name"] for item in truth.get("applications") or [] if item.get("active") is False}
    return sorted({str(a.name) for a in facts.declared} & (never - active))


def main(arguments: list[str]) -> int:
    """Print the scores."""
    if len(arguments) != 2:  # noqa: PLR2004 - repository and truth
        print(__doc__)
        return 2
    facts = read(GitopsSettings(url=arguments[0]), None)
    truth = json.loads(Path(arguments[1]).read_text(encoding="utf-8"))
    wrong = 0
    for result in score(facts, truth):
        print(f"{result.what:17} precision {result.precision:.3f}  recall {result.recall:.3f}")
        for label, rows in (("not in the truth", result.surplus), ("not found", result.lacking)):
            wrong += len(rows)
            for row in rows:
                print(f"  {label}: {' | '.join(row)}")
    for name in forbidden(facts, truth):
        wrong += 1
        print(f"  shown as deployed, but is not: {name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
