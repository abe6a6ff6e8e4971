"""A report as JSON. Its form is documented in the guide."""

from __future__ import annotations

import json

from kubefolio.claims.report import Report, Row
from kubefolio.facts.base import Missing

SCHEMA = 1


def format_json(report: Report) -> str:
    """Return the text."""
    told = {
        "schema": SCHEMA,
        "exit_code": int(report.exit_code),
        "fixed": list(report.fixed),
        "claims": [_describe(row) for row in report.rows],
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _describe(row: Row) -> dict[str, object]:
    claim, taken = row.verdict.claim, row.verdict.taken
    observed = None if taken is None or isinstance(taken.value, Missing) else taken.value
    return {
        "id": claim.id,
        "file": claim.place.file,
        "line": claim.place.line,
        "verdict": row.verdict.outcome,
        "severity": claim.severity,
        "known": row.known,
        "measure": claim.measure or None,
        "expected": claim.expect or None,
        "observed": observed,
        "reason": row.verdict.reason or None,
        "says": claim.says,
    }
