"""From claims and measurements to verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kubefolio.claims.base import Claim, Verdict
from kubefolio.claims.expectation import build_test, parse_terms
from kubefolio.claims.ledger import Ledger, did_you_mean, refuse
from kubefolio.durations import read_duration
from kubefolio.facts.base import Missing
from kubefolio.measures import Measurement

_COVERED = 0.99
"""The part of a window that there has to be data for; a metrics server that restarts leaves gaps of minutes."""


def check_claims(ledger: Ledger, measured: Mapping[str, Measurement]) -> tuple[Verdict, ...]:
    """Return the verdict on each claim, in the ledger's order.

    A value that is Missing never makes a claim fail, nor does one that covers less time than the claim speaks of, nor
    one that an earlier snapshot stands in for: these verdicts are `cannot-tell`, with the reason.

    Raises:
        LedgerError: a claim names a measure that is not there, or an expectation that does not go with its unit.
    """
    refuse(problem for claim in ledger.claims for problem in _find_problems(claim, measured))
    return tuple(_judge(claim, measured) for claim in ledger.claims)


def find_measure(claim: Claim, measured: Mapping[str, Measurement]) -> Measurement | None:
    """Return what a claim is held against: its measure, or the form of it that covers its window (`name.30d`)."""
    return (measured.get(f"{claim.measure}.{claim.window}") if claim.window else None) or measured.get(claim.measure)


def _find_problems(claim: Claim, measured: Mapping[str, Measurement]) -> Iterator[str]:
    if claim.stated:
        return
    taken = find_measure(claim, measured)
    if taken is None:
        hint = did_you_mean(claim.measure, measured)
        yield f"{claim.place}: {claim.id}: there is no measure `{claim.measure}`; {hint}"
        return
    if claim.window and taken.measure.id == claim.measure and not taken.measure.window:
        yield f"{claim.place}: {claim.id}: `{claim.measure}` is of one moment; leave out `window`"
    try:
        build_test(parse_terms(claim.expect), taken.measure.unit, claim.tolerance)
    except ValueError as error:
        yield f"{claim.place}: {claim.id}: {error}"


def _judge(claim: Claim, measured: Mapping[str, Measurement]) -> Verdict:
    if claim.stated:
        return Verdict(claim, "stated", claim.stated)
    taken = find_measure(claim, measured)
    assert taken  # noqa: S101  # looked for above
    if isinstance(taken.value, Missing):
        return Verdict(claim, "cannot-tell", taken.value.missing, taken)
    if short := _covers_less(claim, taken):
        return Verdict(claim, "cannot-tell", short, taken)
    answer = build_test(parse_terms(claim.expect), taken.measure.unit, claim.tolerance)(taken.value)
    if isinstance(answer, Missing):
        return Verdict(claim, "cannot-tell", answer.missing, taken)
    if not answer and taken.doubt:
        return Verdict(claim, "cannot-tell", f"{taken.doubt}; it says otherwise", taken)
    return Verdict(claim, "holds" if answer else "fails", taken=taken)


def _covers_less(claim: Claim, taken: Measurement) -> str:
    """Return why a value does not cover the time that a claim speaks of; nothing where it does."""
    wanted, measured = claim.window or taken.measure.window, taken.measure.window
    if measured and read_duration(measured) < read_duration(wanted):
        return f"the measure covers {measured}, the claim speaks of {wanted}"
    covered = taken.covered
    if isinstance(covered, Missing):
        return covered.missing
    if covered is None or not wanted or covered >= _COVERED * read_duration(wanted):
        return ""
    return f"there is data for {covered.total_seconds() / 86400:.1f} days, and the claim speaks of {wanted}"
