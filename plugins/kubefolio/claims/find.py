"""Finds numbers in prose that look like claims and are none yet, and suggests the claim. It never decides anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kubefolio.claims import vocabulary as words
from kubefolio.claims.base import Claim, Place
from kubefolio.claims.ledger import Ledger
from kubefolio.claims.prose import mask

_FLAGS = re.IGNORECASE
_GAP = r"(?:[^\S\n]+|[^\S\n]*\n(?![^\S\n]*\n)[^\S\n]*)"
"""Space, with at most one end of a line in it: a claim may be wrapped, and ends with its paragraph."""
_DIGITS = r"\d{1,3}(?:[,.\u202f\u00a0]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_BEFORE = r"(?<![\w.,:/$€#-])"
_QUALIFIER = rf"(?:(?P<least>{words.AT_LEAST})|(?P<most>{words.AT_MOST})|(?:{words.ABOUT})){_GAP}"
_COUNT = re.compile(
    rf"(?:\b{_QUALIFIER})?\**{_BEFORE}(?P<number>{_DIGITS}|\b(?:{'|'.join(words.NUMBERS)})\b)(?P<plus>\+)?\**"
    rf"(?:-|{_GAP})\**(?:{words.FILLER}(?:-|{_GAP})){{0,2}}?\**(?P<noun>{words.pattern_of(words.NOUNS)})\b",
    _FLAGS,
)
_SHARE = re.compile(rf"(?:\b{_QUALIFIER})?{_BEFORE}(?P<number>\d+(?:[.,]\d+)?)(?P<plus>\+)?[^\S\n]?%", _FLAGS)
_AMOUNT = re.compile(
    rf"{_BEFORE}(?P<number>\d+(?:[.,]\d+)?)[^\S\n]?(?P<unit>[KMGT]i?B){_GAP}(?:of{_GAP}|de{_GAP})?"
    rf"(?P<noun>{words.pattern_of(words.AMOUNTS)})\b",
    _FLAGS,
)
_VERSION = re.compile(
    rf"(?<![\w-])(?P<noun>{words.pattern_of(words.PRODUCTS)}){_GAP}v?(?P<number>\d+\.\d+(?:\.\d+)?)(?![\w%])"
    rf"|(?<![\w-])(?P<other>[A-Z][\w-]*){_GAP}v(?P<tagged>\d+\.\d+(?:\.\d+)?)(?![\w%])",
    _FLAGS,
)
_END = re.compile(r"[.!?;](?=\s)|\n[ \t]*\n|\n(?=[|\-*\d])")
_LIKE_AVAILABILITY = 90.0


@dataclass(frozen=True, order=True)
class Found:
    """A number that looks like a claim."""

    place: Place
    column: int
    """Counted from 1."""
    text: str
    measure: str
    """The measure it probably speaks of; empty where none of ours does."""
    expect: str
    claim: str = ""
    """Name of the claim in the ledger that it could link to; empty where there is none."""


def find_numbers(text: str, file: str, ledger: Ledger) -> tuple[Found, ...]:
    """Return the unclaimed numbers of a page, in the order of the text; each character is in one of them at most."""
    prose, taken, found = mask(text), [False] * len(text), list[Found]()
    for pattern, suggest in _KINDS:
        for match in pattern.finditer(prose):
            span = slice(*match.span())
            suggestion = None if any(taken[span]) else suggest(match, prose)
            if suggestion is None:
                continue
            taken[span] = [True] * (match.end() - match.start())
            found.append(_found(match, file, suggestion, ledger))
    return tuple(sorted(found))


def _found(match: re.Match[str], file: str, suggestion: tuple[str, str], ledger: Ledger) -> Found:
    before = match.string[: match.start()]
    place = Place(file, before.count("\n") + 1)
    measure, expect = suggestion
    text = " ".join(match[0].replace("*", "").split())
    known = next((one.id for one in ledger.claims if _speaks_of(one, measure, expect)), "")
    return Found(place, match.start() - before.rfind("\n"), text, measure, expect, known)


def _speaks_of(claim: Claim, measure: str, expect: str) -> bool:
    return bool(measure) and measure in (claim.measure, f"{claim.measure}.{claim.window}") and claim.expect == expect


Suggestion = tuple[str, str]
"""Measure and expectation."""


def _count(match: re.Match[str], _prose: str) -> Suggestion | None:
    number = _number(match["number"])
    if (
        number == "0"
        and match["number"].lower() == "no"
        and not re.match(r"no\s+(?:successful|manual)", match[0], _FLAGS)
    ):
        return None
    measure = words.measure_of(words.NOUNS, match["noun"])
    unit = " CPU" if measure == "cpu.capacity" else ""
    return measure, f"{_sign(match)} {number}{unit}"


def _share(match: re.Match[str], prose: str) -> Suggestion | None:
    measure, number = _nearest_share(match, prose), match["number"].replace(",", ".")
    if not measure and float(number) < _LIKE_AVAILABILITY:
        return None
    sign = _sign(match) if match["least"] or match["most"] or match["plus"] else ">=" if "." in number else "=="
    return measure, f"{sign} {number} %"


def _nearest_share(match: re.Match[str], prose: str) -> str:
    """Return the measure whose words stand nearest to a share in its sentence; empty where none do."""
    start, stop = _sentence(match, prose)
    near = [
        (max(found.start() - match.end(), match.start() - found.end()), row, measure)
        for row, (pattern, measure) in enumerate(words.SHARES)
        for found in re.finditer(rf"\b(?:{pattern})", prose[:stop], _FLAGS)
        if found.start() >= start
    ]
    return min(near, default=(0, 0, ""))[2]


def _amount(match: re.Match[str], _prose: str) -> Suggestion:
    number = match["number"].replace(",", ".")
    return words.measure_of(words.AMOUNTS, match["noun"]), f">= {number} {match['unit']}"


def _version(match: re.Match[str], _prose: str) -> Suggestion | None:
    if match["other"] and not match["other"][0].isupper():
        return None
    number = match["number"] or match["tagged"]
    return words.measure_of(words.PRODUCTS, match["noun"] or ""), f"{'==' if number.count('.') > 1 else '~'} {number}"


_KINDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Suggestion | None]], ...] = (
    (_VERSION, _version),
    (_AMOUNT, _amount),
    (_SHARE, _share),
    (_COUNT, _count),
)


def _number(text: str) -> str:
    if text.lower() in words.NUMBERS:
        return str(words.NUMBERS[text.lower()])
    return re.sub(r"[,.\u202f\u00a0](?=\d{3}\b)", "", text).replace(",", ".")


def _sign(match: re.Match[str]) -> str:
    if match["plus"] or match["least"]:
        return ">="
    return "<=" if match["most"] else "=="


def _sentence(match: re.Match[str], prose: str) -> tuple[int, int]:
    """Return where the words around a number begin and end: its sentence, table row or paragraph."""
    start = max((end.end() for end in _END.finditer(prose, 0, match.start())), default=0)
    stop = _END.search(prose, match.end())
    return start, stop.start() if stop else len(prose)
