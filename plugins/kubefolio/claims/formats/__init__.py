"""Forms of a report. To add one, add its module and its row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kubefolio.claims.formats.junit import format_junit
from kubefolio.claims.formats.machine import format_json
from kubefolio.claims.formats.people import format_people
from kubefolio.claims.formats.sarif import format_sarif
from kubefolio.claims.report import Report

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "people": format_people,
    "json": format_json,
    "junit": format_junit,
    "sarif": format_sarif,
}
