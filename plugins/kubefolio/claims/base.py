"""What a claim and a verdict are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kubefolio.facts.base import Origin
from kubefolio.language import spoken
from kubefolio.measures import Measurement

Severity = Literal["fail", "warn"]
Outcome = Literal["holds", "fails", "cannot-tell", "stated"]
OUTCOMES: tuple[Outcome, ...] = ("fails", "cannot-tell", "holds", "stated")
"""Every outcome, in the order in which a reader wants to see them."""


@dataclass(frozen=True, order=True)
class Place:
    """Where a claim is written."""

    file: str
    """Relative to the folder of the site, with forward slashes."""
    line: int
    """Counted from 1."""

    def __str__(self) -> str:
        """Return the place as editors and terminals know it."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Claim:
    """A sentence that a person wrote, and what it is held against."""

    id: str
    says: str
    """The sentence, plain text."""
    place: Place
    measure: str = ""
    """Name of the measure; empty for a stated claim."""
    expect: str = ""
    """The expectation as it is written; empty for a stated claim."""
    window: str = ""
    """How much time the measure has to cover, as in `30d`; empty for a measure of one moment."""
    tolerance: str = ""
    """How far beside the expectation is still right, in the unit of the expectation."""
    owner: str = ""
    """Who answers for the claim."""
    severity: Severity = "fail"
    stated: str = ""
    """Why no machine can check it; the claim is then the owner's word."""
    told: tuple[tuple[str, str, str], ...] = ()
    """Key, language and text of `says` and `stated` where the owner gives them in more languages."""

    @property
    def sentence(self) -> str:
        """Return the sentence in the language that is spoken, as far as the owner gives it."""
        return self._in_words("says", self.says)

    @property
    def excuse(self) -> str:
        """Return why no machine can check it, in the language that is spoken as far as the owner gives it."""
        return self._in_words("stated", self.stated)

    def _in_words(self, key: str, otherwise: str) -> str:
        code = spoken().code
        return next((text for name, language, text in self.told if (name, language) == (key, code)), otherwise)


@dataclass(frozen=True)
class Verdict:
    """A claim, held against what was measured."""

    claim: Claim
    outcome: Outcome
    reason: str = ""
    """Why nothing can be told, or why no machine can check it; empty otherwise."""
    taken: Measurement | None = None
    """What was measured; None for a stated claim."""

    @property
    def stops(self) -> bool:
        """Tell whether a strict build stops at this verdict."""
        return self.outcome == "fails" and self.claim.severity == "fail"

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Return where the observed value came from."""
        return self.taken.origins if self.taken else ()
