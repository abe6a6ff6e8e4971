"""Claims: sentences that a person wrote, each held against a measure. No input and no output happens here.

`ledger` reads claims from text, `expectation` says what a claim expects, `check` gives the verdicts.
"""

from __future__ import annotations

from kubefolio.claims.base import Claim, Outcome, Place, Verdict
from kubefolio.claims.check import check_claims
from kubefolio.claims.ledger import NO_CLAIMS, Ledger, parse_ledger, parse_page

__all__ = ["NO_CLAIMS", "Claim", "Ledger", "Outcome", "Place", "Verdict", "check_claims", "parse_ledger", "parse_page"]
