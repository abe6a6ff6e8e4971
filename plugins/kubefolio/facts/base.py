"""What every fact is made of: where it came from, what is missing and why, and text from outside."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, Literal, NewType, TypeVar

import msgspec

from kubefolio.facts.editions import Public

Untrusted = NewType("Untrusted", str)
"""Text from a cluster, a repository or a metrics server. Data only: it reaches a page through `views.encode` alone."""

SourceName = Literal["kubernetes", "gitops", "prometheus"]

Cause = Literal["absent", "forbidden", "failed", "not-configured", "not-reported", "undecidable", "withheld"]
"""Why a value is missing.

absent: the server does not have this kind; forbidden: we may not look; failed: we looked and got no usable answer;
not-configured: nobody asked us to look; not-reported: the object exists but does not say; undecidable: the source
cannot answer this question at all; withheld: the public edition does not show it.
"""

T = TypeVar("T")


class Missing(msgspec.Struct, frozen=True):
    """What stands where a fact could not be read. Never equal to zero, never empty, and it says why."""

    missing: Public[str]
    """The reason, in words for a reader of the site; holds no address, token or document."""
    cause: Public[Cause] = "failed"
    """The kind of reason, for code that has to tell "nothing there" from "could not look"."""

    def __str__(self) -> str:
        """Return the words that a page prints in place of the value."""
        return f"not measured: {self.missing}"


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a reading came from and when."""

    source: Public[SourceName]
    """Which source was asked."""
    locator: Public[str]
    """What was asked: an API path, a PromQL query, a repository path. Never an address."""
    observed_at: Public[datetime | None] = None
    """When we asked, in UTC; None if we never did."""
    from_snapshot: Public[bool] = False
    """True when a live reading failed and an earlier snapshot stands in."""
    failure: Public[str] = ""
    """Why the live reading failed, when a snapshot stands in for it."""


class Reading(msgspec.Struct, Generic[T], frozen=True):
    """All facts of one kind from one look, sorted, or the reason why there are none."""

    value: Public[tuple[T, ...] | Missing]
    """The facts, sorted by their identity; an empty tuple means that we looked and there were none."""
    origin: Public[Origin]

    @property
    def items(self) -> tuple[T, ...]:
        """Return the facts, or nothing where they are missing. For lay-out only: to count, look at `value`."""
        return () if isinstance(self.value, Missing) else self.value
