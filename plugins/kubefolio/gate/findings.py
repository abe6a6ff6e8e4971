"""What the gate found: where and of what kind, never the value itself; and what the owner has allowed."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache

import msgspec

from kubefolio.errors import SettingsError

KINDS = (
    *("address", "node", "host", "domain", "registry", "git", "value"),
    *("private-address", "mac-address", "internal-host", "email", "private-key", "token", "password"),
    *("script", "unreadable", "missing-page"),
)
"""Kinds of findings: known values, patterns, what could run in a browser, what the gate cannot vouch for."""


class Finding(msgspec.Struct, frozen=True, order=True):
    """One thing that must not be published."""

    file: str
    """Path within the site."""
    line: int
    """From 1; of a packed file the line of what is packed; 0 for the name of the file, or the file as a whole."""
    kind: str
    what: str
    """What it is, in words, and where it is known from; never the value."""
    form: str = "plain"
    """How it stands there: plain, escaped, split, base64, name; with `in gzip` and the like where it is packed."""

    def __str__(self) -> str:
        """Return one line for a person."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.kind}: {self.what}" + ("" if self.form == "plain" else f" ({self.form})")


class Exempt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that the gate finds and the owner publishes on purpose."""

    file: str
    """The files it may stand in, as a path within the site; `*` stands for anything within a name, `**` for folders."""
    kind: str
    """One kind of finding."""
    value: str
    """What may stand there; `*` stands for anything."""
    reason: str
    """Why it may be published; it is shown in the report."""

    def __post_init__(self) -> None:
        """Refuse what would cover more than it says, or nothing."""
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        if not self.reason.strip() or not self.value.strip("*? "):
            raise ValueError("needs a reason, and a value that is more than '*'")

    def covers(self, file: str, kind: str, value: str) -> bool:
        """Tell whether a finding is the one that is meant."""
        return (
            self.kind == kind and bool(_path(self.file).fullmatch(file)) and bool(_value(self.value).fullmatch(value))
        )


@lru_cache
def _path(glob: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/?|\*)", glob)
    forms = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    return re.compile("".join(forms.get(part, re.escape(part)) for part in parts))


@lru_cache
def _value(glob: str) -> re.Pattern[str]:
    return re.compile(translate(glob.lower()))


def parse_exempt(given: object, where: str) -> tuple[Exempt, ...]:
    """Return the exceptions that an owner wrote.

    Raises:
        SettingsError: one of them is incomplete, or wider than an exception may be.
    """
    try:
        return msgspec.convert(given or (), tuple[Exempt, ...])
    except msgspec.ValidationError as error:
        raise SettingsError(f"{where}: exempt: {error}") from error


THEME_ASSETS = (
    Exempt("assets/javascripts/lunr/tinyseg.js", "email", "taku@chasen.org", "the author of the theme's word splitter"),
)
"""What every site with the theme has."""


class Report(msgspec.Struct, frozen=True):
    """What one look at a site gave."""

    files: int
    """Files that were read."""
    bytes: int
    """Their size, packed as they are."""
    known_values: int
    """Known values that were looked for."""
    findings: tuple[Finding, ...]
    """In the order of files and lines; bounded, see `total`."""
    total: int
    """All findings, those included that are not listed."""
    exempted: tuple[tuple[Exempt, int], ...] = ()
    """What the owner allowed, and how often it was met."""

    @property
    def unused(self) -> tuple[Exempt, ...]:
        """Return exceptions that nothing needs any more."""
        return tuple(exempt for exempt, times in self.exempted if not times)
