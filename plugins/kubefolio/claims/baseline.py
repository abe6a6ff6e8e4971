"""The baseline: claims that are known to fail, so that an old site can adopt the check, and only new failures count."""

from __future__ import annotations

import msgspec

from kubefolio.claims.base import Verdict
from kubefolio.errors import LedgerError

SCHEMA = 1


class Known(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """One failure that is known."""

    id: str
    expected: str
    """The expectation when it was recorded: a claim that expects something else now is new."""


class Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every failure that is known, sorted."""

    failing: tuple[Known, ...] = ()
    schema: int = SCHEMA

    def knows(self, verdict: Verdict) -> bool:
        """Tell whether a failure was there when the baseline was recorded."""
        return verdict.outcome == "fails" and Known(verdict.claim.id, verdict.claim.expect) in self.failing

    def list_fixed(self, verdicts: tuple[Verdict, ...]) -> tuple[str, ...]:
        """Return the claims that were failing and hold, expect something else, or are gone."""
        outcomes = {Known(one.claim.id, one.claim.expect): one.outcome for one in verdicts}
        return tuple(one.id for one in self.failing if outcomes.get(one) not in ("fails", "cannot-tell"))


def record(verdicts: tuple[Verdict, ...]) -> Baseline:
    """Return the baseline that knows every failure of today."""
    return Baseline(tuple(sorted(Known(v.claim.id, v.claim.expect) for v in verdicts if v.outcome == "fails")))


def encode_baseline(baseline: Baseline) -> str:
    """Return the text of the file, one failure a line."""
    lines = ",\n".join(f"    {msgspec.json.encode(one).decode()}" for one in baseline.failing)
    failing = f"[\n{lines}\n  ]" if lines else "[]"
    return f'{{\n  "schema": {SCHEMA},\n  "failing": {failing}\n}}\n'


def decode_baseline(data: bytes, file: str) -> Baseline:
    """Return the baseline of a file's bytes; what is wrong with it is a LedgerError that names the file."""
    try:
        baseline = msgspec.json.decode(data, type=Baseline)
    except msgspec.MsgspecError as error:
        raise LedgerError(f"{file}: is no baseline: {error}; write it again with --update-baseline") from error
    if baseline.schema != SCHEMA:
        raise LedgerError(f"{file}: has schema {baseline.schema}, not {SCHEMA}; write it again with --update-baseline")
    return baseline
