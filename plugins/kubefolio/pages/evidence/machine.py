"""`evidence.json`: every claim with its verdict, for machines. Its form is documented in the guide."""

from __future__ import annotations

import msgspec

from kubefolio.claims import Verdict
from kubefolio.facts.base import Missing
from kubefolio.measures import Measurement
from kubefolio.pages.base import World

SCHEMA = 1
"""Version of the form; raised when a field changes its meaning or goes away."""


def encode_evidence(world: World) -> str:
    """Return the text of the file: one claim a line, so that it can be compared."""
    as_of = world.observed_at
    head = {"schema": SCHEMA, "example": world.facts.example, "as_of": as_of}
    lines = ",\n".join(f"    {_text(_describe(verdict))}" for verdict in world.verdicts)
    claims = f"[\n{lines}\n  ]" if lines else "[]"
    fields = "".join(f'  "{key}": {_text(value)},\n' for key, value in head.items())
    return f'{{\n{fields}  "claims": {claims}\n}}\n'


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _describe(verdict: Verdict) -> dict[str, object]:
    claim = verdict.claim
    told: dict[str, object] = {
        "id": claim.id,
        "says": claim.says,
        "verdict": verdict.outcome,
        "reason": verdict.reason or None,
        "severity": claim.severity,
        "owner": claim.owner or None,
        "file": claim.place.file,
        "line": claim.place.line,
    }
    return told | (_describe_measurement(verdict, verdict.taken) if verdict.taken else {})


def _describe_measurement(verdict: Verdict, taken: Measurement) -> dict[str, object]:
    claim = verdict.claim
    return {
        "measure": taken.measure.id,
        "definition": taken.measure.definition,
        "unit": taken.measure.unit,
        "window": claim.window or taken.measure.window or None,
        "expected": claim.expect,
        "tolerance": claim.tolerance or None,
        "observed": None if isinstance(taken.value, Missing) else taken.value,
        "observed_text": taken.text,
        "observed_at": taken.observed_at,
        "sources": sorted({origin.source for origin in taken.origins}),
        "from_snapshot": any(origin.from_snapshot for origin in taken.origins),
    }
