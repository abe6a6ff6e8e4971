"""A report as SARIF 2.1.0, which code hosts show beside the line of the claim."""

from __future__ import annotations

import json
from urllib.parse import quote

from kubefolio import __version__
from kubefolio.claims.report import Report, Row

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
"""What code hosts call the root of the repository, from which they take paths."""
RULES = {
    "claim-fails": "What was measured is not as the sentence says. Correct the sentence, or what it speaks of.",
    "claim-cannot-tell": "What the sentence speaks of could not be measured.",
}


def format_sarif(report: Report) -> str:
    """Return the text: one run, a result for each claim that fails or could not be checked."""
    rules = [{"id": name, "shortDescription": {"text": text}} for name, text in RULES.items()]
    driver = {"name": "kubefolio", "version": __version__, "rules": rules}
    results = [_result(row, report.folder) for row in report.rows if row.verdict.outcome in ("fails", "cannot-tell")]
    bases = {ROOT: {"description": {"text": "The root of the repository."}}}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": bases,
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _result(row: Row, folder: str) -> dict[str, object]:
    claim, fails = row.verdict.claim, row.verdict.outcome == "fails"
    level = {"fail": "error", "warn": "warning"}[claim.severity] if fails else "none"
    file = {"uri": quote(folder + claim.place.file), "uriBaseId": ROOT}
    location = {"artifactLocation": file, "region": {"startLine": claim.place.line}}
    result: dict[str, object] = {
        "ruleId": "claim-fails" if fails else "claim-cannot-tell",
        "kind": "fail" if fails else "open",
        "level": level,
        "message": {"text": f"{row.text}. The page says: {claim.says}"},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"claim/v1": claim.id},
    }
    if row.known:
        result |= {"suppressions": [{"kind": "external", "justification": "known in the baseline"}]}
    return result
