"""What a claim expects of a measure: `>= 30`, `>= 99.9 %`, `in [a, b]`, `contains x`, `>= 1.34, < 1.36`, `~ 1.34`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from kubefolio.claims.amounts import exact, parse_amount
from kubefolio.claims.versions import allows, find_versions, is_version, parse_range
from kubefolio.facts.base import Missing

_LIST = re.compile(r"in\s*\[(.*)\]", re.DOTALL)
_CONTAINS = re.compile(r"contains\s+(.+)", re.DOTALL)
_TERM = re.compile(r"(>=|<=|==|!=|>|<|~)?\s*(.+)", re.DOTALL)
_ORDER: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}
FORMS = ">= 30, == 3, >= 99.9 %, in [a, b], contains x, or >= 1.34, < 1.36"

Answer = bool | Missing
"""Whether a value is as expected, or why that cannot be told."""


@dataclass(frozen=True)
class Term:
    """One comparison, as it is written."""

    operator: str
    """`>=`, `<=`, `>`, `<`, `==`, `!=`, `~`, `in` or `contains`."""
    operands: tuple[str, ...]


def parse_terms(text: str) -> tuple[Term, ...]:
    """Return the comparisons of an expectation; all of them have to be true.

    Raises:
        ValueError: it has none of the known forms.
    """
    if match := _LIST.fullmatch(text.strip()):
        operands = tuple(_unquote(part) for part in match[1].split(",") if part.strip())
        if not operands:
            raise ValueError("`in []` allows nothing; name what is allowed")
        return (Term("in", operands),)
    if match := _CONTAINS.fullmatch(text.strip()):
        return (Term("contains", (_unquote(match[1]),)),)
    matches = [_TERM.fullmatch(part.strip()) for part in text.split(",")]
    if not all(matches):
        raise ValueError(f"`{text}` is no expectation; write one of {FORMS}")
    return tuple(Term(match[1] or "==", (_unquote(match[2]),)) for match in matches if match)


def _unquote(text: str) -> str:
    return re.sub(r"^(['\"])(.*)\1$", r"\2", text.strip())


def build_test(terms: tuple[Term, ...], unit: str, tolerance: str = "") -> Callable[[float | str], Answer]:
    """Return the test of a value that a measure of this unit gives.

    Raises:
        ValueError: a comparison or the tolerance does not go with the unit.
    """
    if unit == "text":
        if tolerance:
            raise ValueError("`tolerance` is for numbers; this measure is a text")
        tests = [_text_test(term) for term in terms]
        return lambda value: _all([test(str(value)) for test in tests])
    numbers = [_number_test(term, unit, tolerance) for term in terms]
    return lambda value: all(test(exact(float(value))) for test in numbers)


def _all(answers: list[Answer]) -> Answer:
    """Return whether all are true; one that is false decides, else one that cannot be told does."""
    if False in answers:
        return False
    return next((answer for answer in answers if isinstance(answer, Missing)), True)


def _number_test(term: Term, unit: str, tolerance: str) -> Callable[[Decimal], bool]:
    if term.operator in ("~", "contains"):
        raise ValueError(f"`{term.operator}` is for texts; this measure counts {unit}")
    amounts = [parse_amount(operand, unit) for operand in term.operands]
    if term.operator == "in":
        slacks = [_slack(tolerance, amount, unit) for amount in amounts]
        pairs = tuple(zip(amounts, slacks, strict=True))
        return lambda value: any(abs(value - amount) <= slack for amount, slack in pairs)
    amount, compare = amounts[0], _ORDER[term.operator]
    slack = _slack(tolerance, amount, unit)
    if term.operator in ("==", "!="):
        return lambda value: (abs(value - amount) <= slack) is (term.operator == "==")
    bound = amount - slack if term.operator in (">=", ">") else amount + slack
    return lambda value: compare(value, bound)


def _slack(tolerance: str, amount: Decimal, unit: str) -> Decimal:
    """Return how far beside an amount is still right; per cent of a share are points, of anything else a part of it."""
    if not tolerance:
        return Decimal(0)
    relative = tolerance.endswith("%") and unit != "ratio"
    slack = abs(amount) * parse_amount(tolerance, "ratio") if relative else parse_amount(tolerance, unit)
    if slack < 0:
        raise ValueError("`tolerance` is below zero; write how far off is still right")
    return slack


def _text_test(term: Term) -> Callable[[str], Answer]:
    if term.operator == "contains":
        wanted = term.operands[0].casefold()
        return lambda value: wanted in value.casefold()
    if term.operator == "in":
        tests = [_text_test(Term("==", (operand,))) for operand in term.operands]
        return lambda value: _any([test(value) for test in tests])
    operand = term.operands[0]
    if is_version(operand):
        return _version_test(term.operator, operand)
    if term.operator in ("==", "!="):
        return lambda value: (value.strip() == operand) is (term.operator == "==")
    raise ValueError(f"`{operand}` is no version, and only versions and numbers have an order; use == or contains")


def _any(answers: list[Answer]) -> Answer:
    if True in answers:
        return True
    return next((answer for answer in answers if isinstance(answer, Missing)), False)


def _version_test(sign: str, operand: str) -> Callable[[str], Answer]:
    """Return the test of every version in a text: where nodes differ, each of them has to be in the range."""
    allowed = parse_range(sign, operand)

    def test(value: str) -> Answer:
        found = find_versions(value)
        if not found:
            return Missing("there is no version in what was measured", "undecidable")
        return all(allows(allowed, version) for version in found)

    return test
