"""Editions: what the public one may show, by what name, and which values it must never hold."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kubefolio.facts.factset import FactSet
from kubefolio.redact.alias import Aliases
from kubefolio.redact.known import KnownValue, find_known, known_values, leaf_of
from kubefolio.redact.scrub import Scrubber
from kubefolio.redact.settings import AliasSettings, PublishSettings
from kubefolio.redact.walk import Walk

__all__ = ["AliasSettings", "Aliases", "KnownValue", "PublishSettings", "Redactor", "known_values"]


class Redactor:
    """Makes the public edition of facts: the same facts, settings and key give the same edition."""

    def __init__(
        self, settings: PublishSettings, key: bytes, shown: Iterable[FactSet], listed: tuple[str, ...] = ()
    ) -> None:
        """Take what may be shown, the key of the aliases, and all facts of the site.

        What is private in one of the facts is looked for in all of them.

        Args:
            settings: What the owner publishes.
            key: The key of the aliases.
            shown: The facts that will be redacted: live ones, and a snapshot that stands in for them.
            listed: Private values that the owner lists.
        """
        known = find_known(shown, settings, listed)
        self.known_values = known.values
        self.aliases = Aliases(key, {one.value: one.kind for one in known.values})
        self._step = Walk(leaf_of(Scrubber(settings, self.aliases, known).by_mark), hides=True).compile(FactSet)

    def redact(self, facts: FactSet) -> FactSet:
        """Return what the public edition may know of these facts; facts that are of it already stay as they are."""
        if facts.edition == "public":
            return facts
        public: FactSet = self._step(facts) if self._step else facts
        return msgspec.structs.replace(public, edition="public")
