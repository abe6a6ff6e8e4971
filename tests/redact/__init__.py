"""Redactors under a key of the tests."""

from __future__ import annotations

from kubefolio.facts.factset import FactSet
from kubefolio.redact import PublishSettings, Redactor

KEY = b"a key for the tests, and for them alone"


def redactor(*shown: FactSet, listed: tuple[str, ...] = (), **publish: object) -> Redactor:
    """Return what makes the public edition of these facts."""
    return Redactor(PublishSettings(**publish), KEY, shown, listed)  # type: ignore[arg-type]  # options by name


def public(facts: FactSet, listed: tuple[str, ...] = (), **publish: object) -> FactSet:
    """Return the public edition of facts."""
    return redactor(facts, listed=listed, **publish).redact(facts)
