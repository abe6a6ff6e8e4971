"""A report as JUnit XML, which CI systems show as tests: a claim that could not be checked is skipped, not failed."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET  # only written, never parsed

from kubefolio.claims.report import Report, Row

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def format_junit(report: Report) -> str:
    """Return the text."""
    failures = sum(row.is_new_failure for row in report.rows)
    skipped = sum(row.verdict.outcome != "holds" for row in report.rows) - failures
    counts = {"tests": str(len(report.rows)), "failures": str(failures), "errors": "0", "skipped": str(skipped)}
    root = ET.Element("testsuites", {"name": "kubefolio claims", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": "claims", **counts})
    for row in report.rows:
        _add_case(suite, row)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _add_case(suite: ET.Element, row: Row) -> None:
    claim = row.verdict.claim
    attributes = {
        "name": claim.id,
        "classname": claim.place.file,
        "file": claim.place.file,
        "line": str(claim.place.line),
    }
    case = ET.SubElement(suite, "testcase", attributes)
    message = _NOT_XML.sub("\ufffd", row.text)
    if row.is_new_failure:
        failure = ET.SubElement(case, "failure", {"message": message, "type": "claim"})
        failure.text = _NOT_XML.sub("\ufffd", f"{claim.place}: {claim.says}")
    elif row.verdict.outcome != "holds":
        why = "known failure: " if row.known else "severity warn: " if row.verdict.outcome == "fails" else ""
        ET.SubElement(case, "skipped", {"message": why + message})
