"""What `kubefolio check` has to say, before it has a form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from kubefolio.claims.base import OUTCOMES, Outcome, Verdict
from kubefolio.claims.baseline import Baseline
from kubefolio.claims.wording import describe


class ExitCode(IntEnum):
    """What a run of the check ends with; 2 is a call or a ledger that is wrong, as click has it."""

    HOLD = 0
    FAIL = 1
    USAGE = 2
    CANNOT_TELL = 3


@dataclass(frozen=True)
class Row:
    """One verdict, and whether its failure was known before."""

    verdict: Verdict
    known: bool

    @property
    def text(self) -> str:
        """Return the verdict as one line, without its place."""
        return describe(self.verdict).partition(": ")[2]

    @property
    def is_new_failure(self) -> bool:
        """Tell whether the run fails because of it."""
        return self.verdict.stops and not self.known


@dataclass(frozen=True)
class Report:
    """All verdicts of a run."""

    rows: tuple[Row, ...]
    fixed: tuple[str, ...]
    """Claims of the baseline that do not fail any more."""
    folder: str = ""
    """Folder of the site below the root of its repository, with a slash behind it; empty where they are the same."""

    @property
    def exit_code(self) -> ExitCode:
        """Return 1 when a claim fails, else 3 when one could not be checked, else 0."""
        if any(row.is_new_failure for row in self.rows):
            return ExitCode.FAIL
        return ExitCode.CANNOT_TELL if self.count("cannot-tell") else ExitCode.HOLD

    def count(self, outcome: Outcome) -> int:
        """Return how many claims have this outcome."""
        return sum(row.verdict.outcome == outcome for row in self.rows)

    @property
    def summary(self) -> str:
        """Return the numbers in one line."""
        known = sum(row.known for row in self.rows)
        words = {"holds": "hold", "fails": "fail", "cannot-tell": "could not be checked", "stated": "stated"}
        parts = [f"{self.count(outcome)} {words[outcome]}" for outcome in OUTCOMES]
        return ", ".join(parts) + (f"; {known} of the failures known" if known else "")


def build_report(verdicts: tuple[Verdict, ...], baseline: Baseline, folder: str = "") -> Report:
    """Return the report of a run over a site that lies in this folder of its repository."""
    return Report(tuple(Row(one, baseline.knows(one)) for one in verdicts), baseline.list_fixed(verdicts), folder)
