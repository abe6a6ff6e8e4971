"""A claim in words: the line of a log, and the words of a page held against those of the ledger."""

from __future__ import annotations

import re

from kubefolio.claims.base import Claim, Verdict

_NUMBER = re.compile(r"(?<![\w.,])v?(\d+(?:[.,]\d+)*)")


def find_other_numbers(words: str, claim: Claim) -> tuple[str, ...]:
    """Return the numbers of a page's words that neither the claim's sentence nor its expectation has."""
    said = " ".join((claim.says, *(text for _, _, text in claim.told)))
    known = _numbers(f"{said} {claim.expect} {claim.tolerance}")
    return tuple(number for number in _numbers(words) if number not in known)


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(match[1].replace(",", ".") for match in _NUMBER.finditer(text))


def describe(verdict: Verdict) -> str:
    """Return a verdict as one line for a log: where, which, what was expected and what is there."""
    claim, taken = verdict.claim, verdict.taken
    head = f"{claim.place}: claim '{claim.id}'"
    if taken is None:
        return f"{head} is stated: {verdict.reason}"
    if verdict.outcome == "cannot-tell":
        return f"{head} could not be checked: {_plain(verdict.reason)} ({taken.measure.id})"
    word = "holds" if verdict.outcome == "holds" else "fails"
    return f"{head} {word}: expected {claim.expect}, observed {_plain(taken.text)} ({taken.measure.id})"


def _plain(text: str) -> str:
    """Return text that cannot move a terminal's cursor or change its colours; some of it comes from a cluster."""
    return "".join(one if one.isprintable() or one in "\u00a0\u202f" else "\ufffd" for one in text)
