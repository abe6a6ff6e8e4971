"""What the gate found, for people and for programs."""

from __future__ import annotations

import msgspec

from kubefolio.gate.findings import Report
from kubefolio.terminal import plain

SHOWN = 50
"""Findings that a person is shown."""


def summarise(report: Report) -> str:
    """Return one sentence."""
    read = f"{report.files} files, {report.bytes / 1e6:.1f} MB, {report.known_values} known values"
    if not report.total:
        return f"the gate found nothing private ({read})"
    files = len({finding.file for finding in report.findings})
    return f"the gate found {report.total} in {files} of the files; nothing of this site may be published ({read})"


def for_people(report: Report) -> str:
    """Return a line for each finding, as many as a person reads, and for each exception."""
    lines = [plain(str(finding)) for finding in report.findings[:SHOWN]]
    if report.total > len(lines):
        lines.append(f"… and {report.total - len(lines)} more")
    lines += [
        f"exempt: {plain(one.file)}: {one.kind}: met {times} times: {plain(one.reason)}"
        for one, times in report.exempted
        if times
    ]
    lines += [f"exempt, but nothing needs it: {plain(one.file)}: {one.kind}; remove it" for one in report.unused]
    return "".join(f"{line}\n" for line in lines)


def for_programs(report: Report) -> str:
    """Return the report as JSON."""
    return msgspec.json.format(msgspec.json.encode(report)).decode() + "\n"


FORMATS = {"people": for_people, "json": for_programs}
"""Names of the forms, as `--format` takes them."""
