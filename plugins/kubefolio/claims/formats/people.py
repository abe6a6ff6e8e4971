"""A report for a terminal or the log of a CI job: a line for each claim, failures last."""

from __future__ import annotations

from kubefolio.claims.report import Report, Row

ORDER = ("stated", "holds", "cannot-tell", "fails")


def format_people(report: Report) -> str:
    """Return the text; what needs attention stands at its end, where a terminal stops."""
    rows = sorted(report.rows, key=lambda row: (ORDER.index(row.verdict.outcome), row.verdict.claim.place))
    lines = [_line(row) for row in rows]
    lines += [
        f"fixed: claim '{name}' is in the baseline and fails no more; run --update-baseline" for name in report.fixed
    ]
    return "\n".join([*lines, report.summary]) + "\n"


def _line(row: Row) -> str:
    claim = row.verdict.claim
    note = " [known]" if row.known else " [warning]" if row.verdict.outcome == "fails" and not row.verdict.stops else ""
    return f"{claim.place}: {row.text}{note}"
