"""The gate over a finished site. It knows nothing of who built it, and imports nothing of the engine but errors."""

from __future__ import annotations

from kubefolio.gate.findings import Exempt, Finding, Report, parse_exempt
from kubefolio.gate.known import KnownValue
from kubefolio.gate.scan import scan_site
from kubefolio.gate.scripts import nginx_line, policy

__all__ = ["Exempt", "Finding", "KnownValue", "Report", "nginx_line", "parse_exempt", "policy", "scan_site"]
