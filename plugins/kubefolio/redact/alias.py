"""Aliases: the same value has the same alias on every page, in every build, for whoever has the same key."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Literal

Kind = Literal["address", "domain", "git", "host", "mail", "node", "registry", "secret", "value"]
"""What a private value is; the first word of its alias."""

HOSTS = frozenset({"domain", "git", "host", "registry"})
"""Kinds whose aliases stand in the reserved domain `example`, which no link can lead out of."""

ALPHABET = "bcdfghjkmnpqrstvwxz23456789"
"""No vowels: an alias is never a word by chance."""
LENGTH = 7
"""27 to the power of 7 are 10,460,353,203 aliases; where two values would share one, the second gets a longer one."""

EXAMPLE_KEY = b"the example has nothing to hide"
"""The key of the built-in example, whose pages are the same on every machine."""


class Aliases:
    """Gives aliases under one key, and remembers which it gave."""

    def __init__(self, key: bytes, kinds: Mapping[str, Kind]) -> None:
        """Take the key and what is known of values: a host that is a registry is one wherever its name stands."""
        self._key = key
        self._kinds = kinds
        self._given: dict[str, str] = {}
        self._values: dict[str, str] = {}

    def alias(self, value: str, kind: Kind) -> str:
        """Return the alias of a value; `kind` is taken where nothing else is known of it."""
        if value not in self._given:
            self._given[value] = self._make(value, self._kinds.get(value, kind))
        return self._given[value]

    def _make(self, value: str, kind: Kind) -> str:
        number = int.from_bytes(hmac.digest(self._key, value.encode("utf-8", "replace"), hashlib.sha256), "big")
        length = LENGTH
        while self._values.setdefault(made := _word(kind, number, length), value) != value:
            length += 1
        if kind == "secret":
            self._values[made] = ""
        return made

    def table(self) -> dict[str, str]:
        """Return every alias that was given and its value, sorted; a secret stands in no table."""
        return {alias: value for alias, value in sorted(self._values.items()) if value}


def _word(kind: Kind, number: int, length: int) -> str:
    letters = []
    for _ in range(length):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return f"{kind}-{''.join(letters)}" + (".example" if kind in HOSTS else "")
