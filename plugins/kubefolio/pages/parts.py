"""Parts of pages that were made earlier: an unchanged view is not laid out again, nor an unchanged graph drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256

_ADDRESS = " at 0x"
"""In the words of an object that has none of its own: they do not say what it holds."""


class Parts:
    """Text by what it was made from. It holds for one version of this package and one language."""

    def __init__(self, kept: Mapping[str, str] | None = None) -> None:
        """Take what an earlier build used."""
        self._kept = kept or {}
        self.used: dict[str, str] = {}
        """What this build used; all that the next one needs."""

    def find(self, made_from: tuple[object, ...], make: Callable[[], str]) -> str:
        """Return a text that depends on nothing but these values: the one that is kept for them, or a new one.

        Values are told apart by their words (`repr`), which frozen views, facts and graphs state in full.
        """
        words = repr(made_from)
        if _ADDRESS in words:
            return make()
        key = sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
        found = self._kept.get(key)
        self.used[key] = make() if found is None else found
        return self.used[key]
