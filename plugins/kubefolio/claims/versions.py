"""Versions in what a measure shows, compared as `packaging` compares them.

Text from a cluster is no Python version: `v1.34.6+k3s1`, `Talos (v1.13.4)`, `containerd://2.1.6`, `6.18.34-talos`. What
is compared is the dotted number and a pre-release mark; a leading `v` and what a distribution adds do not count.
"""

from __future__ import annotations

import re

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

_FOUND = re.compile(
    r"(?<![\w.])v?(\d+(?:\.\d+)+)(?:-?(alpha|beta|rc)[.-]?(\d+))?(?![\d.]*\d|[^\s,]*/)",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"v?(\d+(?:\.\d+)*)(?:-?(alpha|beta|rc)[.-]?(\d+))?(\.\*)?(?:[+-][\w.+-]*)?", re.IGNORECASE)
_PRE = {"alpha": "a", "beta": "b", "rc": "rc"}
MAX_CHARACTERS = 2000
"""Of a longer text only so much is searched."""


def find_versions(text: str) -> tuple[Version, ...]:
    """Return every version in a text, in its order; a number without a dot is none, nor is the host of an image."""
    found = (_join(*match.groups()) for match in _FOUND.finditer(text[:MAX_CHARACTERS]))
    return tuple(Version(version) for version in found)


def is_version(text: str) -> bool:
    """Tell whether an operand is a version, such as `1.34`, `v1.13.4` or `1.34.*`."""
    return _WRITTEN.fullmatch(text) is not None


def parse_range(operator: str, operand: str) -> SpecifierSet:
    """Return the versions that one comparison allows; `~ 1.34` is `>= 1.34, < 1.35`, and `~ 1` is `>= 1, < 2`.

    Raises:
        ValueError: the operand is no version, or does not go with the operator.
    """
    match = _WRITTEN.fullmatch(operand)
    if not match:
        raise ValueError(f"`{operand}` is no version; write it as in 1.34 or v1.34.6")
    number, mark, serial, wildcard = match.groups()
    version = _join(number, mark, serial)
    try:
        if operator == "~":
            return SpecifierSet(f">={version},<{_next(number)}")
        return SpecifierSet(f"{operator}{version}{wildcard or ''}")
    except (InvalidSpecifier, InvalidVersion) as error:
        raise ValueError(f"`{operator} {operand}` is no comparison of versions; write it as in >= 1.34") from error


def allows(allowed: SpecifierSet, version: Version) -> bool:
    """Tell whether a version is in a range; a pre-release comes before its release."""
    return allowed.contains(version, prereleases=True)


def _join(number: str, mark: str | None, serial: str | None) -> str:
    return f"{number}{_PRE[mark.lower()]}{serial}" if mark else number


def _next(number: str) -> str:
    """Return the first version that a tilde leaves out: the next minor one, or the next major one of a bare major."""
    parts = [int(part) for part in number.split(".")][:2]
    parts[-1] += 1
    return ".".join(map(str, parts))
